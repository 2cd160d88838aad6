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


async def two_desks(shop: Shop) -> tuple[int, int]:
    """Gives two customers; each has an agent, two tickets of the agent and one of nobody."""
    from desk.data import Agent

    both = await a_customer(shop), await a_customer(shop)
    for customer in both:
        async with shop.unit(customer) as unit:
            agent = await done(unit.agents.add(Agent(name="Ada")))
            mine = [a_ticket(urgency=9, agent_id=agent.id) for _ in range(2)]
            await done(unit.tickets.add_many([*mine, a_ticket(agent_id=None)]))
    return both


def test_a_whole_statement_counts_rows_of_the_tenant_alone(
    at_desk: Callable[[Test], None],
) -> None:
    async def test(shop: Shop) -> None:
        mine, _ = await two_desks(shop)

        async with shop.unit(mine) as unit:
            rows = await done(unit.tickets.by_agent())

        assert sorted((row.name or "", row.n) for row in rows) == [("", 1), ("Ada", 2)]

    at_desk(test)


def test_what_belongs_to_nobody_is_seen_by_all(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        mine, theirs = await two_desks(shop)

        async with shop.unit(mine) as unit:
            rows = await done(unit.tickets.all_customers([mine, theirs]))

        assert [(row.id, row.n) for row in rows] == [(mine, 3), (theirs, 0)]

    at_desk(test)


def test_a_statement_over_a_view_is_given_the_tenant(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        mine, _ = await two_desks(shop)

        async with shop.unit(mine) as unit:
            rows = await done(unit.tickets.burning("It smokes"))

        assert [row.customer_id for row in rows] == [mine, mine]

    at_desk(test)


def test_so_is_a_statement_in_an_engine_s_own_words(at_desk: Callable[[Test], None]) -> None:
    async def test(shop: Shop) -> None:
        mine, theirs = await two_desks(shop)
        seen = []
        for customer in (mine, theirs):
            async with shop.unit(customer) as unit:
                seen.append({row.id for row in await done(unit.tickets.burning_in_words(5))})

        assert [len(ids) for ids in seen] == [2, 2]
        assert not seen[0] & seen[1]

    at_desk(test)
