"""Models and repositories of tables without a primary key, on every engine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.database.read import read
from tests.engines.fixtures import ENGINES, Database
from tests.engines.generated import built
from tests.engines.test_import import imported
from tests.engines.test_models import DRIVERS, MAKE, differences
from tests.real.test_real import upstream

CASE = Path(__file__).parents[1] / "cases" / "repositories" / "tables-without-a-key"

USE = """
import datetime as dt, json, sys
from decimal import Decimal
from sqlalchemy import create_engine, update
from sqlalchemy.orm import sessionmaker
from shop.data import Org, Rate, prepare, visit_table
from shop.repositories.sync import UnitOfWork

sessions = sessionmaker(prepare(create_engine(sys.argv[1])), expire_on_commit=False)
day = dt.date(2024, 2, 29)
with UnitOfWork(sessions) as unit:
    orgs = [unit.orgs.add(Org(name=name)) for name in ("ours", "theirs")]
    rate = unit.rates.add(Rate(day=day, code="EUR", rate=Decimal("1.5")))
    unit.rates.update(rate, rate=Decimal("2.5"))
    unit.rates.delete(unit.rates.add(Rate(day=day, code="USD", rate=Decimal(1))))
ours, theirs = (org.id for org in orgs)
at = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)
same = {"at": at, "page": "home", "class_": "guest"}
with UnitOfWork(sessions, tenant=theirs) as unit:
    unit.visits.add({"page": "home", "ticket": "t2"})
with UnitOfWork(sessions, tenant=ours) as unit:
    later, sooner = at + dt.timedelta(hours=1), at - dt.timedelta(hours=1)
    unit.visits.add({"at": later, "page": "home", "ticket": "t1", "number": 7})
    unit.visits.add_many([same, same, {"page": "left"}, {"at": sooner, "page": "end"}])
    hide = update(visit_table).where(visit_table.c.page == "left").values(deleted_at=at)
    unit.visits._session.execute(hide)
with UnitOfWork(sessions, tenant=ours) as unit:
    first = unit.visits.newest()
    second = unit.visits.newest(after=first.next)
    found = unit.rates.find_by_day_code(day, "EUR")
    told = {
        "rate": str(found.rate),
        "lost": unit.rates.find_by_day_code(day, "USD"),
        "alike": len(unit.visits.of_page("home")),
        "class": sorted({str(row.class_) for row in unit.visits.classes("home")}),
        "ticket": unit.visits.find_by_ticket("t1").number,
        "of another": unit.visits.find_by_ticket("t2"),
        "hidden": len(unit.visits.of_page("left")),
        "shown": len(unit.visits.with_deleted("left")),
        "pages": [len(first.rows), len(second.rows), second.next],
        "counts": sorted((row.page, row.number) for row in unit.visits.counts()),
        "at": first.rows[0].at.isoformat(),
    }
json.dump(told, sys.stdout)
"""


@pytest.fixture(scope="module")
def keyless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `gen` makes of specs with tables that have no primary key."""
    workspace = tmp_path_factory.mktemp("keyless")
    shutil.copy(CASE / "gen.yaml", workspace)
    shutil.copytree(CASE / "openspec", workspace / "openspec")
    with built(workspace, workspace / "generated") as folder:
        yield folder


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_without_a_key_are_made_read_and_added_to(
    engine: str, database: Database, keyless: Path
) -> None:
    with database(engine) as session:
        session.run((keyless / "sql" / engine / "schema.sql").read_text("utf-8"))
        want = read(session)
    with database(engine) as session:
        url = session.url.text(DRIVERS[engine])
        for program in (MAKE, USE):
            command = [sys.executable, "-W", "error", "-c", program, url]
            done = subprocess.run(command, cwd=keyless, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        got = read(session)

    assert not differences(want, got)
    assert json.loads(done.stdout) == {
        "rate": "2.500000",
        "lost": None,
        "alike": 3,
        "class": ["None", "guest"],
        "ticket": 7,
        "of another": None,
        "hidden": 0,
        "shown": 1,
        "pages": [3, 1, None],
        "counts": [["end", 1], ["home", 3]],
        "at": "2024-02-29T13:00:00+00:00",
    }


def test_generated_python_without_a_key_is_clean(keyless: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "/dev/null", "-p", "shop"]

    done = subprocess.run(command, cwd=keyless, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


PAGILA = """
import sys
from sqlalchemy import create_engine, select
from sqlalchemy.orm import configure_mappers, sessionmaker
from data import Base, packages_apt_postgresql_org_table as table, prepare
from repositories.sync import UnitOfWork
configure_mappers()
engine = prepare(create_engine(sys.argv[1]))
Base.metadata.create_all(engine)
Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)
Base.metadata.create_all(engine)
sessions = sessionmaker(engine)
with UnitOfWork(sessions) as unit:
    unit.packages_apt_postgresql_org.add_many([{"aptdata": {"name": "gen"}}, {}])
with sessions() as session:
    assert [row.aptdata for row in session.execute(select(table))] == [{"name": "gen"}, None]
"""


def test_models_of_an_imported_database_make_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database("postgresql") as session:
        session.run(upstream("pagila", "postgresql"))
        assert imported(session, tmp_path, monkeypatch) == 0
        want = read(session)
    with (tmp_path / "gen.yaml").open("a", encoding="utf-8") as settings:
        settings.write("targets: {sqlalchemy: {package: data}, repositories: {}}\n")
    with (
        database("postgresql") as session,
        built(tmp_path, tmp_path / "generated") as folder,
    ):
        url = session.url.text(DRIVERS["postgresql"])
        command = [sys.executable, "-W", "error", "-c", PAGILA, url]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        got = read(session)

    assert not differences(want, got)
