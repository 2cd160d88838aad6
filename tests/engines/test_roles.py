"""Roles belong to a server: several of its databases may be given the same ones at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from generator.database.scratch import scratch
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.database.url import DatabaseError
from generator.sql.split import split
from tests.engines.workspaces import built, script

ROUNDS = 100
DATABASES = 3
NAMES = ("gen_meets_others", "gen_meets_one", "gen_meets_two")


@pytest.fixture
def postgresql_server(server: Callable[[str], Server]) -> Iterator[Server]:
    """The run's PostgreSQL, without the roles of these tests afterwards."""
    found = server("postgresql")
    yield found
    with scratch(found) as url, connect(url) as session:
        for name in reversed(NAMES):
            session.run(f"DROP ROLE IF EXISTS {name}")


def test_databases_of_one_server_make_the_same_roles_at_once(
    postgresql_server: Server, tmp_path: Path
) -> None:
    first, *others = NAMES
    roles = {first: {"description": "Has members."}} | {
        name: {"description": f"Is {name}.", "member_of": [first]} for name in others
    }
    statements = split(script(built(tmp_path, {"roles": roles}, "postgresql")))
    start = Barrier(DATABASES, timeout=60)

    def again(_: int) -> list[str]:
        with scratch(postgresql_server) as url, connect(url) as session:
            rounds = (_run(session, statements, start, turn) for turn in range(ROUNDS))
            return [error for errors in rounds for error in errors]

    with ThreadPoolExecutor(DATABASES) as pool:
        errors = [error for found in pool.map(again, range(DATABASES)) for error in found]

    assert errors == []


def _run(session: Session, statements: Sequence[str], start: Barrier, turn: int) -> list[str]:
    """Runs the DDL at the moment at which the others do; the roles are new, or their members are."""
    if start.wait() == 0:
        for name in reversed(NAMES) if turn % 2 == 0 else ():
            session.run(f"DROP ROLE IF EXISTS {name}")
        for name in NAMES[1:] if turn % 2 == 1 else ():
            session.run(f"REVOKE {NAMES[0]} FROM {name}")
    start.wait()
    errors = []
    for statement in statements:
        try:
            session.run(statement)
        except DatabaseError as error:
            errors.append(str(error))
    return errors
