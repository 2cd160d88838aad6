"""Rules for rows: checks, exclusions, and policies for who sees them.

Takes the objects of a table, adds to the entity."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map, named, portable, said, stem

__all__ = ["checks", "exclusions", "policies"]


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


def exclusions(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the exclusion constraints."""
    found: Map = {}
    for item in ours:
        if isinstance(item, cat.Exclusion):
            name, pinned = named(known, "ex", table, item.name, stem(table, item.name), found)
            known.items[known.entities[table.id], "exclude", name] = item.id
            found[name] = _exclusion(known, table, item, pinned)
    if found:
        made["exclude"] = found


def _exclusion(known: Known, table: cat.Table, item: cat.Exclusion, pinned: Map) -> Map:
    """Gives what must not be alike; an order or a collation of a key is left to the proof to find."""
    names = [
        known.field_of(item, key.column) if key.column else key.expression for key in item.keys
    ]
    keys = dict(zip(names, item.keys, strict=True))
    classes: Map = {name: key.opclass for name, key in keys.items() if key.opclass}
    native = item.id in known.ways.native
    whole: Map = said(item.comment)
    own: Map = {"opclass": classes} if classes else {}
    compared: Map = {name: key.operator for name, key in keys.items()}
    is_own = native and any(key.expression for key in item.keys)
    (own if is_own else whole)["with"] = compared
    if item.method != "gist":
        whole["method"] = item.method
    if item.where:
        (own if native else whole)["where"] = (
            item.where if native else portable(known, table, item.where)
        )
    if item.deferrable:
        whole["deferrable"] = item.deferrable
    whole |= pinned
    return {**whole, "engines": {known.engine: own}} if own else whole


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
