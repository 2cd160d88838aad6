"""Reading with diagnostics, and the check of documents against their JSON Schema.

Takes Documents, gives Diagnostics. jsonschema-rs says yes (150 times as fast), jsonschema is asked
only to explain a no."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

from generator.diagnostics import Diagnostic, from_fault
from generator.source import LIMITS, Data, Document, Limits, Place
from generator.source import read as read_document
from generator.validate.refused import refused

__all__ = ["KINDS", "Kind", "read", "schema", "validate", "validate_options"]

Schema: TypeAlias = Mapping[str, object]
Kind = Literal["database", "gen", "target", "intent"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def read(
    file: str, content: str | bytes, limits: Limits = LIMITS
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Reads a file. Gives its document, or None and everything that is wrong with its YAML."""
    document, faults = read_document(file, content, limits)
    return document, tuple(from_fault(file, fault) for fault in faults)


def validate(documents: Iterable[Document], kind: Kind = "database") -> tuple[Diagnostic, ...]:
    """Checks documents of one kind. Gives all findings, by document."""
    quick = _quick(kind)
    found: list[Diagnostic] = []
    for document in documents:
        found.extend(refused(kind, document.file, document.data))
        if not quick.is_valid(document.data):
            found.extend(_explained(schema(kind), document.data, Place(document.file)))
    return tuple(found)


def validate_options(at: Place, data: Data, options: Schema) -> tuple[Diagnostic, ...]:
    """Checks what a user sets for a target against the options that its manifest declares.

    at: the place of the options in gen.yaml. options: option to JSON Schema."""
    whole: Schema = {
        "type": "object",
        "title": "the options of a target",
        "properties": options,
        "additionalProperties": False,
    }
    return () if _Quick(whole).is_valid(data) else _explained(whole, data, at)


@cache
def schema(kind: Kind) -> Schema:
    """Gives the published JSON Schema of a kind of file."""
    text = (_folder() / f"{kind}.schema.json").read_text(encoding="utf-8")
    return cast(Schema, json.loads(text))


def _folder() -> Path:
    """Gives the folder of the schemas: in the package when installed, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "specs"
    return inside if inside.is_dir() else package.parent / "specs"


class _Quick:
    """Says yes or no."""

    def __init__(self, whole: Schema) -> None:
        import jsonschema_rs

        self._validator = jsonschema_rs.validator_for(dict(whole))

    def is_valid(self, data: Data) -> bool:
        return bool(self._validator.is_valid(data))


@cache
def _quick(kind: Kind) -> _Quick:
    return _Quick(schema(kind))


def _explained(whole: Schema, data: Data, at: Place) -> tuple[Diagnostic, ...]:
    """Asks why the data is not valid; only here is the slow validator imported."""
    from jsonschema import Draft202012Validator

    from generator.validate.errors import explain

    return explain(Draft202012Validator(whole).iter_errors(data), whole, at)
