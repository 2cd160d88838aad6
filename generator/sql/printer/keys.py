"""The keys of ORDER BY, in queries and in windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.sql.tree import Order

if TYPE_CHECKING:
    from generator.sql.printer.values import Values

__all__ = ["keys"]


def keys(values: Values, order: Sequence[Order]) -> str:
    """Spells keys, NULLs first or last as they say; by themselves engines differ in it."""
    return ", ".join(_key(values, key) for key in order)


def _key(values: Values, key: Order) -> str:
    text = values.value(key.value)
    text = f"{text} DESC" if key.desc else text
    if not key.nulls:
        return text
    if values.engine in ("postgresql", "sqlite"):
        return f"{text} NULLS {key.nulls.upper()}"
    last, first = (1, 0) if key.nulls == "last" else (0, 1)
    # an alias alone may be a key, but SQL Server takes none inside an expression
    value = values.value(values.found.aliases.get(id(key.value), key.value))
    return f"CASE WHEN {value} IS NULL THEN {last} ELSE {first} END, {text}"
