"""What a table uses an index for: the order of its rows, and how replication tells them.

Takes an entity, gives the uses by the physical names of the indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from generator import catalog as cat
from generator.model import Entity, Value
from generator.sql.lower.context import Lowering

__all__ = ["USES", "uses"]

USES = ("cluster", "replica_identity")
KEY = "key"
"""What `cluster:` calls the primary key."""


def uses(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the uses of an entity's indexes, uniques and key; one that is none is an error (G213)."""
    called = {item.name: item.physical for item in entity.uniques}
    called |= {item.name: item.physical for item in entity.indexes}
    if entity.key is not None:
        called.setdefault(KEY, entity.key.name)
    for name, wanted in _wanted(entity.options):
        at = entity.at.child("engines", low.engine, name)
        if wanted not in called:
            close = get_close_matches(wanted, called, 1)
            hint = f"did you mean `{close[0]}`?" if close else ""
            low.error("G213", f"`{entity.name}` has no index `{wanted}`", at, hint=hint)
            continue
        yield cat.IndexUse(
            schema=entity.schema,
            table=entity.table,
            name=name,
            index=called[wanted],
            node=f"{entity.name}.{name}",
            at=at,
        )


def _wanted(options: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    for name in USES:
        wanted = options.get(name)
        if isinstance(wanted, Mapping):
            yield name, str(wanted["index"])
        elif name == "cluster" and wanted is not None:
            yield name, str(wanted)
