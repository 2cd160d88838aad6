"""The JSON Schemas, and the language reference that is made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator

from generator import reference, validate
from generator.source import Data, read
from tests.golden import compare

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "language.md"
Schema = Mapping[str, object]

VALUES = {
    "database": "Values in a spec",
    "gen": "Values in gen.yaml",
    "target": "Values in a manifest",
    "intent": "Values in intent.yaml",
}


def test_the_language_reference_is_what_the_schemas_say(update: bool) -> None:
    parts = {kind: reference.keys(validate.schema(kind), VALUES[kind]) for kind in validate.KINDS}
    parts["refused"] = reference.not_supported(validate.REFUSED)

    got = reference.fill(PAGE.read_text(encoding="utf-8"), parts)

    compare(PAGE, got, update=update)


def test_every_link_of_the_reference_leads_to_a_heading() -> None:
    page = PAGE.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", page, flags=re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]

    links = set(re.findall(r"\]\(#([^)]*)\)", page))

    assert links - set(anchors) == set()
    assert len(set(anchors)) == len(anchors), "two headings with one anchor"


def test_the_table_of_refused_keys_is_that_of_the_program() -> None:
    page = PAGE.read_text(encoding="utf-8").split("<!-- begin refused -->")[1]
    rows = re.findall(r"^\| `([^`]*)` \|.*\| (.*) \|$", page, flags=re.MULTILINE)

    assert rows == [
        (row.path.rpartition(".")[2] + (f": {row.value}" if row.value else ""), row.reason)
        for row in validate.REFUSED
    ]


@pytest.mark.parametrize("kind", validate.KINDS)
def test_a_schema_is_a_schema(kind: validate.Kind) -> None:
    Draft202012Validator.check_schema(validate.schema(kind))


@pytest.mark.parametrize("kind", validate.KINDS)
def test_every_key_is_described_in_a_sentence(kind: validate.Kind) -> None:
    bare = [
        f"{name}: {key}"
        for name, node in _nodes(validate.schema(kind))
        for key, schema in cast(Mapping[str, Schema], node.get("properties", {})).items()
        if not str(schema.get("description", "")).endswith(".")
    ]

    assert bare == []


@pytest.mark.parametrize("kind", validate.KINDS)
def test_every_definition_has_a_title_a_description_and_a_use(kind: validate.Kind) -> None:
    root = validate.schema(kind)
    definitions = cast(Mapping[str, Schema], root.get("$defs", {}))
    used = set(re.findall(r"'#/\$defs/(\w+)'", str(root)))

    assert {name for name, node in definitions.items() if not node.get("title")} == set()
    assert {name for name, node in definitions.items() if not node.get("description")} == set()
    assert set(definitions) - used == set()


@pytest.mark.parametrize("kind", validate.KINDS)
def test_no_node_takes_unknown_keys(kind: validate.Kind) -> None:
    closed = ("additionalProperties", "unevaluatedProperties")
    open_nodes = [
        name
        for name, node in _nodes(validate.schema(kind))
        if "properties" in node
        and not name.endswith("_keys")
        and not any(k in node for k in closed)
    ]

    assert open_nodes == []


@pytest.mark.parametrize("kind", validate.KINDS)
def test_every_example_is_valid_where_it_stands(kind: validate.Kind) -> None:
    root = validate.schema(kind)
    definitions = root.get("$defs", {})
    wrong = [
        (name, example)
        for name, schema in _described(root)
        for example in cast(list[Data], schema.get("examples", []))
        if not Draft202012Validator({"$defs": definitions, **schema}).is_valid(example)
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", validate.KINDS)
def test_every_example_is_shown_as_it_is_read(kind: validate.Kind) -> None:
    for _, schema in _described(validate.schema(kind)):
        for example in cast(list[Data], schema.get("examples", [])):
            document, faults = read("x.yaml", f"a: {reference.yaml_flow(example)}\n")

            assert faults == ()
            assert document is not None
            assert document.data == {"a": example}


def _nodes(root: Schema) -> Iterator[tuple[str, Schema]]:
    yield "", root
    yield from cast(Mapping[str, Schema], root.get("$defs", {})).items()


def _described(root: Schema) -> Iterator[tuple[str, Schema]]:
    """Gives each definition, and each key of each node."""
    for name, node in _nodes(root):
        if name:
            yield name, node
        for key, schema in cast(Mapping[str, Schema], node.get("properties", {})).items():
            yield f"{name}.{key}", schema
