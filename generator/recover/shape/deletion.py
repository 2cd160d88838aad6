"""Soft delete: entities whose rows are marked, not removed.

Takes nodes, gives them with `soft_delete:` where that changes nothing in the database: uniques count
living rows only, so an entity with one that counts others too is left as it is, and told."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from generator.recover.shape.said import Said, node
from generator.source import Data

__all__ = ["marked", "marker"]

NAMES = re.compile(
    r"(soft_?)?(deleted|removed)(_?(at|on|date|time))?|(date|time)_(deleted|removed)"
)
TIMES = re.compile(r"(timestamp|datetime)(\(\d\))?\?")


def marked(said: Sequence[Said], allowed: Collection[str]) -> tuple[Said, ...]:
    """Gives the nodes with `soft_delete:`. allowed: the entities that may have one."""
    return tuple(
        replace(item, data=_with(item, name))
        if item.name in allowed and (name := marker(item, said)) and _counts_living(item, name)
        else item
        for item in said
    )


def marker(item: Said, said: Sequence[Said]) -> str:
    """Gives the field that says when a row was deleted, of an entity or its mixins; "" for none."""
    if item.section not in ("entities", "links"):
        return ""
    used = node(item).get("use")
    mixins = [one for one in said if one.section == "mixins" and one.name in _list(used)]
    for owner in (item, *mixins):
        fields = node(owner).get("fields")
        for name, data in fields.items() if isinstance(fields, dict) else ():
            kind = data.get("type") if isinstance(data, dict) else data
            if NAMES.fullmatch(name) and TIMES.fullmatch(str(kind)):
                return name
    return ""


def _counts_living(item: Said, name: str) -> bool:
    """Whether every unique counts living rows only."""
    data = node(item)
    fields, uniques = data.get("fields"), data.get("unique", {})
    inline = fields.values() if isinstance(fields, dict) else ()
    if "exclude" in data or any(isinstance(found, dict) and "unique" in found for found in inline):
        return False
    named = uniques.values() if isinstance(uniques, dict) else ()
    return all(_where(found) == f"{name} IS NULL" for found in named)


def _where(unique: Data) -> Data:
    return unique.get("where") if isinstance(unique, dict) else None


def _with(item: Said, name: str) -> Data:
    """Puts the key behind the fields, and leaves out the condition that it brings to uniques."""
    made: dict[str, Data] = {}
    for key, data in node(item).items():
        made[key] = data
        if key == "unique" and isinstance(data, dict):
            made[key] = {each: _whole(found) for each, found in data.items()}
        if key == "fields":
            made["soft_delete"] = {"field": name}
    return made


def _whole(unique: Data) -> Data:
    """Gives a unique without its condition."""
    rest = (
        {key: data for key, data in unique.items() if key != "where"}
        if isinstance(unique, dict)
        else {}
    )
    return rest["fields"] if set(rest) == {"fields"} else rest


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []
