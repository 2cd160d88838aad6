"""Tables that are made anew, on engines that alter little in place (SQLite).

Takes operations, gives them with those on one table turned into a Rebuild where one of them needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalog import (
    Catalog,
    Column,
    Object,
    Row,
    Table,
)
from generator.migrate.ops import Add, Alter, Drop, Move, Op, Rebuild, Rename
from generator.migrate.rules import Rules

__all__ = ["rebuilt"]


def rebuilt(
    ops: Sequence[Op], new: Catalog, rules: Rules, whole: set[tuple[str, ...]]
) -> Iterator[Op]:
    """Turns the operations on a table into one rebuild, where the engine cannot do them in place."""
    if not rules.rebuilds:
        yield from ops
        return
    tables = {_table(op) for op in ops if _needs_rebuild(op)} - whole - {("", "")}
    done: set[tuple[str, str]] = set()
    objects = _after_renames(ops, new)
    for op in ops:
        table = _table(op)
        if table not in tables or isinstance(op, Rename) or _is_loose(op):
            yield op
        elif table not in done:
            done.add(table)
            yield _rebuild(table, objects, new)


def _after_renames(ops: Sequence[Op], new: Catalog) -> tuple[Object, ...]:
    """Gives the old objects under their new names: undoes all but the renames."""
    found = {item.id: item for item in new}
    for op in reversed(ops):
        match op:
            case Add(item):
                found.pop(item.id, None)
            case Drop(item):
                found[item.id] = item
            case Alter(old, _, _):
                found[old.id] = old
            case _:
                continue
    return tuple(found.values())


def _is_loose(op: Op) -> bool:
    if isinstance(op, Move):
        return True
    item = op.item if isinstance(op, Add | Drop | Move) else op.new
    return item.kind in ("row", "grant", "policy", "view")


def _table(op: Op) -> tuple[str, str]:
    item = op.item if isinstance(op, Add | Drop | Move) else op.new
    if isinstance(item, Table):
        return item.schema, item.name
    return item.id.schema, item.id.table


def _needs_rebuild(op: Op) -> bool:
    if isinstance(op, Rename) or _is_loose(op):
        return False
    if isinstance(op, Alter) and op.changed == ("comment",):
        return False  # a remark in CREATE TABLE, which comes along when the table is made anew
    item = op.item if isinstance(op, Add | Drop | Move) else op.new
    if item.kind in ("index", "trigger"):
        return False
    if isinstance(op, Add) and isinstance(item, Column):  # ADD COLUMN takes constants only
        plain = item.nullable and not (item.generated or item.identity)
        return not plain or item.default.startswith(("(", "CURRENT_"))
    return bool(item.id.table) or (isinstance(op, Alter) and isinstance(item, Table))


def _rebuild(table: tuple[str, str], old: Sequence[Object], new: Catalog) -> Rebuild:
    before = tuple(item for item in old if _belongs(item, table))
    after = tuple(item for item in new if _belongs(item, table))
    there = {item.name for item in before if isinstance(item, Column) and not item.generated}
    copied = tuple(
        (item.name, item.name)
        for item in after
        if isinstance(item, Column) and not item.generated and item.name in there
    )
    first = next(item for item in before if isinstance(item, Table))
    last = next(item for item in after if isinstance(item, Table))
    return Rebuild(first, last, before, after, copied)


def _belongs(item: Object, table: tuple[str, str]) -> bool:
    if isinstance(item, Table):
        return (item.schema, item.name) == table
    return (
        item.id[1:3] == table and not isinstance(item, Row) and item.kind not in ("grant", "policy")
    )
