"""What upserts may meet: the rows of a key or a unique, and which engines can be trusted to find them.

Takes an entity of the model, gives its `…_TARGET` constants. An engine's own statement is one round
trip, but it may change any row that is in the way, also one that belongs to another tenant or is
hidden; where it could, the target leaves that engine out and the repository reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator import catalog as cat
from generator.model import Entity, Field, Unique
from generator.render.python.code import Code, call, mapping, text, tupled
from generator.render.python.inputs import changed_fields, given_fields, is_optional
from generator.render.python.layout import statement
from generator.render.python.models import Models
from generator.render.python.names import attribute, is_mapped
from generator.render.python.readings import escaped

__all__ = ["Upsert", "targets", "upserts"]

ON_CONFLICT = ("postgresql", "sqlite")
ON_DUPLICATE_KEY = ("mysql", "mariadb")


@dataclass(frozen=True, slots=True)
class Upsert:
    """A way to write a row or change one. name: the constant, without `_TARGET`; unique: what it is
    found by, None for the key. fields: of the key or the unique."""

    name: str
    fields: tuple[str, ...]
    unique: Unique | None = None

    @property
    def method(self) -> str:
        """The name of the repository's method."""
        return f"upsert_by_{self.name}" if self.unique else "upsert"

    @property
    def constant(self) -> str:
        """The name of its target."""
        return f"{self.name.upper()}_TARGET"


def upserts(entity: Entity) -> tuple[Upsert, ...]:
    """Gives the upserts of an entity: by each unique over fields, then by a key that people give."""
    if not is_mapped(entity):
        return ()
    found = [Upsert(item.name, item.fields, item) for item in entity.uniques if item.fields]
    given = {field.name for field in given_fields(entity)}
    if entity.key is not None and given.issuperset(entity.key.fields):
        found.append(Upsert("key", entity.key.fields))
    return tuple(found)


def optional_fields(entity: Entity, upsert: Upsert) -> tuple[str, ...]:
    """Gives the fields without which a row is always a new one: what nobody said is no value, and two
    NULLs are not the same unless the unique says so."""
    equal = upsert.unique is not None and upsert.unique.nulls == "not_distinct"
    return tuple(
        name
        for name in upsert.fields
        if name != entity.tenant
        and is_optional(entity.field(name))
        and not (equal and _is_null(entity.field(name)))
    )


def _is_null(field: Field) -> bool:
    """Whether the field of a row that says nothing about it is NULL."""
    return field.nullable and field.default is None


def targets(made: Models, entity: Entity) -> Iterator[str]:
    """Gives the constants, laid out."""
    for upsert in upserts(entity):
        yield statement(f"{upsert.constant} = ", _target(made, entity, upsert))


def _target(made: Models, entity: Entity, upsert: Upsert) -> Code:
    indexes = _indexes(made, entity, upsert)
    engines = [engine for engine in made.physical.engines if _is_safe(made, entity, upsert, engine)]
    elements: dict[str, Code] = {
        engine: tupled(map(text, _elements(made, entity, upsert, engine))) for engine in engines
    }
    where = {
        e: text(escaped(indexes[e].where)) for e in engines if e in indexes and indexes[e].where
    }
    changed = {field.name for field in changed_fields(entity)}
    own = [field.name for field in given_fields(entity) if field.name not in changed]
    named: dict[str, Code] = {
        "elements": mapping(elements.items()) if elements else "",
        "where": mapping(where.items()) if where else "",
        "kept": _names(name for name in own if name not in upsert.fields),
        "optional": _names(optional_fields(entity, upsert)),
    }
    given = {name: code for name, code in named.items() if code}
    return call("Target", _names(upsert.fields), **given)


def _names(fields: Iterator[str] | tuple[str, ...]) -> Code:
    names = [text(attribute(name)) for name in fields]
    return tupled(names) if names else ""


def _is_safe(made: Models, entity: Entity, upsert: Upsert, engine: str) -> bool:
    """Whether the engine's own statement can meet only rows that the upsert means."""
    if entity.tenant and entity.tenant not in upsert.fields:
        return False
    if not _covers(entity, upsert.unique):
        return False
    if engine in ON_CONFLICT:
        return upsert.unique is None or not upsert.unique.deferrable
    return engine in ON_DUPLICATE_KEY and _is_alone(made, entity, upsert, engine)


def _covers(entity: Entity, unique: Unique | None) -> bool:
    """Whether a key or a unique holds for the rows that may be seen, those and no others."""
    where = unique.where if unique is not None else None
    if not entity.soft_delete:
        return where is None
    return where is not None and where.text == f"{entity.soft_delete} IS NULL"


def _is_alone(made: Models, entity: Entity, upsert: Upsert, engine: str) -> bool:
    """Whether no other key of the table can be in the way, since each has a number in it that the
    database alone gives."""
    counted = {
        field.column
        for field in entity.fields
        if field.identity and field.identity.mode == "always"
    }
    own = upsert.unique.physical if upsert.unique is not None else ""
    return all(
        counted.intersection(columns)
        for name, columns in _keys(made, entity, engine)
        if name != own or not own
        if not (upsert.unique is None and name == "")
    )


def _keys(made: Models, entity: Entity, engine: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Gives name and columns of what is unique in a table; the primary key's name is ""."""
    physical, place = made.physical, made.physical.place(entity)
    for key in physical.on(place, cat.PrimaryKey).get(engine, ()):
        yield "", key.columns
    for unique in physical.on(place, cat.Unique).get(engine, ()):
        yield unique.name, unique.columns
    for index in physical.on(place, cat.Index).get(engine, ()):
        if index.unique:
            yield index.name, tuple(key.column for key in index.keys)


def _indexes(made: Models, entity: Entity, upsert: Upsert) -> Mapping[str, cat.Index]:
    """Gives the index that stands for the unique, on the engines where it is one."""
    if upsert.unique is None:
        return {}
    return made.physical.named(made.physical.place(entity), cat.Index).get(
        upsert.unique.physical, {}
    )


def _elements(made: Models, entity: Entity, upsert: Upsert, engine: str) -> list[str]:
    """Gives what the statement names of the index; MySQL and MariaDB name nothing."""
    if engine in ON_DUPLICATE_KEY:
        return []
    quote = made.physical.quote
    index = _indexes(made, entity, upsert).get(engine)
    if index is None:
        return [quote(engine, entity.field(name).column) for name in upsert.fields]
    return [
        quote(engine, k.column) if k.column else f"({escaped(k.expression)})" for k in index.keys
    ]
