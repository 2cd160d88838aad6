"""Access patterns on a database that is there: planned with its own statistics, without changing it.

Takes the Result of a run and an address, gives what `queries` gives for a scratch database. Indexes are
imagined where the database has hypopg, else built in a scratch database with the same numbers of rows and
of different values, never in the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.catalog import Index
from generator.database.explain.judge import scans, sorts
from generator.database.explain.plan import Access
from generator.database.explain.postgresql import imagined, imagines
from generator.database.explain.pretend import PLANNERS
from generator.database.explain.real import attempt, counted, indexes, reading, value
from generator.database.explain.sample import Sample
from generator.database.explain.sizes import Counted, sizes
from generator.database.explain.tables import Table
from generator.database.extensions import named
from generator.database.scratch import scratch
from generator.database.servers import MissingServerError, serve
from generator.database.session import Session, connect
from generator.database.url import DatabaseError, Url
from generator.model import Model, Value
from generator.pipeline.queries import Planned, Studied, helped, pretending, tables
from generator.pipeline.result import Result
from generator.pipeline.statements import Answers, Pattern, patterns
from generator.sql.profile import Profile, quote

__all__ = ["sized", "visit"]

FIRST = 1000
"""Rows of a table that typical values are looked for in."""


@dataclass(slots=True)
class Real:
    """Typical values of a real database: of the first rows of a table, each row asked for once."""

    session: Session
    profile: Profile
    model: Model
    _rows: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    def common(self, entity: str, name: str, item: int = 0) -> Value:
        """Gives the value in the middle row; for another item, in another row."""
        rows, place = self._first(entity), self._place(entity, name)
        number = (len(rows) // 2 + item * len(rows) // 4) % max(1, len(rows))
        return value(rows[number][place]) if rows else None

    def bound(self, entity: str, name: str, part: float) -> Value:
        """Gives the value that so large a part of the rows stay below."""
        place = self._place(entity, name)
        cells = [row[place] for row in self._first(entity) if row[place] is not None]
        found = sorted(cells, key=_order)
        return value(found[min(len(found) - 1, int(len(found) * part))]) if found else None

    def _place(self, entity: str, name: str) -> int:
        return [each.name for each in self.model.entity(entity).fields].index(name)

    def _first(self, entity: str) -> list[tuple[object, ...]]:
        """Gives the first rows of a table, none when it cannot be read or takes too long."""
        if entity not in self._rows:
            owner = self.model.entity(entity)
            columns = ", ".join(quote(each.column, self.profile) for each in owner.fields)
            table = self.profile.table(owner.schema, owner.table)
            self._rows[entity] = []
            with suppress(DatabaseError), attempt(self.session):
                self._rows[entity] = self.session.fetch(
                    f"SELECT {columns} FROM {table} LIMIT {FIRST}"
                )
        return self._rows[entity]


def _order(cell: object) -> tuple[float, str]:
    try:
        return float(str(cell)), ""
    except ValueError:
        return 0.0, str(cell)


def sized(url: Url) -> Counted:
    """Gives what a database's statistics say of its sizes. Errors: DatabaseError."""
    with _opened(url) as live, reading(live):
        return counted(live)


def _opened(url: Url) -> Session:
    if url.engine == "sqlite" and not Path(url.database).is_file():
        raise DatabaseError(f"{url}: there is no such file")  # opening it would make one
    return connect(url)


def visit(
    result: Result, answers: Answers, url: Url, progress: Callable[[str, float], None]
) -> Studied:
    """Plans every pattern on a real database, and tries indexes for bad plans in a scratch one.

    Errors: DatabaseError when the database cannot be reached."""
    engine = url.engine
    model, profile = result.models[engine], result.profiles[engine]
    progress("read", 0)
    with _opened(url) as live, reading(live):
        sample = Sample(model, sizes(model, counted(live)))
        made = tables(result, engine, sample)
        rows = {each.name: each.rows for each in made}
        progress("plan", 0.2)
        asked = patterns(result, engine, answers, Real(live, profile, model))
        found = tuple(_planned(live, pattern, made) for pattern in asked)
        absent = _absent(result, engine, indexes(live))
        version, imagining = live.version, engine == "postgresql" and imagines(live)
        if imagining:
            progress("try indexes", 0.5)
            found = tuple(
                _named(result, _imagined(live, each, made, rows), absent) for each in found
            )
    parted = {item.table for item in model.entities if item.partition is not None}
    left = [each for each in found if _is_bad(each, rows) and each.wish is None]
    if imagining:  # hypopg has no indexes on tables that are in partitions
        left = [each for each in left if parted & {one.table for one in _accesses(each)}]
    if not left:
        return Studied(engine, version, found, rows, (), absent)
    progress("try indexes", 0.5)
    try:
        found, notes = _helped(result, engine, sample, found, version, absent)
    except MissingServerError as error:
        notes = (f"no index was tried: {error}",)
    return Studied(engine, version, found, rows, notes, absent)


def _absent(result: Result, engine: str, there: frozenset[str]) -> frozenset[str]:
    """Gives the indexes of the specs that the database does not have."""
    return frozenset(item.id.name for item in result.catalogs[engine].of(Index)) - there


def _named(result: Result, each: Planned, absent: frozenset[str]) -> Planned:
    """Says of an index that helps when the specs have it, and only the database has not."""
    wish = each.wish
    if wish is None or any(key.expression for key in wish.keys):
        return each
    wanted = [(key.column, key.desc) for key in wish.keys]
    for item in result.catalogs["postgresql"].of(Index):
        assert isinstance(item, Index)
        is_same = [(key.column, key.desc) for key in item.keys][: len(wanted)] == wanted
        if item.name in absent and item.table == wish.table.name and is_same and not item.where:
            return replace(each, lacks=item.name)
    return each


def _planned(live: Session, pattern: Pattern, made: Sequence[Table]) -> Planned:
    """Plans a statement. Its values are somebody's data: no text that holds them is kept."""
    try:
        with attempt(live):
            plan = PLANNERS[live.engine].plan(live, pattern.sql, made)
    except DatabaseError as error:
        said = str(error).removeprefix(f"{live.url}: ")
        return Planned(pattern, None, said.partition(" LINE ")[0])
    return Planned(pattern, replace(plan, text=()))


def _accesses(each: Planned) -> Sequence[Access]:
    return each.plan.accesses if each.plan is not None else ()


def _imagined(
    live: Session, each: Planned, made: Sequence[Table], rows: Mapping[str, int]
) -> Planned:
    """Plans a bad statement again, with indexes that are not there."""
    if each.plan is None or not _is_bad(each, rows):
        return each
    tried = helped(live, each, made, each.plan, imagined)
    return replace(tried, better=replace(tried.better, text=())) if tried.better else tried


def _is_bad(each: Planned, rows: Mapping[str, int]) -> bool:
    plan = each.plan
    return plan is not None and bool(scans(plan, rows) or sorts(plan))


def _helped(
    result: Result,
    engine: str,
    sample: Sample,
    found: Sequence[Planned],
    version: str,
    absent: frozenset[str],
) -> tuple[tuple[Planned, ...], tuple[str, ...]]:
    """Tries indexes for bad plans on a scratch server of the same version, or of any."""
    needed = named(result.catalogs[engine])
    for wanted in (version.partition(".")[0], ""):
        try:
            with (
                serve(engine, wanted, extensions=needed) as server,
                scratch(server) as url,
                connect(url) as copy,
            ):
                made, notes = pretending(result, copy, sample)
                return tuple(_tried(copy, each, made, absent) for each in found), notes
        except MissingServerError as error:
            missing = error
    raise missing


def _tried(copy: Session, each: Planned, made: Sequence[Table], absent: frozenset[str]) -> Planned:
    rows = {table.name: table.rows for table in made}
    if each.wish is not None or not _is_bad(each, rows):
        return each
    before = PLANNERS[copy.engine].plan(copy, each.pattern.sql, made)
    used = [access.index for access in before.accesses if access.index in absent]
    if used and not (scans(before, rows) or sorts(before)):
        return replace(each, lacks=used[0])
    tried = helped(copy, each, made, before)
    return replace(tried, better=replace(tried.better, text=())) if tried.better else tried
