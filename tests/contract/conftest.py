"""The databases of the shop and of a help desk, and a way to run a test in both ways of waiting."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from generator.database.session import Session
from tests.contract.shop import DRIVERS, Shop, done, open_shop
from tests.engines.fixtures import ENGINES, Database
from tests.engines.generated import built

Test = Callable[[Shop], Awaitable[None]]
DESK = Path(__file__).parent / "desk"


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
    return runner("shop", request.param, database_of_shop)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `gen` makes of the help desk beside this file; its packages can be imported."""
    workspace = tmp_path_factory.mktemp("desk")
    spec = workspace / "openspec" / "specs" / "database" / "desk" / "schema.yaml"
    spec.parent.mkdir(parents=True)
    shutil.copy(DESK / "gen.yaml", workspace)
    shutil.copy(DESK / "schema.yaml", spec)
    with built(workspace, workspace / "generated") as folder:
        yield folder


@pytest.fixture(scope="module", params=ENGINES)
def database_of_desk(
    request: pytest.FixtureRequest, database: Database, desk: Path
) -> Iterator[Session]:
    """A database of the help desk."""
    with database(request.param) as session:
        session.run((desk / "sql" / request.param / "schema.sql").read_text("utf-8"))
        yield session


@pytest.fixture(params=["sync", "aio"])
def at_desk(request: pytest.FixtureRequest, database_of_desk: Session) -> Callable[[Test], None]:
    """Runs a test of the help desk in an event loop of its own."""
    return runner("desk", request.param, database_of_desk)


def runner(package: str, io: str, database: Session) -> Callable[[Test], None]:
    url = database.url.text(DRIVERS[io][database.engine])

    async def whole(test: Test) -> None:
        shop = open_shop(package, database.engine, io, url)
        try:
            await test(shop)
        finally:
            await done(shop.close())

    return lambda test: asyncio.run(whole(test))
