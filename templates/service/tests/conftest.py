"""A real database for the tests: the one of DATABASE_URL, else a SQLite file made for the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.database import connect, migrate


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database at the newest version."""
    file = tmp_path_factory.mktemp("database") / "test.db"
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{file.as_posix()}"
    migrate(url)
    return url


@pytest.fixture(scope="session")
def engine(url: str) -> Iterator[Engine]:
    """Connections to it."""
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions whose commits are taken back after the test, so that no test sees another's rows."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        transaction.rollback()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty database, which is the one of the environment too."""
    url = f"sqlite:///{(tmp_path / 'empty.db').as_posix()}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url
