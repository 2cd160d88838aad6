"""Plain values as a spec has them, and the words that have a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["EMPTY", "Deferrable", "Nulls", "ReferentialAction", "Scalar", "Value"]

Scalar = None | bool | int | str
Value = Scalar | tuple["Value", ...] | Mapping[str, "Value"]
ReferentialAction = Literal["no_action", "restrict", "cascade", "set_null", "set_default"]
Deferrable = Literal["", "immediate", "deferred"]  # "" is not deferrable
Nulls = Literal["", "first", "last"]

EMPTY: Mapping[str, Value] = MappingProxyType({})
