"""The generated models make the very schema of the DDL, on every engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from generator.catalog import Catalog, Id, Object
from generator.database.read import read
from generator.database.session import Session
from tests.engines.fixtures import ENGINES, Database

DRIVERS = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "mariadb": "pymysql",
    "sqlite": "pysqlite",
}
SCRATCH = re.compile("gen_[0-9a-f]{12}")
LEFT_TO_THE_DDL = ("role", "grant")


def sqlalchemy_engine(session: Session) -> Engine:
    """Gives SQLAlchemy's engine for a scratch database."""
    from shop.data import prepare

    return prepare(create_engine(session.url.text(DRIVERS[session.engine])))


@pytest.mark.parametrize("engine", ENGINES)
def test_models_make_the_schema_of_the_ddl(
    engine: str, database: Database, generated: Path
) -> None:
    with database(engine) as session:
        session.run((generated / "sql" / engine / "schema.sql").read_text("utf-8"))
        want = read(session)
    with database(engine) as session:
        from shop.data import Base

        made = sqlalchemy_engine(session)
        Base.metadata.create_all(made)
        Base.metadata.create_all(made)  # a second time changes nothing
        made.dispose()
        got = read(session)

    found = differences(want, got)

    assert not found, "\n".join(found)


def differences(want: Catalog, got: Catalog) -> list[str]:
    """Gives what one has and the other has not, or has otherwise."""
    left, right = _compared(want), _compared(got)
    found = [f"missing {id}" for id in left if id not in right]
    found += [f"extra {id}" for id in right if id not in left]
    return [*found, *(line for id in left if id in right for line in _changed(left[id], right[id]))]


def _changed(left: Object, right: Object) -> Iterator[str]:
    for part in fields(left):
        want, got = _text(getattr(left, part.name)), _text(getattr(right, part.name))
        if part.compare and want != got:
            yield f"{left.id}.{part.name}: {want!r} is {got!r}"


def _text(value: object) -> object:
    """Leaves out the name of the scratch database, and the semicolon that a script ends in."""
    return SCRATCH.sub("scratch", value.rstrip(";")) if isinstance(value, str) else value


def _compared(catalog: Catalog) -> Mapping[Id, Object]:
    return {id: item for id, item in catalog.objects.items() if item.kind not in LEFT_TO_THE_DDL}
