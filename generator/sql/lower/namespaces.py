"""Schemas: which names an engine keeps apart by schema, and which it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from generator.diagnostics import Diagnostic, Note
from generator.model import (
    Composite,
    Domain,
    Entity,
    Enum,
    Function,
    Model,
    Sequence,
    View,
)
from generator.source import Place
from generator.sql.profile import Profile

__all__ = ["clashes", "settled"]

Holder = TypeVar("Holder", Entity, View, Enum, Domain, Composite, Function, Sequence)


def settled(model: Model, profile: Profile) -> Model:
    """Gives the model with "" for the engine's default schema, and for all where it has none."""

    def put(items: tuple[Holder, ...]) -> tuple[Holder, ...]:
        return tuple(
            replace(item, schema="")
            if item.schema and (not profile.has_schemas or item.schema == profile.default_schema)
            else item
            for item in items
        )

    return replace(
        model,
        entities=put(model.entities),
        views=put(model.views),
        enums=put(model.enums),
        domains=put(model.domains),
        composites=put(model.composites),
        functions=put(model.functions),
        sequences=put(model.sequences),
    )


def clashes(model: Model, profile: Profile) -> Iterator[Diagnostic]:
    """Gives an error for each table or view that shares its name with one before it (G255)."""
    seen: dict[tuple[str, str], tuple[str, Place]] = {}
    named = [(e.schema, e.table, e.name, e.at) for e in model.entities]
    named += [(v.schema, v.physical, v.name, v.at) for v in model.views]
    for schema, physical, name, at in named:
        folded = (schema.lower(), physical.lower())
        if folded not in seen:
            seen[folded] = (name, at)
            continue
        other, place = seen[folded]
        yield Diagnostic(
            "G255",
            f"`{other}` and `{name}` are both `{physical}` on {profile.label}",
            at,
            hint=f"write `engines: {{{profile.name}: {{table: …}}}}` on one of them",
            notes=(Note("the other one", place),),
        )
