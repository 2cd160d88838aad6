"""The shop's database on every engine, and a way to run a test in both ways of waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from generator.database.session import Session
from tests.contract.shop import DRIVERS, Shop, done, open_shop
from tests.engines.fixtures import ENGINES, Database

Test = Callable[[Shop], Awaitable[None]]


@pytest.fixture(scope="module", params=ENGINES)
def database_of_shop(
    request: pytest.FixtureRequest, database: Database, generated: Path
) -> Iterator[Session]:
    """A database that the DDL was run on."""
    with database(request.param) as session:
        session.run((generated / "sql" / request.param / "schema.sql").read_text("utf-8"))
        yield session


@pytest.fixture(params=["sync", "aio"])
def run(request: pytest.FixtureRequest, database_of_shop: Session) -> Callable[[Test], None]:
    """Runs a test in an event loop of its own."""
    io, engine = request.param, database_of_shop.engine
    url = database_of_shop.url.text(DRIVERS[io][engine])

    async def whole(test: Test) -> None:
        shop = open_shop(engine, io, url)
        try:
            await test(shop)
        finally:
            await done(shop.close())

    return lambda test: asyncio.run(whole(test))
