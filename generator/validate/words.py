"""The words in which a diagnostic speaks of values and keys.

Takes data, gives pieces of sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from generator.source import Data

__all__ = ["MEANT", "kind_of", "needed", "quoted", "shown"]

MEANT: Mapping[str, str] = MappingProxyType(
    {
        "nullable": "null",
        "optional": "null",
        "primary": "key",
        "primary_key": "key",
        "pk": "key",
        "autoincrement": "identity",
        "auto_increment": "identity",
        "serial": "identity",
        "references": "ref",
        "reference": "ref",
        "foreign_key": "ref",
        "fk": "ref",
        "fks": "foreign_keys",
        "columns": "fields",
        "attributes": "fields",
        "tables": "entities",
        "table": "entities",
        "models": "entities",
        "uniques": "unique",
        "constraints": "checks",
        "index": "indexes",
        "indices": "indexes",
        "comments": "comment",
        "doc": "description",
        "renamed_from": "was",
        "old_name": "was",
        "previously": "was",
        "ondelete": "on_delete",
        "onupdate": "on_update",
        "on_update_now": "updated",
        "computed": "generated",
        "expression": "expr",
        "condition": "where",
        "predicate": "where",
        "collation": "collate",
        "grants": "access",
        "domains": "types",
        "extends": "use",
        "includes": "use",
        "select": "sql",
        "body": "sql",
        "query": "sql",
    }
)
"""Words of other tools, and the key of the language that means the same."""

_KINDS = {
    "string": ("a text",),
    "integer": ("a whole number",),
    "number": ("a number",),
    "boolean": ("`true`", "`false`"),
    "null": ("nothing",),
    "array": ("a list",),
    "object": ("a map",),
}


def kind_of(value: Data) -> str:
    """Gives what kind of value it is: `a text`, `a list`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int():
            return "a whole number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a map"


def needed(types: Sequence[str]) -> str:
    """Gives the kinds of value that a key takes: `a text or a map`."""
    words = [word for name in types for word in _KINDS[name]]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def shown(value: Data) -> str:
    """Gives a value as it is put into a sentence; long and deep ones are not repeated."""
    if isinstance(value, (list, dict)) or value is None:
        return "this"
    text = value if isinstance(value, str) else json.dumps(value)
    if "\n" in text or len(text) > 60:
        return "this text"
    return f"`{text}`"


def quoted(words: Sequence[str]) -> str:
    """Gives words in backticks, with commas between."""
    return ", ".join(f"`{word}`" for word in words)
