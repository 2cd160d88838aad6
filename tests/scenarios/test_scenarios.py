"""Every scenario of the worked example comes out as it says, on every engine it is for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

import pytest

from generator.database.session import Session, connect
from generator.model import Scenario
from generator.pipeline import build
from generator.pipeline.result import Result
from tests.engines.fixtures import Database
from tests.scenarios.factory import Factory
from tests.scenarios.runner import Runner

ROOT = Path(__file__).parents[2]
ENGINES = ("postgresql", "sqlite", "mysql", "mariadb")
Undone = Callable[[], AbstractContextManager[Session]]


@cache
def shop(engine: str) -> Result:
    result = build(ROOT, (engine,))
    assert result.diagnostics == ()
    return result


def scenarios(engine: str) -> Iterator[tuple[str, Scenario]]:
    for requirement in shop(engine).models[engine].requirements:
        for scenario in requirement.scenarios:
            if not scenario.only or engine in scenario.only:
                yield f"{requirement.name}: {scenario.name}", scenario


@pytest.mark.parametrize("engine", ENGINES)
def test_scenarios_come_out(engine: str, database: Database, tmp_path: Path) -> None:
    result = shop(engine)
    model, catalog = result.models[engine], result.catalogs[engine]
    (ddl,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))

    wrong = []
    with database(engine) as session:
        session.run(ddl)
        for name, scenario in scenarios(engine):
            with undone(session, tmp_path) as inside:
                profile = result.profiles[engine]
                runner = Runner(inside, model, catalog, profile, Factory(model))
                wrong += [f"{name}: {problem}" for problem in runner.problems(scenario)]

    assert wrong == []


@contextmanager
def undone(session: Session, folder: Path) -> Iterator[Session]:
    """Gives a session whose changes nobody sees afterwards.

    SQLite gets a copy of the file instead of a transaction, in which deferred constraints would wait
    for the end."""
    if session.engine == "sqlite":
        path = folder / "scenario.db"
        shutil.copyfile(session.url.database, path)
        with connect(session.url.at(path.as_posix())) as copy:
            copy.run("PRAGMA foreign_keys = ON")
            yield copy
        path.unlink()
        return
    session.run("BEGIN")
    try:
        yield session
    finally:
        session.run("ROLLBACK")
