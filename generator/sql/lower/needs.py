"""What an object must find when it is made, as ids of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator import catalog as cat
from generator.model import Expr, Type
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.types import named_type

__all__ = ["ids", "named_types", "of_expression"]

FEATURES = {"enum": "enum_native", "domain": "domain", "composite": "composite"}


def named_types(low: Lowering, kind: Type) -> tuple[cat.Id, ...]:
    """Gives the native types that a type is made of."""
    if kind.of is not None:
        return named_types(low, kind.of)
    if kind.name not in FEATURES or low.answer(FEATURES[kind.name]) != NATIVE:
        return ()
    if kind.name == "enum" and (
        low.engine != "postgresql"
        or next(item for item in low.model.enums if item.name == kind.ref).representation
        != "native"
    ):
        return ()
    found = named_type(kind, low.model)
    return (cat.Id(kind.name, found.schema, "", found.physical),)


def of_expression(low: Lowering, expr: Expr) -> tuple[cat.Id, ...]:
    """Gives what an expression says that it needs, and the sequences that it names."""
    sequences = (item for item in low.model.sequences if item.name in expr.text)
    found = [cat.Id("sequence", item.schema, "", item.physical) for item in sequences]
    return (*found, *ids(low, expr.needs))


def ids(low: Lowering, names: Iterable[str]) -> tuple[cat.Id, ...]:
    """Gives the ids of logical names: entities, views, functions, sequences, types."""
    found = (one for name in names for one in _ids(low, name))
    return tuple(dict.fromkeys(found))


def _ids(low: Lowering, name: str) -> Iterator[cat.Id]:
    head = name.partition(".")[0]
    model = low.model
    for entity in model.entities:
        if entity.name in (name, head):
            yield cat.Id("table", entity.schema, "", entity.table)
    for view in model.views:
        if view.name in (name, head):
            yield cat.Id("view", view.schema, "", view.physical)
    for sequence in model.sequences:
        if sequence.name == name:
            yield cat.Id("sequence", sequence.schema, "", sequence.physical)
    for function in model.functions:
        if name in (function.name, function.signature):
            arguments = low.arguments(function)
            yield cat.Id("function", function.schema, "", f"{function.physical}({arguments})")
    for kind, items in (
        ("enum", model.enums),
        ("domain", model.domains),
        ("composite", model.composites),
    ):
        for item in items:
            if item.name == name:
                yield cat.Id(kind, item.schema, "", item.physical)
    for verbatim in model.verbatim:
        if verbatim.identity == name:
            yield cat.Id("verbatim", "", "", verbatim.identity)
