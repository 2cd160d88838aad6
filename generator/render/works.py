"""A step as what the macros of an engine write: units to create, and operations on what is there.

Takes a Step and a direction, gives Works in order. What is made goes the way of schema.sql, so that a
table looks the same there and here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.catalog import (
    Catalog,
    Check,
    Column,
    EnumType,
    Exclusion,
    ForeignKey,
    Index,
    IndexUse,
    Object,
    PrimaryKey,
    Row,
    Table,
    Unique,
    catalog,
)
from generator.migrate.ops import Add, Alter, Drop, Move, Rebuild, Rename, reverse
from generator.migrate.parts import Part
from generator.migrate.plan import Plan, Step
from generator.sql.arrange import Single, TableUnit, Unit, arrange, rows

__all__ = ["Work", "works"]

ALONE = (Column, PrimaryKey, Unique, Check, Exclusion, ForeignKey)
"""What schema.sql writes inside a table, and a migration adds to one that is there."""


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to write. verb: create (unit), add, drop, alter, rename, rebuild; kind: of the
    object. inside: columns of a type that changes, or parts of a table; along: what else goes with it;
    copied: (new, old) columns of
    a rebuild; added: (value, the one before it or "") of an enum that only grows; values: (what rows
    leave, what they get)."""

    verb: str
    kind: str
    unit: Unit | None = None
    item: Object | None = None
    old: Object | None = None
    changed: tuple[str, ...] = ()
    inside: tuple[Object, ...] = ()
    along: tuple[Object, ...] = ()
    units: tuple[Unit, ...] = ()
    copied: tuple[tuple[str, str], ...] = ()
    added: tuple[tuple[str, str], ...] | None = None
    values: tuple[tuple[str, str], ...] = ()


def works(step: Step, plan: Plan, *, up: bool) -> tuple[Work, ...]:
    """Gives what a step does, or, the other way, what undoes it."""
    target = plan.new if up else plan.old
    parts = step.parts if up else tuple(_undone(part) for part in reversed(step.parts))
    return tuple(_works(parts, target))


def _undone(part: Part) -> Part:
    return Part(reverse(part.op), part.inside, part.along)


def _works(parts: Iterable[Part], target: Catalog) -> Iterator[Work]:
    made: list[Object] = []
    late: list[Object] = []
    parts = tuple(parts)
    gone = {part.op.item.id[1:4:2] for part in parts if isinstance(part.op, Drop)}
    for part in parts:
        match part.op:
            case Drop(Index() as item) if item.id[1:3] in gone:
                continue  # it goes with its view
            case Drop(Table() as item) if item.parent and _parent(item) in gone:
                continue  # a partition goes with its table
            case Add(item) if not isinstance(item, ALONE):
                made += (item, *part.inside)
                late += part.along
                continue
            case Move(_, ()):
                continue  # nothing brings the values back
            case Alter(_, Row() as item, _):
                made.append(item)
                continue
            case _:
                yield from _created(made, target)
                made = []
                yield _work(part, target.engine)
    yield from _created(made, target)
    yield from _created(late, target)


def _created(items: list[Object], target: Catalog) -> Iterator[Work]:
    here = {item.id[1:4:2] for item in items if item.kind in ("table", "view")}
    lone: list[Index] = []
    uses: list[IndexUse] = []
    plain: list[Object] = []
    for item in items:
        if isinstance(item, Index) and item.id[1:3] not in here:
            lone.append(item)
        elif isinstance(item, IndexUse):
            uses.append(item)
        elif not isinstance(item, Row):
            plain.append(item)
    for unit in arrange(catalog(target.engine, target.version, plain)):
        yield Work("create", unit.kind, unit=unit)
    for index in lone:  # on a table that is there, so it is no line of a CREATE TABLE
        yield Work("create", "index", unit=Single(index), inside=_served(index, target))
    for use in uses:
        yield Work("create", "index_use", unit=Single(use))
    for unit in rows((item for item in items if isinstance(item, Row)), target):
        yield Work("create", unit.kind, unit=unit)


def _parent(table: Table) -> tuple[str, ...]:
    schema, _, name = table.parent.rpartition(".")
    return schema or table.schema, name


def _served(index: Index, target: Catalog) -> tuple[Object, ...]:
    """Gives the foreign keys whose columns an index begins with."""
    columns = tuple(key.column for key in index.keys)
    return tuple(
        item
        for item in target.by_table.get((index.schema, index.table), ())
        if isinstance(item, ForeignKey) and columns[: len(item.columns)] == item.columns
    )


def _anew(after: Iterable[Object], engine: str) -> tuple[Unit, ...]:
    """Gives the units of a table that is made beside the old one: its own under another name, then
    its indexes and triggers, which are made when it has its name."""
    first, *rest = arrange(catalog(engine, "", after))
    if not isinstance(first, TableUnit):
        raise AssertionError(first)
    return replace(first, table=replace(first.table, name=f"new_{first.table.name}")), *rest


def _work(part: Part, engine: str) -> Work:
    match part.op:
        case Move(item, values):
            return Work("move", item.kind, item=item, values=values)
        case Add(item):
            return Work("add", item.kind, item=item)
        case Drop(item):
            return Work("drop", item.kind, item=item, inside=part.inside, along=part.along)
        case Rename(old, new):
            return Work("rename", new.kind, item=new, old=old)
        case Alter(old, new, changed):
            added = _added(old, new)
            verb = (
                "replace"
                if _is_type(new) and added is None and changed != ("comment",)
                else "alter"
            )
            return Work(
                verb, new.kind, item=new, old=old, changed=changed, inside=part.inside, added=added
            )
        case Rebuild(old, new, _, after, copied):
            return Work(
                "rebuild", new.kind, item=new, old=old, units=_anew(after, engine), copied=copied
            )
    raise AssertionError(part)


def _is_type(item: Object) -> bool:
    return item.kind in ("enum", "domain", "composite")


def _added(old: Object, new: Object) -> tuple[tuple[str, str], ...] | None:
    """Gives the values an enum gains, each with the value it follows; None when it does not only
    grow."""
    if not isinstance(old, EnumType) or not isinstance(new, EnumType):
        return None
    if tuple(value for value in new.values if value in old.values) != old.values:
        return None
    before = ("", *new.values)
    pairs = zip(new.values, before, strict=False)
    return tuple((value, prior) for value, prior in pairs if value not in old.values)
