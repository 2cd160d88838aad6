"""A slow statement that somebody gives by hand: its plan, indexes that would help it, other ways to say it,
and what each of them brings.

Takes the Result of a run, SQL in an engine's words and a server, gives Tries. Plans come from a database
that looks as large as is declared; times from one with a larger sample, in which statements really run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from generator.database.explain.judge import HELPFUL
from generator.database.explain.measure import literals, measured, same
from generator.database.explain.plan import Plan
from generator.database.explain.pretend import PLANNERS, best, load
from generator.database.explain.rewrites import Rewrite, rewrites
from generator.database.explain.sample import Sample
from generator.database.explain.sizes import Counted, sizes
from generator.database.explain.tables import Table
from generator.database.explain.wishes import Wish, named
from generator.database.scratch import scratch
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.database.url import DatabaseError
from generator.pipeline.queries import tables
from generator.pipeline.result import Result

__all__ = ["LARGE", "Looked", "Try", "look"]

LARGE = 20_000
"""Rows of the sample in which statements run, of each table that the statement names."""


FASTER = 0.8
"""A way is faster that takes so much of the time, or less."""

NOISE = 1.1
"""A way is slower that takes more than this of the time; two runs differ as much."""


@dataclass(frozen=True, slots=True)
class Try:
    """A way to ask. what: for people. plan: at the declared size. milliseconds: on the sample; None
    where it was not run. sql: what to run, where it is another statement; wish: the index it needs.
    better: whether it is worth it: cheaper than the statement as it is, or with an index, whichever
    it competes with."""

    what: str
    plan: Plan
    milliseconds: float | None = None
    sql: str = ""
    wish: Wish | None = None
    better: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What was learnt about a statement: how it is first, then what helps. sampled: rows of the
    largest table that it ran on. notes: what could not be done."""

    engine: str
    version: str
    tries: tuple[Try, ...]
    rows: dict[str, int]
    sampled: int
    notes: tuple[str, ...] = ()


def look(
    result: Result,
    sql: str,
    server: Server,
    progress: Callable[[str, float], None],
    counted: Counted = ({}, {}),
) -> Looked:
    """Plans and measures a statement. counted: what a real database knows of its sizes, for which the
    scratch one is then taken. Errors: DatabaseError, when the engine does not take the statement."""
    engine, text = server.engine, sql.strip().rstrip(";").strip()
    model = result.models[engine]
    declared = sizes(model, counted)
    every = tables(result, engine, Sample(model, declared), text, common=False)
    used = {table.name for table in named(text, every)}
    most = {entity.name: LARGE for entity in model.entities if entity.table in used}
    made = tuple(map(_real, tables(result, engine, Sample(model, declared, most), text)))
    progress("sample", 0.1)
    with _loaded(result, server, made) as (live, notes):
        PLANNERS[engine].stretch(live, made)
        progress("rewrite", 0.3)
        required = _required(result, engine, used)
        ways = [
            way
            for way in rewrites(text, required, lambda query: literals(live, query))
            if _is_same(live, text, way)
        ]
        progress("plan", 0.5)
        tries = _planned(result, server, text, ways, every)
        progress("measure", 0.8)
        done = _judged([_measured(live, text, each, made) for each in tries])
        sampled = max((len(table.sample) for table in made if table.name in used), default=0)
    rows = {table.name: table.rows for table in every if table.name in used}
    return Looked(engine, server.version, done, rows, sampled, notes)


def _real(table: Table) -> Table:
    """Takes a table to be no larger than its sample."""
    return replace(table, rows=len(table.sample)) if table.sample else table


@contextmanager
def _loaded(
    result: Result, server: Server, made: Sequence[Table]
) -> Iterator[tuple[Session, tuple[str, ...]]]:
    """Builds the specs' database with samples in it."""
    ending = f"/{server.engine}/schema.sql"
    script = next(file.text for file in result.files if file.path.endswith(ending))
    with scratch(server) as url, connect(url) as live:
        live.run(script)
        yield live, load(live, made)


def _required(result: Result, engine: str, used: set[str]) -> set[str]:
    """Gives the columns that are null in none of the tables that have one of the name."""
    entities = [item for item in result.models[engine].entities if item.table in used]
    fields = [field for entity in entities for field in entity.fields]
    empty = {field.column.lower() for field in fields if field.nullable}
    return {field.column.lower() for field in fields} - empty


def _is_same(live: Session, sql: str, way: Rewrite) -> bool:
    """Whether both give the same rows on the sample; what the engine refuses is not."""
    try:
        return same(live, sql, way.sql, ordered="order by" in sql.lower())
    except DatabaseError:
        return False


def _planned(
    result: Result, server: Server, sql: str, ways: Sequence[Rewrite], made: Sequence[Table]
) -> tuple[Try, ...]:
    """Plans each way at the declared size, as it is and with the index that helps it most."""
    with _loaded(result, server, made) as (live, _):
        planner = PLANNERS[server.engine]
        planner.stretch(live, made)
        tries: list[Try] = []
        for what, text in (("as it is", sql), *((way.what, way.sql) for way in ways)):
            plan = planner.plan(live, text, made)
            other = "" if text == sql else text
            tries.append(Try(what, plan, sql=other))
            wish, better = best(live, text, plan, made)
            if wish is not None and better is not None:
                tries.append(Try(f"{what}, with an index", better, sql=other, wish=wish))
    return tuple(tries)


def _measured(live: Session, sql: str, each: Try, made: Sequence[Table]) -> Try:
    """Runs a way on the sample, its index being there."""
    text = each.sql or sql
    if each.wish is None:
        return replace(each, milliseconds=measured(live, text))
    there = next(table for table in made if table.name == each.wish.table.name)
    try:
        with PLANNERS[live.engine].tried(live, replace(each.wish, table=there)) as trying:
            return replace(each, milliseconds=measured(trying, text))
    except DatabaseError:
        return each


def _judged(tries: Sequence[Try]) -> tuple[Try, ...]:
    """Says of each way but the first whether it is worth it. One with an index must beat the statement
    with an index, where there is one."""
    plain = tries[0]
    indexed = next((each for each in tries[1:] if each.wish and not each.sql), plain)
    return tuple(
        replace(each, better=_is_better(plain if each in (plain, indexed) else rival, each))
        for each in tries
        for rival in [indexed if each.wish else plain]
    )


def _is_better(one: Try, two: Try) -> bool:
    """Whether the second is clearly faster than the first, or clearly cheaper and not slower."""
    if one.milliseconds is None or two.milliseconds is None:
        return False
    if two.milliseconds <= one.milliseconds * FASTER:
        return True
    if one.plan.cost is None or two.plan.cost is None:
        return False
    is_slower = two.milliseconds > one.milliseconds * NOISE
    return two.plan.cost <= one.plan.cost * HELPFUL and not is_slower
