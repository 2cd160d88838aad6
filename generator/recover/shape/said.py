"""A node of a spec before it is decided in which file it stands.

Made for each object that is recovered; shaping replaces some by others and gives each its home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.catalog import Id
from generator.source import Data

__all__ = ["Map", "Said", "node", "size"]

Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Said:
    """One node. id: the object that it says, None for what no object stands for. schema: of the
    database; home: the name of its spec. beside: path below the spec's folder to SQL text."""

    id: Id | None
    schema: str
    section: str
    name: str
    data: Data
    beside: Mapping[str, str] = field(default_factory=dict)
    home: str = ""


def node(said: Said) -> Map:
    """Gives the data of a node as a map, {} for a short form."""
    return said.data if isinstance(said.data, dict) else {}


def size(data: Data) -> int:
    """Counts the values and keys of data, as the reader's limit does."""
    if isinstance(data, dict):
        return 1 + sum(1 + size(item) for item in data.values())
    if isinstance(data, list):
        return 1 + sum(map(size, data))
    return 1
