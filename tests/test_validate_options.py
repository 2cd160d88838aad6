"""Options of targets: what gen.yaml sets is checked against what the manifest declares."""

from __future__ import annotations

from generator import validate
from generator.source import Place, read

TEXT = "version: 1\ntargets: {docs: {titel: x, depth: deep, style: plane}}\n"
OPTIONS = {
    "title": {"type": "string"},
    "depth": {"type": "integer", "minimum": 1},
    "style": {"enum": ["plain", "rich"]},
}


def test_options_are_checked_where_they_stand() -> None:
    document, _ = read("gen.yaml", TEXT)
    assert document is not None
    assert isinstance(document.data, dict)
    targets = document.data["targets"]
    assert isinstance(targets, dict)

    found = validate.validate_options(
        Place("gen.yaml", ("targets", "docs")), targets["docs"], OPTIONS
    )

    assert sorted((problem.code, problem.at.keys[-1], problem.hint) for problem in found) == [
        ("G120", "titel", "did you mean `title`?"),
        ("G122", "depth", ""),
        ("G123", "style", "did you mean `plain`?"),
    ]


def test_no_options_are_fine() -> None:
    assert validate.validate_options(Place("gen.yaml"), {}, OPTIONS) == ()
