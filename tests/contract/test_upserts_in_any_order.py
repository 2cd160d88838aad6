"""Upserts of two tenants in any order leave what a person would say is there, on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.shop import Shop, done
from tests.contract.test_tenants import a_customer, number

Test = Callable[[Shop], Awaitable[None]]

ROWS = st.fixed_dictionaries(
    {"number": st.integers(1, 3), "urgency": st.integers(0, 9)},
    optional={"id": st.integers(1, 3), "sticker": st.sampled_from(["a", "b", None])},
)
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["id", "number", "sticker"]), ROWS, st.booleans()),
    max_size=12,
)
METHODS = {"id": "upsert", "number": "upsert_by_number", "sticker": "upsert_by_sticker"}


@dataclass
class Table:
    """The tickets of two customers, and what an upsert does to them."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def upsert(self, by: str, row: Mapping[str, Any]) -> bool:
        """Writes or changes a row; gives whether that was allowed."""
        keys = [by] if by != "number" else ["tenant", "number"]
        mine = [each for each in self.rows if each["tenant"] == row["tenant"]]
        met = next((r for r in mine if row.get(by) and all(r[k] == row[k] for k in keys)), None)
        new = {"id": None, "sticker": None, **row}
        if met is not None:
            kept = {name: met[name] for name in ("id", "tenant")}
            new = {**met, **row, **kept}
        others = [each for each in self.rows if each is not met]
        if any(_clash(new, each) for each in others):
            return False
        self.rows = [*others, new]
        return True

    def purge(self, tenant: int, number: int) -> None:
        """Takes a row away."""
        gone = {"tenant": tenant, "number": number}
        self.rows = [r for r in self.rows if any(r[name] != gone[name] for name in gone)]


def _clash(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    same = [name for name in ("id", "sticker") if one[name] and one[name] == two[name]]
    return bool(same) or all(one[name] == two[name] for name in ("tenant", "number"))


def test_upserts_in_any_order_do_what_they_say(at_desk: Callable[[Test], None]) -> None:
    @settings(
        max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(STEPS)
    def law(steps: list[tuple[int, str, dict[str, Any], bool]]) -> None:
        at_desk(lambda shop: _follows(shop, steps))

    law()


async def _follows(shop: Shop, steps: list[tuple[int, str, dict[str, Any], bool]]) -> None:
    from desk.repositories import Duplicate

    customers = [await a_customer(shop), await a_customer(shop)]
    far = -10 * number()  # ids and stickers are everybody's; numbers that are handed out go up
    table = Table()
    for tenant, by, given_row, removes in steps:
        row = {**given_row, "title": "It smokes", "made_on": dt.date(2026, 1, 15)}
        row |= {"id": row["id"] + far} if "id" in row else {}
        row |= {"sticker": f"{row['sticker']}{far}"} if row.get("sticker") else {}
        allowed = table.upsert(by, {**row, "tenant": tenant})
        try:
            async with shop.unit(customers[tenant]) as unit:
                await done(getattr(unit.tickets, METHODS[by])(row))
            done_so = True
        except Duplicate:
            done_so = False
        assert done_so == allowed, (by, row)
        if removes:
            table.purge(tenant, row["number"])
            async with shop.unit(customers[tenant]) as unit:
                found = await done(unit.tickets.find_by_number(row["number"]))
                if found is not None:
                    await done(unit.tickets.delete(found))

    for tenant, customer in enumerate(customers):
        async with shop.unit(customer) as unit:
            found = await done(unit.tickets.titled_or_urgent("It smokes"))
        want = [_shown(row) for row in table.rows if row["tenant"] == tenant]
        got = [_shown({**vars(row), "tenant": tenant}) for row in found]
        assert sorted(got) == sorted(want)


def _shown(row: Mapping[str, Any]) -> tuple[int, str, int]:
    return row["number"], row["sticker"] or "", row["urgency"]
