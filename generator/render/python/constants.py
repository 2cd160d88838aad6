"""The column types of generated models, each made once and named: `STRING_80 = …`.

Takes the models of a Scene, gives the constant of each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator import catalog as cat
from generator.catalog.collations import quoted
from generator.model import Field, Model
from generator.render.python import types
from generator.render.python.code import Code, call, flat, text
from generator.render.python.names import tables
from generator.render.python.physical import Physical
from generator.render.python.types import Constant

__all__ = ["constants"]

ENCRYPTED = "ENCRYPTED"


def constants(
    model: Model, each: Mapping[str, Model], physical: Physical
) -> Mapping[str, Constant]:
    """Gives each field, by its path `user.email`, its column type. each: the models of the engines.

    The commonest type of a name takes the plain name."""
    wanted: dict[str, Constant] = {}
    others = _others(model, each)
    for entity in tables(model):
        spelled = physical.named(physical.place(entity), cat.Column)
        for field in entity.fields:
            path = f"{entity.name}.{field.name}"
            wanted[path] = _varied(_constant(model, field, spelled), others.get(path, ()))
    wanted = _widened(wanted)
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


def _widened(wanted: Mapping[str, Constant]) -> dict[str, Constant]:
    """Gives a field that only some engines have the type of one that more have, if they agree."""
    whole = sorted(dict.fromkeys(wanted.values()), key=lambda item: (-len(item.engines), item.name))

    def same(one: Constant, other: Constant) -> bool:
        alike = replace(other, engines=one.engines) == one
        return alike and set(one.engines) <= set(other.engines)

    wider = {one: next(other for other in whole if same(one, other)) for one in whole}
    return {path: wider[constant] for path, constant in wanted.items()}


def _constant(
    model: Model, field: Field, spelled: Mapping[str, Mapping[str, cat.Column]]
) -> Constant:
    engines = tuple(
        (engine, _type_words(engine, column))
        for engine, column in spelled.get(field.column, {}).items()
    )
    if field.encrypted:
        return Constant(ENCRYPTED, "Encrypted()", "str", engines)
    return Constant(
        types.constant_name(field.type, field.enum),
        types.behaviour(field.type, model, field.enum),
        types.annotation(field.type, model, field.enum),
        engines,
    )


def _others(
    neutral: Model, each: Mapping[str, Model]
) -> Mapping[str, tuple[tuple[str, Code], ...]]:
    """Gives, for the fields that have another type on some engine, how they behave there."""
    said = {f"{e.name}.{f.name}": f.type for e in tables(neutral) for f in e.fields}
    found: dict[str, list[tuple[str, Code]]] = {}
    for engine, model in each.items():
        for entity in tables(model):
            for field in entity.fields:
                path, own = f"{entity.name}.{field.name}", field.type
                if path in said and own != said[path] and own.name != "native":
                    there = types.behaviour(own, model, field.enum)
                    found.setdefault(path, []).append((engine, there))
    return {path: tuple(items) for path, items in found.items()}


def _varied(constant: Constant, others: Iterable[tuple[str, Code]]) -> Constant:
    """Adds how a type behaves on the engines on which it is another one."""
    engines: dict[Code, list[str]] = {}
    for engine, there in others:
        if there != constant.behaviour and constant.name != ENCRYPTED:
            engines.setdefault(there, []).append(engine)
    if not engines:
        return constant
    made = constant.behaviour
    for there, names in engines.items():
        made = call(f"{flat(made)}.with_variant", there, *map(text, names))
    return replace(constant, behaviour=made)


def _type_words(engine: str, column: cat.Column) -> str:
    if not column.collate:
        return column.type
    name = quoted(column.collate) if engine == "postgresql" else column.collate
    return f"{column.type} COLLATE {name}"
