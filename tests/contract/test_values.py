"""Values of every type come back as they were written, through every driver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from generator.database.session import Session
from tests.contract.shop import Shop, done
from tests.contract.test_repositories import Test, a_user, an_org, number

NOON = dt.datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=dt.UTC)


async def kept(shop: Shop, repository: str, row: Any, tenant: int | None = None) -> Any:
    """Writes a row, and reads it again in a transaction of its own."""
    from sqlalchemy import inspect

    async with shop.unit(tenant) as unit:
        await done(getattr(unit, repository).add(row))
        key = inspect(row).identity
    async with shop.unit(tenant) as unit:
        return await done(getattr(unit, repository).get(*key))


def test_texts_numbers_and_times_come_back(run: Callable[[Test], None]) -> None:
    from shop.data import Supplier, Warehouse

    async def test(shop: Shop) -> None:
        length = dt.timedelta(days=5, microseconds=7)
        row = Supplier(name=f"Öl {number()} 🛢", email="a@b.example", lead_time=length)
        supplier = await kept(shop, "suppliers", row)
        code = f"{number():03}"[-3:]
        house = Warehouse(
            code=code, name="x", country_code="SE", opens_at=dt.time(6, 30), area_m2=0.5
        )
        warehouse = await kept(shop, "warehouses", house)

        assert (supplier.name, supplier.lead_time) == (row.name, length)
        assert (warehouse.opens_at, warehouse.closes_at) == (dt.time(6, 30), dt.time(18))
        assert warehouse.area_m2 == 0.5

    run(test)


def test_instants_come_back_in_utc(run: Callable[[Test], None]) -> None:
    from shop.data import Session

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            user = await done(unit.users.add(a_user()))
        east = NOON.astimezone(dt.timezone(dt.timedelta(hours=9)))
        token = number().to_bytes(32)
        row = Session(user_id=user.id, token_hash=token, ip="192.0.2.7", expires_at=east)
        row.created_at = NOON - dt.timedelta(days=1)
        session = await kept(shop, "sessions", row)

        assert session.expires_at == NOON
        assert session.expires_at.tzinfo is dt.UTC
        assert session.token_hash == token
        assert session.ip is not None
        assert session.ip.startswith("192.0.2.7")
        assert session.id == row.id

    run(test)


def test_lists_documents_and_composites_come_back(run: Callable[[Test], None]) -> None:
    from shop.data import Brand, Category, Dimensions, Product, Variant

    async def test(shop: Shop) -> None:
        name = f"p-{number()}"
        async with shop.unit() as unit:
            brand = await done(unit.brands.add(Brand(name=name)))
            category = await done(unit.categories.add(Category(name=name)))
        product = await kept(
            shop,
            "products",
            Product(
                brand_id=brand.id,
                category_id=category.id,
                title=name,
                slug=name,
                keywords=["a", 'b "c"'],
                attributes={"volts": 230, "tags": ["x", None]},
                listed_on=dt.date(2026, 1, 15),
            ),
        )
        variant = await kept(
            shop,
            "variants",
            Variant(product_id=product.id, sku=name, weight_g=5, size=Dimensions(1, 2, 3)),
        )

        assert product.keywords == ["a", 'b "c"']
        assert product.attributes == {"volts": 230, "tags": ["x", None]}
        assert product.listed_on == dt.date(2026, 1, 15)
        assert variant.size == Dimensions(1, 2, 3)
        assert variant.sold_by == "piece"

    run(test)


def test_ranges_and_decimals_come_back(run: Callable[[Test], None]) -> None:
    from shop.data import Campaign, Voucher

    async def test(shop: Shop) -> None:
        start = NOON + dt.timedelta(days=30 * number())
        during = Range(start, start + dt.timedelta(days=1))
        campaign = await kept(
            shop, "campaigns", Campaign(name="x", during=during, percent_off=Decimal("12.5"))
        )
        days = Range(dt.date(2026, 1, 1), None)
        voucher = await kept(
            shop,
            "vouchers",
            Voucher(code=f"V{number()}", percent_off=Decimal("7.5"), valid_on=days),
        )

        assert campaign.during == during
        assert campaign.percent_off == Decimal("12.5")
        assert voucher.valid_on == days

    run(test)


def test_encrypted_texts_fit_and_only_the_application_reads_them(
    run: Callable[[Test], None], database_of_shop: Session
) -> None:
    from shop.data.types import AesGcm, Encrypted

    longest = "é" * 32

    async def test(shop: Shop) -> None:
        Encrypted.cipher = AesGcm(b"k" * 32)
        org = await an_org(shop)
        user = await kept(shop, "users", a_user(phone=longest), org)

        table = "auth.users" if shop.engine == "postgresql" else "users"
        [(stored,)] = database_of_shop.fetch(f"SELECT phone FROM {table} WHERE id = {user.id}")

        assert user.phone == longest
        assert longest not in str(stored)

    run(test)


def test_a_password_is_kept_as_a_hash_that_knows_it(run: Callable[[Test], None]) -> None:
    from shop.repositories.passwords import hash_password, is_password

    async def test(shop: Shop) -> None:
        hashed = hash_password("correct horse")
        user = await kept(shop, "users", a_user(password_hash=hashed), await an_org(shop))

        assert user.password_hash.startswith("$argon2id$")
        assert is_password(user.password_hash, "correct horse")
        assert not is_password(user.password_hash, "battery staple")
        assert hashed not in repr(user)

    run(test)
