"""Databases that pretend to be large: a sample is loaded, statistics say the rest.

Takes an open session of a scratch database with its tables built, gives what could not be loaded. The
session may ask for plans afterwards; whatever runs there sees the sample only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

from generator.database.explain import mysql, postgresql, sqlite
from generator.database.explain.judge import SMALL, helps
from generator.database.explain.plan import Plan
from generator.database.explain.tables import TRIED, Table
from generator.database.explain.wishes import Wish, wishes
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["PLANNERS", "Planner", "Try", "best", "load"]

Try = Callable[[Session, Wish], AbstractContextManager[Session]]

BATCH = 250
"""Rows of one INSERT."""


@dataclass(frozen=True, slots=True)
class Planner:
    """What an engine can be asked. inserts: statements with places for table, columns and rows, tried
    one after the other; prepare: switches off what would refuse a sample; analyse: gathers
    statistics; stretch: makes tables look as large as declared; plan: asks for a plan; tried: gives for a
    block a session that has an index more."""

    inserts: tuple[str, ...]
    prepare: Callable[[Session], None]
    analyse: Callable[[Session, Sequence[Table]], None]
    stretch: Callable[[Session, Sequence[Table]], None]
    plan: Callable[[Session, str, Sequence[Table]], Plan]
    tried: Try


MYSQL = Planner(mysql.INSERTS, mysql.prepare, mysql.analyse, mysql.stretch, mysql.plan, mysql.tried)
PLANNERS = {
    "postgresql": Planner(
        postgresql.INSERTS,
        postgresql.prepare,
        postgresql.analyse,
        postgresql.stretch,
        postgresql.plan,
        postgresql.tried,
    ),
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "sqlite": Planner(
        sqlite.INSERTS, sqlite.prepare, sqlite.analyse, sqlite.stretch, sqlite.plan, sqlite.tried
    ),
}


def load(session: Session, tables: Sequence[Table]) -> tuple[str, ...]:
    """Loads the samples; gives a sentence for each table that takes none."""
    planner = PLANNERS[session.engine]
    planner.prepare(session)
    problems: list[str] = []
    for table in tables:
        for start in range(0, len(table.sample), BATCH):
            problem = _insert(session, planner, table, table.sample[start : start + BATCH])
            if problem:
                problems.append(f"`{table.name}` takes no sample: {problem}")
                break
    planner.analyse(session, tables)
    return tuple(problems)


def best(
    session: Session, sql: str, plan: Plan, tables: Sequence[Table], tried: Try | None = None
) -> tuple[Wish | None, Plan | None]:
    """Tries the indexes that a statement could want; gives the one that helps most and the plan with
    it, None and None when none helps. An index that the engine refuses to build is passed over.

    tried: another way to have an index for a block than to build it."""
    planner = PLANNERS[session.engine]
    rows = {table.name: table.rows for table in tables}
    wish: Wish | None = None
    better = plan
    for each in wishes(sql, tables):
        if rows[each.table.name] < SMALL:
            continue
        with suppress(DatabaseError), (tried or planner.tried)(session, each) as trying:
            after = planner.plan(trying, sql, tables)
            if helps(plan, after, TRIED, rows) and (
                wish is None or _is_preferred(after, better, plan.cost, rows)
            ):
                wish, better = each, after
    return (wish, better) if wish else (None, None)


def _is_preferred(one: Plan, two: Plan, before: float | None, rows: Mapping[str, int]) -> bool:
    """Whether a plan is the better of two; a sort is worth a hundredth of what the statement cost at
    first, since not every planner counts it."""
    if one.cost is None or two.cost is None or before is None:
        return helps(two, one, TRIED, rows)
    first, second = (plan.cost or 0 for plan in (one, two))
    return first + len(one.sorts) * before / 100 < second + len(two.sorts) * before / 100


def _insert(
    session: Session, planner: Planner, table: Table, rows: Sequence[tuple[str, ...]]
) -> str:
    """Inserts rows in one of the engine's ways; gives why none of them works, "" when one does."""
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    problem = ""
    for way in planner.inserts:
        columns = ", ".join(table.columns)
        try:
            session.fetch(way.format(table=table.spelled, columns=columns, rows=values))
        except DatabaseError as error:
            problem = problem or str(error).removeprefix(f"{session.url}: ")
        else:
            return ""
    return problem
