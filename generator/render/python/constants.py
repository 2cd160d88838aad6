"""The column types of generated models, each made once and named: `STRING_80 = …`.

Takes a Scene, gives the constant of each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from generator import catalog as cat
from generator.model import Field, Model
from generator.render.python import types
from generator.render.python.names import tables
from generator.render.python.physical import Physical
from generator.render.python.types import Constant

__all__ = ["constants"]


def constants(model: Model, physical: Physical) -> Mapping[str, Constant]:
    """Gives each field, by its path `user.email`, its column type.

    The commonest type of a name takes the plain name."""
    wanted: dict[str, Constant] = {}
    for entity in tables(model):
        spelled = physical.named(entity.table, cat.Column)
        for field in entity.fields:
            wanted[f"{entity.name}.{field.name}"] = _constant(model, field, spelled)
    counts = Counter(wanted.values())
    taken: dict[str, Constant] = {}
    for constant, _ in sorted(counts.items(), key=lambda item: -item[1]):
        taken.setdefault(constant.name, constant)
    named: dict[Constant, Constant] = {}
    for path, constant in wanted.items():
        if taken[constant.name] == constant:
            named.setdefault(constant, constant)
        elif constant not in named:
            own = path.replace(".", "_").upper()
            named[constant] = Constant(
                own, constant.behaviour, constant.annotation, constant.engines
            )
    return {path: named[constant] for path, constant in wanted.items()}


def _constant(
    model: Model, field: Field, spelled: Mapping[str, Mapping[str, cat.Column]]
) -> Constant:
    engines = tuple(
        (engine, _type_words(engine, column))
        for engine, column in spelled.get(field.column, {}).items()
    )
    if field.encrypted:
        return Constant("ENCRYPTED", "Encrypted()", "str", engines)
    return Constant(
        types.constant_name(field.type, field.enum),
        types.behaviour(field.type, model, field.enum),
        types.annotation(field.type, model, field.enum),
        engines,
    )


def _type_words(engine: str, column: cat.Column) -> str:
    if not column.collate:
        return column.type
    name = f'"{column.collate}"' if engine == "postgresql" else column.collate
    return f"{column.type} COLLATE {name}"
