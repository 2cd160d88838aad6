"""Keys: the primary key and uniques of a table, inside a field where that says all.

Takes the objects of a table, adds to the entity and its fields."""

from __future__ import annotations

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.known import Known, Meaning
from generator.recover.parts import Map, inside, is_usual, named, said, usual
from generator.source import Data

__all__ = ["key", "uniques"]

MOST = 60
"""Letters of a name that is made of others."""


def key(known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map) -> Map:
    """Says the primary key: on its field, or as a list of fields; gives what happens where one is taken."""
    conflicts: Map = {}
    for item in ours:
        if not isinstance(item, cat.PrimaryKey):
            continue
        names = known.fields_of(item, item.columns)
        conflicts |= {"key": item.on_conflict.lower()} if item.on_conflict else {}
        called = ("", usual(known, "pk", table.name, "", item.columns))
        plain = item.name in called and not item.include and not item.deferrable
        plain = plain and not (item.comment or item.keys)
        if plain and len(names) == 1 and names[0] in fields:
            inside(fields, names[0])["key"] = True
            continue
        whole: Map = {"fields": list(names), **said(item.comment)}
        if item.include:
            whole["include"] = list(known.fields_of(item, item.include))
        if item.deferrable:
            whole["deferrable"] = item.deferrable
        if item.name not in called:
            whole["name"] = item.name
        if parts := _parts(known, item):
            whole["engines"] = {known.engine: {"parts": parts}}
        made["key"] = list(names) if plain else whole
    return conflicts


def _parts(known: Known, item: cat.PrimaryKey | cat.Unique) -> Map:
    """Says what a key has of its fields where that is not the field as it is."""
    made: Map = {}
    for key in item.keys:
        part: Map = {"length": key.length} if key.length else {}
        part |= {"collate": key.collate} if key.collate else {}
        part |= {"desc": True} if key.desc else {}
        if part:
            made[known.field_of(item, key.column)] = part
    return made


def uniques(known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map) -> Map:
    """Says the unique constraints: on their field, or under `unique:`; gives what happens where one is
    broken, by name."""
    found: Map = {}
    conflicts: Map = {}
    for item in ours:
        if meaning := known.meanings.get(item.id):
            name, whole = _meant(known, table, item.id, meaning, found)
            known.items[known.entities[table.id], "unique", name] = item.id
            found[name] = whole
        if not isinstance(item, cat.Unique) or item.id in known.over:
            continue
        names = known.fields_of(item, item.columns)
        extra: Map = {"nulls": "not_distinct"} if item.nulls_not_distinct else {}
        extra |= {"deferrable": item.deferrable} if item.deferrable else {}
        if (
            len(names) == 1
            and names[0] in fields
            and not item.include
            and not item.comment
            and not item.keys
            and "unique" not in inside(fields, names[0])
        ):
            same = is_usual(known, "uq", table.name, names[0], item)
            inline = extra if same else {**extra, "name": item.name}
            inside(fields, names[0])["unique"] = inline or True
            conflicts |= {names[0]: item.on_conflict.lower()} if item.on_conflict else {}
            continue
        wanted = "_".join(names) if len("_".join(names)) <= MOST else item.name
        name, pinned = named(known, "uq", table, item.name, wanted, found, item.columns)
        whole = {"fields": list(names), **extra, **said(item.comment), **pinned}
        if item.include:
            whole["include"] = list(known.fields_of(item, item.include))
        if parts := _parts(known, item):
            whole["engines"] = {known.engine: {"parts": parts}}
        known.note(table.id, "unique", name, item.id)
        found[name] = _bare(whole)
        conflicts |= {name: item.on_conflict.lower()} if item.on_conflict else {}
    if found:
        made["unique"] = found
    return conflicts


def _meant(
    known: Known, table: cat.Table, key: Id, meaning: Meaning, taken: Map
) -> tuple[str, Map]:
    """Says a unique that the engine holds by expressions."""
    names = "_".join(meaning.fields)
    wanted = names if len(names) <= MOST else key.name
    name, pinned = named(known, "uq", table, key.name, wanted, taken, meaning.fields)
    whole: Map = {"fields": list(meaning.fields)}
    whole |= {"nulls": "not_distinct"} if meaning.nulls_not_distinct else {}
    whole |= {"where": meaning.where} if meaning.where else {}
    return name, whole | said(known.over[key].comment) | pinned


def _bare(whole: Map) -> Data:
    """Gives the list of fields alone where that says all."""
    return whole["fields"] if set(whole) == {"fields"} else whole
