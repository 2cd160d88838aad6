"""The migrations, all the way up and down, and that the models are what they lead to."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect

from app.data import Base
from app.database import downgrade, migrate


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found - {"alembic_version"}


def test_migrations_go_up_down_and_up(empty: str) -> None:
    migrate(empty)
    assert tables(empty) == set(Base.metadata.tables)

    downgrade(empty)
    assert tables(empty) == set()

    migrate(empty)
    assert tables(empty) == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(empty: str) -> None:
    migrate(empty)
    migrate(empty)

    assert tables(empty) == set(Base.metadata.tables)
