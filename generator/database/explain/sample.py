"""A sample of rows for every table: small, of the declared spread, the same each time.

Takes a model and its sizes, gives the values of any row. They follow the types, references lead to rows
that are there, and values of a field come round evenly. Checks that people wrote are not looked at:
whoever loads a sample switches them off, since a planner's statistics do not depend on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from generator.database.explain.sizes import Size
from generator.model import Entity, Field, ForeignKey, Model, Type, Value

__all__ = ["ROWS", "Sample", "made_up"]

ROWS = 1000
"""Rows of a table's sample at most."""

START = datetime(2024, 1, 1)
"""The first moment of all samples."""

SECONDS = 63_072
"""Between two moments: a full sample spans two years."""

EMPTY_EVERY = 8
"""Of a field that may be null, so many rows have one without; deletion marks are there as rarely."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows of a model's tables. sizes: by entity; most: rows of those that have more than usual."""

    model: Model
    sizes: Mapping[str, Size]
    most: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    _entities: dict[str, Entity] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._entities.update((entity.name, entity) for entity in self.model.entities)

    def count(self, entity: str) -> int:
        """Gives how many rows of an entity there are."""
        owner = self._entities[entity]
        return len(owner.rows) or min(self.most.get(entity, ROWS), self.sizes[entity].rows)

    def rows(self, entity: str) -> Iterator[dict[str, Value]]:
        """Gives the rows that have to be inserted; what the database makes itself is left out."""
        owner = self._entities[entity]
        made = [each for each in owner.fields if each.generated is None]
        for number in range(0 if owner.rows else self.count(entity)):
            yield {each.name: self.value(owner, each, number) for each in made}

    def value(self, entity: Entity, wanted: Field, number: int) -> Value:
        """Gives the value of a field in the row of a number, from 0."""
        if entity.rows:
            return entity.rows[number % len(entity.rows)].get(wanted.name)
        if _is_empty(entity, wanted, number):
            return None
        bounds = _bounds(entity, wanted.name)
        if bounds:
            return bounds[number % len(bounds)]
        before = 1
        for key in entity.foreign_keys:
            there = max(1, self.count(key.entity))
            if wanted.name in key.fields:
                # shifted after each round, so that keys of two references are not the same pairs again
                shift = number // before if before > 1 else 0
                return self._there(key, wanted.name, (number + shift) % there)
            before *= there
        distinct = min(self.sizes[entity.name].distinct[wanted.name], self.count(entity.name))
        return _value(wanted.type, wanted, self.model, number % max(1, distinct))

    def common(self, entity: str, name: str, item: int = 0) -> Value:
        """Gives the value in a row in the middle, for all fields the same row: one that is not deleted
        and has no field empty. item: of several values, which one; each is of another row."""
        owner = self._entities[entity]
        number = (self.count(entity) // 2 + item * self.count(entity) // 4) % self.count(entity)
        if number % EMPTY_EVERY == EMPTY_EVERY - 1:
            number -= 1
        return self.value(owner, owner.field(name), number)

    def bound(self, entity: str, name: str, part: float) -> Value:
        """Gives the value that so large a part of the rows stay below, 0 to 1; None when there is none."""
        owner = self._entities[entity]
        wanted = owner.field(name)
        found = [self.value(owner, wanted, number) for number in range(self.count(entity))]
        known = sorted((value for value in found if value is not None), key=_order)
        return known[min(len(known) - 1, int(len(known) * part))] if known else None

    def _there(self, key: ForeignKey, name: str, number: int) -> Value:
        target = self._entities[key.entity]
        wanted = target.field(key.to[key.fields.index(name)])
        held = next((item for item in target.foreign_keys if wanted.name in item.fields), None)
        if held is not None and held.entity == target.name:  # a row that refers to itself
            return _value(wanted.type, wanted, self.model, number)
        return self.value(target, wanted, number)


def made_up(of: Type, model: Model) -> Value:
    """Makes a value of a type for a place that no field is known for."""
    return _value(of, Field(name="value", column="value", type=of), model, 1)


def _is_empty(entity: Entity, wanted: Field, number: int) -> bool:
    """Whether the row has no value there: most rows are not deleted, most of the rest is filled."""
    if not wanted.nullable:
        return False
    is_marked = number % EMPTY_EVERY == EMPTY_EVERY - 1
    return not is_marked if wanted.name == entity.soft_delete else is_marked


def _bounds(entity: Entity, name: str) -> tuple[Value, ...]:
    """Gives a value of each partition, where a row must fit one of them; () for other fields."""
    parts = entity.partition
    if parts is None or parts.keys[0].field != name or any(item.default for item in parts.children):
        return ()
    found = [(*item.start, *item.values)[:1] for item in parts.children]
    return tuple(each[0] for each in found if each and each[0] is not None)


def _order(value: Value) -> tuple[float, str]:
    try:
        return float(str(value)), ""
    except ValueError:
        return 0.0, str(value)


def _value(of: Type, wanted: Field, model: Model, number: int) -> Value:
    """Makes the value of a number: another number gives another value, as far as the type has them."""
    if of.name == "domain":
        base = next(item for item in model.domains if item.name == of.ref)
        return _value(base.type, wanted, model, number)
    if wanted.enum or of.name == "enum":
        name = wanted.enum or of.ref
        values = next(item for item in model.enums if item.name == name).values
        return values[number % len(values)].name
    if of.name == "composite":
        parts = next(item for item in model.composites if item.name == of.ref).fields
        return {part.name: _plain(part.type, "", number) for part in parts}
    if wanted.format == "email":
        return f"person{number}@example.org"
    if of.name in ("native", "xml") and wanted.nullable:
        return None  # not every server reads it
    if of.name == "native":
        return ""  # as an empty text, document or set of words
    return _plain(of, wanted.name, number)


def _plain(of: Type, name: str, number: int) -> Value:
    match of.name:
        case "bool":
            return number % 2 == 1
        case "string" | "char" | "text" | "password":
            return _text(name, of.args[0] if of.args else 0, number)
        case "bytes":
            return f"{number:0{min(of.args[0] if of.args else 16, 32)}d}"
        case "uuid":
            return f"{number * 2_654_435_761 % 2**32:08x}-0000-4000-8000-{number:012x}"
        case "decimal":
            return number % 10 ** max(1, of.args[0] - of.args[1]) if len(of.args) > 1 else number
        case "int8" | "uint8":
            return number % 100
        case "array":
            return ()
        case "json":
            return {}
        case "vector":
            return tuple(number % 7 for _ in range(of.args[0]))
        case "range":
            return _range(of, number)
    return _moment(of.name, number)


def _text(name: str, longest: int, number: int) -> str:
    """Gives a text; letters alone where there is little room."""
    if longest and longest <= 6:
        letters = ""
        for _ in range(longest):
            number, digit = divmod(number, 26)
            letters = chr(ord("a") + digit) + letters
        return letters
    return f"{number:06d} {name}"[: longest or None]


def _moment(kind: str, number: int) -> Value:
    moment = START + timedelta(seconds=SECONDS * number)
    match kind:
        case "date":
            return (date(2024, 1, 1) + timedelta(days=number)).isoformat()
        case "time":
            return f"{number // 60 % 24:02d}:{number % 60:02d}:00"
        case "timestamp":
            return f"{moment.isoformat()}Z"
        case "datetime":
            return moment.isoformat()
        case "duration":
            return f"{number + 1} minutes"
        case "inet":
            return f"10.0.{number // 256 % 256}.{number % 256}"
        case "xml":
            return f"<row n='{number}'/>"
    return number + 1


def _range(of: Type, number: int) -> str:
    inner = of.of.name if of.of else ""
    if inner.startswith("int") or inner == "decimal":
        return f"[{number},{number + 1})"
    first = START + timedelta(days=number)
    end = first + timedelta(days=1)
    if inner == "date":
        return f"[{first.date().isoformat()},{end.date().isoformat()})"
    zone = "Z" if inner == "timestamp" else ""
    return f"[{first.isoformat()}{zone},{end.isoformat()}{zone})"
