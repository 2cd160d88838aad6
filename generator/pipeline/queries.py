"""Access patterns before a real planner: the specs built in a scratch database that looks as large as
they declare, and every pattern's statements planned there.

Takes the Result of a run and a server, gives an Account for the engine: the plans, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.database.explain.judge import scans, sorts
from generator.database.explain.plan import Plan
from generator.database.explain.pretend import PLANNERS, Try, best, load
from generator.database.explain.sample import Sample
from generator.database.explain.sizes import sizes
from generator.database.explain.tables import Table
from generator.database.explain.values import constants, containing, dates, shifted
from generator.database.explain.wishes import Wish
from generator.database.scratch import scratch
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.database.url import DatabaseError
from generator.model import Entity
from generator.pipeline.result import Result
from generator.pipeline.statements import Answers, Pattern, patterns
from generator.sql.literals import literal
from generator.sql.profile import quote

__all__ = ["Planned", "Studied", "helped", "pretending", "study", "tables"]

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A statement of a pattern and its plan. error: why there is none, "" when there is one. wish: the
    index that helps most, where the plan is bad and one helps; before and better: the plans without
    it and with it, where it was tried. lacks: an index of the specs that would serve it, and that the
    database does not have."""

    pattern: Pattern
    plan: Plan | None
    error: str = ""
    wish: Wish | None = None
    before: Plan | None = None
    better: Plan | None = None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Studied:
    """What was learnt on one engine. rows: of each table, by its name; notes: what could not be done.
    absent: indexes of the specs that a real database does not have."""

    engine: str
    version: str
    planned: tuple[Planned, ...]
    rows: Mapping[str, int]
    notes: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()


def study(
    result: Result, answers: Answers, server: Server, progress: Progress = lambda *_: None
) -> Studied:
    """Builds the database, makes it look large, and plans every pattern.

    Errors: DatabaseError when the engine refuses schema.sql."""
    engine = server.engine
    model = result.models[engine]
    sample = Sample(model, sizes(model))
    with scratch(server) as url, connect(url) as live:
        progress("build", 0)
        made, notes = pretending(result, live, sample)
        progress("plan", 0.7)
        asked = patterns(result, engine, answers, sample)
        rows = {each.name: each.rows for each in made}
        found = [_planned(live, pattern, made) for pattern in asked]
        progress("try indexes", 0.8)
        tried = tuple(_tried(live, each, made, rows) for each in found)
    return Studied(engine, server.version, tried, rows, notes)


def pretending(
    result: Result, live: Session, sample: Sample
) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Builds the specs' database and makes it look as large as the sample's sizes say; gives its tables
    and what could not be loaded."""
    ending = f"/{live.engine}/schema.sql"
    live.run(next(file.text for file in result.files if file.path.endswith(ending)))
    made = tables(result, live.engine, sample)
    notes = load(live, made)
    PLANNERS[live.engine].stretch(live, made)
    return made, notes


def _planned(live: Session, pattern: Pattern, made: Sequence[Table]) -> Planned:
    try:
        return Planned(pattern, PLANNERS[live.engine].plan(live, pattern.sql, made))
    except DatabaseError as error:
        return Planned(pattern, None, str(error).removeprefix(f"{live.url}: "))


def _tried(
    live: Session, planned: Planned, made: Sequence[Table], rows: Mapping[str, int]
) -> Planned:
    plan = planned.plan
    if plan is None or planned.pattern.query.slow or not (scans(plan, rows) or sorts(plan)):
        return planned
    return helped(live, planned, made, plan)


def helped(
    live: Session,
    planned: Planned,
    made: Sequence[Table],
    before: Plan,
    tried: Try | None = None,
) -> Planned:
    """Tries the indexes that a statement could want. before: its plan where they are tried; tried: how,
    if not by building them."""
    wish, better = best(live, planned.pattern.sql, before, made, tried)
    return replace(planned, wish=wish, before=before, better=better)


def tables(
    result: Result, engine: str, sample: Sample, sql: str = "", *, common: bool = True
) -> tuple[Table, ...]:
    """Gives the tables of an engine with their sizes and samples. sql: the dates of its bounds lie in
    the middle of the sample; when `common`, every fifth row has the values that it looks for."""
    model = result.models[engine]
    made = tuple(
        _table(result, engine, entity, sample) for entity in model.entities if not entity.abstract
    )
    moved = tuple(shifted(table, dates(sql, made)) for table in made) if sql else made
    wanted = constants(sql, made) if common and sql else {}
    return tuple(containing(table, wanted) for table in moved)


def _table(result: Result, engine: str, entity: Entity, sample: Sample) -> Table:
    profile, model = result.profiles[engine], sample.model
    size = sample.sizes[entity.name]
    made = [field for field in entity.fields if field.generated is None]
    return Table(
        schema=entity.schema,
        name=entity.table,
        spelled=profile.table(entity.schema, entity.table),
        rows=size.rows,
        distinct={field.column: size.distinct[field.name] for field in entity.fields},
        columns=tuple(quote(field.column, profile) for field in made),
        sample=tuple(
            tuple(literal(row[field.name], field.type, profile, model) for field in made)
            for row in sample.rows(entity.name)
        ),
    )
