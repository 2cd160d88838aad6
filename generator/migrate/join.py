"""Two heads after a merge of branches: one record of both, when they do not touch the same objects.

Takes the catalogs of the common ancestor and of each head, gives the joined one and what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.catalog import Catalog, Id, catalog
from generator.migrate.diff import diff
from generator.migrate.ops import Add, Drop, Move, Op, apply

__all__ = ["join"]


def join(base: Catalog, left: Catalog, right: Catalog) -> tuple[Catalog, tuple[Id, ...]]:
    """Joins what two branches did to the same base.

    Gives the joined catalog and the objects that both changed, each once; when there are any, the
    catalog is the left one's and the branches do not commute."""
    here, there = diff(base, left), diff(base, right)
    clashes = tuple(dict.fromkeys(_touched(here) & _touched(there)))
    clashes = tuple(key for key in clashes if left.objects.get(key) != right.objects.get(key))
    if clashes:
        return left, tuple(sorted(clashes))
    objects = apply(left.objects, [op for op in there if not _done(op, left)])
    return catalog(base.engine, left.version, objects.values()), ()


def _done(op: Op, found: Catalog) -> bool:
    match op:
        case Add(item):
            return found.objects.get(item.id) == item
        case Drop(item):
            return item.id not in found.objects
        case _:
            return False


def _touched(ops: Iterable[Op]) -> set[Id]:
    return {key for op in ops for key in _keys(op)}


def _keys(op: Op) -> Iterator[Id]:
    if isinstance(op, Add | Drop | Move):
        yield op.item.id
    else:
        yield op.old.id
        yield op.new.id
