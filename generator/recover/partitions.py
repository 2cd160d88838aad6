"""Partitions: how the rows of a table are divided, and what single partitions have of their own.

Takes a Table, gives the `partition:` of its entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.indexes import indexes
from generator.recover.keys import key, uniques
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map, below, said, value
from generator.recover.references import references
from generator.recover.rules import checks, exclusions
from generator.recover.spelling import setting
from generator.resolve.partitions import SECTIONS
from generator.source import Data

__all__ = ["partition"]


def partition(known: Known, table: cat.Table) -> Map:
    """Says how rows are divided; what the language has no words for is left to the proof to find."""
    keys = [_key(known, table, item) for item in known.spelling.division(table.partition_by)]
    made: Map = {"by": table.partition_by.partition(" ")[0].lower()}
    (only, *others) = keys
    if others or (isinstance(only, dict) and set(only) != {"expr"}):
        made["fields"] = keys
    else:
        made |= only if isinstance(only, dict) else {"field": only}
    parts = list(_children(known, table))
    if len(parts) > 1:
        _share(known, table, parts, made)
    children: Map = {}
    for part in parts:
        node: Map = {**part.rows, **part.own}
        if node == {"default": True} and part.table.name == f"{table.name}_default":
            made["default"] = True
        else:
            children[part.name] = node
    made["children"] = children
    return made


@dataclass(slots=True)
class _Part:
    """A partition. rows: which it holds; own: what else is said of it; items: the parts of that, as any
    partition with the same would say them, by section and name."""

    table: cat.Table
    name: str
    rows: Map
    own: Map
    items: dict[tuple[str, str], Data]


def _children(known: Known, table: cat.Table) -> Iterator[_Part]:
    taken: set[str] = set()
    for item in known.catalog:
        if item.id in known.ways.verbatim or not isinstance(item, cat.Table):
            continue
        if (item.schema, item.parent) == (table.schema, table.name):
            name = known.parts[item.id] = unique(snake(item.name), taken)
            taken.add(name)
            yield _part(known, item, name)


def _part(known: Known, table: cat.Table, name: str) -> _Part:
    """Says a partition with all that is its own."""
    default = table.bound == "DEFAULT"
    rows: Map = {"default": True} if default else known.spelling.bound(table.bound)
    own: Map = {} if name == table.name else {"table": table.name}
    own |= said(table.comment)
    if storage := _storage(table):
        own["storage"] = storage
    _say(known, table, own)
    if table.partition_by:
        own["partition"] = partition(known, table)
    return _Part(table, name, rows, own, dict(_items(own, table.name)))


def _say(known: Known, table: cat.Table, own: Map) -> None:
    """Says the keys, constraints and indexes that a partition has and the whole table has not."""
    mine = known.catalog.by_table.get((table.schema, table.name), ())
    ours = [item for item in mine if item.id not in known.ways.verbatim]
    key(known, table, ours, own, {})
    uniques(known, table, ours, own, {})
    references(known, table, ours, own, {})
    checks(known, table, ours, own)
    exclusions(known, table, ours, own)
    indexes(known, table, ours, own)


def _storage(table: cat.Table) -> Map:
    options: Map = {name: setting(text) for name, text in table.options.items()}
    made: Map = {"options": options} if options else {}
    return made | ({"tablespace": table.tablespace} if table.tablespace else {})


def _items(own: Map, table: str) -> Iterator[tuple[tuple[str, str], Data]]:
    for section in SECTIONS:
        found = own.get(section)
        for name, data in found.items() if isinstance(found, dict) else ():
            yield (section, name), _generic(data, table)


def _generic(data: Data, table: str) -> Data:
    """Gives an item as `each` says it: in its name, `{table}` stands for the partition's table."""
    name = data.get("name") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(name, str):
        return data
    return {**data, "name": name.replace(table, "{table}")}


def _share(known: Known, table: cat.Table, parts: Sequence[_Part], made: Map) -> None:
    """Says once, under `each`, what more than half of the partitions have alike."""
    common = _common(parts)
    sharing = [part for part in parts if common and common.items() <= _frozen(part).items()]
    if 2 * len(sharing) <= len(parts):
        return
    each: Map = {}
    for section, name in common:
        below(each, section)[name] = sharing[0].items[section, name]
        places = (known.place(part.table.id, section, name) for part in sharing)
        ids = tuple(known.items[place] for place in places)
        known.shared[known.place(table.id, f"each.{section}", name)] = ids
    made["each"] = each
    for part in parts:
        if part in sharing:
            _take(part, common)
        else:
            part.rows["each"] = False


def _frozen(part: _Part) -> dict[tuple[str, str], str]:
    return {key: repr(data) for key, data in part.items.items()}


def _common(parts: Sequence[_Part]) -> dict[tuple[str, str], str]:
    """Gives what the partitions that have anything of their own have alike; where that is nothing, all
    that the most of them have alike."""
    having = [found for part in parts if (found := _frozen(part))]
    alike = {
        key: text
        for key, text in (having[0].items() if having else ())
        if all(found.get(key) == text for found in having)
    }
    return alike or max(having, key=having.count, default={})


def _take(part: _Part, common: Mapping[tuple[str, str], str]) -> None:
    """Takes out of a partition's node what `each` says."""
    for section, name in common:
        found = below(part.own, section)
        del found[name]
        if not found:
            del part.own[section]


def _key(known: Known, table: cat.Table, item: cat.Key) -> Data:
    """Says a key by which rows are divided: a field, or more than that."""
    whole = known.whole(table.id)
    column = Id("column", whole.schema, whole.name, item.column)
    native = table.id in known.ways.native
    text = item.expression if native else value(known, table, item.expression)
    made: Map = {"field": known.fields.get(column, item.column)} if item.column else {"expr": text}
    made |= {"collate": item.collate} if item.collate else {}
    made |= {"opclass": item.opclass} if item.opclass else {}
    return made["field"] if set(made) == {"field"} else made
