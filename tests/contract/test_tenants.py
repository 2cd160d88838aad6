"""Rows of another tenant stay out of sight, whatever a query asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count

from tests.contract.shop import Shop, done

Test = Callable[[Shop], Awaitable[None]]
_NUMBERS = count(1)


def number() -> int:
    """Gives a number that no other row of the run has."""
    return next(_NUMBERS)


async def a_customer(shop: Shop) -> int:
    """Adds a customer; gives its id."""
    from desk.data import Customer

    async with shop.unit() as unit:
        row = await done(unit.customers.add(Customer(name=f"customer {number()}")))
        return int(row.id)


def a_ticket(**values: object) -> dict[str, object]:
    """Gives what a new ticket is made of."""
    import datetime as dt

    given = {"number": number(), "title": "It smokes", "made_on": dt.date(2026, 1, 15)}
    return {**given, **values}


def test_a_condition_with_or_stays_with_the_tenant(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        mine, theirs = await a_customer(shop), await a_customer(shop)
        for customer in (mine, theirs):
            async with shop.unit(customer) as unit:
                await done(unit.tickets.add_many([a_ticket(), a_ticket(urgency=9)]))

        async with shop.unit(mine) as unit:
            rows = await done(unit.tickets.titled_or_urgent("It smokes"))

        assert [row.customer_id for row in rows] == [mine, mine]

    at_desk(test)
