"""The published schema of what templates see is that of the classes, and true of a real model."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from generator import contract
from generator.cli.shown import plain
from generator.pipeline import understand
from generator.render.jobs import SELECTORS
from tests.golden import compare

ROOT = Path(__file__).parents[1]


def test_the_published_schema_is_current(update: bool) -> None:
    got = json.dumps(contract.schema(), indent=2, ensure_ascii=False) + "\n"

    compare(ROOT / "specs/model.schema.json", got, update=update)


def test_what_gen_show_prints_is_valid() -> None:
    whole = contract.schema()
    validator = Draft202012Validator({"$ref": "#/$defs/model.Model", "$defs": whole["$defs"]})

    result = understand(ROOT)

    assert result.diagnostics == ()
    assert [error.message for error in validator.iter_errors(plain(result.model))] == []


def test_every_selector_that_gives_nodes_is_described() -> None:
    assert SELECTORS.keys() - contract.ITEMS.keys() == {"domain", "engine"}
