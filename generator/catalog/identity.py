"""What all objects of a catalog are known by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.source import NOWHERE, Place

__all__ = ["NO_OPTIONS", "Id", "Options", "nowhere"]


class Id(NamedTuple):
    """An object's identity. table is "" for what does not belong to a table; schema is "" for what
    lives outside schemas (roles, extensions) and on engines without them."""

    kind: str
    schema: str
    table: str
    name: str


Options = Mapping[str, str]
NO_OPTIONS: Options = MappingProxyType({})


def nowhere() -> Place:
    """Gives the place of what nobody wrote: the default of every object's `at`."""
    return NOWHERE
