"""Rows: reference data of entities and the rows of seeds, as literals.

Takes values by field, gives catalog rows: what identifies each, and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import catalog as cat
from generator.model import Entity, Seed, Type, Value
from generator.sql.lower.context import Lowering

__all__ = ["reference", "seed"]

Written = Mapping[str, Value]


def reference(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the rows that belong to an entity."""
    for place, row in enumerate(entity.rows):
        yield _row(low, entity, row, f"{entity.name}.rows.{place}")


def seed(low: Lowering, item: Seed) -> tuple[cat.Row, ...]:
    """Gives the rows of a seed, in the order of inserting."""
    return tuple(
        _row(low, low.model.entity(name), row, f"seed {item.name}.{name}.{place}")
        for place, (name, row) in enumerate(item.rows)
    )


def _row(low: Lowering, entity: Entity, row: Written, node: str) -> cat.Row:
    row = {**_usual(entity, row), **row}
    known = [field for field in entity.fields if field.name in row]
    texts = {
        field.name: (field.column, _literal(low, row[field.name], field.type)) for field in known
    }
    key = _identifying(entity, row)
    return cat.Row(
        schema=entity.schema,
        table=entity.table,
        key=tuple(texts[name] for name in key),
        values=tuple(text for name, text in texts.items() if name not in key),
        node=node,
        at=entity.at.child("rows"),
    )


def _literal(low: Lowering, value: Value, kind: Type) -> str:
    """Writes a value; a bare NULL among VALUES would be an integer to SQL Server."""
    if value is None and low.engine == "mssql":
        return f"CAST(NULL AS {low.type(kind).text})"
    return low.literal(value, kind)


def _usual(entity: Entity, row: Written) -> dict[str, Value]:
    """Gives the parts of the key that a row leaves to their defaults, so that the key tells it apart."""
    key = entity.key.fields if entity.key else ()
    missing = [entity.field(name) for name in key if name not in row]
    return {
        field.name: field.default.value
        for field in missing
        if field.default is not None and field.default.kind == "literal"
    }


def _identifying(entity: Entity, row: Written) -> tuple[str, ...]:
    """Gives the fields that tell the row apart: the key, a unique that the row fills, or all."""
    whole = [item.fields for item in entity.uniques if item.where is None]
    for fields in ((entity.key.fields,) if entity.key else ()) + tuple(whole):
        if all(row.get(name) is not None for name in fields):
            return fields
    return tuple(field.name for field in entity.fields if row.get(field.name) is not None)
