"""What changed between two catalogs of one engine, as operations.

Takes the catalog of the last frozen version and that of the specs of today, gives operations whose
application to the first makes the second. Objects are matched by where they come from in the specs
(`node`, `was`), so that a declared rename is a rename; order is another module's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

from generator.catalog import Catalog, Column, Object, PrimaryKey, Table
from generator.migrate.ops import Add, Alter, Drop, Objects, Op, Rename, apply
from generator.migrate.rename import mentions, with_values
from generator.migrate.rules import Rules
from generator.migrate.security import holds

__all__ = ["changed", "diff"]

REPLACED = frozenset(
    {
        "check",
        "exclusion",
        "foreign_key",
        "grant",
        "index",
        "policy",
        "primary_key",
        "trigger",
        "unique",
        "view",
    }
)
"""Kinds that no engine alters in place: a change is a drop and an add."""


USUAL = Rules()


def diff(old: Catalog, new: Catalog, rules: Rules = USUAL) -> tuple[Op, ...]:
    """Gives the operations from old to new: renames first, then drops, alters and adds, each in the
    order of the catalogs. The same catalogs give ()."""
    renames: list[Op] = []
    objects: Objects = dict(old.objects)
    for find in (_tables, _columns, _others):
        while found := tuple(find(objects, new.objects, rules)):  # what speaks of it may be next
            for op in found:
                ops = (*_in_the_way(op, objects, rules), op)
                renames.extend(ops)
                objects = apply(objects, ops)
    return (*renames, *_changes(objects, new.objects))


def _tables(old: Objects, new: Objects, rules: Rules) -> Iterator[Rename]:
    if "table" in rules.renames:
        yield from _matched(old, new, lambda item: isinstance(item, Table))


def _columns(old: Objects, new: Objects, rules: Rules) -> Iterator[Rename]:
    if "column" in rules.renames:
        yield from _matched(old, new, lambda item: isinstance(item, Column))


def _others(old: Objects, new: Objects, rules: Rules) -> Iterator[Rename]:
    kinds = rules.renames - {"table", "column"}
    for op in _matched(old, new, lambda item: item.kind in kinds):
        if not changed(_called(op.old, op.new), new[op.new.id]):
            yield op
    for item in new.values() if "primary_key" in kinds else ():
        before = old.get(item.id)  # the one object whose name is no part of its identity
        if isinstance(item, PrimaryKey) and before and changed(before, item) == ("name",):
            yield Rename(before, item)


def _in_the_way(op: Rename, objects: Objects, rules: Rules) -> tuple[Op, ...]:
    """Gives the drops of what speaks of a column in an expression, and of what holds a table in its
    place, where the engine would not let it be renamed meanwhile; the new form is added later."""
    if rules.follows:
        return ()
    held = (item for item in objects.values() if holds(item, op.old.id))
    if not isinstance(op.old, Column):
        return tuple(map(Drop, held))
    table, name = op.old.id[1:3], op.old.id.name
    speaking = (item for item in objects.values() if item.id[1:3] == table and mentions(item, name))
    return tuple(map(Drop, (*held, *speaking)))


def _called(old: Object, new: Object) -> Object:
    return with_values(old, name=new.id.name) if old.id.name else old


def _matched(old: Objects, new: Objects, is_kind: Callable[[Object], bool]) -> Iterator[Rename]:
    """Pairs what is gone with what is new, by `was` and else by `node`, within one table."""
    gone = {
        _key(item, item.node): item for key, item in old.items() if key not in new and is_kind(item)
    }
    gone.pop(("", "", "", ""), None)
    for key, item in new.items() if gone else ():
        if key in old or not is_kind(item):
            continue
        for node in (item.was, item.node):
            found = gone.pop(_key(item, node), None) if node else None
            if found is not None:
                yield Rename(found, _like(found, item))
                break


def _key(item: Object, node: str) -> tuple[str, str, str, str]:
    """Gives what pairs two objects; a column's or constraint's entity may have been renamed too."""
    if not node:
        return ("", "", "", "")
    if isinstance(item, Table):
        return (item.kind, "", "", node)
    _, _, rest = node.partition(".")
    return (item.kind, item.id.schema, item.id.table, rest or node)


def _like(old: Object, new: Object) -> Object:
    """Gives the old object under its new name: a rename changes nothing else."""
    named = with_values(old, schema=new.id.schema, name=new.id.name)
    return replace(named, node=new.node, was=new.was, at=new.at)


def _changes(old: Objects, new: Objects) -> Iterator[Op]:
    yield from (Drop(item) for key, item in old.items() if key not in new)
    for key, item in new.items():
        before = old.get(key)
        if before is None or before == item:
            continue
        if type(before) is not type(item) or _must_replace(before, item):
            yield Drop(before)
        else:
            yield Alter(before, item, changed(before, item))
    for key, item in new.items():
        before = old.get(key)
        if before is None or (
            before != item and (type(before) is not type(item) or _must_replace(before, item))
        ):
            yield Add(item)


def _must_replace(old: Object, new: Object) -> bool:
    differing = set(changed(old, new))
    if differing <= {"comment"}:
        return False
    if isinstance(new, Column):  # no engine turns a plain column into a generated one or back
        return bool({"generated", "stored"} & differing)
    if isinstance(new, Table):  # what a table is divided by is fixed when it is made
        return bool({"bound", "parent", "partition_by"} & differing)
    return new.kind in REPLACED


def changed(old: Object, new: Object) -> tuple[str, ...]:
    """Names the attributes that differ, sorted; those that take no part in equality do not count."""
    return tuple(
        sorted(
            item.name
            for item in fields(new)
            if item.compare and getattr(old, item.name) != getattr(new, item.name)
        )
    )
