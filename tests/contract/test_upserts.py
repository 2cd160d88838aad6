"""An upsert writes a row or changes the one that is meant, and never another, on every engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contract.shop import Shop, done
from tests.contract.test_tenants import a_customer, a_ticket, number

Test = Callable[[Shop], Awaitable[None]]


def a_label(**values: Any) -> dict[str, Any]:
    """Gives what a new label is made of."""
    return {"name": f"label {number()}", "hue": "red", **values}


async def refused(shop: Shop, tenant: int | None, write: Callable[[Any], Any]) -> Any:
    """Gives the error of a write that must fail, and looks that nothing of it is kept."""
    from desk.repositories import DataError

    with pytest.raises(DataError) as error:
        async with shop.unit(tenant) as unit:
            await done(write(unit))
    return error.value


async def all_of(shop: Shop, customer: int) -> list[Any]:
    """Gives the tickets of a customer."""
    async with shop.unit(customer) as unit:
        return list(await done(unit.tickets.titled_or_urgent("It smokes")))


def test_a_row_is_written_once_and_changed_then(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        given = a_label()
        async with shop.unit(await a_customer(shop)) as unit:
            first = await done(unit.labels.upsert_by_name(given))
            second = await done(unit.labels.upsert_by_name({**given, "hue": "blue"}))

        assert (second.id, second.name, second.hue) == (first.id, given["name"], "blue")

    at_desk(test)


def test_a_row_that_can_be_met_by_nothing_else_takes_one_statement(
    at_desk: Callable[[Test], None],
) -> None:
    async def test(shop: Shop) -> None:
        async with shop.unit(await a_customer(shop)) as unit:
            with shop.counting() as statements:
                await done(unit.labels.upsert_by_name(a_label()))

        assert [text.split()[0] for text in statements] == ["INSERT", "SELECT"]

    at_desk(test)


def test_each_tenant_has_its_own(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        given = a_label()
        mine, theirs = await a_customer(shop), await a_customer(shop)
        async with shop.unit(theirs) as unit:
            other = await done(unit.labels.upsert_by_name(given))
        async with shop.unit(mine) as unit:
            row = await done(unit.labels.upsert_by_name({**given, "hue": "blue"}))
        async with shop.unit(theirs) as unit:
            again = await done(unit.labels.find_by_name(given["name"]))

        assert (row.customer_id, row.hue) == (mine, "blue")
        assert (again.id, again.hue) == (other.id, "red")

    at_desk(test)


def test_a_key_of_another_tenant_is_a_duplicate(at_desk: Callable[[Test], None]) -> None:
    from desk.repositories import Duplicate

    async def test(shop: Shop) -> None:
        mine, theirs = await a_customer(shop), await a_customer(shop)
        async with shop.unit(theirs) as unit:
            row = await done(unit.tickets.upsert(a_ticket()))

        error = await refused(shop, mine, lambda u: u.tickets.upsert(a_ticket(id=row.id)))

        assert (type(error), error.constraint) == (Duplicate, "ticket.key")
        [kept] = await all_of(shop, theirs)
        assert (kept.id, kept.number, kept.version) == (row.id, row.number, 1)
        assert await all_of(shop, mine) == []

    at_desk(test)


def test_a_row_that_another_unique_refuses_is_a_duplicate_of_that(
    at_desk: Callable[[Test], None],
) -> None:
    from desk.repositories import Duplicate

    async def test(shop: Shop) -> None:
        mine, theirs = await a_customer(shop), await a_customer(shop)
        sticker = f"s{number()}"
        for customer in (mine, theirs):
            async with shop.unit(customer) as unit:
                await done(unit.tickets.upsert_by_number(a_ticket(sticker=f"{customer} {sticker}")))
        before = [(row.id, row.number) for row in await all_of(shop, theirs)]

        for customer in (mine, theirs):  # a new number, but a sticker that is on another ticket
            taken = a_ticket(sticker=f"{customer} {sticker}")
            error = await refused(shop, mine, lambda u, t=taken: u.tickets.upsert_by_number(t))
            assert (type(error), error.constraint) == (Duplicate, "ticket.sticker")

        assert [(row.id, row.number) for row in await all_of(shop, theirs)] == before

    at_desk(test)


def test_a_change_that_another_unique_refuses_is_a_duplicate_of_that(
    at_desk: Callable[[Test], None],
) -> None:
    from desk.repositories import Duplicate

    async def test(shop: Shop) -> None:
        mine = await a_customer(shop)
        one, two = a_ticket(sticker=f"s{number()}"), a_ticket(sticker=f"s{number()}")
        async with shop.unit(mine) as unit:
            await done(unit.tickets.add_many([one, two]))

        taken = {**one, "sticker": two["sticker"]}
        error = await refused(shop, mine, lambda u: u.tickets.upsert_by_number(taken))

        assert (type(error), error.constraint) == (Duplicate, "ticket.sticker")

    at_desk(test)


def test_key_tenant_and_what_is_immutable_stay(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        mine, theirs = await a_customer(shop), await a_customer(shop)
        given = a_ticket()
        later = {"id": number() + 5_000_000, "customer_id": theirs, "made_on": dt.date(2026, 2, 1)}
        async with shop.unit(mine) as unit:
            row = await done(unit.tickets.upsert_by_number(given))
            key = row.id
            again = await done(
                unit.tickets.upsert_by_number({**given, **later, "title": "It burns"})
            )

        assert (again.id, again.customer_id, again.made_on) == (key, mine, given["made_on"])
        assert (again.title, again.version) == ("It burns", 2)

    at_desk(test)


def test_a_row_without_what_it_is_met_by_is_new(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        async with shop.unit(await a_customer(shop)) as unit:
            rows = [
                await done(unit.tickets.upsert_by_sticker(a_ticket())),
                await done(unit.tickets.upsert_by_sticker(a_ticket(sticker=None))),
                await done(unit.tickets.upsert(a_ticket())),
            ]

        assert len({row.id for row in rows}) == 3

    at_desk(test)


def test_a_deleted_row_keeps_its_key_and_gives_its_name_away(
    at_desk: Callable[[Test], None],
) -> None:
    from desk.data import Agent
    from desk.repositories import Duplicate

    async def test(shop: Shop) -> None:
        customer, name = await a_customer(shop), f"agent {number()}"
        async with shop.unit(customer) as unit:
            gone = await done(unit.agents.add(Agent(name=name, desk=1)))
            await done(unit.agents.delete(gone))

        async with shop.unit(customer) as unit:
            row = await done(unit.agents.upsert_by_name({"name": name, "desk": 2}))
        taken = {"id": gone.id, "name": f"agent {number()}", "desk": 3}
        error = await refused(shop, customer, lambda u: u.agents.upsert(taken))

        assert row.id != gone.id
        assert (type(error), error.constraint) == (Duplicate, "agent.key")
        async with shop.unit(customer) as unit:
            hidden = await done(unit.agents.get(gone.id, deleted=True))
            assert (hidden.desk, hidden.name) == (1, name)

    at_desk(test)


def test_nothing_to_change_hides_no_error(at_desk: Callable[[Test], None]) -> None:
    from desk.repositories import MissingReference

    async def test(shop: Shop) -> None:
        async with shop.unit(await a_customer(shop)) as unit:
            ticket = await done(unit.tickets.upsert_by_number(a_ticket()))
            given = {"ticket_id": ticket.id, "word": "smoke"}
            rows = [await done(unit.taggings.upsert(given)) for _ in range(2)]

        lost = {"ticket_id": -1, "word": "smoke"}
        error = await refused(shop, None, lambda u: u.taggings.upsert(lost))

        assert [(row.ticket_id, row.word) for row in rows] == [(ticket.id, "smoke")] * 2
        assert (type(error), error.constraint) == (MissingReference, "tagging.ticket_id")

    at_desk(test)


def test_what_is_not_written_yet_is_kept(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        given = a_ticket()
        async with shop.unit(await a_customer(shop)) as unit:
            row = await done(unit.tickets.upsert_by_number(given))
            row.urgency = 3
            again = await done(unit.tickets.upsert_by_number({**given, "title": "It burns"}))

        assert (again.urgency, again.title) == (3, "It burns")

    at_desk(test)


# What is written: (the unit of work, a ticket that is there, the writer's number).
UPSERTS: dict[str, Callable[[Any, Any, int], Any]] = {
    "one statement": lambda u, t, n: u.labels.upsert_by_name({"name": t.title, "hue": f"h{n}"}),
    "read first": lambda u, t, n: u.tickets.upsert_by_number(a_ticket(number=-t.number, urgency=n)),
    "nothing to change": lambda u, t, _: u.taggings.upsert({"ticket_id": t.id, "word": "shared"}),
}


@pytest.mark.parametrize("upsert", UPSERTS.values(), ids=UPSERTS)
def test_writers_of_one_row_at_once_all_get_through(
    at_desk: Callable[[Test], None], upsert: Callable[[Any, Any, int], Any]
) -> None:
    """A first read lets each transaction see the table as it was before the others wrote."""

    async def test(shop: Shop) -> None:
        customer = await a_customer(shop)
        async with shop.unit(customer) as unit:
            ticket = await done(unit.tickets.upsert_by_number(a_ticket()))

        rows = await at_once(shop, customer, lambda unit, n: upsert(unit, ticket, n))

        assert len({str(row) for row in rows}) == 1

    at_desk(test)


async def at_once(shop: Shop, tenant: int, upsert: Callable[[Any, int], Any]) -> list[Any]:
    """Does the same in three transactions that have all begun before one writes."""
    from desk.repositories import aio, sync

    begun = threading.Barrier(3, timeout=20)

    def blocking(n: int) -> Any:
        tries = []

        def work(unit: Any) -> Any:
            unit.customers.find_by_name("nobody")
            tries.append(n)
            if len(tries) == 1:
                begun.wait()
            return upsert(unit, n)

        return sync.run(shop.sessions, work, tenant=tenant, attempts=9)

    ready = asyncio.Barrier(3)

    async def awaited(n: int) -> Any:
        tries = []

        async def work(unit: Any) -> Any:
            await unit.customers.find_by_name("nobody")
            tries.append(n)
            if len(tries) == 1:
                await ready.wait()
            return await upsert(unit, n)

        return await aio.run(shop.sessions, work, tenant=tenant, attempts=9)

    if shop.io == "aio":
        return list(await asyncio.gather(*map(awaited, range(3))))
    return list(await asyncio.gather(*(asyncio.to_thread(blocking, n) for n in range(3))))
