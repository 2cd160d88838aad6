"""Links: tables that say no more than which rows of two others go together.

Takes entities, gives those that are links as such: two references that are the key, and little else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from generator.recover.names import ends
from generator.recover.shape.said import Map, Said, node
from generator.source import Data

__all__ = ["linked"]

OWN = 2
"""A table with more fields of its own than this is a thing of its own, such as a line of an order."""
ACTIONS = {"on_delete": "cascade", "on_update": "no_action"}
KEPT = ("ref", "column", "constraint", *ACTIONS)
"""What a side of a link can say."""


def linked(said: Sequence[Said], allowed: Collection[str]) -> tuple[Said, ...]:
    """Gives the nodes with the links among them. allowed: the entities that may be links."""
    keys = dict(_keys(said))
    referred = set(_referred(said))
    made: list[Said] = []
    for item in said:
        may = item.section == "entities" and item.name in allowed and item.name not in referred
        link = _link(node(item), keys) if may else None
        made.append(replace(item, section="links", data=link) if link else item)
    return tuple(made)


def _keys(said: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Gives each entity with a key of one field, and that field."""
    for item in said:
        if item.section != "entities":
            continue
        fields, key = node(item).get("fields"), node(item).get("key")
        listed = key.get("fields") if isinstance(key, dict) else key
        if isinstance(listed, list) and len(listed) == 1:
            yield item.name, str(listed[0])
        elif isinstance(fields, dict) and listed is None:
            marked = [name for name, found in fields.items() if _map(found).get("key") is True]
            yield from [(item.name, name) for name in marked if len(marked) == 1]


def _referred(said: Sequence[Said]) -> Iterator[str]:
    """Gives the entities that others refer to."""
    for item in said:
        data = node(item)
        nodes = (*_map(data.get("fields")).values(), *_map(data.get("foreign_keys")).values())
        yield from (
            str(_map(found).get("ref", "")).rstrip("?").partition(".")[0] for found in nodes
        )


def _link(data: Map, keys: dict[str, str]) -> Map | None:
    """Gives an entity as a link, None when it is more than that."""
    fields, key = _map(data.get("fields")), data.get("key")
    names = key.get("fields") if isinstance(key, dict) else key
    first = list(fields)[:2]
    if not isinstance(names, list) or sorted(map(str, names)) != sorted(first):
        return None
    own = {name: found for name, found in fields.items() if name not in first}
    if len(own) > OWN or any("ref" in _map(found) for found in own.values()):
        return None
    sides = {name: _side(name, _map(fields[name]), keys) for name in first}
    roles = [side[0] for side in sides.values() if side is not None]
    if len(set(roles)) != 2:
        return None
    between = dict(side for side in sides.values() if side is not None)
    made = {**_head(data), "between": between, **_together(between)}
    made |= {"fields": own} if own else {}
    rest = {name: found for name, found in data.items() if name not in (*made, "fields", "key")}
    if not (isinstance(key, list) and names == first):
        made["key"] = key
    return {**made, **rest}


def _head(data: Map) -> Map:
    return {key: data[key] for key in ("description", "table") if key in data}


def _side(name: str, field: Map, keys: dict[str, str]) -> tuple[str, Data] | None:
    """Gives the role and the side that a field is, None when a side cannot say it."""
    ref = str(field.get("ref", ""))
    if ref not in keys or set(field) - set(KEPT):
        return None
    role = ends(name, keys[ref])
    return (role, dict(field)) if role else None


def _together(between: dict[str, Data]) -> Map:
    """Takes what both sides say out of them, and gives it for the link."""
    made: Map = {}
    for action, usual in ACTIONS.items():
        found = [str(_map(side).pop(action, "no_action")) for side in between.values()]
        if found[0] == found[1]:
            made |= {action: found[0]} if found[0] != usual else {}
            continue
        for side, one in zip(between.values(), found, strict=True):
            _map(side).update({action: one} if one != usual else {})
    for role, side in between.items():
        if set(_map(side)) == {"ref"}:
            between[role] = _map(side)["ref"]
    return made


def _map(data: Data) -> Map:
    return data if isinstance(data, dict) else {}
