"""No SQL Server runs here, so its scripts are read by sqlfluff's grammar and Microsoft's own parser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_mock_engine

from generator.catalog import Id
from generator.cli import run
from generator.database.mssql.reader import read
from generator.pipeline import understand
from generator.recover.engines import spelling
from tests.engines.test_tsql_import import PROFILE
from tests.engines.tsql import Check, sqlfluff
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]


def test_scripts_of_the_worked_example_are_t_sql(tsql: Check) -> None:
    files = rendered(understand(ROOT), "mssql")

    assert {name: tsql(text) for name, text in files.items()} == {"schema.sql": (), "demo.sql": ()}


def test_models_make_what_goes_with_tables_in_t_sql(microsoft: Check, generated: Path) -> None:
    assert (generated / "shop/data/programs/mssql.py").exists()
    from shop.data import Base
    from shop.data.programs import mssql as programs

    said: list[str] = []
    engine = create_mock_engine("mssql+pyodbc://", lambda ddl, *_, **__: said.append(_text(ddl)))
    engine.dialect.default_schema_name = "dbo"  # which a connection would ask for
    engine.exec_driver_sql = lambda text, **_: said.append(text)  # type: ignore[attr-defined]

    def _text(ddl: Any) -> str:
        return str(ddl.compile(dialect=engine.dialect)).strip()

    Base.metadata.create_all(engine, checkfirst=False)
    creating = len(said)
    Base.metadata.drop_all(engine, checkfirst=False)

    ddl = (generated / "sql/mssql/schema.sql").read_text("utf-8")
    assert by_name("\nGO\n".join(said[:creating])) == by_name(ddl)
    made = {*programs.BEFORE, *programs.AFTER, *programs.GONE, *chain(*programs.TABLES.values())}
    assert made <= {*said}
    assert microsoft("\nGO\n".join(said)) == ()
    rare = re.compile("ALTER COLUMN .* ADD (?:MASKED|ROWGUIDCOL|SPARSE)")  # not in sqlfluff
    known = [text for text in said if not rare.search(text)]
    assert sqlfluff("\nGO\n".join(known)) == ()


DIVIDING = re.compile(r"CREATE UNIQUE CLUSTERED INDEX [^;]*?DROP_EXISTING[^;]*?\nGO\n")
"""What divides a table that is there makes the index of its key again, which is no other index."""


def by_name(script: str) -> Mapping[Id, object]:
    """Gives what a script makes, and the names of its defaults; who may do what is the DDL's alone."""
    catalog = read("script.sql", DIVIDING.sub("", script)).catalog
    plain = spelling("mssql").plain
    found: dict[Id, object] = {
        item.id: plain(item, PROFILE) for item in catalog if item.kind not in ("grant", "role")
    }
    names = re.findall(r"CONSTRAINT \[?(\w+)\]? DEFAULT \(", script)
    assert len(names) == len(re.findall(r"\bDEFAULT\b", re.sub(r"N?'(?:[^']|'')*'", "", script)))
    return {**found, Id("default", "", "", "names"): sorted(names)}


INSERTS = """
import sqlite3
from shop.data import Order, Variant, prepare
from sqlalchemy import create_engine, insert
from sqlalchemy.dialects import mssql

prepare(create_engine("mssql+pyodbc://", module=sqlite3))
for model, values in ((Order, {"number": "1"}), (Variant, {"sku": "1"})):
    print("OUTPUT" in str(insert(model).values(**values).compile(dialect=mssql.dialect())))
"""


def test_rows_of_tables_with_triggers_are_written_without_output(generated: Path) -> None:
    # in a process of its own: `prepare` comes before the first statement, as in a service
    command = [sys.executable, "-W", "error", "-c", INSERTS]
    done = subprocess.run(command, cwd=generated, capture_output=True, text=True)

    assert (done.stdout.split(), done.stderr) == (["False", "True"], "")


MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")


def divided(months: Sequence[str]) -> str:
    """Gives a spec of events that are kept by these months."""
    pairs = pairwise(months)
    children = {f"event_{n}": {"from": a, "to": b} for n, (a, b) in enumerate(pairs)}
    partition = {"by": "range", "field": "day", "children": children, "default": True}
    fields = {"day": "date", "id": "int64"}
    event = {"fields": fields, "key": ["day", "id"], "partition": partition}
    return json.dumps({"title": "Events", "entities": {"event": event}})


def test_months_that_come_and_go_part_and_join_ranges_in_t_sql(
    tsql: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = tmp_path / "openspec/specs/database/events/schema.yaml"
    spec.parent.mkdir(parents=True)
    (tmp_path / "gen.yaml").write_text("version: 1\nengines: {mssql: '2019'}\ntargets: {}\n")
    spec.write_text(divided(MONTHS[:4]))
    assert run([]) == 0
    assert run(["freeze", "first"]) == 0
    spec.write_text(divided(MONTHS[1:]))
    assert run([]) == 0

    folder = tmp_path / "migrations/next/mssql"
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    (up,) = (text for name, text in texts.items() if name.endswith("up.sql"))

    assert "SPLIT RANGE (''2026-05-01'')" in up
    assert "MERGE RANGE (''2026-01-01'')" in up
    assert {name: tsql(text) for name, text in texts.items()} == dict.fromkeys(texts, ())
