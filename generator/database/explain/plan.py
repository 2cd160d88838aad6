"""Plans in one shape for every engine.

Takes nothing, gives the values that the planners of engines make and that findings are read from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Access", "Plan", "Sort"]


@dataclass(frozen=True, slots=True)
class Access:
    """How one table is read. table: its physical name, without schema. index: what leads to the rows,
    "" for none; a key counts as the index that keeps it. whole: every row or entry is read, without a
    bound that the index could use. rows: what the planner expects to come out; read: how many are there,
    where it is a part of a table or all of one; None when the engine does not say."""

    table: str
    index: str = ""
    whole: bool = False
    rows: int | None = None
    read: int | None = None

    @property
    def is_scan(self) -> bool:
        """Whether the table itself is read from end to end."""
        return self.whole and not self.index


@dataclass(frozen=True, slots=True)
class Sort:
    """Rows that are put in order. rows: as many as the planner expects, None when it does not say.
    grouping: for GROUP BY or DISTINCT rather than ORDER BY."""

    rows: int | None = None
    grouping: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine would do. accesses: one a table that is read, in the order of the plan; cost: in
    the planner's own units, None where it has none; rows: of the result, None when it does not say;
    stops: the plan ends before everything is read, since a page is asked for. text: the plan as the
    engine tells it, line by line."""

    accesses: tuple[Access, ...]
    sorts: tuple[Sort, ...] = ()
    cost: float | None = None
    rows: int | None = None
    stops: bool = False
    text: tuple[str, ...] = ()
