"""No SQL Server runs here, so its scripts are read by sqlfluff's grammar and Microsoft's own parser."""

from __future__ import annotations

from pathlib import Path

from generator.pipeline import understand
from tests.engines.tsql import Check
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]


def test_scripts_of_the_worked_example_are_t_sql(tsql: Check) -> None:
    files = rendered(understand(ROOT), "mssql")

    assert {name: tsql(text) for name, text in files.items()} == {"schema.sql": (), "demo.sql": ()}
