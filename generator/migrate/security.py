"""What SQL Server's security policies hold in its place: they are bound to what they speak of.

Takes objects and operations, gives the policies that must be away while something changes. Policies
that only change themselves are altered in one transaction, so that no moment is without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.catalog import Catalog, Column, Function, Id, Object, SecurityPolicy, Table, View
from generator.migrate.ops import Add, Alter, Drop, Op

__all__ = ["aside", "holds"]


def holds(item: Object, key: Id) -> bool:
    """Whether an object is a security policy that lets neither the table of an id, nor the column if
    it is one's, be changed."""
    if not isinstance(item, SecurityPolicy):
        return False
    is_column = key.kind == "column"
    table = Id("table", key.schema, "", key.table if is_column else key.name)
    if item.id[1:3] == table[1::2]:
        return not is_column or key.name in item.columns
    return (table if is_column else key) in item.needs


def aside(ops: Sequence[Op], old: Catalog, new: Catalog) -> tuple[Op, ...]:
    """Takes the policies away, and puts them back, around changes of what they hold; a change of such
    a policy becomes its new form."""
    touched = tuple(_touched(ops))
    moved = {op.item.id for op in ops if isinstance(op, Add | Drop)}
    away = {
        item.id: item
        for item in old
        if isinstance(item, SecurityPolicy)
        and item.id in new.objects
        and item.id not in moved
        and any(holds(item, key) for key in touched)
    }
    kept = (op for op in ops if not (isinstance(op, Alter) and op.old.id in away))
    return (*kept, *map(Drop, away.values()), *(Add(new.objects[key]) for key in away))


def _touched(ops: Iterable[Op]) -> Iterator[Id]:
    """Gives what changes before the policies do: a dropped column or table goes after them."""
    added = {op.item.id for op in ops if isinstance(op, Add)}
    for op in ops:
        match op:
            case Alter(Column() as old, _, changed) if set(changed) - {"comment", "default"}:
                yield old.id
            case Drop(Function() | View() as item):
                yield item.id
            case Alter(Function() as old, _, _):
                yield old.id
            case Drop(Column() | Table() as item) if item.id in added:
                yield item.id
            case _:
                continue
