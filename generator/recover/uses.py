"""What a table uses its indexes for: the order of its rows, and how replication tells them.

Takes a table or a view and its objects, gives the engine's keys for its node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator import catalog as cat
from generator.recover.known import Known
from generator.recover.parts import Map
from generator.source import Data

__all__ = ["called", "uses"]


def called(known: Known, table: cat.Table, ours: Iterable[cat.Object]) -> dict[str, str]:
    """Gives the logical names of a table's key, uniques and indexes by their physical ones."""
    entity = known.entities[table.id]
    names = {
        key.name: name
        for (owner, section, name), key in known.items.items()
        if owner == entity and section in ("unique", "indexes")
    }
    for item in ours:
        if isinstance(item, cat.PrimaryKey):
            names.setdefault(item.name, "key")
        elif isinstance(item, cat.Unique):  # one that stands on its field is called by it
            names.setdefault(item.name, known.field_of(item, item.columns[0]))
    return names


def uses(ours: Iterable[cat.Object], names: Mapping[str, str]) -> Map:
    """Gives the engine's keys. names: of indexes, by their physical names."""
    made: Map = {}
    for item in ours:
        if isinstance(item, cat.IndexUse) and item.index in names:
            name: Data = names[item.index]
            made[item.name] = {"index": name} if item.name == "replica_identity" else name
    return made
