"""What can hurt: data that goes, rows that may refuse, statements that cannot be undone.

Takes one operation, gives its Hazards. A hazard must be accepted by name before a migration that
has it is frozen (`accept:` in migrations/intent.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from generator.catalog import (
    Catalog,
    Check,
    Column,
    EnumType,
    Exclusion,
    ForeignKey,
    Index,
    Object,
    Sequence,
    Table,
    Unique,
)
from generator.migrate.ops import Add, Alter, Drop, Op, Rebuild
from generator.source import Place

__all__ = ["Hazard", "hazards"]

TableName = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """A danger of one operation. code: G4xx; node: the logical path it is about."""

    code: str
    node: str
    message: str
    at: Place


def hazards(op: Op, new: Catalog, standing: Set[TableName]) -> Iterator[Hazard]:
    """Gives the hazards of an operation; new: what the migration leads to; standing: (schema, name) of
    the tables that may hold rows when it runs."""
    match op:
        case Drop(item):
            yield from _dropped(item, new)
        case Add(item):
            if item.id[1:3] in standing:
                yield from _added(item)
        case Alter(old, item, changed):
            yield from _altered(old, item, changed)
        case Rebuild(_, _, before, after, copied):
            kept = {old for _, old in copied}
            for item in before:
                if isinstance(item, Column) and item.name not in kept and not item.generated:
                    yield from _dropped(item, new)
            for item in after:
                known = next((old for old in before if old.id == item.id), None)
                if known is None:
                    yield from _added(item)
                elif isinstance(item, Column) and isinstance(known, Column) and known != item:
                    yield from _altered(known, item, _differing(known, item))
        case _:
            return


def _differing(old: Column, new: Column) -> tuple[str, ...]:
    names = ("type", "nullable", "default")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def _dropped(item: Object, new: Catalog) -> Iterator[Hazard]:
    if isinstance(item, Table):
        yield Hazard("G402", item.node, f"drops table `{item.name}` and all its rows", item.at)
    elif isinstance(item, Column) and not item.generated and item.id not in new.objects:
        text = f"drops column `{item.table}.{item.name}` and the values in it"
        yield Hazard("G402", item.node, text, item.at)
    elif isinstance(item, Sequence):
        yield Hazard("G402", item.node, f"drops sequence `{item.name}` and its count", item.at)


def _added(item: Object) -> Iterator[Hazard]:
    if isinstance(item, Column):
        given = item.default or item.generated or item.identity or item.nullable
        if not given:
            text = f"adds required column `{item.table}.{item.name}` without a default: it fails on rows"
            yield Hazard("G403", item.node, text, item.at)
    elif isinstance(item, Unique | Exclusion) or (isinstance(item, Index) and item.unique):
        text = f"`{item.name}` fails when rows that are there already clash"
        yield Hazard("G404", item.node, text, item.at)
    elif isinstance(item, Check | ForeignKey):
        text = f"`{item.name}` fails when rows that are there already break it"
        yield Hazard("G404", item.node, text, item.at)


def _altered(old: Object, item: Object, changed: tuple[str, ...]) -> Iterator[Hazard]:
    if isinstance(item, Column) and isinstance(old, Column):
        if "type" in changed:
            text = f"changes `{item.table}.{item.name}` from {old.type} to {item.type}: values must fit"
            yield Hazard("G405", item.node, text, item.at)
        if "nullable" in changed and not item.nullable:
            text = f"`{item.table}.{item.name}` becomes required: it fails when a row has none"
            yield Hazard("G404", item.node, text, item.at)
    if isinstance(item, EnumType) and isinstance(old, EnumType):
        gone = [value for value in old.values if value not in item.values]
        renamed = {before for before, _ in item.renamed}
        for value in gone:
            if value not in renamed:
                text = f"removes value `{value}` of `{item.name}`: it fails when a row has it"
                yield Hazard("G406", item.node, text, item.at)
