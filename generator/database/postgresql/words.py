"""Pieces of SQL that every query on PostgreSQL's catalogs shares."""

from __future__ import annotations

__all__ = ["NOWHERE_ELSE", "SCHEMA", "comment", "free", "made_name"]

SCHEMA = "CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname::text END"
"""The schema of a row joined to `pg_namespace n`, "" for the default one."""

NOWHERE_ELSE = (
    "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'"
    " AND n.nspname NOT LIKE 'pg\\_temp%'"
)
"""Keeps what people made: not the engine's own schemas, not what lives for a session."""


def free(catalog: str, oid: str) -> str:
    """Keeps what no extension owns: an extension's members come and go with it."""
    return (
        f"NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_catalog.{catalog}'::regclass"
        f" AND e.objid = {oid} AND e.deptype = 'e')"
    )


def comment(catalog: str, oid: str) -> str:
    """Gives the comment of a row of a system catalog, "" when there is none."""
    return f"coalesce(obj_description({oid}, '{catalog}'), '')"


def made_name(one: str, other: str, label: str) -> str:
    """Gives the name that the server makes of two names and a label, cut to 63 bytes: the longer of
    the two gives first. Names of several bytes a letter may come out otherwise."""
    room = 63 - len(label) - 2
    second = f"least(octet_length({other}), greatest({room} - octet_length({one}), {room // 2}))"
    first = f"least(octet_length({one}), {room} - {second})"
    return f"left({one}, {first}) || '_' || left({other}, {second}) || '_{label}'"
