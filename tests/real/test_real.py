"""Chinook and Pagila, described as specs, make the databases that their own scripts make."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.database.read import read
from generator.database.session import connect
from generator.pipeline import build
from tests.engines.fixtures import Database
from tests.real.compare import Allowed, Difference, allowed, differences

REAL = Path(__file__).parent
CASES = (
    ("chinook", "postgresql"),
    ("chinook", "mysql"),
    ("chinook", "sqlite"),
    ("pagila", "postgresql"),
)


def upstream(name: str, engine: str) -> str:
    """Gives the scripts of a database's own project, in the order in which they are run."""
    folder = REAL / name / "upstream"
    one = folder / f"{engine}.sql"
    files = [one] if one.is_file() else sorted(folder.glob("*.sql"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def ours(name: str, engine: str) -> str:
    """Gives the DDL that is made from the spec."""
    result = build(REAL / name, (engine,))
    assert result.diagnostics == ()
    (file,) = (file for file in result.files if file.path.endswith("/schema.sql"))
    return file.text


def built(database: Database, engine: str, script: str, times: int = 1) -> Catalog:
    """Runs a script on an empty database and reads back what stands there."""
    with database(engine) as session:
        for _ in range(times):
            session.run(script)
        with connect(session.url) as other:  # the script may have set its session up in its own way
            return read(other)


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_every_difference_is_named(name: str, engine: str, database: Database) -> None:
    theirs = built(database, engine, upstream(name, engine))
    mine = built(database, engine, ours(name, engine), times=2)

    found = differences(theirs, mine)
    known = allowed(REAL / name / "differences.yaml", engine)

    assert [str(one) for one in unnamed(found, known)] == []
    assert [entry for entry in known if not any(entry.names(one) for one in found)] == []


def unnamed(found: tuple[Difference, ...], known: tuple[Allowed, ...]) -> list[Difference]:
    return [one for one in found if not any(entry.names(one) for entry in known)]
