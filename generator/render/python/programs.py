"""What generated models have beside tables: the statements of the DDL, told apart by their moment.

Takes the units of an engine's catalog in order of creation, gives those that come before the tables,
with a table and after all of them; their text is made by the engine's own templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

from generator import catalog as cat
from generator.render.jobs import Scene
from generator.render.python import constraints, tsql
from generator.render.python.code import Code, Verse, mapping, text, tupled
from generator.render.python.layout import statement
from generator.render.python.physical import Physical, Quoting
from generator.sql.arrange import Single, TableUnit

__all__ = ["SELECTORS", "Unit", "engines", "program"]

Split = Callable[[str], Sequence[str]]
Macro = Callable[..., str]
TEXTS = "tuple[str, ...]"
TABLES = "Mapping[str, tuple[str, ...]]"
POLICIES = "tuple[tuple[tuple[str, ...], str], ...]"
NEVER = ("role", "grant")
TOLD = ("CREATE TABLE", "CREATE UNLOGGED TABLE", "COMMENT ON TABLE", "COMMENT ON COLUMN")


class Unit(Protocol):
    """A unit of `sql.arrange`: a kind, an identity and what its template is given."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> cat.Id: ...
    @property
    def subject(self) -> object: ...


def engines(scene: Scene) -> tuple[str, ...]:
    """Gives the engines, each of which has a module of statements."""
    return tuple(scene.catalogs)


def _programs(scene: Scene) -> Sequence[object]:
    return engines(scene)


SELECTORS: Mapping[str, Callable[[Scene], Sequence[object]]] = {"program": _programs}


def program(scene: Scene, engine: str, units: Sequence[Unit], split: Split) -> Mapping[str, object]:
    """Gives what an engine's module of statements is filled with: functions of its macros."""
    physical = scene.memo.once(
        Physical.of, scene.catalogs, cast(Mapping[str, Quoting], scene.profiles)
    )
    mine = list(_parted(unit for unit in units if unit.kind not in NEVER))
    first = next((n for n, unit in enumerate(mine) if unit.kind == "table"), len(mine))
    rest = [unit for unit in mine[first:] if _is_after(physical, unit)]

    def told(unit: Unit, create: Macro) -> list[str]:
        return [text for part in split(create(unit)) if (text := _told(engine, unit, part))]

    def every(found: Iterable[Unit], create: Macro) -> Code:
        return tupled(_quoted(text) for unit in found for text in told(unit, create))

    def owned(create: Macro, column: Macro, index: Macro) -> str:
        tables = _Tables(
            physical, engine, _by_place(physical, mine), split, lambda unit: told(unit, create)
        )
        return _laid_out("TABLES", TABLES, mapping(tables.items(scene, column, index)))

    def policies(create: Macro) -> str:
        found = [unit for unit in mine if isinstance(unit.subject, cat.Policy)]
        rows = [(_roles(unit), text) for unit in found for text in told(unit, create)]
        pairs = [tupled([roles, _quoted(text)]) for roles, text in rows]
        return _laid_out("POLICIES", POLICIES, tupled(pairs))

    def after(create: Macro, procedure: Macro | None) -> str:
        last = [] if procedure is None else _described(mine, create, split(procedure()))
        texts = [*(text for unit in rest for text in told(unit, create)), *last]
        return _laid_out("AFTER", TEXTS, tupled(map(_quoted, texts)))

    gone = (*_gone(engine, mine), *_partitions(scene.catalogs[engine]))
    return {
        "engine": engine,
        "before": lambda create: _laid_out("BEFORE", TEXTS, every(mine[:first], create)),
        "owned": owned,
        "after": after,
        "policies": policies,
        "gone": lambda: _laid_out("GONE", TEXTS, tupled(map(_quoted, gone))),
    }


def _laid_out(name: str, kind: str, code: Code) -> str:
    return statement(f"{name}: {kind} = ", code)


def _parted(units: Iterable[Unit]) -> Iterator[Unit]:
    """Gives the units, with the foreign keys of partitions at the end: SQLAlchemy knows nothing of these,
    and makes what they refer to when it likes."""
    late: list[cat.Object] = []
    for unit in units:
        item = unit.subject
        if isinstance(item, TableUnit) and item.table.parent and item.foreign_keys:
            late += item.foreign_keys
            yield replace(item, foreign_keys=())
        else:
            yield unit
    yield from map(Single, late)


def _roles(unit: Unit) -> Code:
    item = unit.subject
    return tupled(text(role) for role in item.roles) if isinstance(item, cat.Policy) else "()"


def _is_after(physical: Physical, unit: Unit) -> bool:
    """Whether a unit's moment is when all tables are there. Indexes and foreign keys are SQLAlchemy's
    business, but for those of views and partitions, and indexes that are made of a table of their own."""
    item = unit.subject
    if isinstance(item, cat.Index):
        return _is_apart(physical, item)
    if isinstance(item, cat.ForeignKey):
        return _is_parted(physical, item)
    return unit.kind not in ("table", "policy")


def _is_apart(physical: Physical, item: cat.Index) -> bool:
    tables = physical.on(physical.place(item), cat.Table).values()
    return not any(tables) or item.method == "fts5" or _is_parted(physical, item)


def _is_parted(physical: Physical, item: cat.Index | cat.ForeignKey) -> bool:
    """Whether what an object is of is a partition."""
    found = physical.on(physical.place(item), cat.Table).values()
    return any(isinstance(table, cat.Table) and table.parent for of in found for table in of)


def _told(engine: str, unit: Unit, statement: str) -> str:
    """Gives a statement as far as SQLAlchemy does not say it, "" for one that it says."""
    if engine == "mssql":
        return tsql.bare(statement) if unit.kind != "table" or tsql.divides(statement) else ""
    return statement if _is_told(unit, statement) else ""


def _described(units: Iterable[Unit], create: Macro, procedure: Sequence[str]) -> list[str]:
    """Gives the comments that SQL Server keeps through a procedure of the session, if there are any."""
    comments = tsql.described(create(unit) for unit in units)
    return [*procedure, comments, "DROP PROCEDURE #describe"] if comments else []


def _is_told(unit: Unit, statement: str) -> bool:
    """Whether SQLAlchemy does not say it: of a table, all but itself and its comments."""
    if unit.kind != "table" or _parent(unit):
        return True
    bare = "\n".join(line for line in statement.splitlines() if not line.startswith("--")).strip()
    return not bare.startswith(TOLD)


def _by_place(physical: Physical, units: Sequence[Unit]) -> Mapping[str, Sequence[Unit]]:
    """Gives the units of each table: its own, then its partitions, then its indexes."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.kind == "table" and not _parent(unit):
            found.setdefault(physical.placed(unit.id.schema, unit.id.name), []).append(unit)
    above = {(unit.id.schema, unit.id.name): _parent(unit) for unit in units if _parent(unit)}
    for unit in units:
        parent = _parent(unit)
        while (unit.id.schema, parent) in above:
            parent = above[unit.id.schema, parent]
        if parent:
            found.setdefault(physical.placed(unit.id.schema, parent), []).append(unit)
    for unit in units:
        if isinstance(unit.subject, cat.Index):
            found.setdefault(physical.place(unit.subject), []).append(unit)
    return found


@dataclass(frozen=True, slots=True)
class _Tables:
    """What belongs to single tables on one engine. units: by the table that they belong to."""

    physical: Physical
    engine: str
    units: Mapping[str, Sequence[Unit]]
    split: Split
    told: Callable[[Unit], Sequence[str]]

    def items(self, scene: Scene, column: Macro, index: Macro) -> Iterator[tuple[str, Code]]:
        """Gives the statements of each table that has any, by the table's name in the models."""
        for entity in scene.model.entities:
            name = f"{entity.schema}.{entity.table}" if entity.schema else entity.table
            place = self.physical.place(entity)
            found = [*self._own(place), *self._beside(place, entity.table, column, index)]
            if found:
                yield name, tupled(map(_quoted, found))

    def _own(self, place: str) -> Iterator[str]:
        """Gives what is said of the table, then of its partitions and its indexes."""
        for unit in self.units.get(place, ()):
            item = unit.subject
            if not isinstance(item, cat.Index):
                yield from self.told(unit)
                yield from _kept(self.engine, unit)
            elif not _is_apart(self.physical, item):
                yield from self.told(unit)[1:]

    def _beside(self, place: str, table: str, column: Macro, index: Macro) -> Iterator[str]:
        """Gives the columns that only this engine has, and the indexes that stand on them."""
        own = constraints.extras(self.physical, place, self.engine)
        yield from self._defaults(place)
        yield from self._unsaid(place, table)
        for item in self.physical.on(place, cat.Column).get(self.engine, ()):
            if item.name in own and self.engine == "mssql":
                yield tsql.column_added(item, column(item).strip())
            elif item.name in own:
                yield f"ALTER TABLE `{table}` ADD COLUMN {column(item).strip()}"
        for made in self.physical.on(place, cat.Index).get(self.engine, ()):
            if self.engine != "sqlite" and constraints.is_apart(self.physical, self.engine, made):
                texts = self.split(index(made))
                yield from (
                    filter(None, map(tsql.bare, texts)) if self.engine == "mssql" else texts
                )

    def _unsaid(self, place: str, table: str) -> Iterator[str]:
        """Gives what SQLAlchemy has no words for."""
        for column in self.physical.on(place, cat.Column).get(self.engine, ()):
            if "compression" in column.options:
                alter = f"ALTER TABLE {_name(self.engine, column.schema, table)}"
                name = _name(self.engine, "", column.name)
                method = column.options["compression"]
                yield f"{alter} ALTER COLUMN {name} SET COMPRESSION {method}"
            if self.engine == "mssql":
                yield from tsql.unsaid(column)
        for unique in self.physical.on(place, cat.Unique).get(self.engine, ()):
            if self.engine in ("mysql", "mariadb") and unique.comment:
                names = ", ".join(_name(self.engine, "", column) for column in unique.columns)
                comment = unique.comment.replace("\\", "\\\\").replace("'", "''")
                made = f"ADD CONSTRAINT `{unique.name}` UNIQUE ({names}) COMMENT '{comment}'"
                yield f"ALTER TABLE `{table}` {made}"
        for check in self.physical.on(place, cat.Check).get(self.engine, ()):
            if check.no_inherit and self.engine == "postgresql":
                alter = f"ALTER TABLE {_name(self.engine, check.schema, table)}"
                name = _name(self.engine, "", check.name)
                condition = f"CHECK ({check.expression}) NO INHERIT"
                yield f"{alter} ADD CONSTRAINT {name} {condition}"

    def _defaults(self, place: str) -> Iterator[str]:
        """Gives the defaults that not every engine has, which the columns cannot say."""
        for by_engine in self.physical.named(place, cat.Column).values():
            mine = by_engine.get(self.engine)
            if not mine or not mine.default or all(c.default for c in by_engine.values()):
                continue
            if self.engine == "mssql":
                yield tsql.defaulted(mine)
            else:
                name = _name(self.engine, mine.schema, mine.table)
                column = _name(self.engine, "", mine.name)
                yield f"ALTER TABLE {name} ALTER COLUMN {column} SET DEFAULT {mine.default}"


def _kept(engine: str, unit: Unit) -> Iterator[str]:
    """Gives what is said of how a table is kept, where SQLAlchemy has no word for it."""
    table = getattr(unit.subject, "table", None)
    if not isinstance(table, cat.Table):
        return
    alter = f"ALTER TABLE {_name(engine, table.schema, table.name)}"
    if engine == "mssql" and table.partitions:
        yield tsql.moved(table, getattr(unit.subject, "constraints", ()))
    if engine == "mssql":
        yield from tsql.pressed(table)
    if "unlogged" in table.options:
        yield f"{alter} SET UNLOGGED"
    if "system_versioned" in table.options:
        yield f"{alter} ADD SYSTEM VERSIONING"


def _parent(unit: Unit) -> str:
    table = getattr(unit.subject, "table", None)
    return table.parent if isinstance(table, cat.Table) else ""


def _partitions(catalog: cat.Catalog) -> Iterator[str]:
    """Drops the partitions that have foreign keys of their own: SQLAlchemy knows nothing of these, and
    would drop what they refer to first."""
    held = {item.table for item in catalog if isinstance(item, cat.ForeignKey)} | {
        item.name.removeprefix("foreign key ").partition(".")[0]
        for item in catalog
        if isinstance(item, cat.Verbatim) and item.name.startswith("foreign key ")
    }
    for item in catalog:
        if isinstance(item, cat.Table) and item.parent and item.name in held:
            yield f"DROP TABLE IF EXISTS {_name(catalog.engine, item.schema, item.name)}"


def _gone(engine: str, units: Sequence[Unit]) -> Iterator[str]:
    for unit in reversed(units):
        item = unit.subject
        match item:
            case cat.SecurityPolicy():
                yield f"DROP SECURITY POLICY IF EXISTS {tsql.name(item.schema, item.name)}"
                for each in item.predicates:
                    yield f"DROP FUNCTION IF EXISTS {tsql.name(item.schema, each.name)}"
            case cat.View() if engine == "mssql":
                yield f"DROP VIEW IF EXISTS {tsql.name(item.schema, item.name)}"
            case cat.Function() if engine == "mssql":
                name = tsql.name(item.schema, item.name)
                yield f"DROP {item.routine.upper()} IF EXISTS {name}"
            case cat.View():
                kind = "MATERIALIZED VIEW" if item.materialized else "VIEW"
                yield f"DROP {kind} IF EXISTS {_name(engine, item.schema, item.name)}"
            case cat.Function() if engine == "postgresql":
                name = _name(engine, item.schema, item.name)
                yield f"DROP ROUTINE IF EXISTS {name}({item.arguments}) CASCADE"
            case _:
                continue


def _name(engine: str, schema: str, name: str) -> str:
    mark = "`" if engine in ("mysql", "mariadb") else '"'
    quoted = f"{mark}{name}{mark}"
    return f"{mark}{schema}{mark}.{quoted}" if schema and engine == "postgresql" else quoted


def _quoted(sql: str) -> Code:
    """Lays out SQL as a literal of as many lines as it has."""
    return Verse(sql.strip())
