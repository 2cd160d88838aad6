"""A generated package on a real database, the same in both ways of waiting.

Takes an engine and `sync` or `aio`, gives a Shop: its units of work are entered with `async with`, and
`done` gives a result whether it has to be awaited or not."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

DRIVERS = {
    "sync": {
        "postgresql": "psycopg",
        "mysql": "pymysql",
        "mariadb": "pymysql",
        "sqlite": "pysqlite",
    },
    "aio": {
        "postgresql": "asyncpg",
        "mysql": "asyncmy",
        "mariadb": "asyncmy",
        "sqlite": "aiosqlite",
    },
}


TOLD = "SELECT set_config"
"""How a transaction of PostgreSQL is told its tenant, which is a part of its beginning."""


async def done(result: Any) -> Any:
    """Gives a result, awaited where it must be."""
    return await result if inspect.isawaitable(result) else result


@dataclass
class Shop:
    """A database with the repositories of one way of waiting. package: whose repositories they are.
    statements: what was sent to it."""

    package: str
    engine: str
    io: str
    core: Engine
    sessions: Any
    close: Callable[[], Any]
    statements: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def unit(self, tenant: int | None = None) -> AsyncIterator[Any]:
        """Opens a unit of work."""
        module = import_module(f"{self.package}.repositories.{self.io}")
        work = module.UnitOfWork(self.sessions, tenant=tenant)
        if self.io == "aio":
            async with work as unit:
                yield unit
        else:
            with work as unit:
                yield unit

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Gives the statements of a block."""
        self.statements.clear()
        yield self.statements


def open_shop(package: str, engine: str, io: str, url: str) -> Shop:
    """Connects to a database that the DDL was run on."""
    prepare = import_module(f"{package}.data").prepare
    if io == "aio":
        asynchronous = create_async_engine(url)
        core, close = asynchronous.sync_engine, asynchronous.dispose
        sessions: Any = async_sessionmaker(
            asynchronous, expire_on_commit=False, class_=AsyncSession
        )
    else:
        core = create_engine(url)
        close, sessions = core.dispose, sessionmaker(core, expire_on_commit=False)
    shop = Shop(package, engine, io, prepare(core), sessions, close)
    event.listen(core, "before_cursor_execute", _counted(shop))
    return shop


def _counted(shop: Shop) -> Callable[..., None]:
    def counted(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", TOLD)):
            shop.statements.append(statement)

    return counted
