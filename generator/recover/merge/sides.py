"""One side of a merge: its nodes, each known by the object of the database that it says.

Takes the specs of a side with the catalog they are lowered to, gives Nodes in long form, and what the
names of a side mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.merge.forms import PARTS, long
from generator.recover.merge.tree import Map
from generator.source import Data

__all__ = [
    "ITEMS", "LISTED", "SECTIONS", "Names", "Node", "Side", "Where", "listed", "mixed", "named", "names",
    "nodes",
]  # fmt: skip

SECTIONS = (
    "schemas", "roles", "types", "enums", "composites", "sequences", "entities", "links", "views",
    "functions", "triggers",
)  # fmt: skip
LISTED = ("extensions", "verbatim")
"""Sections that are lists for an engine."""

KINDS = {
    "entities": ("table",), "links": ("table",), "enums": ("enum", "table"), "types": ("domain",),
    "composites": ("composite",), "sequences": ("sequence",), "views": ("view",), "roles": ("role",),
    "schemas": ("schema",),
    "functions": ("function",), "triggers": ("trigger",),
}  # fmt: skip
ITEMS = {
    "unique": ("unique", "index"), "checks": ("check",), "indexes": ("index",),
    "foreign_keys": ("foreign_key",), "exclude": ("exclusion",), "policies": ("policy",),
}  # fmt: skip
"""The kinds of objects that the named parts of an entity are."""
NAMED = frozenset(kind for kinds in ITEMS.values() for kind in kinds)


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """The address of a node: its file, its section and its name; of a section that is a list, the
    engine is part of the section (`verbatim.postgresql`)."""

    file: str
    section: str
    name: str


@dataclass(frozen=True, slots=True)
class Side:
    """Specs. files: path to data; beside: the SQL files, by path; catalog: what they are lowered to."""

    files: Mapping[str, Map]
    beside: Mapping[str, str]
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Node:
    """A node in long form, with all that its mixins say. use: those mixins, as it names them;
    inherited: (part, name) of what they say, to the mixin."""

    at: Where
    data: Map
    use: tuple[str, ...] = ()
    inherited: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean. ids: the object of a node; fields: the column of a field, by table; items:
    the name in the database of a constraint or an index by its section and name, by table."""

    ids: Mapping[Where, Id]
    fields: Mapping[Id, Mapping[str, str]]
    items: Mapping[Id, Mapping[tuple[str, str], str]]


def names(side: Side) -> Names:
    """Looks up in the catalog which object each node says, and each field, constraint and index."""
    ids: dict[Where, Id] = {}
    owners: dict[tuple[str, str], Id] = {}
    for item in side.catalog:
        keys = item.at.keys
        if len(keys) == 2 and item.kind in KINDS.get(str(keys[0]), ()):
            ids.setdefault(Where(item.at.file, str(keys[0]), str(keys[1])), item.id)
            if item.kind in ("table", "view"):
                owners[item.id.schema, item.id.name] = item.id
    fields: dict[Id, dict[str, str]] = {}
    items: dict[Id, dict[tuple[str, str], str]] = {}
    for item in side.catalog:
        owner = owners.get((item.id.schema, item.id.table))
        if owner is None:
            continue
        if isinstance(item, cat.Column):
            fields.setdefault(owner, {})[item.node.rpartition(".")[2]] = item.name
        elif item.kind in NAMED:
            _, _, rest = item.node.partition(".")
            section, _, name = rest.partition(".")
            if section in PARTS and name and "." not in name:
                items.setdefault(owner, {})[section, name] = item.id.name
    return Names(ids, fields, items)


def nodes(side: Side, known: Names) -> dict[Id, Node]:
    """Gives the nodes of a side by their objects; a node without one is known by its name."""
    mixins = mixed(side)
    made: dict[Id, Node] = {}
    for at, data in _every(side):

        def text_of(path: str, at: Where = at) -> str | None:
            return side.beside.get(f"{at.file.rpartition('/')[0]}/{path}")

        section = at.section.partition(".")[0]
        inherited: Mapping[tuple[str, str], str] = {}
        node = long(section, data, text_of)
        use = listed(node.get("use"))
        if section in ("entities", "links"):
            node, inherited = _with_mixins(node, mixins)
        made[known.ids.get(at) or Id(at.section, "", "", at.name)] = Node(at, node, use, inherited)
    return made


def _every(side: Side) -> Iterator[tuple[Where, Data]]:
    for file, spec in side.files.items():
        for section in SECTIONS:
            found = spec.get(section)
            for name, data in found.items() if isinstance(found, dict) else ():
                yield Where(file, section, name), data
        for section in LISTED:
            found = spec.get(section)
            for engine, items in found.items() if isinstance(found, dict) else ():
                for item in items if isinstance(items, list) else ():
                    node: Data = item if isinstance(item, dict) else {"name": item}
                    yield Where(file, f"{section}.{engine}", named(node)), node


def named(item: Data) -> str:
    """Gives what an item of a listed section is known by."""
    return str(item.get("id", item.get("name")) if isinstance(item, dict) else item)


def mixed(side: Side) -> dict[str, Map]:
    """Gives the mixins of a side, in long form."""
    found: dict[str, Map] = {}
    for spec in side.files.values():
        mixins = spec.get("mixins")
        for name, data in mixins.items() if isinstance(mixins, dict) else ():
            found[name] = long("mixins", data, lambda _: None)
    return found


def _with_mixins(node: Map, mixins: Mapping[str, Map]) -> tuple[Map, Mapping[tuple[str, str], str]]:
    """Gives an entity with all that its mixins say, as if it said so itself."""
    inherited: dict[tuple[str, str], str] = {}
    made = {key: value for key, value in node.items() if key != "use"}
    for name in _used(node, mixins):
        for key, value in mixins[name].items():
            if key in PARTS and isinstance(value, dict):
                mine = made.get(key)
                own: Map = dict(mine) if isinstance(mine, dict) else {}
                for item, data in value.items():
                    if item not in own or (key, item) in inherited:
                        inherited[key, item] = name
                        own[item] = data
                    elif isinstance(data, dict):
                        over = own[item]
                        own[item] = {**data, **over} if isinstance(over, dict) else over
                made[key] = own
            elif key not in ("description", "use", *PARTS) and key not in made:
                made[key] = value
    return made, inherited


def listed(use: Data) -> tuple[str, ...]:
    """Gives what `use:` names: one mixin, or a list of them."""
    return tuple(map(str, use)) if isinstance(use, list) else (use,) if isinstance(use, str) else ()


def _used(node: Map, mixins: Mapping[str, Map], seen: tuple[str, ...] = ()) -> list[str]:
    """Gives the mixins of a node, those that they use themselves first."""
    found: list[str] = []
    for name in listed(node.get("use")):
        if name in mixins and name not in seen:
            found += [one for one in _used(mixins[name], mixins, (*seen, name)) if one not in found]
            found += [name] if name not in found else []
    return found
