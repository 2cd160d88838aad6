"""What an operation brings along: a table its columns, a view its indexes, a type its columns.

Takes the operations between two catalogs, gives Parts; views are taken away and brought back around a
change of what they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.catalog import (
    Catalog,
    Column,
    ForeignKey,
    Grant,
    Id,
    Index,
    IndexUse,
    Object,
    PrimaryKey,
    Table,
    Unique,
    View,
)
from generator.migrate.ops import Add, Alter, Drop, Op
from generator.migrate.rebuild import rebuilt
from generator.migrate.rules import Rules

__all__ = ["Part", "around", "fold"]


MADE = frozenset({"table", "view", "sequence", "column", "function", "enum", "domain", "composite"})
"""What rights on what is made later are about; a column may bring a sequence."""


@dataclass(frozen=True, slots=True)
class Part:
    """An operation with what it brings along.

    inside: the columns, constraints and, where the engine wants them there, foreign keys of a table
    that is made or dropped; the columns of a type that changes; what one index serves too, where a
    foreign key comes or goes. along: what else goes with a table
    that is dropped, and must come back with it."""

    op: Op
    inside: tuple[Object, ...] = ()
    along: tuple[Object, ...] = ()


def around(ops: Sequence[Op], old: Catalog, new: Catalog, rules: Rules) -> tuple[Op, ...]:
    """Drops and makes again the views that stand on a column which the engine would not let change, or
    go, under a view."""
    touched = {op.item.id for op in ops if isinstance(op, Drop) and op.item.kind == "view"}
    touched |= {
        Id("table", op.old.id.schema, "", op.old.id.table)
        for op in ops
        if isinstance(op, Alter)
        and isinstance(op.old, Column)
        and rules.under_views & {*op.changed}
    } | {
        Id("table", op.item.id.schema, "", op.item.id.table)
        for op in ops
        if isinstance(op, Drop) and isinstance(op.item, Column) and "gone" in rules.under_views
    }
    moved = {op.item.id for op in ops if isinstance(op, Drop | Add)}
    known = {**old.objects, **new.objects}
    standing = [
        item
        for item in new
        if item.kind == "view"
        and item.id in old.objects
        and item.id not in moved
        and touched & _below(item, known)
    ]
    drops = tuple(Drop(old.objects[item.id]) for item in standing)
    ops = (*ops, *drops, *(Add(item) for item in standing))
    return (*ops, *_lost(ops, old, new), *_later(ops, old, new))


def _later(ops: Sequence[Op], old: Catalog, new: Catalog) -> Iterator[Op]:
    """Takes away the rights on what is made later, and gives them back, while something is made: what
    the specs say of that is all that is granted on it."""
    made = {op.item.kind for op in ops if isinstance(op, Add)}
    moved = {op.item.id for op in ops if isinstance(op, Drop | Add)}
    for item in new if made & MADE else ():
        is_standing = item.id in old.objects and item.id not in moved
        if isinstance(item, Grant) and item.later and is_standing:
            yield Drop(old.objects[item.id])
            yield Add(item)


def _lost(ops: Sequence[Op], old: Catalog, new: Catalog) -> Iterator[Op]:
    """Gives back what goes with what is dropped and made again: with a view its indexes and
    grants, with an index its use."""
    added = {op.item.id for op in ops if isinstance(op, Add)}
    again = {op.item.id for op in ops if isinstance(op, Drop) and op.item.kind == "view"} & added
    views = {(key.schema, key.name) for key in again}
    remade = _named(ops, Drop) & _named(ops, Add)
    for item in new if views or remade else ():
        on = (item.schema, item.on) if isinstance(item, Grant) else item.id[1:3]
        used = isinstance(item, IndexUse) and (item.schema, item.table, item.index) in remade
        if (on in views or used) and item.id in old.objects and item.id not in added:
            if used:  # so that the way back gives it, too
                yield Drop(old.objects[item.id])
            yield Add(item)


def _named(ops: Iterable[Op], verb: type[Add | Drop]) -> set[tuple[str, str, str]]:
    """Gives the schema, the table and the name of each index that comes or goes, also of a key's."""
    kinds = (Index, Unique, PrimaryKey)
    items = (op.item for op in ops if isinstance(op, verb))
    return {(one.schema, one.table, one.name) for one in items if isinstance(one, kinds)}


def _below(item: Object, known: dict[Id, Object]) -> set[Id]:
    """Gives all that an object needs, however far down."""
    found: set[Id] = set()
    waiting = list(getattr(item, "needs", ()))
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting.extend(getattr(known.get(need), "needs", ()))
    return found


def fold(ops: Iterable[Op], old: Catalog, new: Catalog, rules: Rules) -> Iterator[Part]:
    """Puts what belongs to a table that is made or dropped into that operation."""
    ops = tuple(ops)
    made = {op.item.id[1:4:2] for op in ops if isinstance(op, Add) and isinstance(op.item, Table)}
    gone = {op.item.id[1:4:2] for op in ops if isinstance(op, Drop) and _is_relation(op.item)}
    for op in rebuilt(ops, new, rules, made | gone):
        match op:
            case Add(Table() as table):
                yield Part(op, tuple(_inside(table, new, rules)))
            case Add(item) if item.id[1:3] in made and _is_inside(item, rules):
                continue
            case Drop(Table() as table):
                yield Part(op, tuple(_inside(table, old, rules)), tuple(_along(table, old, rules)))
            case Drop(View() as view):
                yield Part(op, along=tuple(_along(view, old, rules)))
            case Drop(item) if _table_of(item) in gone and not _is_relation(item):
                if isinstance(item, ForeignKey) and not rules.rebuilds:
                    yield Part(op)  # loops among dropped tables are cut first
            case Drop(Index() | Unique() as item) if rules.indexes_keys:
                yield Part(op, tuple(_orphans(item, new)))
            case Add(ForeignKey() as key) | Drop(ForeignKey() as key) if rules.indexes_keys:
                yield Part(op, tuple(_twins(key, old, new)))
            case Alter(item, _, _) if item.kind in ("enum", "domain", "composite"):
                yield Part(op, tuple(_users(item.id, new)))
            case _:
                yield Part(op)


def _is_relation(item: Object) -> bool:
    return isinstance(item, Table | View)


def _is_inside(item: Object, rules: Rules) -> bool:
    if isinstance(item, ForeignKey):
        return rules.rebuilds
    if isinstance(item, Index):
        return rules.indexes_inside
    return item.kind in ("column", "primary_key", "unique", "check", "exclusion")


def _inside(table: Table, found: Catalog, rules: Rules) -> Iterator[Object]:
    for item in found.by_table.get((table.schema, table.name), ()):
        if _is_inside(item, rules):
            yield item


def _along(table: Table | View, old: Catalog, rules: Rules) -> Iterator[Object]:
    for item in old:
        belongs = _table_of(item) == (table.schema, table.name)
        kept = not _is_relation(item) and not isinstance(item, ForeignKey)
        if belongs and kept and not _is_inside(item, rules):
            yield item


def _orphans(gone: Index | Unique, new: Catalog) -> Iterator[Object]:
    """Gives the foreign keys of a table that no index serves once one is gone."""
    columns = _leading(gone)
    here = [item for item in new if item.id[1:3] == (gone.schema, gone.table)]
    served = [_leading(item) for item in here if isinstance(item, Index | Unique | PrimaryKey)]
    for key in here:
        if isinstance(key, ForeignKey):
            width = len(key.columns)
            lost = columns[:width] == key.columns
            if lost and not any(other[:width] == key.columns for other in served):
                yield key


def _twins(key: ForeignKey, *catalogs: Catalog) -> Iterator[Object]:
    """Gives the other foreign keys over the same columns, which one index serves."""
    found: dict[Id, Object] = {}
    for catalog in catalogs:
        for item in catalog.by_table.get((key.schema, key.table), ()):
            if isinstance(item, ForeignKey) and item.columns == key.columns and item.id != key.id:
                found[item.id] = item
    yield from found.values()


def _leading(item: Index | Unique | PrimaryKey) -> tuple[str, ...]:
    return tuple(k.column for k in item.keys) if isinstance(item, Index) else item.columns


def _users(type_id: Id, new: Catalog) -> Iterator[Object]:
    """Gives the columns of a named type."""
    return (item for item in new if isinstance(item, Column) and type_id in item.needs)


def _table_of(item: Object) -> tuple[str, ...]:
    """Gives the (schema, name) of the table that an object belongs to."""
    if isinstance(item, Grant):
        return (item.schema, "" if item.later else item.on)
    return item.id[1:3]
