"""Says one side in the words of another: a node that a person renamed is still the same node.

Takes the names of both sides, gives nodes of the first as the second would write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.catalog import Id
from generator.recover.merge.forms import PARTS
from generator.recover.merge.sides import Names, Node, Where
from generator.recover.merge.tree import Map
from generator.recover.names import unique
from generator.source import Data

__all__ = ["Words", "said", "words"]

TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_]\w*")
RELATIONS = ("entities", "links", "views", "sequences", "functions")
TYPES = ("types", "enums", "composites")
PINS = {"entities": "table", "links": "table"}


@dataclass(frozen=True, slots=True)
class Words:
    """What to write instead. nodes: the name of each node; relations, types and roles: by name;
    fields and items: by entity, in the words of the side that is translated."""

    nodes: dict[Where, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    items: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)
    pinned: dict[Where, str] = field(default_factory=dict)


def words(side: Names, mine: Names, taken: Mapping[str, Iterable[str]]) -> Words:
    """Compares the names of two sides. taken: the names of mine, by section."""
    made = Words()
    by_id = {key: at for at, key in mine.ids.items()}
    used = {section: set(found) for section, found in taken.items()}
    for at, key in side.ids.items():
        here = by_id.get(key)
        if here is not None:
            name = here.name
        else:
            name = unique(at.name, _taken(used, at.section))
            used.setdefault(at.section, set()).add(name)
            if name != at.name:
                made.pinned[at] = key.name
        made.nodes[at] = name
        if name != at.name:
            table = _table(made, at.section)
            table[at.name] = name
        if here is not None and key.kind in ("table", "view"):
            _parts(made, side, mine, at.name, key)
    return made


def _taken(used: Mapping[str, set[str]], section: str) -> set[str]:
    """Gives the names that a new node must not have: those of all that are referred to alike."""
    group = next((group for group in (RELATIONS[:3], TYPES) if section in group), (section,))
    return {name for one in group for name in used.get(one, ())}


def _table(made: Words, section: str) -> dict[str, str]:
    if section in TYPES:
        return made.types
    return made.roles if section == "roles" else made.relations


def _parts(made: Words, side: Names, mine: Names, there: str, key: Id) -> None:
    columns = {column: name for name, column in mine.fields.get(key, {}).items()}
    fields = made.fields.setdefault(there, {})
    taken = set(columns.values())
    for name, column in side.fields.get(key, {}).items():
        fields[name] = columns[column] if column in columns else unique(name, taken)
        taken.add(fields[name])
    physical = {(section, text): name for (section, name), text in mine.items.get(key, {}).items()}
    items = made.items.setdefault(there, {})
    for (section, name), text in side.items.get(key, {}).items():
        items[section, name] = physical.get((section, text), name)


def said(node: Node, key: Id, side: Names, made: Words) -> Node:
    """Gives a node in the other side's words."""
    at, section = node.at, node.at.section
    name = made.nodes.get(at, at.name)
    data = _node(made, at.name, section, node.data)
    if at in made.pinned:
        data.setdefault(PINS.get(section, "name"), key.name)
    columns = side.fields.get(key, {})
    fields = data.get("fields")
    if isinstance(fields, dict) and section in ("entities", "links"):
        for old, new in made.fields.get(at.name, {}).items():
            inner = fields.get(new)
            if old != new and isinstance(inner, dict) and columns.get(old) != new:
                fields[new] = _pinned(inner, columns.get(old, old))
    return Node(Where(at.file, section, name), data, node.use, node.inherited)


def _pinned(node: Map, column: str) -> Map:
    """Gives a field with its column, right behind its type."""
    if "column" in node:
        return node
    made: Map = {}
    for key, value in node.items():
        made[key] = value
        if key == "type":
            made["column"] = column
    return made if "column" in made else {**made, "column": column}


def _node(made: Words, entity: str, section: str, data: Map) -> Map:
    said: Map = {}
    for key, value in data.items():
        if key in PARTS and isinstance(value, dict):
            said[key] = {
                _item_name(made, entity, key, name): _item(made, entity, key, item)
                for name, item in value.items()
            }
        elif section in ("entities", "links"):
            said[key] = _of_entity(made, entity, key, value)
        else:
            said[key] = _other(made, key, value)
    return said


def _item_name(made: Words, entity: str, part: str, name: str) -> str:
    if part == "fields":
        return made.fields.get(entity, {}).get(name, name)
    return made.items.get(entity, {}).get((part, name), name)


def _access(made: Words, entity: str, value: Map) -> Map:
    """Renames roles, and the fields that privileges are for."""
    said: Map = {}
    for role, rights in value.items():
        told = rights
        if isinstance(rights, dict):
            told = {word: _fields(made, entity, of) for word, of in rights.items()}
        said[made.roles.get(role, role)] = told
    return said


def _of_entity(made: Words, entity: str, key: str, value: Data) -> Data:
    if key == "access" and isinstance(value, dict):
        return _access(made, entity, value)
    if key in ("key", "partition", "soft_delete", "version", "tenant"):
        return _fields(made, entity, value)
    if key == "rows" and isinstance(value, list):
        renamed = made.fields.get(entity, {})
        return [
            {renamed.get(name, name): one for name, one in row.items()}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    if key == "between" and isinstance(value, dict):
        return {
            name: made.relations.get(one, one) if isinstance(one, str) else one
            for name, one in value.items()
        }
    return value


def _fields(made: Words, entity: str, value: Data) -> Data:
    """Renames the fields in a value: a name, a list of names, or a map that has them."""
    renamed = made.fields.get(entity, {})
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, list):
        return [_key(made, entity, item) for item in value]
    if isinstance(value, dict):
        names = ("field", "fields", "include")
        return {
            key: _fields(made, entity, item) if key in names else item
            for key, item in value.items()
        }
    return value


def _key(made: Words, entity: str, item: Data) -> Data:
    if isinstance(item, dict):
        said = _fields(made, entity, item)
        assert isinstance(said, dict)
        if isinstance(said.get("expr"), str):
            said["expr"] = _expression(made, entity, str(said["expr"]))
        return said
    return _fields(made, entity, item)


def _item(made: Words, entity: str, part: str, item: Data) -> Data:
    if not isinstance(item, dict):
        return item
    said: Map = {}
    for key, value in item.items():
        if key == "type" and isinstance(value, list):
            said[key] = _typed(made, str(value[0]), str(value[1]))
        elif key in ("fields", "include"):
            said[key] = _fields(made, entity, value)
        elif key == "ref" and isinstance(value, str):
            said[key] = made.relations.get(value, value)
        elif key == "to" and part == "foreign_keys":
            said[key] = _fields(made, str(item.get("ref")), value)
        elif key == "to" and isinstance(value, list):
            said[key] = [made.roles.get(str(one), str(one)) for one in value]
        elif key == "with" and part == "exclude" and isinstance(value, dict):
            renamed = made.fields.get(entity, {})
            said[key] = {renamed.get(name, name): one for name, one in value.items()}
        elif key in ("expr", "where", "using", "check", "generated") and isinstance(value, str):
            said[key] = _expression(made, entity, value)
        elif key == "generated" and isinstance(value, dict) and isinstance(value.get("as"), str):
            said[key] = {**value, "as": _expression(made, entity, str(value["as"]))}
        else:
            said[key] = value
    return said


def _typed(made: Words, kind: str, text: str) -> Data:
    bare = text.rstrip("?")
    mark = text[len(bare) :]
    if kind == "type":
        return [kind, re.sub(r"\w+", lambda word: made.types.get(word[0], word[0]), bare) + mark]
    if bare in made.relations or "." not in bare:
        return [kind, made.relations.get(bare, bare) + mark]
    entity, _, name = bare.rpartition(".")
    there = made.fields.get(entity, {}).get(name, name)
    return [kind, f"{made.relations.get(entity, entity)}.{there}{mark}"]


def _expression(made: Words, entity: str, text: str) -> str:
    renamed = made.fields.get(entity, {})
    return TOKEN.sub(lambda word: renamed.get(word[0], word[0]), text)


def _other(made: Words, key: str, value: Data) -> Data:
    if key == "access" and isinstance(value, dict):
        return _access(made, "", value)
    if key == "needs" and isinstance(value, list):
        return [made.relations.get(str(one), str(one)) for one in value]
    if key == "member_of" and isinstance(value, list):
        return [made.roles.get(str(one), str(one)) for one in value]
    if key == "entity" and isinstance(value, str):
        return made.relations.get(value, value)
    if key == "owned_by" and isinstance(value, str):
        entity, _, name = value.rpartition(".")
        there = made.fields.get(entity, {}).get(name, name)
        return f"{made.relations.get(entity, entity)}.{there}"
    if key == "type" and isinstance(value, list):
        return _typed(made, str(value[0]), str(value[1]))
    return value
