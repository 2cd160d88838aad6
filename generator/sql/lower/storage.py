"""Storage: tablespaces and the engine's own options, as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.model import Storage, Value
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.nodes import Origin

__all__ = ["OWN_WORDS", "flags", "options", "place", "storage"]


OWN_WORDS = frozenset(
    {
        "access_method",
        "algorithm",
        "catalog",
        "charset",
        "clustered",
        "check_option",
        "collate",
        "columnstore",
        "content_rowid",
        "distance",
        "engine",
        "filegroup",
        "ignored",
        "invisible",
        "key_index",
        "language",
        "nonclustered_key",
        "parser",
        "replica_identity",
        "row_format",
        "schemabinding",
        "strict",
        "system_versioned",
        "tablespace",
        "text_filegroup",
        "tokenize",
        "unlogged",
        "without_rowid",
    }
)
"""Options that have a place of their own in a statement; the others are settings."""


def storage(low: Lowering, wanted: Storage, origin: Origin, spec: str = "") -> Storage:
    """Gives what the engine keeps of a node's storage."""
    kept = wanted
    if wanted.tablespace and low.verdict("tablespace", origin.path, origin.at, spec) != NATIVE:
        kept = replace(kept, tablespace="")
    if wanted.options and low.verdict("storage_options", origin.path, origin.at, spec) != NATIVE:
        kept = replace(kept, options={})
    for name in kept.options:
        if low.engine in ("postgresql", "mssql") and name in OWN_WORDS:
            message = f"`{name}` is no storage option of {low.profile.label}"
            hint = "write it under `engines:` of the engine that knows it"
            low.error("G258", message, origin.at, hint)
    return kept


def place(name: str) -> str:
    """Gives a tablespace's name, "" for the one that everything is in."""
    return "" if name in ("pg_default", "PRIMARY") else name


def options(values: Mapping[str, Value]) -> dict[str, str]:
    """Writes settings as text, in the order of their names.

    >>> options({"fillfactor": 70, "autovacuum_enabled": False})
    {'autovacuum_enabled': 'false', 'fillfactor': '70'}"""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in sorted(values.items())
        if value is not None
    }


def flags(values: Mapping[str, Value]) -> dict[str, str]:
    """Writes an engine's own keys as text: a true one is a word alone, a false one is left out.

    >>> flags({"unlogged": True, "engine": "Aria", "strict": False})
    {'engine': 'Aria', 'unlogged': ''}"""
    return {
        name: "" if value is True else str(value)
        for name, value in sorted(values.items())
        if value is not None and value is not False
    }
