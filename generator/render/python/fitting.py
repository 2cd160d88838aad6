"""What a model for every engine cannot say, found before anything is made.

Takes a Scene, gives a finding for each field that only some engines of its entity have, and for each
access pattern that loads what no class stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.render.jobs import Scene
from generator.render.python.inputs import included
from generator.render.python.names import is_mapped, tables

__all__ = ["check"]


def check(scene: Scene) -> Sequence[Diagnostic]:
    """Finds what generated models could not say."""
    return [*_fields(scene), *_includes(scene)]


def _fields(scene: Scene) -> Sequence[Diagnostic]:
    """Finds the fields that a generated model would read where there is no such column."""
    served = tuple(scene.models)
    return [
        Diagnostic(
            "G517",
            f"`{entity.name}.{field.name}` is only on {', '.join(field.only)}, and a model holds its "
            "fields for every engine",
            field.at,
        )
        for entity in tables(scene.model)
        for field in entity.fields
        if field.only and set(entity.only or served) - set(field.only)
    ]


def _includes(scene: Scene) -> Iterator[Diagnostic]:
    """Finds the access patterns that load rows which nothing tells apart, or something with such."""
    for entity in tables(scene.model):
        for query in entity.queries:
            for relation in included(scene.model, entity, query):
                ends = (entity, scene.model.entity(relation.target))
                keyless = next((end for end in ends if not is_mapped(end)), None)
                if keyless is not None:
                    yield Diagnostic(
                        "G518",
                        f"`{entity.name}.{query.name}` loads `{relation.name}`, but nothing tells the "
                        f"rows of `{keyless.name}` apart",
                        query.at,
                        "give it a primary key, or a unique whose fields always have values",
                    )
