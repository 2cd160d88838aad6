"""Every engine answers every feature, and every emulation in use is one that its matrix names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from generator.pipeline import Result, understand
from generator.source import read
from generator.sql.capabilities import capabilities
from generator.sql.lower import lowered
from tests.sql.profiles import PROFILES

ROOT = Path(__file__).parents[2]
ENGINES = tuple(PROFILES)


def features() -> set[str]:
    """The features of all groups."""
    document, problems = read("features.yaml", (ROOT / "specs/features.yaml").read_bytes())
    assert document is not None, problems
    groups = cast(Mapping[str, Mapping[str, object]], document.data)
    return {feature for group in groups.values() for feature in group}


@cache
def example() -> Result:
    """The worked example as far as its catalogs."""
    return understand(ROOT)


@pytest.mark.parametrize("engine", ENGINES)
def test_engine_answers_every_feature(engine: str) -> None:
    assert set(PROFILES[engine].capabilities) == features()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_answer_is_one_sentence_and_every_emulation_has_a_name(engine: str) -> None:
    for feature, capability in PROFILES[engine].capabilities.items():
        assert capability.note.endswith("."), feature
        assert bool(capability.by) == (capability.support == "emulated"), feature


@pytest.mark.parametrize("engine", ENGINES)
def test_emulations_in_use_are_named_in_the_matrix(engine: str) -> None:
    text = (ROOT / f"templates/{engine}/capabilities.yaml").read_text(encoding="utf-8")
    made = lowered(example().models[engine], example().profiles[engine])

    assert {item.name for item in made.emulations if item.name not in text} == set()


def test_answer_is_that_of_the_version() -> None:
    data = {
        "generated_virtual": [
            {"since": "18", "support": "native", "note": "Itself."},
            {"support": "emulated", "by": "stored-column", "note": "Stored."},
        ]
    }

    assert capabilities(data, "18.1")["generated_virtual"].support == "native"
    assert capabilities(data, "9.6")["generated_virtual"].by == "stored-column"
