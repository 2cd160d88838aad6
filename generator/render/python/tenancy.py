"""Whether the database itself asks for the tenant, so that generated code must tell it.

Takes a Scene, looks into the policies of its catalogs."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.render.jobs import Scene

__all__ = ["asks_tenant"]

SETTING = "app.tenant"
"""What `current_tenant()` reads, by specs/functions.yaml."""


def asks_tenant(scene: Scene) -> bool:
    """Whether a policy of any engine asks for whom a session works."""
    return any(SETTING in text for found in scene.catalogs.values() for text in _policies(found))


def _policies(found: cat.Catalog) -> Iterator[str]:
    for item in found:
        match item:
            case cat.Policy():
                yield from (item.using, item.check)
            case cat.SecurityPolicy():
                yield from (each.condition for each in item.predicates)
            case _:
                continue
