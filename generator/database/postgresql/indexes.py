"""Reads indexes, what tables use them for, and the keys that they and exclusion constraints are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.catalog import Index, IndexUse, Key
from generator.catalog.brackets import unbracketed
from generator.database.postgresql.tables import options
from generator.database.postgresql.types import COLLATE
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA, comment, free
from generator.database.session import Session

__all__ = ["IndexKeys", "indexes", "keys", "uses"]


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """The keys and the included columns of every index, by the index's oid."""

    of: Mapping[int, tuple[Key, ...]]
    included: Mapping[int, tuple[str, ...]]

    def keys(self, index: int, operators: Sequence[str] = ()) -> tuple[Key, ...]:
        """Gives an index's keys in order, with an operator each for an exclusion constraint."""
        found = self.of[index]
        if not operators:
            return found
        return tuple(
            replace(key, operator=name) for key, name in zip(found, operators, strict=True)
        )


class _Key(NamedTuple):
    oid: int
    included: bool
    column: str
    expression: str
    desc: bool
    nulls_first: bool
    opclass: str
    parameters: list[str]
    collate: str


def keys(session: Session) -> IndexKeys:
    """Reads all keys of all indexes at once."""
    found: dict[int, list[Key]] = {}
    included: dict[int, list[str]] = {}
    for row in session.rows(_Key, _KEYS):
        if row.included:
            included.setdefault(row.oid, []).append(row.column)
        else:
            found.setdefault(row.oid, []).append(_key(row))
    return IndexKeys(
        {index: tuple(items) for index, items in found.items()},
        {index: tuple(items) for index, items in included.items()},
    )


def _key(row: _Key) -> Key:
    nulls = "" if row.nulls_first == row.desc else ("first" if row.nulls_first else "last")
    parameters = ", ".join(row.parameters)
    return Key(
        column=row.column,
        expression="" if row.column else unbracketed(row.expression),
        desc=row.desc,
        nulls=nulls,
        collate=row.collate,
        opclass=f"{row.opclass}({parameters})" if parameters else row.opclass,
    )


# A default operator class of a binary-compatible type is the usual one too (text's for varchar), so
# `opcdefault` is asked, not the type. With parameters the class is named in any case.
_KEYS = f"""
SELECT x.indexrelid, w.place > x.indnkeyatts, coalesce(ta.attname, ''),
    pg_get_indexdef(x.indexrelid, w.place::int, true),
    coalesce(x.indoption[w.place - 1] & 1 = 1, false), coalesce(x.indoption[w.place - 1] & 2 = 2, false),
    CASE WHEN oc.opcname IS NULL OR oc.opcdefault AND ia.attoptions IS NULL THEN ''
        WHEN ocn.nspname IN ('pg_catalog', 'public') THEN oc.opcname::text
        ELSE ocn.nspname || '.' || oc.opcname END,
    coalesce(ia.attoptions, '{{}}'), {COLLATE}
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL generate_series(1, x.indnatts) AS w(place)
JOIN pg_attribute ia ON ia.attrelid = x.indexrelid AND ia.attnum = w.place
JOIN pg_type it ON it.oid = ia.atttypid
LEFT JOIN pg_attribute ta ON ta.attrelid = x.indrelid AND ta.attnum = x.indkey[w.place - 1]
    AND ta.attnum <> 0
LEFT JOIN pg_opclass oc ON oc.oid = x.indclass[w.place - 1]
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_collation co ON co.oid = x.indcollation[w.place - 1]
    AND co.oid <> coalesce(ta.attcollation, it.typcollation)
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE {NOWHERE_ELSE}
ORDER BY x.indexrelid, w.place
"""


def indexes(session: Session, of_indexes: IndexKeys) -> Iterator[Index]:
    """Reads the indexes that no constraint owns; a partition's copies of its parent's are left out.

    Options beside storage parameters: `invalid` for one that a failed concurrent build left."""
    for row in session.rows(_Index, _INDEXES):
        yield Index(
            schema=row.schema,
            table=row.table,
            name=row.name,
            keys=of_indexes.keys(row.oid),
            unique=row.unique,
            nulls_not_distinct=row.nulls_not_distinct,
            method="" if row.method == "btree" else row.method,
            where=row.where,
            include=of_indexes.included.get(row.oid, ()),
            tablespace=row.tablespace,
            options=options(row.options, invalid=not row.valid),
            comment=row.comment,
        )


class _Index(NamedTuple):
    oid: int
    schema: str
    table: str
    name: str
    unique: bool
    nulls_not_distinct: bool
    method: str
    where: str
    tablespace: str
    options: list[str]
    valid: bool
    comment: str


_INDEXES = f"""
SELECT x.indexrelid, {SCHEMA}, t.relname, c.relname, x.indisunique, x.indnullsnotdistinct, m.amname,
    coalesce(pg_get_expr(x.indpred, x.indrelid, true), ''), coalesce(s.spcname, ''),
    coalesce(c.reloptions, '{{}}'), x.indisvalid, {comment("pg_class", "c.oid")}
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
WHERE t.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND {NOWHERE_ELSE} AND {free("pg_class", "t.oid")}
    AND NOT EXISTS (SELECT FROM pg_constraint k
        WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY n.nspname, t.relname, c.relname
"""


def uses(session: Session) -> Iterator[IndexUse]:
    """Reads which index a table is clustered on, and by which one replication tells its rows."""
    for schema, table, name, used in session.rows(_Use, _USES):
        yield IndexUse(schema=schema, table=table, name=name, index=used)


class _Use(NamedTuple):
    schema: str
    table: str
    name: str
    used: str


_USES = f"""
SELECT {SCHEMA}, t.relname, u.name, c.relname
FROM pg_index x
JOIN pg_class c ON c.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL (VALUES ('cluster', x.indisclustered),
    ('replica_identity', x.indisreplident AND t.relreplident = 'i')) AS u (name, used)
WHERE u.used AND {NOWHERE_ELSE} AND {free("pg_class", "t.oid")}
ORDER BY n.nspname, t.relname, u.name
"""
