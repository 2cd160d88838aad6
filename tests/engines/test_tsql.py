"""No SQL Server runs here, so its scripts are read by a parser of T-SQL that refuses other dialects."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.pipeline import understand
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]
sqlfluff = pytest.importorskip("sqlfluff.core")


def unreadable(script: str) -> list[str]:
    """Gives what the parser cannot read."""
    settings = sqlfluff.FluffConfig(overrides={"dialect": "tsql", "large_file_skip_byte_limit": 0})
    parsed = sqlfluff.Linter(config=settings).parse_string(script)
    assert parsed.root_variant() is not None
    return [str(problem) for problem in parsed.violations]


def test_scripts_of_the_worked_example_are_t_sql() -> None:
    files = rendered(understand(ROOT), "mssql")

    assert {name: unreadable(text) for name, text in files.items()} == {
        "schema.sql": [],
        "demo.sql": [],
    }


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE IF NOT EXISTS a (id int);",
        "CREATE TABLE a (id int PRIMARY KEY AUTO_INCREMENT);",
        "SELECT a FROM b LIMIT 5;",
    ],
)
def test_other_dialects_are_refused(script: str) -> None:
    assert unreadable(script) != []
