"""Homes: the spec in which each node stands.

Takes nodes, gives them with the names of their specs: tables by their domains, views and functions
with most of what they read, types and sequences with the tables that use them. What serves several goes into
the spec that has the schema's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.shape.domains import domains
from generator.recover.shape.said import Map, Said, node
from generator.source import Data

__all__ = ["housed"]

TABLES = ("entities", "links")
SERVANTS = ("sequences", "composites", "types", "enums", "mixins")
ORDER = (*TABLES, "views", "triggers", "functions", *SERVANTS)
"""Each kind after those that use it."""
NOWHERE = ("extensions", "roles", "schemas", "verbatim")
"""What is in no schema, or says itself in which."""
NEXT = re.compile(r"nextval\('\"?([^'\"]+)")


@dataclass(slots=True)
class _Town:
    """A run. shares: by schema, the home of what serves several of it. homes: of a node by its
    section's noun and name; schemas: of each home; users: the homes that use a name."""

    known: Known
    shares: dict[str, str]
    homes: dict[str, str] = field(default_factory=dict)
    schemas: dict[str, str] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def shared(self, schema: str) -> str:
        """Gives the home of what serves several of a schema."""
        return self.shares[schema]


def housed(known: Known, said: Sequence[Said], main: str) -> tuple[Said, ...]:
    """Gives every node a home, in the order of the nodes. main: the spec of the default schema."""
    town = _Town(known, _shares(known, said, snake(main)))
    _settle(town, said)
    placed: dict[int, str] = {}
    for section in ORDER:
        for place, item in enumerate(said):
            if item.section == section:
                placed[place] = home = _home(town, item)
                town.homes.setdefault(item.name, home)
                for name in _uses(town, item):
                    town.users[name].add(home)
    return tuple(
        replace(item, home=placed.get(place) or _home(town, item))
        for place, item in enumerate(said)
    )


def _shares(known: Known, said: Sequence[Said], main: str) -> dict[str, str]:
    """Gives each schema its spec, by its name; the default one the name of the database, or its own
    where another schema is called like the database. What is in no schema goes with that one then."""
    shares = {"": ""}
    for schema in sorted({item.schema for item in said} - {""}):
        shares[schema] = unique(snake(schema), shares.values())
    taken = main in shares.values()
    is_placed = any(not item.schema and item.section not in NOWHERE for item in said)
    shares[""] = (
        unique(snake(known.profile.default_schema), shares.values())
        if taken and is_placed
        else main
    )
    return shares


def _settle(town: _Town, said: Sequence[Said]) -> None:
    """Gives the tables of each schema their homes."""
    schemas = dict.fromkeys(item.schema for item in said)
    town.schemas |= {home: schema for schema, home in town.shares.items()}
    for schema in schemas:
        tables = {
            item.name: item for item in said if item.schema == schema and item.section in TABLES
        }
        found = domains(town.known, tables, town.shared(schema), town.schemas)
        town.homes |= found
        town.schemas |= dict.fromkeys(found.values(), schema)


def _home(town: _Town, item: Said) -> str:
    used = _uses(town, item)
    match item.section:
        case "entities" | "links":
            return town.homes[item.name]
        case "views" | "verbatim":
            return _most(town, item, used)
        case "triggers":
            return _most(town, item, [str(node(item)["entity"])])
        case "sequences" if "owned_by" in node(item):
            return _most(town, item, [str(node(item)["owned_by"]).partition(".")[0]])
        case "functions" if not town.users[item.name]:
            return _most(town, item, used)
        case "functions" | "sequences" | "types" | "enums" | "composites" | "mixins":
            users = [home for home in town.users[item.name] if town.schemas[home] == item.schema]
            alone = len(town.users[item.name]) == 1
            return users[0] if users and alone else town.shared(item.schema)
        case _:
            return town.shared(item.schema)


def _most(town: _Town, item: Said, names: Iterable[str]) -> str:
    """Gives the home of most of the names, of the node's own schema; the first of several."""
    homes = Counter(
        town.homes[name]
        for name in names
        if name in town.homes and town.schemas[town.homes[name]] == item.schema
    )
    shared = town.shared(item.schema)
    return min(homes, key=lambda home: (-homes[home], home == shared, home), default=shared)


def _uses(town: _Town, item: Said) -> list[str]:
    """Gives the names of what a node stands on, as far as it decides about homes."""
    data = node(item)
    found = [*_texts(data.get("needs")), *_texts(data.get("use"))]
    fields = data.get("fields")
    if item.section in (*TABLES, "composites", "mixins") and isinstance(fields, dict):
        for field_ in fields.values():
            found.extend(_of_field(town, field_))
    if item.section == "triggers":
        found.extend(_called(town, data))
    if item.section == "functions":
        found.extend(re.findall(r"\w+", item.name.partition("(")[2]))
    return found


def _called(town: _Town, trigger: Map) -> list[str]:
    """Gives the signatures of the functions that a trigger's call may mean."""
    engines = trigger.get("engines")
    own = engines.get(town.known.engine) if isinstance(engines, dict) else None
    call = str(own.get("call", "")) if isinstance(own, dict) else ""
    name = call.partition("(")[0]
    return [one for one in town.known.functions.values() if one.partition("(")[0] == name]


def _of_field(town: _Town, field_: Data) -> list[str]:
    whole = field_ if isinstance(field_, dict) else {"type": field_}
    found = re.findall(r"[a-z_]\w*", str(whole.get("type", "")))
    default = whole.get("default")
    text = str(default.get("sql", "")) if isinstance(default, dict) else ""
    if next_ := NEXT.match(text):
        found.extend(
            name
            for key, name in town.known.sequences.items()
            if next_[1] in (key.name, f"{key.schema}.{key.name}")
        )
    return found


def _texts(data: Data) -> list[str]:
    return [str(item) for item in data] if isinstance(data, list) else []
