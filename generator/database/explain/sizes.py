"""How large tables are and how their values spread, as the specs declare it.

Takes the model of an engine, gives a Size for each entity: its rows, and for each field how many
different values it has. What is not declared is derived: references have as many values as the rows
they lead to, enums as many as they name, keys and uniques one a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.model import Entity, Field, Model, Type

__all__ = ["ASSUMED", "Counted", "Size", "sizes"]

ASSUMED = 10_000
"""Rows of an entity that declares no volume and has no rows of reference data."""

Counted = tuple[Mapping[str, int], Mapping[tuple[str, str], int]]
"""Rows of each table; different values of each (table, column) that the database knows of."""

FEW = MappingProxyType({"bool": 2, "int8": 100, "uint8": 100, "date": 3_650})
"""Types that have few different values by nature."""

LETTERS = 26


@dataclass(frozen=True, slots=True)
class Size:
    """A table's size. distinct: how many different values each field has, by logical name; at least
    1, at most `rows`."""

    rows: int
    distinct: Mapping[str, int]


def sizes(model: Model, counted: Counted = ({}, {})) -> Mapping[str, Size]:
    """Gives the size of each entity that is a table, by name.

    counted: what a database knows of its tables and columns, by their names there; it comes before what
    is declared."""
    there, values = counted
    rows = {
        entity.name: max(1, there.get(entity.table, _rows(entity)))
        for entity in model.entities
        if not entity.abstract
    }
    return {
        entity.name: Size(
            rows[entity.name],
            {
                field.name: min(
                    rows[entity.name],
                    values.get((entity.table, field.column))
                    or _distinct(entity, field, model, rows),
                )
                for field in entity.fields
            },
        )
        for entity in model.entities
        if entity.name in rows
    }


def _rows(entity: Entity) -> int:
    if entity.volume.count is not None:
        return max(entity.volume.count, len(entity.rows), 1)
    return len(entity.rows) or ASSUMED


def _distinct(entity: Entity, field: Field, model: Model, rows: Mapping[str, int]) -> int:
    most = rows[entity.name]
    keys = [entity.key.fields] if entity.key else []
    if (field.name,) in (*keys, *(unique.fields for unique in entity.uniques)):
        return most
    for key in entity.foreign_keys:
        if field.name in key.fields:
            return min(most, rows.get(key.entity, most))
    return min(most, _values(field.type, field.enum, model, most))


def _values(of: Type, enum: str, model: Model, most: int) -> int:
    """Gives how many different values a type is taken to have in so many rows."""
    if enum:
        return next((len(item.values) for item in model.enums if item.name == enum), most)
    if of.name == "domain":
        base = next(item for item in model.domains if item.name == of.ref)
        return _values(base.type, "", model, most)
    if of.name in ("char", "string") and of.args and of.args[0] <= 3:
        return int(LETTERS ** of.args[0])
    return FEW.get(of.name, most)
