"""What a migration does, as values: four verbs over the objects of a catalog, and a table's rebuild.

Takes nothing, gives the closed set Op. Each can be applied to a mapping of objects and reversed; none
holds SQL. One vocabulary serves every kind of object, so that a new kind needs no new operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from generator.catalog import Column, Id, Object
from generator.migrate.rename import Renaming, renamed

__all__ = ["Add", "Alter", "Drop", "Move", "Objects", "Op", "Rebuild", "Rename", "apply", "reverse"]

Objects = Mapping[Id, Object]


@dataclass(frozen=True, slots=True)
class Add:
    """An object that was not there."""

    item: Object


@dataclass(frozen=True, slots=True)
class Drop:
    """An object that goes, with the data it holds."""

    item: Object


@dataclass(frozen=True, slots=True)
class Alter:
    """An object that keeps its identity and changes. changed: the attributes that differ, sorted."""

    old: Object
    new: Object
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """An object that keeps its content and changes its name; what speaks of it follows."""

    old: Object
    new: Object

    @property
    def renaming(self) -> Renaming:
        """The change of names that this makes in other objects."""
        return Renaming(self.old.id, self.new.id)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A table that is made anew and filled from the old one, where an engine cannot alter it.

    before and after: the table with all that belongs to it. columns: (new column, old column) of
    what is copied, by name."""

    old: Object
    new: Object
    before: tuple[Object, ...]
    after: tuple[Object, ...]
    columns: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Move:
    """Rows that leave a value of an enum before it goes. values: (literal that goes, literal that rows
    get instead, `NULL` to clear them). The structure stays, and nothing brings the values back."""

    item: Column
    values: tuple[tuple[str, str], ...]


Op = Add | Drop | Alter | Rename | Rebuild | Move


def apply(objects: Objects, ops: Iterable[Op]) -> Objects:
    """Gives the objects after the operations.

    >>> from generator.catalog import Schema
    >>> sorted(apply({}, [Add(Schema(name="auth"))]))
    [Id(kind='schema', schema='auth', table='', name='auth')]"""
    found = dict(objects)
    for op in ops:
        match op:
            case Add(item):
                found[item.id] = item
            case Drop(item):
                del found[item.id]
            case Alter(old, new, _):
                del found[old.id]
                found[new.id] = new
            case Rename(old, new):
                found = {item.id: item for item in renamed(found.values(), op.renaming)}
                del found[new.id]
                found[new.id] = new
            case Rebuild(_, _, before, after, _):
                for item in before:
                    del found[item.id]
                found.update((item.id, item) for item in after)
            case Move():
                continue
            case _:
                assert_never(op)
    return found


def reverse(op: Op) -> Op:
    """Gives the operation that undoes the structure of another; data that was dropped stays lost."""
    match op:
        case Add(item):
            return Drop(item)
        case Drop(item):
            return Add(item)
        case Alter(old, new, changed):
            return Alter(new, old, changed)
        case Rename(old, new):
            return Rename(new, old)
        case Rebuild(old, new, before, after, columns):
            back = tuple((there, here) for here, there in columns)
            return Rebuild(new, old, after, before, back)
        case Move(item, _):
            return Move(item, ())
        case _:
            assert_never(op)
