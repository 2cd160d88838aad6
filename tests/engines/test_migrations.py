"""Migrations on real engines: up gives what a fresh build gives, down what was before, rows survive."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from generator.catalog import Catalog, Column, Table
from generator.database.read import read
from generator.database.session import Session
from generator.migrate.rename import with_values
from generator.pipeline import Result, build
from generator.pipeline.freezing import freeze
from tests.engines.fixtures import Database
from tests.engines.tsql import Check

PAIRS = Path(__file__).parent / "pairs"
ENGINES = {"postgresql": "15", "sqlite": "3.40", "mysql": "8.4", "mariadb": "10.11"}
VERSIONS = {**ENGINES, "mssql": "2019"}
Rows = Mapping[str, list[tuple[object, ...]]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("pair", sorted(path.name for path in PAIRS.iterdir()))
def test_up_is_a_fresh_build_and_down_is_what_was(
    pair: str, engine: str, tmp_path: Path, database: Database
) -> None:
    old = workspace(tmp_path, PAIRS / pair, engine, "old")
    freeze(tmp_path, old, "20260115000000_first")
    new = workspace(tmp_path, PAIRS / pair, engine, "new")
    assert [item for item in new.diagnostics if item.code == "G401"] == []

    with database(engine) as live:
        script(live, old, "schema.sql")
        insert(live, PAIRS / pair)
        before, rows = seen(live, old), contents(live, old)

        migrate(live, new, "up")
        after = seen(live, new)
        assert after == fresh(database, engine, new)

        migrate(live, new, "down")
        assert seen(live, old) == before
        assert kept(contents(live, old), PAIRS / pair) == kept(rows, PAIRS / pair)

        migrate(live, new, "up")
        assert seen(live, new) == after


def test_a_description_makes_no_table_of_sqlite_anew(tmp_path: Path) -> None:
    old = workspace(tmp_path, PAIRS / "comments", "sqlite", "old")
    freeze(tmp_path, old, "20260115000000_first")
    new = workspace(tmp_path, PAIRS / "comments", "sqlite", "new")

    steps = [file.text for file in new.files if "/next/sqlite/" in file.path]

    assert steps
    assert not any("CREATE TABLE" in step.replace("in CREATE TABLE", "") for step in steps)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_version_is_a_fresh_build(
    engine: str, tmp_path: Path, database: Database
) -> None:
    first = workspace(tmp_path, PAIRS / "views", engine, "new")

    with database(engine) as live:
        migrate(live, first, "up")
        assert seen(live, first) == fresh(database, engine, first)

        migrate(live, first, "down")
        assert [item for item in read(live) if item.kind != "role"] == []


def workspace(root: Path, pair: Path, engine: str, which: str) -> Result:
    """Makes a workspace hold one side of a pair, and builds it."""
    spec = root / "openspec/specs/database/shop/schema.yaml"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text((pair / f"{which}.yaml").read_text("utf-8"), "utf-8")
    settings = f"version: 1\nname: shop\nengines: {{{engine}: '{VERSIONS[engine]}'}}\n"
    (root / "gen.yaml").write_text(settings, "utf-8")
    if which == "new" and (pair / "intent.yaml").is_file():
        (root / "migrations").mkdir(exist_ok=True)
        intent = (pair / "intent.yaml").read_text("utf-8")
        (root / "migrations/intent.yaml").write_text(intent, "utf-8")
    result = build(root, (engine, "migrations"))
    assert not result.failed, result.diagnostics
    return result


def script(live: Session, result: Result, ending: str) -> None:
    for file in result.files:
        if file.path.endswith(ending):
            live.run(file.text)


def migrate(live: Session, result: Result, way: str) -> None:
    steps = [file for file in result.files if file.path.endswith(f".{way}.sql")]
    if live.engine == "sqlite":
        live.run("PRAGMA foreign_keys = OFF")
    for file in steps if way == "up" else reversed(steps):
        live.run(file.text)
    if live.engine == "sqlite":
        assert live.fetch("PRAGMA foreign_key_check") == []


def insert(live: Session, pair: Path) -> None:
    if (pair / "rows.sql").is_file():
        live.run((pair / "rows.sql").read_text("utf-8"))


def seen(live: Session, result: Result) -> Mapping[object, object]:
    """Gives what stands in a database, with the rows that the specs hold."""
    (catalog,) = result.catalogs.values()
    tables = sorted({(item.schema, item.table) for item in catalog if item.kind == "row"})
    return normal(read(live, rows=tables))


def normal(found: Catalog) -> Mapping[object, object]:
    """Gives the objects without what no engine promises: the order of columns, and the numbers that a
    sequence has reached. Comments of SQLite are remarks, which wait until a table is made anew."""
    remarks = {key for key, item in found.objects.items() if hasattr(item, "comment")}
    bare = remarks if found.engine == "sqlite" else set()
    objects = {
        key: with_values(item, comment="") if key in bare else item
        for key, item in found.objects.items()
    }
    return {
        key: replace(item, position=0) if isinstance(item, Column) else item
        for key, item in objects.items()
    }


def fresh(database: Database, engine: str, result: Result) -> Mapping[object, object]:
    built: AbstractContextManager[Session] = database(engine)
    with built as live:
        script(live, result, "schema.sql")
        return seen(live, result)


def contents(live: Session, result: Result) -> Rows:
    """Gives every row of every table, columns by name, sorted."""
    (catalog,) = result.catalogs.values()
    found = {}
    for table in catalog.of(Table):
        name = table.id.name
        columns = sorted(column.id.name for column in catalog.of(Column, (table.id.schema, name)))
        rows = live.fetch(f"SELECT {', '.join(columns)} FROM {name}")
        found[name] = [tuple(columns), *sorted(rows, key=repr)]
    return found


def kept(rows: Rows, pair: Path) -> Rows:
    """Leaves out the columns whose loss the pair declares."""
    lost = (pair / "lost.txt").read_text("utf-8").split() if (pair / "lost.txt").is_file() else []
    result = {}
    for table, (columns, *cells) in rows.items():
        stay = [n for n, column in enumerate(columns) if f"{table}.{column}" not in lost]
        result[table] = [tuple(row[n] for n in stay) for row in (columns, *cells)]
    return result


@pytest.mark.parametrize("pair", sorted(path.name for path in PAIRS.iterdir()))
def test_steps_for_sql_server_are_t_sql(pair: str, tmp_path: Path, tsql: Check) -> None:
    old = workspace(tmp_path, PAIRS / pair, "mssql", "old")
    freeze(tmp_path, old, "20260115000000_first")
    new = workspace(tmp_path, PAIRS / pair, "mssql", "new")

    steps = [file for file in new.files if file.path.endswith(".sql")]

    assert {file.path: tsql(file.text) for file in steps} == {file.path: () for file in steps}
    assert any("migrations/next" in file.path for file in steps)
