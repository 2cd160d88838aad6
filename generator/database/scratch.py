"""Scratch databases: an empty one on a server for the length of a block.

Takes a Server, gives the Url of a database that nobody else uses; it is dropped when the block ends."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.database.servers import Server
from generator.database.session import connect
from generator.database.url import Url

__all__ = ["scratch"]


@contextmanager
def scratch(server: Server, name: str = "") -> Iterator[Url]:
    """Makes an empty database with a name of its own; drops it, even when sessions are still open.

    name: one that must be taken, on a server where nobody else can have it.

    Roles and users belong to the server, not to a database: those that a block makes stay."""
    name = name or f"gen_{secrets.token_hex(6)}"
    if server.engine == "sqlite":
        path = Path(server.url.database) / f"{name}.db"
        try:
            yield server.url.at(path.as_posix())
        finally:
            path.unlink(missing_ok=True)
        return
    quoted = '"' + name + '"' if server.engine == "postgresql" else f"`{name}`"
    _run(server, _CREATE[server.engine].format(name=quoted))
    try:
        yield server.url.at(name)
    finally:
        _run(server, _DROP[server.engine].format(name=quoted))


# template0, so that nothing a person put into template1 is in the way
_CREATE = {
    "postgresql": "CREATE DATABASE {name} TEMPLATE template0",
    "mysql": "CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
    "mariadb": "CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci",
}
_DROP = {
    "postgresql": "DROP DATABASE {name} WITH (FORCE)",
    "mysql": "DROP DATABASE {name}",
    "mariadb": "DROP DATABASE {name}",
}


def _run(server: Server, statement: str) -> None:
    with connect(server.url) as session:
        session.run(statement)
