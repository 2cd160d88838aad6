"""What the parts of an entity share: names, and where the scheme gives another.

Takes what is Known, gives bits of plain data."""

from __future__ import annotations

from generator import catalog as cat
from generator.naming import Limit, physical
from generator.recover.known import Known
from generator.recover.names import item_name, snake, unique
from generator.source import Data

__all__ = ["Map", "inside", "limits", "named", "said", "stem"]

Map = dict[str, Data]


def said(comment: str) -> Map:
    """Gives the description that a comment is."""
    return {"description": comment} if comment else {}


def inside(fields: Map, name: str) -> Map:
    """Gives the map of a field, to add to it."""
    found = fields[name]
    assert isinstance(found, dict)
    return found


def limits(known: Known) -> tuple[Limit, ...]:
    """Gives how long names may be on the engine."""
    return (known.profile.limit,) if known.profile.limit else ()


def named(
    known: Known, prefix: str, table: cat.Table, name: str, otherwise: str, taken: Map
) -> tuple[str, Map]:
    """Gives an item's logical name, and `name:` where the scheme gives another."""
    logical = unique(item_name(prefix, table.name, name, snake(otherwise)), taken)
    usual = physical(prefix, (table.name, logical), limits(known))
    return logical, {} if usual == name else {"name": name}


def stem(table: cat.Table, name: str) -> str:
    """Names an item by its physical name, without the table in front."""
    return snake(name).removeprefix(f"{snake(table.name)}_") or "it"
