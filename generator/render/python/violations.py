"""The constraints of a schema by the names that drivers tell, as generated code looks them up.

Takes a model and its catalogs, gives the two tables of `constraints.py`, laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator import catalog as cat
from generator.model import Entity, Model
from generator.render.python.code import Code, call, mapping, text, tupled
from generator.render.python.layout import statement
from generator.render.python.models import Models
from generator.render.python.names import tables

__all__ = ["Violations", "violations"]


@dataclass(frozen=True, slots=True)
class Violations:
    """The tables of `violations.py`, laid out."""

    constraints: str
    not_null: str


def violations(model: Model, made: Models) -> Violations:
    """Makes the tables."""
    known: dict[str, Code] = {}
    for entity in tables(model):
        is_shared = entity.table in made.physical.shared
        for name, item in _constraints(model, made, entity):
            known.setdefault(name, item)
            if is_shared:
                known.setdefault(f"{entity.schema}.{name}", item)
    for domain in model.domains:
        for check in domain.checks:
            path = f"{domain.name}.checks.{check.name}"
            known.setdefault(check.physical, _constraint("check", "", path, ()))
    required = [
        (
            f"{made.physical.place(entity)}.{field.column}",
            tupled([text(entity.name), text(field.name)]),
        )
        for entity in tables(model)
        for field in entity.fields
        if not field.nullable
    ]
    return Violations(
        statement("CONSTRAINTS: Mapping[str, Constraint] = ", mapping(known.items())),
        statement("NOT_NULL: Mapping[str, tuple[str, str]] = ", mapping(required)),
    )


def _constraint(kind: str, table: str, logical: str, fields: Iterable[str], **more: Code) -> Code:
    named = tupled(map(text, fields))
    return call("Constraint", text(kind), text(table), text(logical), named, **more)


def _constraints(model: Model, made: Models, entity: Entity) -> Iterator[tuple[str, Code]]:
    """Gives the constraints of an entity by their names in the database."""

    def row(kind: str, path: str, fields: tuple[str, ...], **more: Code) -> Code:
        columns = [entity.field(name).column for name in fields]
        if columns != list(fields):
            more["columns"] = tupled(map(text, columns))
        return _constraint(kind, entity.table, path, fields, **more)

    if entity.key is not None:
        yield entity.key.name, row("unique", f"{entity.name}.key", entity.key.fields)
        yield f"{entity.table}.PRIMARY", row("unique", f"{entity.name}.key", entity.key.fields)
    for unique in entity.uniques:
        path = entity.path(unique)
        yield unique.physical, row("unique", path, unique.fields)
    for index in entity.indexes:
        if index.unique:
            fields = tuple(key.field for key in index.keys if key.field)
            yield index.physical, row("unique", f"{entity.name}.indexes.{index.name}", fields)
    for key in entity.foreign_keys:
        target = model.entity(key.entity)
        more: dict[str, Code] = {
            "target": text(target.table),
            "to": tupled(text(target.field(name).column) for name in key.to),
        }
        if key.on_delete not in ("no_action", "restrict"):
            more["blocks"] = "False"
        path = entity.path(key)
        yield key.physical, row("foreign_key", path, key.fields, **more)
    for check in entity.checks:
        fields = (check.inline,) if check.inline else ()
        path = entity.path(check)
        yield check.physical, row("check", path, fields)
    for exclusion in entity.exclusions:
        fields = tuple(item.field for item in exclusion.elements if item.field)
        yield exclusion.physical, row("exclude", f"{entity.name}.exclude.{exclusion.name}", fields)
    yield from _emulated(made, entity)
    for name, by_engine in made.physical.named(made.physical.place(entity), cat.Unique).items():
        held = next(iter(by_engine.values()))
        names = {field.column: field.name for field in entity.fields}
        yield name, row("unique", held.node, tuple(names[column] for column in held.columns))


def _emulated(made: Models, entity: Entity) -> Iterator[tuple[str, Code]]:
    """Gives the checks that stand for a type: violating one is violating the field's type."""
    names = {field.name for field in entity.fields}
    for name, by_engine in made.physical.named(made.physical.place(entity), cat.Check).items():
        first = next(iter(by_engine.values()))
        if first.emulates:
            field = first.node.removeprefix(f"{entity.name}.").partition(".")[0]
            field = field if field in names else ""
            fields = (field,) if field else ()
            path = f"{entity.name}.{field}" if field else first.node
            yield name, _constraint("check", entity.table, path, fields)
