"""Partitions: how the rows of a table are divided.

Takes a Table, gives the `partition:` of its entity."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map

__all__ = ["partition"]


def partition(known: Known, table: cat.Table) -> Map:
    """Says how rows are divided; what is not by ranges of one column is left to the proof to find."""
    by, _, rest = table.partition_by.partition(" ")
    columns = [part.strip(' "') for part in rest.strip("()").split(",")]
    made: Map = {"by": by.lower()}
    if len(columns) == 1:
        made["field"] = known.fields.get(
            Id("column", table.schema, table.name, columns[0]), columns[0]
        )
    else:
        made["fields"] = [
            known.fields.get(Id("column", table.schema, table.name, name), name) for name in columns
        ]
    children: Map = {}
    for child in _children(known, table):
        if child.bound == "DEFAULT":
            made["default"] = True
            continue
        bound = known.spelling.bound(child.bound)
        name = unique(snake(child.name), children)
        children[name] = bound if name == child.name else {**bound, "table": child.name}
    made["children"] = children
    return made


def _children(known: Known, table: cat.Table) -> Iterator[cat.Table]:
    for item in known.catalog:
        if item.id in known.ways.verbatim or not isinstance(item, cat.Table):
            continue
        if (item.schema, item.parent) == (table.schema, table.name):
            yield item
