"""Rules for rows: checks, exclusions, and policies for who sees them.

Takes the objects of a table, adds to the entity."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.recover import security
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map, named, portable, said, stem
from generator.recover.security import Told
from generator.source import Data

__all__ = ["checks", "exclusions", "policies"]


MOST = 40
"""Letters of a name that is made of others."""


def checks(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the checks, in portable text where that is tried."""
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Check):
            continue
        wanted = _about(known, table, item) or stem(table, item.name)
        name, pinned = named(known, "ck", table, item.name, wanted, found)
        extra: Map = {} if item.valid else {"valid": False}
        own: Map = {"no_inherit": True} if item.no_inherit else {}
        if item.id in known.ways.native:
            own["expr"] = item.expression
        else:
            extra["expr"] = portable(known, table, item.expression)
        whole: Map = {**said(item.comment), **extra, **pinned}
        if own:
            whole["engines"] = {known.engine: own}
        known.note(table.id, "checks", name, item.id)
        found[name] = extra["expr"] if set(whole) == {"expr"} else whole
    if found:
        made["checks"] = found


def exclusions(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the exclusion constraints."""
    found: Map = {}
    for item in ours:
        if isinstance(item, cat.Exclusion):
            name, pinned = named(known, "ex", table, item.name, stem(table, item.name), found)
            known.note(table.id, "exclude", name, item.id)
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


def _about(known: Known, table: cat.Table, item: cat.Check) -> str:
    """Names a check without a name by the fields that it speaks of; "" for another check."""
    if not item.name.startswith("("):
        return ""
    words = set(re.findall(r"\w+", item.expression.lower()))
    columns = known.catalog.by_table.get((table.schema, table.name), ())
    about = (each for each in columns if each.id.kind == "column" and each.id.name.lower() in words)
    return "_".join(known.fields[each.id] for each in about)[:MOST].rstrip("_")


def policies(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the policies."""
    found: Map = {}
    for item in ours:
        if isinstance(item, cat.SecurityPolicy):
            _secured(item, made)
        for each in _told(known, item):
            name = unique(snake(each.name), found)
            own = _own(known, item, each) if item.id in known.ways.native else None
            found[name] = _policy(known, each, name, own)
            known.note(table.id, "policies", name, item.id)
    if found:
        made["policies"] = found


def _secured(item: cat.SecurityPolicy, made: Map) -> None:
    """Says for whom the policies of a table hold, where that is not what is usual."""
    if security.forced(item):
        made["row_security"] = "forced"
    elif security.told(item) == ():
        made["row_security"] = "enabled"


def _told(known: Known, item: cat.Object) -> tuple[Told, ...]:
    if isinstance(item, cat.SecurityPolicy):
        names = {column: known.field_of(item, column) for column in item.columns}
        return security.told(security.called(item, names)) or ()
    if not isinstance(item, cat.Policy):
        return ()
    commands = () if item.command == "ALL" else (item.command.lower(),)
    sides = (item.using, item.check, item.comment)
    return (Told(item.name, commands, item.roles, item.permissive, *sides),)


def _own(known: Known, item: cat.Object, each: Told) -> Map:
    """Gives the engine's own text of a policy, with what it looks up."""
    made: Map = {key: text for key, text in (("using", each.using), ("check", each.check)) if text}
    if isinstance(item, cat.SecurityPolicy):
        words = set(re.findall(r"\w+", f"{each.using} {each.check}".lower()))
        needs = [key for key in item.needs if key.name.partition("(")[0].lower() in words]
        names: list[Data] = [name for name in map(known.called, needs) if name]
        made |= {"needs": names} if names else {}
    return made


def _policy(known: Known, item: Told, name: str, own: Map | None) -> Map:
    """Says a policy. own: the engine's own text of it, None for one that is portable."""
    whole: Map = said(item.comment)
    if item.commands:
        whole["for"] = list(item.commands)
    if item.roles:
        whole["to"] = [known.roles.get(role, role) for role in item.roles]
    if not item.permissive:
        whole["restrictive"] = True
    pinned: Map = {} if name == item.name else {"name": item.name}
    if own is not None:
        return {**whole, **pinned, "engines": {known.engine: own}}
    texts = {key: text for key, text in (("using", item.using), ("check", item.check)) if text}
    return {**whole, **{key: _open(known, text) for key, text in texts.items()}, **pinned}


def _open(known: Known, text: str) -> str:
    return security.portable(text) if known.engine == "mssql" else text
