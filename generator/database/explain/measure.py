"""How long statements take on a sample: the median of some runs.

Takes a session and a statement, gives milliseconds. PostgreSQL says itself how long a run took; with the
other engines the clock runs from asking until all rows are there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median
from typing import cast

from generator.database.session import Session

__all__ = ["RUNS", "literals", "measured", "same"]

RUNS = 5


def measured(session: Session, sql: str) -> float:
    """Gives the milliseconds of a statement; one run more comes first, to warm up."""
    return median([_once(session, sql) for _ in range(RUNS + 1)][1:])


def _once(session: Session, sql: str) -> float:
    if session.engine == "postgresql":
        ((answer,),) = session.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        return float(str(cast(list[dict[str, object]], answer)[0]["Execution Time"]))
    started = time.perf_counter()
    session.fetch(sql)
    return (time.perf_counter() - started) * 1000


def same(session: Session, one: str, two: str, *, ordered: bool) -> bool:
    """Whether two statements give the same rows, each as often; ordered: in the same order, too."""
    first, second = ([tuple(map(str, row)) for row in session.fetch(sql)] for sql in (one, two))
    return first == second if ordered else sorted(first) == sorted(second)


def literals(session: Session, sql: str) -> Sequence[tuple[str, ...]]:
    """Runs a query and gives its rows as literals."""
    return [
        tuple(
            str(cell) if isinstance(cell, int | float) else "'" + str(cell).replace("'", "''") + "'"
            for cell in row
        )
        for row in session.fetch(sql)
    ]
