"""A unit of work tells the database for whom it works, so that its policies hold rows apart too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import mssql

from generator.database.session import Session
from tests.contract.conftest import Test, runner
from tests.contract.shop import DRIVERS, Shop, done
from tests.contract.test_repositories import a_user, an_org
from tests.engines.fixtures import Database
from tests.engines.tsql import Check


@pytest.fixture(scope="module")
def protected(database: Database, generated: Path) -> Iterator[Session]:
    """A database with policies."""
    with database("postgresql") as session:
        session.run((generated / "sql/postgresql/schema.sql").read_text("utf-8"))
        yield session


@pytest.fixture(params=DRIVERS)
def run(request: pytest.FixtureRequest, protected: Session) -> Callable[[Test], None]:
    """Runs a test in both ways of waiting."""
    return runner("shop", request.param, protected)


async def labels(unit: Any) -> list[str]:
    """Gives the keys that the database shows to the services of the shop, whoever asks for them."""
    await done(unit.session.execute(text("SET LOCAL ROLE app")))
    found = await done(unit.session.execute(text("SELECT label FROM auth.api_keys ORDER BY label")))
    return list(found.scalars())


def test_the_database_itself_keeps_tenants_apart(run: Callable[[Test], None]) -> None:
    from shop.data import ApiKey

    async def test(shop: Shop) -> None:
        mine, theirs = await an_org(shop), await an_org(shop)
        for org in (mine, theirs):
            async with shop.unit(org) as unit:
                user = await done(unit.users.add(a_user()))
                given = {"created_by_id": user.id, "prefix": "12345678", "secret_hash": b"x"}
                await done(unit.api_keys.add(ApiKey(id=uuid4(), label=f"of {org}", **given)))

        async with shop.unit(mine) as unit:
            assert await labels(unit) == [f"of {mine}"]
            await done(unit.commit())  # and so does the next transaction of the unit
            assert await labels(unit) == [f"of {mine}"]
        async with shop.unit(theirs) as unit:
            assert await labels(unit) == [f"of {theirs}"]
        async with shop.unit() as unit:
            assert await labels(unit) == []

    run(test)


def test_sql_server_is_told_in_its_own_words(generated: Path, microsoft: Check) -> None:
    assert (generated / "shop/data/base.py").exists()
    from shop.data import base

    told = str(base._TENANT["mssql"].compile(dialect=mssql.dialect()))

    assert "sp_set_session_context" in told
    assert microsoft(told.replace(":tenant", "@tenant")) == ()
