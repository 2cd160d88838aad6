"""What repositories promise, on every engine and in both ways of waiting."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import Range

from generator.catalog import Index, Table
from generator.database.read import read
from generator.database.session import Session
from tests.contract.shop import Shop, done

Test = Callable[[Shop], Awaitable[None]]
NOW = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


_NUMBERS = iter(range(1, 100_000))


def number() -> int:
    """Gives a number that no other row of the run has."""
    return next(_NUMBERS)


async def an_org(shop: Shop) -> int:
    """Adds an organisation; gives its id."""
    from shop.data import Org

    name = f"org-{number()}"
    async with shop.unit() as unit:
        org = await done(unit.orgs.add(Org(name=name, handle=name)))
        return int(org.id)


def a_user(**values: Any) -> Any:
    """Gives a user that nobody refuses."""
    from shop.data import User

    given = {"password_hash": "x", "first_name": "Ada", "last_name": "Byron"}
    return User(**{"email": f"u{number()}@example.org", **given, **values})


def new_user(**values: Any) -> dict[str, Any]:
    """Gives what a new user is made of."""
    given = {"password_hash": "x", "first_name": "Ada", "last_name": "Byron"}
    return {"email": f"u{number()}@example.org", **given, **values}


def test_a_row_comes_back_with_what_the_database_filled_in(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            row = await done(unit.users.add(a_user()))

        assert row.org_id == org
        assert row.full_name == "Ada Byron"
        assert row.version == 1
        assert row.created_at.tzinfo is dt.UTC

    run(test)


def test_rows_are_found_by_key_and_by_unique(run: Callable[[Test], None]) -> None:
    from shop.repositories import NotFound

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            rows = [await done(unit.users.add(a_user())) for _ in range(3)]
            keys = [row.id for row in rows]

        async with shop.unit(org) as unit:
            assert (await done(unit.users.get(keys[0]))).id == keys[0]
            many = await done(unit.users.get_many([keys[2], keys[0]]))
            assert [row.id for row in many] == [keys[2], keys[0]]
            found = await done(unit.users.find_by_email(rows[1].email.upper()))
            assert found.id == keys[1]
            assert await done(unit.users.find_by_email("nobody@example.org")) is None
            with pytest.raises(NotFound):
                await done(unit.users.get(-1))
            with pytest.raises(NotFound) as missing:
                await done(unit.users.get_many([keys[0], -1, -2]))
            assert missing.value.missing == 2

    run(test)


def test_many_rows_are_written_in_batches(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            with shop.counting() as statements:
                count = await done(unit.users.add_many([new_user() for _ in range(25)], batch=10))

            assert count == 25
            assert len(statements) == 3

    run(test)


def test_a_list_is_walked_to_its_end_while_rows_come_in(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            await done(unit.users.add_many([new_user() for _ in range(11)]))
            before = {row.id for row in await done(unit.users.by_org(org))}
        seen: list[int] = []
        cursor = None
        while True:
            async with shop.unit(org) as unit:
                page = await done(unit.users.newest_in_org(org, after=cursor, size=3))
                seen += [row.id for row in page.rows]
                await done(unit.users.add(a_user()))
            cursor = page.next
            if cursor is None:
                break

        assert len(seen) == len(set(seen))
        assert set(seen) == before

    run(test)


def test_a_cursor_of_another_list_is_refused(run: Callable[[Test], None]) -> None:
    from shop.repositories import InvalidCursor

    async def test(shop: Shop) -> None:
        org, other = await an_org(shop), await an_org(shop)
        async with shop.unit(org) as unit:
            await done(unit.users.add_many([new_user() for _ in range(3)]))
            page = await done(unit.users.newest_in_org(org, size=2))
            for cursor, owner in ((page.next, other), ("nonsense", org), ("", org)):
                with pytest.raises(InvalidCursor):
                    await done(unit.users.newest_in_org(owner, after=cursor))

    run(test)


def test_relations_come_by_declared_paths_alone(run: Callable[[Test], None]) -> None:
    from sqlalchemy.exc import InvalidRequestError

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            boss = await done(unit.users.add(a_user()))
            for _ in range(3):
                await done(unit.users.add(a_user(manager_id=boss.id)))
        async with shop.unit(org) as unit:
            with shop.counting() as statements:
                page = await done(unit.users.newest_in_org(org))
            assert len(statements) == 2
            assert [row.manager is not None for row in page.rows].count(True) == 3
            assert not any("*" in statement for statement in statements)
            row = await done(unit.users.get(boss.id))
            with pytest.raises(InvalidRequestError):
                _ = row.sessions

    run(test)


def test_only_what_changed_is_written(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            row = await done(unit.users.add(a_user()))
            before = row.updated_at
            with shop.counting() as statements:
                await done(unit.users.update(row, last_name="King"))

            update = next(text for text in statements if text.startswith("UPDATE"))
            assert "last_name" in update
            assert "first_name" not in update.partition("WHERE")[0]
            assert row.version == 2
            assert row.updated_at > before

    run(test)


def test_the_second_of_two_writers_is_told(run: Callable[[Test], None]) -> None:
    from shop.repositories import StaleVersion

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            key = (await done(unit.users.add(a_user()))).id
        async with shop.unit(org) as unit:
            slow = await done(unit.users.get(key))
        async with shop.unit(org) as unit:
            fast = await done(unit.users.get(key))
            await done(unit.users.update(fast, last_name="Fast"))

        def late(unit: Any) -> Any:
            unit.session.add(slow)
            return unit.users.update(slow, last_name="Slow")

        error = await refused(shop, org, late)

        assert type(error) is StaleVersion
        assert error.entity == "user"

    run(test)


def test_deleted_rows_are_out_of_sight_until_restored(run: Callable[[Test], None]) -> None:
    from shop.repositories import NotFound

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            row = await done(unit.users.add(a_user()))
            await done(unit.users.delete(row))
        async with shop.unit(org) as unit:
            with pytest.raises(NotFound):
                await done(unit.users.get(row.id))
            assert await done(unit.users.by_org(org)) == ()
            assert [one.id for one in await done(unit.users.deleted_in_org(org))] == [row.id]
            hidden = await done(unit.users.get(row.id, deleted=True))
            await done(unit.users.restore(hidden))
            assert (await done(unit.users.get(row.id))).id == row.id
            await done(unit.users.purge(hidden))
            with pytest.raises(NotFound):
                await done(unit.users.get(row.id, deleted=True))

    run(test)


def test_rows_of_another_tenant_cannot_be_reached(run: Callable[[Test], None]) -> None:
    from shop.repositories import NotFound

    async def test(shop: Shop) -> None:
        mine, theirs = await an_org(shop), await an_org(shop)
        async with shop.unit(theirs) as unit:
            row = await done(unit.users.add(a_user()))
        async with shop.unit(mine) as unit:
            with pytest.raises(NotFound):
                await done(unit.users.get(row.id))
            assert await done(unit.users.find_by_email(row.email)) is None
            assert await done(unit.users.by_org(theirs)) == ()
            with pytest.raises(NotFound):
                await done(unit.users.update(row, last_name="Thief"))
        async with shop.unit() as unit:
            with pytest.raises(LookupError):
                _ = unit.users

    run(test)


def test_an_upsert_adds_once_and_changes_then(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        given = new_user(last_name="First")
        async with shop.unit(org) as unit:
            first = await done(unit.users.upsert_by_email(given))
            again = {**given, "last_name": "Second"}
            second = await done(unit.users.upsert_by_email(again))

        assert second.id == first.id
        assert second.last_name == "Second"
        assert second.version == 2

    run(test)


async def refused(shop: Shop, org: int, write: Callable[[Any], Any]) -> Any:
    """Gives the error of a write that must fail."""
    from shop.repositories import DataError

    with pytest.raises(DataError) as error:
        async with shop.unit(org) as unit:
            await done(write(unit))
    return error.value


def test_errors_name_the_constraint(run: Callable[[Test], None]) -> None:
    from shop import repositories as errors
    from shop.data import Address, Campaign, Category, Session

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        async with shop.unit(org) as unit:
            row = await done(unit.users.add(a_user()))
            shelf = await done(unit.categories.add(Category(name=f"c{number()}")))
            await done(unit.categories.add(Category(name=f"c{number()}", parent_id=shelf.id)))
        late = {"created_at": NOW, "expires_at": NOW - dt.timedelta(seconds=1)}
        place = {"recipient": "r", "street": "s", "postal_code": "p", "city": "c"}
        overlaps = []
        if shop.engine == "postgresql":
            first = {"name": "x", "percent_off": Decimal(5)}
            always = Range(NOW + dt.timedelta(days=9999), None)
            async with shop.unit() as unit:
                old = await done(unit.campaigns.add(Campaign(**first, during=always)))
            overlaps.append(
                (
                    errors.Overlap,
                    "campaign.exclude.no_overlap",
                    lambda u: u.campaigns.add(Campaign(**first, during=always)),
                )
            )
        cases: list[tuple[type[Exception], str, Callable[[Any], Any]]] = [
            (errors.Duplicate, "user.email", lambda u: u.users.add(a_user(email=row.email))),
            (errors.Duplicate, "user.key", lambda u: u.users.add(a_user(id=row.id))),
            (
                errors.CheckViolation,
                "user.checks.email_has_at",
                lambda u: u.users.add(a_user(email="a")),
            ),
            (errors.Required, "user.first_name", lambda u: u.users.add(a_user(first_name=None))),
            (
                errors.MissingReference,
                "user.manager_id",
                lambda u: u.users.add(a_user(manager_id=-1)),
            ),
            (
                errors.MissingReference,
                "address.country_code",
                lambda u: u.addresses.add(Address(**place, country_code="XX")),
            ),
            (
                errors.CheckViolation,
                "session.checks.ends_after_start",
                lambda u: u.sessions.add(Session(user_id=row.id, token_hash=b"x", **late)),
            ),
            *overlaps,
            (errors.StillReferenced, "category.parent_id", lambda u: u.categories.delete(shelf)),
        ]
        for kind, constraint, write in cases:
            error = await refused(shop, org, write)
            assert (type(error), error.constraint) == (kind, constraint)
            assert error.entity == constraint.partition(".")[0]
            assert row.email not in str(error)
            assert "INSERT" not in str(error)
        if overlaps:
            async with shop.unit() as unit:
                await done(unit.campaigns.delete(old))

    run(test)


def test_every_constraint_of_the_database_is_known(database_of_shop: Session) -> None:
    from shop.repositories.constraints import CONSTRAINTS

    kinds = {"unique": "unique", "foreign_key": "foreign_key", "check": "check"}
    kinds |= {"exclusion": "exclude", "primary_key": "unique"}
    unknown = []
    found = read(database_of_shop)
    tables = {item.name for item in found if isinstance(item, Table)}
    for item in found:
        if item.id.table not in tables:  # an index of a view
            continue
        kind = "unique" if isinstance(item, Index) and item.unique else kinds.get(item.kind, "")
        name = getattr(item, "name", "")
        if kind and name and (name not in CONSTRAINTS or CONSTRAINTS[name].kind != kind):
            unknown.append(f"{kind} {name}")

    assert unknown == []


def test_work_is_tried_again_when_it_met_another(run: Callable[[Test], None]) -> None:
    from shop import repositories

    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        tries = []

        def meets(unit: Any) -> None:
            tries.append(unit)
            if len(tries) < 3:
                raise repositories.Transient

        async def awaited(unit: Any) -> None:
            meets(unit)

        if shop.io == "aio":
            from shop.repositories.aio import run as again

            await again(shop.sessions, awaited, tenant=org)
        else:
            from shop.repositories.sync import run as blocking

            blocking(shop.sessions, meets, tenant=org)

        assert len(tries) == 3

    run(test)


WRITES = {"add", "add_many", "update", "delete", "restore", "purge", "upsert", "get", "get_many"}


def test_every_query_is_taken_by_the_engine(run: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        org = await an_org(shop)
        asked = 0
        async with shop.unit(org) as unit:
            for name in _repositories(unit):
                repository = getattr(unit, name)
                for method in _queries(repository):
                    call = getattr(repository, method)
                    await done(call(**_arguments(call)))
                    asked += 1

        assert asked > 60

    run(test)


def _repositories(unit: Any) -> list[str]:
    known = {"session", "tenant"}
    members = inspect.getmembers(type(unit), lambda item: isinstance(item, property))
    return [name for name, _ in members if name not in known]


def _queries(repository: Any) -> list[str]:
    names = [name for name in dir(repository) if not name.startswith(("_", "upsert"))]
    found = (name for name in names if name not in WRITES and name not in ("model", "entity"))
    return [name for name in found if inspect.ismethod(getattr(repository, name))]


def _arguments(call: Any) -> dict[str, Any]:
    hints = get_type_hints(call)
    needed = inspect.signature(call).parameters.values()
    return {p.name: _value(hints[p.name]) for p in needed if p.default is inspect.Parameter.empty}


def _value(kind: Any) -> Any:
    """Gives some value of a type."""
    if get_origin(kind) is not None:
        return [_value(get_args(kind)[0])]
    samples: dict[Any, Any] = {
        bool: True, int: 1, float: 1.5, str: "ab", bytes: b"ab", Decimal: Decimal("1.50"),
        UUID: UUID(int=7), dt.date: NOW.date(), dt.datetime: NOW, dt.time: dt.time(7),
        dt.timedelta: dt.timedelta(hours=1),
    }  # fmt: skip
    return samples[kind] if kind in samples else next(iter(kind))
