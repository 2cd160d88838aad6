"""What a model for every engine cannot say, found before anything is made.

Takes a Scene, gives a finding for each field that only some engines of its entity have."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics import Diagnostic
from generator.render.jobs import Scene
from generator.render.python.names import tables

__all__ = ["check"]


def check(scene: Scene) -> Sequence[Diagnostic]:
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
