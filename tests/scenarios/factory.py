"""Rows that are there because they must be: what a scenario does not name, filled in.

Takes an entity and the fields that a person named, gives the rows to insert: those it refers to
first, itself last. Values are of the model's kind; nothing here is random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import ascii_lowercase, digits

from generator.model import Entity, Enum, Field, ForeignKey, Model, Type, Value

Row = tuple[Entity, dict[str, Value]]

TEXTS: Mapping[str, str] = {
    "time": "12:00:00",
    "timestamp": "2030-01-01T00:00:00Z",
    "datetime": "2030-01-01T00:00:00",
    "duration": "1 day",
    "decimal": "1.00",
    "inet": "192.0.2.1",
    "xml": "<nothing/>",
    "json": "{}",
    "float32": "1.5",
    "float64": "1.5",
}
SIGNS = digits + ascii_lowercase
FIRST_NUMBER = 1001
"""Above all numbers that people write into scenarios, so that nothing clashes with them."""


class Counted(str):
    """Stands for a key that the database counts: known once its row has been written."""

    __slots__ = ()


@dataclass(slots=True)
class Factory:
    """Fills rows of one model; every value it makes up is one of its own.

    counted: whether the database counts what it can count. there: a row by entity that references
    lead to as long as nothing else is asked for. shorts: how many of the texts of a field's name and
    length there are that are too short for the count."""

    model: Model
    count: int = field(default=FIRST_NUMBER)
    counted: bool = False
    there: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    shorts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def rows(self, entity: Entity, given: Mapping[str, Value]) -> list[Row]:
        """Gives the rows to insert for one that a person asked for."""
        needed: list[Row] = []
        row = dict(given)
        for key in entity.foreign_keys:
            if self._wants(entity, key, row):
                parent = self._parent(key, row, needed)
                row.update(
                    (name, parent[to])
                    for name, to in zip(key.fields, key.to, strict=True)
                    if name not in row
                )
        for each in entity.fields:
            if each.name not in row and _is_missing(entity, each):
                row[each.name] = self.value(each)
        return [*needed, (entity, row)]

    def _wants(self, entity: Entity, key: ForeignKey, row: Mapping[str, Value]) -> bool:
        """Whether a reference has to lead to a row that is not there yet."""
        missing = [entity.field(name) for name in key.fields if name not in row]
        return bool(missing) and all(not each.nullable and each.default is None for each in missing)

    def _parent(
        self, key: ForeignKey, row: Mapping[str, Value], needed: list[Row]
    ) -> Mapping[str, Value]:
        target = self.model.entity(key.entity)
        if target.rows:
            return target.rows[0]
        pairs = zip(key.fields, key.to, strict=True)
        known = {to: row[name] for name, to in pairs if name in row}
        if key.entity in self.there and not known:
            return self.there[key.entity]
        made = self.rows(target, known)
        needed.extend(made)
        return made[-1][1]

    def value(self, each: Field) -> Value:
        """Makes up a value of a field."""
        return self._value(each.type, each)

    def _value(self, of: Type, each: Field) -> Value:
        self.count += 1
        if self.counted and each.identity is not None:
            return Counted(f"key {self.count}")
        if each.format == "email":
            return f"person{self.count}@example.org"
        match of.name:
            case "domain":
                base = next(item for item in self.model.domains if item.name == of.ref)
                return self._value(base.type, each)
            case "enum":
                return _enum(self.model, of).values[0].name
            case "bool":
                return False
            case "string" | "char" | "text" | "password":
                text = f"{each.name[:4]}{self.count}"
                short = bool(of.args) and of.args[0] < len(text)
                return self._short(each.name, of.args[0]) if short else text
            case "bytes":
                return f"{self.count:08x}"
            case "uuid":
                return f"00000000-0000-4000-8000-{self.count:012d}"
            case "array":
                return ()
            case "vector":
                return ("0.5",) * of.args[0]
            case "date":
                return f"{self._day()}"
            case "range":
                return self._range(of)
            case "int8" | "uint8":
                return self.count % 100
            case "int16" | "uint16":
                return self.count % 30_000
        return TEXTS.get(of.name, self.count)

    def _short(self, name: str, length: int) -> str:
        """Gives a text of few characters: digits and small letters, counted for the field alone."""
        self.shorts[name, length] += 1
        number, text = self.shorts[name, length], ""
        for _ in range(length):
            number, place = divmod(number, len(SIGNS))
            text = SIGNS[place] + text
        return text

    def _range(self, of: Type) -> str:
        """Gives a range that no other meets."""
        if of.of is not None and of.of.name.startswith("int"):
            return f"[{self.count},{self.count + 1})"
        return f"[{self._day()},{self._day() + timedelta(days=1)})"

    def _day(self) -> date:
        """Gives the day that this row has to itself."""
        return date(2030, 1, 1) + timedelta(days=self.count)


def _is_missing(entity: Entity, each: Field) -> bool:
    """Whether nobody else gives a field its value. A key is always made here: rows refer to it."""
    if entity.key is not None and each.name in entity.key.fields:
        return True
    filled = each.default is not None and each.default.kind != "application"
    given = each.nullable or filled
    return not given and each.identity is None and each.generated is None


def _enum(model: Model, of: Type) -> Enum:
    return next(item for item in model.enums if item.name == of.ref)
