"""Reads tables, partitions and columns."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from generator.catalog import Column, Identity, Table
from generator.database.postgresql.types import COLLATE, NEED, collation, named, need
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA, comment, free
from generator.database.session import Session

__all__ = ["columns", "options", "tables"]


def options(settings: list[str], **more: str | bool) -> MappingProxyType[str, str]:
    """Makes options of PostgreSQL's `name=value` texts and of what else was found.

    An option that is on or off is a word without a value when it is on."""
    pairs = (setting.partition("=")[::2] for setting in settings)
    others = {name: "" if value is True else value for name, value in more.items() if value}
    found = {**dict(pairs), **others}
    return MappingProxyType(dict(sorted(found.items())))


def tables(session: Session) -> Iterator[Table]:
    """Reads the tables, partitioned ones and partitions.

    Options beside storage parameters: inherits (plain inheritance), of_type, unlogged, replica_identity,
    access_method, each only where it is not the usual one."""
    for row in session.rows(_Table, _TABLES):
        partition = bool(row.bound)
        yield Table(
            schema=row.schema,
            name=row.name,
            partition_by=row.partition_by,
            parent=row.parents[0].removeprefix(f"{row.schema}.") if partition else "",
            bound=row.bound,
            tablespace=row.tablespace,
            options=options(
                row.options,
                inherits="" if partition else ", ".join(row.parents),
                unlogged=row.unlogged,
                of_type=row.of_type,
                replica_identity=row.replica_identity,
                access_method=row.access_method,
            ),
            row_security=row.row_security,
            comment=row.comment,
        )


class _Table(NamedTuple):
    schema: str
    name: str
    partition_by: str
    parents: list[str]
    bound: str
    tablespace: str
    options: list[str]
    unlogged: bool
    of_type: str
    replica_identity: str
    access_method: str
    row_security: str
    comment: str


_TABLES = f"""
SELECT {SCHEMA}, c.relname, coalesce(pg_get_partkeydef(c.oid), ''),
    ARRAY(SELECT CASE WHEN NOT c.relispartition THEN p.oid::regclass::text
                WHEN p.relnamespace = c.relnamespace THEN p.relname
                ELSE p.relnamespace::regnamespace::text || '.' || p.relname END
        FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
        WHERE i.inhrelid = c.oid ORDER BY i.inhseqno),
    coalesce(pg_get_expr(c.relpartbound, c.oid, true), ''), coalesce(s.spcname, ''),
    coalesce(c.reloptions, '{{}}'),
    c.relpersistence = 'u', CASE c.reloftype WHEN 0 THEN '' ELSE c.reloftype::regtype::text END,
    CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE '' END,
    CASE m.amname WHEN 'heap' THEN '' ELSE coalesce(m.amname, '') END,
    CASE WHEN c.relforcerowsecurity THEN 'forced' WHEN c.relrowsecurity THEN 'enabled' ELSE '' END,
    {comment("pg_class", "c.oid")}
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relkind IN ('r', 'p') AND {NOWHERE_ELSE} AND {free("pg_class", "c.oid")}
ORDER BY n.nspname, c.relispartition, c.relname
"""


def columns(session: Session) -> Iterator[Column]:
    """Reads the columns of tables. Inherited ones are the parent's and left out, but for those that
    differ from it in default or NOT NULL, and those of a partition with settings of their own.

    CURRENT_TIMESTAMP is now() by another name, and NULL the default of what has none, unless a domain or
    a parent has another; a column generated as NULL stays one. Options: storage, compression, statistics,
    n_distinct…, each only where it is not the usual one; inherited, of a column that a table only
    changes."""
    for row in session.rows(_Column, _COLUMNS):
        yield Column(
            schema=row.schema,
            table=row.table,
            name=row.name,
            type=row.type,
            nullable=row.nullable,
            default="" if row.generated else row.default,
            generated=row.default if row.generated else "",
            stored=row.generated != "v",
            identity=_identity(row),
            collate=row.collate,
            options=options(
                row.options,
                storage=row.storage,
                compression=row.compression,
                statistics=row.statistics,
                inherited=row.inherited,
            ),
            comment=row.comment,
            position=row.position,
            needs=named(row.need_kind, row.need_schema, row.need_name),
        )


class _Column(NamedTuple):
    schema: str
    table: str
    name: str
    position: int
    type: str
    nullable: bool
    default: str
    generated: str
    identity: str
    start: int | None
    increment: int | None
    minimum: int | None
    maximum: int | None
    cache: int | None
    cycle: bool | None
    storage: str
    compression: str
    statistics: str
    inherited: bool
    options: list[str]
    comment: str
    collate: str
    need_kind: str
    need_schema: str
    need_name: str


def _identity(row: _Column) -> Identity | None:
    if not row.identity or row.start is None or row.increment is None or row.cache is None:
        return None
    return Identity(
        mode="always" if row.identity == "a" else "by_default",
        start=row.start,
        increment=row.increment,
        minimum=row.minimum,
        maximum=row.maximum,
        cache=row.cache,
        cycle=bool(row.cycle),
    )


_COLUMNS = f"""
SELECT {SCHEMA}, c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
    CASE WHEN g.same OR f.none THEN '' WHEN f.text = 'CURRENT_TIMESTAMP' THEN 'now()' ELSE f.text END,
    CASE WHEN g.same THEN '' ELSE a.attgenerated::text END, a.attidentity::text,
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
    CASE WHEN a.attstorage = t.typstorage THEN '' ELSE
        CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'm' THEN 'main' WHEN 'e' THEN 'external'
            ELSE 'extended' END END,
    CASE a.attcompression WHEN 'l' THEN 'lz4' WHEN 'p' THEN 'pglz' ELSE '' END,
    CASE WHEN coalesce(a.attstattarget, -1) = -1 THEN '' ELSE a.attstattarget::text END,
    NOT a.attislocal AND a.attinhcount > 0 AND NOT c.relispartition,
    coalesce(a.attoptions, '{{}}'), coalesce(col_description(c.oid, a.attnum), ''), {COLLATE}, {NEED}
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_depend o ON o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid
    AND o.refobjsubid = a.attnum AND o.classid = 'pg_class'::regclass AND o.deptype = 'i'
    AND a.attidentity <> ''
LEFT JOIN pg_sequence s ON s.seqrelid = o.objid
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
LEFT JOIN pg_attrdef e ON e.adrelid = p.attrelid AND e.adnum = p.attnum
LEFT JOIN LATERAL (SELECT true AS same -- what comes with a column of the parent cannot be said again
    FROM pg_inherits h
    JOIN pg_attribute q ON q.attrelid = h.inhparent AND q.attname = a.attname
    JOIN pg_attrdef z ON z.adrelid = q.attrelid AND z.adnum = q.attnum
    WHERE h.inhrelid = c.oid AND NOT c.relispartition AND a.attgenerated <> ''
        AND q.attgenerated = a.attgenerated
        AND pg_get_expr(z.adbin, z.adrelid) = pg_get_expr(d.adbin, d.adrelid) LIMIT 1) g ON true
CROSS JOIN LATERAL (SELECT e.text, t.typtype <> 'd' AND a.attinhcount = 0 AND a.attgenerated = ''
    AND e.text IN ('NULL::' || format_type(a.atttypid, -1),
        'NULL::' || format_type(a.atttypid, a.atttypmod)) AS none
    FROM (SELECT CASE -- what CREATE TABLE takes in parentheses alone
            WHEN a.attgenerated = '' AND b.text ~ '\\m(IS|AND|OR|NOT|ANY|ALL|COLLATE)\\M'
                AND pg_get_expr(d.adbin, d.adrelid) LIKE '(%' THEN '(' || b.text || ')'
            ELSE b.text END
        FROM (SELECT coalesce(pg_get_expr(d.adbin, d.adrelid, true), '')) b (text)) e (text)) f
{collation("a.attcollation", "t.typcollation")}
{need("a.atttypid")}
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    AND (i.inhrelid IS NULL AND (a.attislocal OR a.attinhcount = 0)
        OR NOT c.relispartition AND (NOT a.attislocal OR a.attgenerated <> '')
            AND NOT EXISTS (SELECT FROM pg_inherits h
            JOIN pg_attribute q ON q.attrelid = h.inhparent AND q.attname = a.attname
            LEFT JOIN pg_attrdef z ON z.adrelid = q.attrelid AND z.adnum = q.attnum
            WHERE h.inhrelid = c.oid AND q.attnotnull = a.attnotnull
                AND pg_get_expr(z.adbin, z.adrelid) IS NOT DISTINCT FROM pg_get_expr(d.adbin, d.adrelid))
        OR c.relispartition AND (a.attnotnull <> p.attnotnull
            OR pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(e.adbin, e.adrelid)
            OR a.attoptions IS NOT NULL OR coalesce(a.attstattarget, -1) <> -1
            OR a.attstorage <> p.attstorage OR col_description(c.oid, a.attnum) IS NOT NULL))
    AND {NOWHERE_ELSE} AND {free("pg_class", "c.oid")}
ORDER BY n.nspname, c.relispartition, c.relname, a.attnum
"""
