"""What is kept word for word: which objects must be, because of others, and the node of each.

Takes a Catalog and the Ways so far, gives Ways in which nothing refers to what is not said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.access import is_said
from generator.recover.engines import spelling
from generator.recover.known import Known, Ways
from generator.recover.names import snake, unique
from generator.source import Data
from generator.sql.units import FORWARD_KEYS, INLINE_INDEXES

__all__ = ["closed", "escaped", "kept", "needs"]

Map = dict[str, Data]
OWN = {"access_method", "replica_identity", "unlogged"}
"""What a partition cannot say of how it is kept."""
TYPES = (cat.EnumType, cat.DomainType, cat.CompositeType)


def closed(catalog: Catalog, ways: Ways) -> Ways:
    """Adds what must be kept word for word because of what is: the rest of a table, references to it,
    its partitions, and types that are made of others."""
    found = set(ways.verbatim)
    found |= {
        item.id for item in catalog if isinstance(item, cat.Verbatim) or _is_odd(catalog, item)
    }
    found |= set(_circular(catalog))
    while True:
        more = {key for item in catalog for key in _follows(catalog, item, found)} - found
        if not more:
            break
        found |= more
    inside = frozenset(
        part.id
        for table in catalog.of(cat.Table)
        if isinstance(table, cat.Table) and table.id in found
        for part in spelling(catalog.engine).inside(catalog, table)
    )
    return replace(ways, verbatim=frozenset(found) | inside, inside=inside)


def _is_odd(catalog: Catalog, item: cat.Object) -> bool:
    """Whether the language has no word for it: inheritance, a partition of a table in another schema or
    with more than settings, an index that its partitions have not."""
    if not isinstance(item, cat.Table):
        return isinstance(item, cat.Index) and "invalid" in item.options
    if {"inherits", "of_type"} & set(item.options):
        return True
    above = catalog.objects.get(Id("table", item.schema, "", item.parent))
    return bool(item.parent) and (above is None or bool(OWN & set(item.options)))


def _follows(catalog: Catalog, item: cat.Object, found: set[Id]) -> Iterator[Id]:
    """Gives what is kept because of what is."""
    key = item.id
    owner = Id("table", key.schema, "", key.table)
    if (
        isinstance(item, spelling(catalog.engine).tied)
        and key in found
        and owner in catalog.objects
    ):
        yield owner
    if key.table and (owner in found or owner._replace(kind="view") in found):
        yield key
    if (
        isinstance(item, cat.ForeignKey)
        and Id("table", item.ref_schema, "", item.ref_table) in found
    ):
        yield key
    if isinstance(item, cat.Table) and item.parent and owner._replace(name=item.parent) in found:
        yield key
    owners = item.owned_by[:1] if isinstance(item, cat.Sequence) else ()
    if any(owner._replace(name=name) in found for name in owners):
        yield key
    if isinstance(item, cat.IndexUse) and key._replace(kind="index", name=item.index) in found:
        yield key
    if isinstance(item, cat.ForeignKey) and not _is_keyed(catalog, item, found):
        yield key
    if isinstance(item, cat.Grant) and not is_said(catalog, item, found):
        yield key
    if isinstance(item, TYPES) and any(need in found for need in catalog.depends.get(key, ())):
        yield key


def _is_keyed(catalog: Catalog, item: cat.ForeignKey, found: set[Id]) -> bool:
    """Whether what a foreign key refers to is a key or a unique index that is said."""
    if catalog.engine in (*INLINE_INDEXES, *FORWARD_KEYS):
        return True
    there = [
        key
        for key in catalog.by_table.get((item.ref_schema, item.ref_table), ())
        if key.id not in found
    ]
    keys = [set(key.columns) for key in there if isinstance(key, cat.PrimaryKey | cat.Unique)]
    keys += [
        {part.column for part in key.keys}
        for key in there
        if isinstance(key, cat.Index) and key.unique
    ]
    return set(item.ref_columns) in keys


def _circular(catalog: Catalog) -> Iterator[Id]:
    """Gives the checks and indexes that call a function which needs their own table."""
    reach = _reach(catalog)
    for item in (*catalog.of(cat.Check), *catalog.of(cat.Index)):
        table = Id("table", item.id.schema, "", item.id.table)
        for need in catalog.depends.get(item.id, ()):
            if need.kind == "function" and table in reach(need):
                yield item.id


def _reach(catalog: Catalog) -> Callable[[Id], frozenset[Id]]:
    """Gives all that an object stands on, however indirectly."""

    @cache
    def reach(start: Id) -> frozenset[Id]:
        seen: set[Id] = set()
        stack = [start]
        while stack:
            for need in catalog.depends.get(stack.pop(), ()):
                if need not in seen:
                    seen.add(need)
                    stack.append(need)
        return frozenset(seen)

    return reach


def kept(known: Known, item: cat.Object, taken: set[str]) -> tuple[Map, dict[str, str]] | None:
    """Gives the node of an object and the file beside it, which has what takes several lines; None
    where there is no statement. taken: the paths that are in use, to which it adds."""
    words = known.spelling
    text = words.statement(item, known.profile)
    if isinstance(item, cat.Table):
        text = words.whole(known.catalog, item, known.profile)
    if not text:
        return None
    label = known.kept[item.id]
    node: Map = {"id": label}
    beside: dict[str, str] = {}
    if "\n" in text or "\t" in text:
        stem = unique(snake(label)[:80].rstrip("_"), taken)
        taken.add(stem)
        node["file"] = f"verbatim/{stem}.sql"
        beside[f"verbatim/{stem}.sql"] = f"{text}\n"
    else:
        node["sql"] = escaped(text)
    if undo := words.undo(item, known.profile):
        node["undo"] = escaped(undo)
    if wanted := needs(known, item):
        node["needs"] = list(wanted)
    return node, beside


def escaped(text: str) -> str:
    """Doubles the brackets that would name something of the specs."""
    return text.replace("{{", "{{{{")


def needs(known: Known, item: cat.Object) -> list[str]:
    """Gives the names of what an object that is kept must find when it is made."""
    mine = known.called(item.id)
    named = (known.called(key) for key in _wanted(known, item))
    return [name for name in dict.fromkeys(named) if name and name != mine]


def _wanted(known: Known, item: cat.Object) -> Iterator[Id]:
    key = item.id
    depends = known.catalog.depends
    if key.table and not isinstance(item, cat.Grant):
        yield Id("table", key.schema, "", key.table)
        yield Id("view", key.schema, "", key.table)
    if isinstance(item, cat.Index) and "invalid" in item.options:
        yield from _partitions(known.catalog, item.schema, item.table)
    if isinstance(item, cat.IndexUse):
        yield key._replace(kind="index", name=item.index)
    if isinstance(item, cat.ForeignKey):
        yield Id("table", item.ref_schema, "", item.ref_table)
    if isinstance(item, cat.Grant):
        kinds = ("table", "view", "sequence", "function", "enum", "domain", "composite")
        yield from (Id(kind, item.schema, "", item.on) for kind in kinds)
    yield from getattr(item, "needs", ())
    yield from depends.get(key, ())
    if isinstance(item, cat.Table):
        if item.parent:
            yield key._replace(name=item.parent)
        for part in known.spelling.inside(known.catalog, item):
            yield from depends.get(part.id, ())


def _partitions(catalog: Catalog, schema: str, table: str) -> Iterator[Id]:
    """Gives the partitions of a table, of any depth: one that is made later gets a part in each index."""
    for item in catalog.of(cat.Table):
        if isinstance(item, cat.Table) and (item.schema, item.parent) == (schema, table):
            yield item.id
            yield from _partitions(catalog, schema, item.name)
