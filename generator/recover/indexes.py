"""Indexes, of tables and of views.

Takes an Index, gives it as plain data."""

from __future__ import annotations

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.known import Known
from generator.recover.parts import Map, named, portable, said, value
from generator.source import Data

__all__ = ["index", "indexes"]

MOST = 60
"""Letters of a name that is made of others."""


def indexes(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    """Says the indexes that no constraint owns."""
    found: Map = {}
    for each in ours:
        item = known.over.get(each.id, each)
        if isinstance(item, cat.Index) and each.id not in known.meanings:
            name, whole = index(known, item, table.name, found)
            known.note(table.id, "indexes", name, each.id)
            found[name] = whole
    if found:
        made["indexes"] = found


def index(known: Known, item: cat.Index, table: str, taken: Map) -> tuple[str, Data]:
    """Gives an index, as the list of its fields where that says all."""
    item = known.spelling.meant(known.catalog, item)
    stem = cat.Table(name=table)
    wanted = "_".join(known.field_of(item, column) for column in _over(item))
    wanted = wanted if 0 < len(wanted) <= MOST else item.name
    name, pinned = named(known, "ix", stem, item.name, wanted, taken, _over(item))
    # what types a view's columns have is the engine's to know
    of_view = Id("view", item.schema, "", item.table) in known.views
    told = of_view or item.id in known.ways.native
    native = told and any(key.expression for key in item.keys)
    classes = {key.opclass for key in item.keys}
    keys: list[Data] = [_index_key(known, item, key, native=native) for key in item.keys]
    whole: Map = {**({} if native else {"fields": keys}), **said(item.comment)}
    own: Map = {}
    if native or len(classes) > 1:
        own["fields"] = [_classed(key, item.keys[n].opclass) for n, key in enumerate(keys)]
    elif only := classes.pop():
        own["opclass"] = only
    if item.unique:
        whole["unique"] = True
    if item.nulls_not_distinct:
        whole["nulls"] = "not_distinct"
    if item.method:
        whole["method"] = item.method
    if item.where and told:
        own["where"] = item.where
    elif item.where:
        whole["where"] = portable(known, cat.Table(schema=item.schema, name=table), item.where)
    if item.include:
        whole["include"] = list(known.fields_of(item, item.include))
    own |= known.spelling.index(item)
    whole |= pinned
    if own:
        whole["engines"] = {known.engine: own}
    return name, keys if set(whole) == {"fields"} else whole


def _classed(key: Data, opclass: str) -> Data:
    """Gives a key with its operator class."""
    long: Map = key if isinstance(key, dict) else {"field": key}
    return {**long, "opclass": opclass} if opclass else key


def _over(item: cat.Index) -> list[str]:
    """Gives the columns of an index, [] when it is over more than columns."""
    return [key.column for key in item.keys] if all(key.column for key in item.keys) else []


def _index_key(known: Known, item: cat.Index, key: cat.Key, *, native: bool) -> Data:
    name = known.field_of(item, key.column) if key.column else ""
    table = cat.Table(schema=item.schema, name=item.table)
    text = key.expression if native else value(known, table, key.expression)
    made: Map = {"field": name} if name else {"expr": text}
    made |= {"desc": True} if key.desc else {}
    made |= {"nulls": key.nulls} if key.nulls else {}
    made |= {"collate": key.collate} if key.collate else {}
    made |= {"length": key.length} if key.length else {}
    return name if set(made) == {"field"} else made
