"""What is wrong with a plan, seen from the size of the tables.

Takes a Plan and how many rows tables have, gives what is read from end to end and what is sorted though
an index could have had it in order. A table of a page or two is best read whole: that is no finding."""

from __future__ import annotations

from collections.abc import Mapping

from generator.database.explain.plan import Access, Plan

__all__ = ["HELPFUL", "SMALL", "helps", "scans", "sorts"]

HELPFUL = 0.7
"""An index is of use when the plan costs so much of what it did, or less."""

SMALL = 1000
"""A table with fewer rows is read, or sorted, in less than a millisecond."""


def scans(plan: Plan, rows: Mapping[str, int]) -> tuple[Access, ...]:
    """Gives what reads a large table or index from end to end; rows: of each table, by its name.

    An index read in its order until a page is full is none."""
    return tuple(
        access
        for access in plan.accesses
        if access.whole
        and (rows.get(access.table, 0) if access.read is None else access.read) >= SMALL
        and not (access.index and plan.stops and not plan.sorts)
    )


def sorts(plan: Plan) -> int:
    """Gives how many rows are put in order by the largest sort for ORDER BY; 0 when few are."""
    found = [sort.rows or 0 for sort in plan.sorts if not sort.grouping]
    most = max(found, default=0)
    return most if most >= SMALL else 0


def helps(before: Plan, after: Plan, index: str, rows: Mapping[str, int]) -> bool:
    """Whether a plan is better with an index: it uses it and costs clearly less, by the planner's own
    reckoning; where the engine has no costs, it scans less, or sorts less and scans no more."""
    if not any(access.index == index for access in after.accesses):
        return False
    if before.cost is not None and after.cost is not None:
        return after.cost <= before.cost * HELPFUL
    fewer = len(scans(before, rows)) - len(scans(after, rows))
    return fewer > 0 or (fewer == 0 and len(after.sorts) < len(before.sorts))
