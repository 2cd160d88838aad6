"""Rows of a model as the generated classes take them, written through the generated repositories.

Takes values as specs have them, gives what Python has for them; a key that the database counts is
known after its row was written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Numeric, String, literal, null
from sqlalchemy.dialects.postgresql import Range

from generator.model import Entity, Field, Model, Type, Value
from generator.render.python.names import attribute
from tests.contract.conditions import base
from tests.contract.shop import Shop, done
from tests.scenarios.factory import Counted

__all__ = ["Written", "Wrong", "add", "remove"]


class Wrong(str):
    """A value that is none of its field's type, given past it: a number in digits, else a text."""

    __slots__ = ()


@dataclass(slots=True)
class Written:
    """What was written so far, in order. keys: those that the database counted."""

    model: Model
    keys: dict[str, Any] = field(default_factory=dict)
    rows: list[tuple[Entity, Any]] = field(default_factory=list)


async def add(shop: Shop, entity: Entity, values: Mapping[str, Value], written: Written) -> None:
    """Adds a row in a unit of work of its own, for the tenant that it names."""
    given = {
        name: _python(value, entity.field(name), written)
        for name, value in values.items()
        if not isinstance(value, Counted) or value in written.keys
    }
    async with shop.unit(_tenant(given, entity)) as unit:
        repository = getattr(unit, entity.table)
        row = repository.model(**{attribute(name): value for name, value in given.items()})
        await done(repository.add(row))
    for name, value in values.items():
        if isinstance(value, Counted):
            written.keys.setdefault(value, getattr(row, attribute(name)))
    written.rows.append((entity, row))


async def remove(shop: Shop, place: int, written: Written) -> None:
    """Removes one of the rows that were written, for good."""
    entity, row = written.rows[place]
    tenant = getattr(row, attribute(entity.tenant)) if entity.tenant else None
    async with shop.unit(tenant) as unit:
        repository = getattr(unit, entity.table)
        await done(repository.purge(row) if entity.soft_delete else repository.delete(row))


def _tenant(given: Mapping[str, Any], entity: Entity) -> Any:
    return given.get(entity.tenant) if entity.tenant else None


def _python(value: Value, field: Field, written: Written) -> Any:
    """Gives what Python has for a value. NULL is said as such where a default would come instead."""
    if isinstance(value, Counted):
        return written.keys[value]
    if isinstance(value, Wrong):
        return _past(value, base(written.model, field.type))
    if value is None:
        return None if field.nullable else null()
    return _typed(value, base(written.model, field.type))


def _past(value: Wrong, of: Type) -> Any:
    """Gives a value that the field's type in Python never sees."""
    if value.lstrip("-").isdigit():
        return literal(Decimal(value), Numeric(asdecimal=False))
    return (
        literal(value.encode(), LargeBinary()) if of.name == "bytes" else literal(value, String())
    )


def _typed(value: Value, of: Type) -> Any:
    text = str(value)
    match of.name:
        case "date":
            return dt.date.fromisoformat(text)
        case "time":
            return dt.time.fromisoformat(text)
        case "timestamp" | "datetime":
            return _moment(text, of)
        case "duration":
            return dt.timedelta(days=1)
        case "decimal":
            return Decimal(text)
        case "float32" | "float64":
            return float(text)
        case "uuid":
            return UUID(text)
        case "bytes":
            return text.encode()
        case "json":
            return json.loads(text)
        case "array" | "vector":
            return list(value) if isinstance(value, tuple) else value
        case "range":
            return _range(text, of)
        case "bool":
            return bool(value)
        case name if name.lstrip("u").startswith("int"):
            return int(text)
    return value


def _moment(text: str, of: Type) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    aware = of.name == "timestamp"
    return moment.replace(tzinfo=dt.UTC) if aware and moment.tzinfo is None else moment


def _range(text: str, of: Type) -> Range[Any]:
    lower, _, upper = text[1:-1].partition(",")
    inner = of.of or of
    return Range(_typed(lower, inner), _typed(upper, inner), bounds="[)")
