"""The pages about types and expressions say what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import reference
from generator.sql.reference import function_table, loss_table, type_table
from tests.golden import compare
from tests.sql.profiles import PROFILES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["expressions.md", "types.md"])
def test_page_is_what_the_program_does(page: str, update: bool) -> None:
    profiles = tuple(PROFILES.values())
    parts = {
        "functions": function_table(profiles),
        "types": type_table(profiles),
        "losses": loss_table(profiles),
    }

    got = reference.fill((DOCS / page).read_text("utf-8"), parts)

    compare(DOCS / page, got, update=update)
