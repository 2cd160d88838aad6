"""What breaks each constraint of a database, and nothing beside it.

Takes the objects of a Catalog and the Model that they came from, gives a Target for each constraint
and for a Target a Breaker: rows that everybody takes, and the one write that is to be refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.catalog import (
    Catalog,
    Check,
    Column,
    DomainType,
    Exclusion,
    ForeignKey,
    Index,
    Object,
    PrimaryKey,
    Unique,
)
from generator.model import Entity, Model, Type, Value
from generator.model import ForeignKey as Reference
from tests.contract.conditions import (
    Condition,
    UnsolvableError,
    base,
    condition,
    conditions,
    found,
    of_domain,
)
from tests.contract.rows import Wrong
from tests.scenarios.factory import Factory, Row

__all__ = ["KINDS", "Breaker", "Maker", "Target", "targets"]

KINDS = ("unique", "reference", "parent", "not_null", "check", "exclusion")
BLOCKING = ("NO ACTION", "RESTRICT")
UNKNOWN: Mapping[str, Value] = {
    "uint8": 199,
    "int8": 101,
    "int16": 32_001,
    "uint16": 32_001,
    "uuid": "7fffffff-0000-4000-8000-000000000000",
    "date": "1970-01-01",
}
"""Values of a type that no row has; of other numbers it is -1, of texts all `Z`."""
ILL_FORMED: Mapping[str, str] = {
    "array": "{}",
    "boolean": "2",
    "enum": "none",
    "iso_date": "2030-13-01",
    "iso_time": "25:00",
    "iso_timestamp": "2030-02-30 00:00:00.000000",
    "json_valid": "{",
    "uuid": "no uuid",
}
"""By the end of an emulated check's node, what it is there to refuse."""


@dataclass(frozen=True, slots=True)
class Target:
    """A constraint to break. name: what the database calls it, `table.column` for NOT NULL; fields:
    those that it is about."""

    kind: str
    name: str
    entity: Entity
    item: Object
    fields: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people call it: a reference is broken from both sides."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Breaker:
    """rows: what is there before. last: the row that is refused; None where the row at the place
    `gone` is removed instead. recount: the field whose counter has to be set back before, where
    nobody may say what the database counts."""

    rows: tuple[Row, ...]
    last: dict[str, Value] | None
    gone: int = 0
    recount: str = ""


def targets(catalog: Catalog, model: Model) -> Iterator[Target]:
    """Gives what can be broken in a database: each constraint once, references from both sides."""
    entities = {entity.table: entity for entity in model.entities if not entity.abstract}
    for item in catalog:
        if isinstance(item, DomainType):
            yield from _of_domain(model, item)
        elif item.id.table in entities:
            yield from _of_table(entities[item.id.table], item)


def _of_domain(model: Model, item: DomainType) -> Iterator[Target]:
    """Gives the checks of a domain, each on the first field that is of it."""
    fields = ((e, each) for e in model.entities for each in e.fields if each.type.ref == item.name)
    entity, field = next(fields)
    for name, _ in item.checks:
        yield Target("check", name, entity, item, (field.name,))


def _of_table(entity: Entity, item: Object) -> Iterator[Target]:
    names = {each.column: each.name for each in entity.fields}
    match item:
        case PrimaryKey() | Unique():
            fields = tuple(names[column] for column in item.columns)
            yield Target("unique", item.name or f"{item.table}.PRIMARY", entity, item, fields)
        case Index(unique=True):
            yield Target("unique", item.name, entity, item, _unique(entity, item))
        case ForeignKey():
            yield Target("reference", item.name, entity, item)
            if item.on_delete in BLOCKING:
                yield Target("parent", item.name, entity, item)
        case Column(nullable=False):
            path = f"{item.table}.{item.name}"
            yield Target("not_null", path, entity, item, (names[item.name],))
        case Check():
            yield Target("check", item.name, entity, item, tuple(item.node.split(".")[1:2]))
        case Exclusion():
            fields = tuple(names[key.column] for key in item.keys)
            yield Target("exclusion", item.name, entity, item, fields)


def _unique(entity: Entity, item: Index) -> tuple[str, ...]:
    """Gives the fields of a unique that an index holds; its keys may be expressions."""
    if entity.key is not None and item.node.endswith(".key.folded"):
        return entity.key.fields
    for unique in entity.uniques:
        if unique.physical == item.name:
            return unique.fields
    index = next(each for each in entity.indexes if each.physical == item.name)
    return tuple(key.field for key in index.keys)


@dataclass(slots=True)
class Maker:
    """Makes breakers. values: what a person says of rows that nobody can find, by label."""

    model: Model
    factory: Factory
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def breaker(self, target: Target) -> Breaker:
        """Gives what breaks a constraint; UnsolvableError when that is not known."""
        if target.label in self.values:
            *rows, (_, last) = self._rows(target.entity)
            return Breaker(tuple(rows), {**last, **self.values[target.label]})
        match target.kind:
            case "unique" | "exclusion":
                return self._twice(target)
            case "reference":
                return self._child(target)
            case "parent":
                rows, _, parent = self._referring(target)
                return Breaker(tuple(rows), None, parent)
            case "not_null":
                *rows, (_, last) = self._rows(target.entity)
                return Breaker(tuple(rows), {**last, target.fields[0]: None})
        return self._check(target)

    def _rows(self, entity: Entity, given: Mapping[str, Value] | None = None) -> list[Row]:
        """Gives a row that everybody takes, behind those that it needs."""
        *rows, (_, last) = self.factory.rows(entity, {**_defaults(entity), **(given or {})})
        return [*rows, (entity, found(self.model, entity, last))]

    # two rows of one key

    def _twice(self, target: Target) -> Breaker:
        """Gives two rows that agree in the fields of a key, and in nothing else that matters."""
        entity, held = target.entity, _held(target)
        first = self._whole(entity, target.fields, held)
        agreed = {name: first[-1][1][name] for name in target.fields}
        second = self._rows(entity, agreed)
        last = found(self.model, entity, second[-1][1], held)
        return Breaker((*first, *second[:-1]), last, recount=_counted(entity, target.fields))

    def _whole(self, entity: Entity, fields: tuple[str, ...], held: Condition | None) -> list[Row]:
        """Gives a row in which all of the fields have a value, and the condition holds."""
        rows: list[Row] = []
        given: dict[str, Value] = {}
        for key in entity.foreign_keys:
            if all(name in fields and entity.field(name).nullable for name in key.fields):
                rows += self._rows(self.model.entity(key.entity))
                given |= {n: rows[-1][1][to] for n, to in zip(key.fields, key.to, strict=True)}
        for name in fields:
            field = entity.field(name)
            if name not in given and (field.nullable or field.default is not None):
                given[name] = self.factory.value(field)
        made = self._rows(entity, given)
        return [*rows, *made[:-1], (entity, found(self.model, entity, made[-1][1], held))]

    # references

    def _child(self, target: Target) -> Breaker:
        """Gives a row that refers to what is not there."""
        rows, reference, _ = self._referring(target)
        entity = target.entity
        shared = {n for each in entity.foreign_keys if each != reference for n in each.fields}
        own = [name for name in reference.fields if name not in shared] or reference.fields
        wrong = self._unknown(entity, own[-1])
        return Breaker(tuple(rows[:-1]), {**rows[-1][1], own[-1]: wrong})

    def _referring(self, target: Target) -> tuple[list[Row], Reference, int]:
        """Gives a row that refers to one of its own, which stands at a place before it."""
        entity = target.entity
        reference = next(key for key in entity.foreign_keys if key.physical == target.name)
        parent = self._rows(self.model.entity(reference.entity))
        pairs = zip(reference.fields, reference.to, strict=True)
        child = self._rows(entity, {name: parent[-1][1][to] for name, to in pairs})
        return [*parent, *child], reference, len(parent) - 1

    def _unknown(self, entity: Entity, name: str) -> Value:
        of = base(self.model, entity.field(name).type)
        if of.name == "enum":
            return Wrong("none")
        if of.name in ("string", "char", "text"):
            return "Z" * (of.args[0] if of.args and of.args[0] < 9 else 9)
        return UNKNOWN.get(of.name, -1)

    # checks

    def _check(self, target: Target) -> Breaker:
        """Gives a row that makes a condition false, or a value that a type has no place for."""
        entity = target.entity
        *rows, (_, last) = self._rows(entity)
        said = _condition(self.model, target)
        if said is not None:
            return Breaker(tuple(rows), found(self.model, entity, last, said, holds=False))
        if isinstance(target.item, Check) and target.item.emulates == "match_full":
            name = target.item.node.split(".")[2]
            key = next(each for each in entity.foreign_keys if each.name == name)
            part = self.factory.value(entity.field(key.fields[0]))
            return Breaker(tuple(rows), {**last, key.fields[0]: part})
        return Breaker(tuple(rows), {**last, target.fields[0]: self._ill_formed(target)})

    def _ill_formed(self, target: Target) -> Value:
        """Gives what the check that stands for a type refuses."""
        of = base(self.model, target.entity.field(target.fields[0]).type)
        end = target.item.node.rpartition(".")[2]
        if end == "length":
            return Wrong("x" * (_length(target) + 1))
        if end == "range":
            return Wrong(_beyond(of))
        if end not in ILL_FORMED:
            raise UnsolvableError(f"nothing here is refused as {end}")
        return Wrong(ILL_FORMED[end])


def _defaults(entity: Entity) -> dict[str, Value]:
    """Gives what the database fills in, where a condition may have to know it."""
    return {
        each.name: each.default.value
        for each in entity.fields
        if each.default is not None and each.default.kind == "literal"
    }


def _counted(entity: Entity, fields: tuple[str, ...]) -> str:
    """Gives the field that only the database gives a value, "" when there is none."""
    identities = {name: entity.field(name).identity for name in fields}
    return next((n for n, item in identities.items() if item and item.mode == "always"), "")


def _held(target: Target) -> Condition | None:
    """Gives the condition of a partial unique."""
    item = next((item for item in target.entity.uniques if item.physical == target.name), None)
    return condition(item.where) if item is not None and item.where is not None else None


def _condition(model: Model, target: Target) -> Condition | None:
    """Gives what a check says; None for one that stands for a type."""
    for each in conditions(model, target.entity):
        if each.name == target.name:
            return each
    if isinstance(target.item, Check) and target.item.emulates == "column-check":
        wanted = target.item.node.rpartition(".")[2]
        for check, node in of_domain(model, target.entity.field(target.fields[0])):
            if check.name == wanted:
                return Condition(check.physical, node)
    return None


def _length(target: Target) -> int:
    """Gives the number that a check of lengths ends with."""
    assert isinstance(target.item, Check)
    return int(target.item.expression.rpartition("<=")[2])


def _beyond(of: Type) -> str:
    """Gives a number that is too large for a type, or too small for one without a sign."""
    if of.name == "decimal":
        whole = of.args[0] - (of.args[1] if len(of.args) > 1 else 0)
        return "1" + "0" * whole
    return "-1" if of.name.startswith("u") else str(2 ** (int(of.name.removeprefix("int")) - 1))
