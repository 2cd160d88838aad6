"""What people declared about names: `was:` in the specs and in migrations/intent.yaml.

Takes catalogs and decisions, gives the catalog with the decisions in it, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.catalog import Catalog, Column, Object, Table, catalog
from generator.diagnostics import Diagnostic

__all__ = ["check_was", "decide"]


def decide(found: Catalog, was: Mapping[str, str]) -> Catalog:
    """Adds renames that were declared beside the specs. was: logical path to the old one."""
    if not was:
        return found
    items = (
        replace(item, was=was[item.node]) if _is_named(item) and item.node in was else item
        for item in found
    )
    return catalog(found.engine, found.version, items)


def check_was(old: Catalog, new: Catalog) -> Iterator[Diagnostic]:
    """Finds a `was` that names a living node (G407) and one that is spent (G408)."""
    before, after = _nodes(old), _nodes(new)
    for item in new:
        if not item.was or not _is_named(item):
            continue
        path = _path(item)
        if path in after and path != item.node:
            text = f"`{item.node}` was `{path}`, but `{path}` is still there"
            yield Diagnostic("G407", text, item.at.child("was"))
        elif path not in before and item.node in before:
            text = f"`was: {item.was}` of `{item.node}` is spent: no version needs it any more"
            yield Diagnostic("G408", text, item.at.child("was"), "remove it")


def _is_named(item: Object) -> bool:
    return isinstance(item, Table | Column)


def _nodes(found: Iterable[Object]) -> frozenset[str]:
    return frozenset(item.node for item in found if _is_named(item))


def _path(item: Object) -> str:
    """Gives the old logical path; a field's `was` may leave its entity out."""
    if isinstance(item, Table) or "." in item.was:
        return item.was
    return f"{item.node.rpartition('.')[0]}.{item.was}"
