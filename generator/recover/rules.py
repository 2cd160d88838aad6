"""Rules for rows: checks, and policies for who sees them.

Takes the objects of a table, adds to the entity."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map, named, portable, said, stem

__all__ = ["checks", "policies"]


def checks(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the checks, in portable text where that is tried."""
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Check):
            continue
        name, pinned = named(known, "ck", table, item.name, stem(table, item.name), found)
        extra: Map = {} if item.valid else {"valid": False}
        own: Map = {"no_inherit": True} if item.no_inherit else {}
        if item.id in known.ways.native:
            own["expr"] = item.expression
        else:
            extra["expr"] = portable(known, table, item.expression)
        whole: Map = {**said(item.comment), **extra, **pinned}
        if own:
            whole["engines"] = {known.engine: own}
        known.items[known.entities[table.id], "checks", name] = item.id
        found[name] = extra["expr"] if set(whole) == {"expr"} else whole
    if found:
        made["checks"] = found


def policies(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the policies."""
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Policy):
            continue
        name = unique(snake(item.name), found)
        whole: Map = said(item.comment)
        if item.command != "ALL":
            whole["for"] = [item.command.lower()]
        if item.roles:
            whole["to"] = [known.roles.get(role, role) for role in item.roles]
        if not item.permissive:
            whole["restrictive"] = True
        texts: Map = {
            key: text for key, text in (("using", item.using), ("check", item.check)) if text
        }
        native = item.id in known.ways.native
        pinned: Map = {} if name == item.name else {"name": item.name}
        whole |= {**pinned, "engines": {known.engine: texts}} if native else {**texts, **pinned}
        known.items[known.entities[table.id], "policies", name] = item.id
        found[name] = whole
    if found:
        made["policies"] = found
