"""The page about templates shows what the cases run, and lists the filters there are."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from generator.render.filters import FILTERS
from tests.golden import compare

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/templates.md"
CASES = ROOT / "tests/cases/targets"
EXAMPLE = re.compile(
    r"<!-- case: (?P<case>\S+) -->|^`(?P<path>\S+)`\n\n```\w+\n(?P<text>.*?)^```$", re.M | re.S
)


def test_the_examples_are_files_of_cases() -> None:
    case, shown = Path(), 0
    for match in EXAMPLE.finditer(PAGE.read_text("utf-8")):
        if match["case"]:
            case = CASES / match["case"]
            continue
        shown += 1
        assert match["text"] == (case / match["path"]).read_text("utf-8"), match["path"]

    assert shown == 8


def test_the_filters_are_those_of_the_program(update: bool) -> None:
    rows = [f"| `{name}` | {meaning(found.__doc__)} |" for name, found in FILTERS]
    table = "\n".join(["| filter | what it does |", "|---|---|", *rows])
    got = re.sub(
        r"(<!-- begin filters -->\n).*?(\n<!-- end filters -->)",
        lambda match: match[1] + table + match[2],
        PAGE.read_text("utf-8"),
        flags=re.S,
    )

    compare(PAGE, got, update=update)


def meaning(text: str | None) -> str:
    """Gives the first sentences of a docstring, as they may stand in a table."""
    return inspect.cleandoc(text or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
