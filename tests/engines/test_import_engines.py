"""Databases of MySQL, MariaDB and SQLite that were imported, built again, and compared.

The tables in docs/import.md have the same numbers, an engine each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.compare import compare
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.pipeline import build
from tests.engines.fixtures import Database, note_case
from tests.engines.kinds import HEAD, by_kind, counted
from tests.engines.test_real_schemas import CASES, _load

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs/import.md"
PAGE = PATH.read_text("utf-8")
RICH = ROOT / "tests/engines/rich"
OTHERS = {
    "mysql": ("chinook", "chinook-auto", "sakila", "quartz", "bb-tpch", "openfga", "umami-v2"),
    "mariadb": ("chinook", "chinook-auto", "sakila", "quartz", "bb-tpch"),
    "sqlite": ("chinook", "chinook-auto", "sakila", "omop-5.4", "openfga"),
}
SCHEMAS = [(engine, name) for engine, names in OTHERS.items() for name in names]

Import = Callable[[Session], str]
"""Imports a session's database; gives what the command told."""


@pytest.fixture
def comes_back(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Imports, builds a second database, its script twice, and compares."""

    def check(session: Session) -> str:
        with connect(session.url) as fresh:  # a script may have set its session up in its own way
            found = read(fresh)
        assert run(["import", session.url.text(), "--workspace", str(tmp_path)]) == 0
        told = capsys.readouterr().out
        result = build(tmp_path, (session.engine,))
        assert [str(one) for one in result.diagnostics] == []
        (script,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))
        with database(session.engine) as second:
            second.run(script)
            second.run(script)
            assert [str(one) for one in compare(found, read(second))] == []
        return told

    return check


def section(engine: str) -> str:
    """Gives the part of the page about an engine."""
    heads = {"mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "mssql": "SQL Server"}
    proofs = PAGE.partition("\n## How it is proven\n")[2]
    return proofs.partition(f"### {heads[engine]}\n")[2].partition("\n#")[0]


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize(("engine", "name"), SCHEMAS)
def test_a_schema_of_another_project_comes_back(
    engine: str, name: str, database: Database, comes_back: Import, update: bool
) -> None:
    if engine == "sqlite" and shutil.which("sqlite3") is None:
        pytest.skip("sqlite3, the command-line client, is not here")
    with database(engine) as session:
        _load(name, session)
        told = comes_back(session)
    note_case(f"{name} imported from {engine}")

    hold(engine, name, told, update=update)


@pytest.mark.parametrize("engine", ["mysql", "mariadb", "sqlite"])
def test_every_kind_of_object_comes_back(
    engine: str, database: Database, comes_back: Import, update: bool
) -> None:
    with database(engine) as session:
        session.run((RICH / f"{engine}.sql").read_text("utf-8"))
        told = comes_back(session)

    hold(engine, "rich", told, update=update)


@pytest.mark.parametrize("engine", ["mysql", "mariadb", "sqlite"])
def test_what_nobody_has_tidied_up_comes_back(
    engine: str, database: Database, comes_back: Import, update: bool
) -> None:
    with database(engine) as session:
        session.run((ROOT / f"tests/engines/unruly/{engine}.sql").read_text("utf-8"))
        told = comes_back(session)

    hold(engine, "unruly", told, update=update)


@pytest.mark.parametrize("script", ["rich", "unruly"])
@pytest.mark.parametrize("engine", ["mysql", "mariadb", "sqlite"])
def test_what_was_imported_stands_and_goes_back(
    engine: str,
    script: str,
    database: Database,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if engine != "sqlite":
        monkeypatch.setenv(f"GEN_{engine.upper()}_URL", server(engine).url.text())
    with database(engine) as session:
        session.run((ROOT / f"tests/engines/{script}/{engine}.sql").read_text("utf-8"))
        assert run(["import", session.url.text(), "--workspace", str(tmp_path)]) == 0

        assert run(["drift", "--url", session.url.text(), "--workspace", str(tmp_path)]) == 0
        assert run(["verify", "--workspace", str(tmp_path)]) == 0

    told = capsys.readouterr().out
    assert "and back to an empty one" in told


@pytest.mark.parametrize("engine", ["mysql", "mariadb", "sqlite", "mssql"])
def test_the_kinds_of_objects_are_those_of_all_schemas(engine: str, update: bool) -> None:
    global PAGE
    mine = section(engine)
    schemas = re.findall(r"^\| [^|]+ \| (\d+) \| ([^|]+) \| ([^|]+) \| 0 \|$", mine, re.M)
    wanted = HEAD + by_kind((managed, verbatim) for _, managed, verbatim in schemas)
    if update:
        PAGE = PATH.read_text("utf-8").replace(mine, mine.partition(HEAD)[0] + wanted)
        PATH.write_text(PAGE, "utf-8")

    assert wanted in section(engine)
    for number, *kinds in schemas:
        assert int(number) == sum(counted(each).total() for each in kinds)


def hold(engine: str, name: str, told: str, *, update: bool) -> None:
    """Holds the page's table to what the command told."""
    global PAGE
    mine, wanted = section(engine), row(name, told)
    if update:
        there = re.sub(rf"^\| {name} \|.*$", lambda _: wanted, mine, flags=re.MULTILINE)
        PAGE = PATH.read_text("utf-8").replace(mine, there)
        PATH.write_text(PAGE, "utf-8")

    assert wanted in section(engine)


def row(name: str, told: str) -> str:
    """Gives the row of the page's table that says what the command told."""
    (count,) = re.findall(r"^(\d+) objects", told, re.M)
    kinds = re.findall(r"^  (?:managed|verbatim) +\d+(?:  (.+))?", told, re.M)
    return f"| {name} | {count} | {' | '.join(each or 'none' for each in kinds)} | 0 |"
