"""Serial columns: numbers by a sequence of the column's own and a default, as PostgreSQL has them.

Takes fields, gives the names and texts that belong to them; elsewhere such a field is an identity."""

from __future__ import annotations

from generator import catalog as cat
from generator.model import Entity, Field
from generator.naming import cut
from generator.sql.literals import text_literal
from generator.sql.lower.context import Lowering

__all__ = ["default", "is_one", "needs", "sequence"]


def is_one(low: Lowering, field: Field) -> bool:
    """Whether a field counts by a sequence on this engine."""
    wanted = field.identity
    return low.engine == "postgresql" and wanted is not None and wanted.mode == "serial"


def sequence(low: Lowering, entity: Entity, field: Field) -> str:
    """Names the sequence of a serial column."""
    limit = low.profile.limit
    return cut(f"{entity.table}_{field.column}_seq", (limit,) if limit else ())


def default(low: Lowering, entity: Entity, field: Field) -> str:
    """Gives the default of a serial column, "" for any other."""
    if not is_one(low, field):
        return ""
    name = low.qualified(entity.schema, sequence(low, entity, field))
    return f"nextval({text_literal(name, low.profile)}::regclass)"


def needs(low: Lowering, entity: Entity, field: Field) -> tuple[cat.Id, ...]:
    """Gives the sequence that a serial column stands on, () for any other."""
    if not is_one(low, field):
        return ()
    return (cat.Id("sequence", entity.schema, "", sequence(low, entity, field)),)
