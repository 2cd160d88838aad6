"""The types by which engines know a function: PostgreSQL as it names them, without lengths.

Takes a catalog made from specs, gives it with `last_day(timestamptz)` called what the engine calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.catalog import Catalog, Function, Grant, Object, catalog
from generator.database.session import Session

__all__ = ["identified"]

_NAMES = """
SELECT t.written, coalesce(format_type(to_regtype(t.written)::oid, NULL), t.written)
FROM unnest(%s::text[]) AS t(written)
"""


def identified(expected: Catalog, session: Session) -> Catalog:
    """Gives the catalog with the engine's names of argument types; the types must stand already."""
    if expected.engine in ("mysql", "mariadb"):
        return catalog(expected.engine, expected.version, map(_whole_seconds, expected))
    if expected.engine != "postgresql":
        return expected
    written = {text for item in expected for text in _split(_arguments(item))}
    names = dict(session.rows(_pair, _NAMES, sorted(written)))
    return catalog(expected.engine, expected.version, (_named(item, names) for item in expected))


def _whole_seconds(item: Object) -> Object:
    """MySQL does not say of a time that it has no fraction of a second."""
    if not isinstance(item, Function):
        return item
    return replace(
        item, arguments=re.sub(r"\b(datetime|time|timestamp)\(0\)", r"\1", item.arguments)
    )


def _pair(written: str, name: str) -> tuple[str, str]:
    return written, name


def _arguments(item: Object) -> str:
    """Gives what stands between a function's parentheses, "" for all else."""
    if isinstance(item, Function):
        return item.arguments
    if isinstance(item, Grant) and item.on_kind == "function":
        return item.on.partition("(")[2].removesuffix(")")
    return ""


def _split(arguments: str) -> Iterator[str]:
    """Splits at the commas between types.

    >>> list(_split("integer, numeric(10, 2)"))
    ['integer', 'numeric(10, 2)']"""
    yield from (part for part in re.split(r", (?![^(]*\))", arguments) if part)


def _named(item: Object, names: dict[str, str]) -> Object:
    arguments = ", ".join(names[text] for text in _split(_arguments(item)))
    if isinstance(item, Function):
        return replace(item, arguments=arguments)
    if isinstance(item, Grant) and item.on_kind == "function":
        return replace(item, on=f"{item.on.partition('(')[0]}({arguments})")
    return item
