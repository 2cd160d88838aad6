"""Reads what columns are made of: schemas, extensions, named types and sequences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.catalog import CompositeType, DomainType, EnumType, Extension, Id, Schema, Sequence
from generator.catalog.collations import LOCALE
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA, comment, free
from generator.database.session import Session

__all__ = ["composites", "domains", "enums", "extensions", "named", "schemas", "sequences"]


def schemas(session: Session) -> Iterator[Schema]:
    """Reads the schemas; `public` only where it has a comment of its own."""
    for name, text in session.rows(_Pair, _SCHEMAS):
        yield Schema(name=name, comment=text)


class _Pair(NamedTuple):
    name: str
    text: str


_SCHEMAS = f"""
SELECT n.nspname, {comment("pg_namespace", "n.oid")}
FROM pg_namespace n
WHERE {NOWHERE_ELSE} AND {free("pg_namespace", "n.oid")}
    AND (n.nspname <> 'public'
        OR {comment("pg_namespace", "n.oid")} NOT IN ('', 'standard public schema'))
ORDER BY n.nspname
"""


def extensions(session: Session) -> Iterator[Extension]:
    """Reads the extensions, without plpgsql, which every database has.

    A version is given only where it is not the one that the server would install by itself."""
    for name, schema, version in session.rows(_Extension, _EXTENSIONS):
        yield Extension(name=name, schema=schema, version=version)


class _Extension(NamedTuple):
    name: str
    schema: str
    version: str


_EXTENSIONS = f"""
SELECT x.extname, {SCHEMA}, CASE x.extversion WHEN a.default_version THEN '' ELSE x.extversion END
FROM pg_extension x
JOIN pg_namespace n ON n.oid = x.extnamespace
LEFT JOIN pg_available_extensions a ON a.name = x.extname
WHERE x.extname <> 'plpgsql'
ORDER BY x.extname
"""


def enums(session: Session) -> Iterator[EnumType]:
    """Reads the enum types with their labels in order."""
    for schema, name, values, text in session.rows(_Enum, _ENUMS):
        yield EnumType(schema=schema, name=name, values=tuple(values), comment=text)


class _Enum(NamedTuple):
    schema: str
    name: str
    values: list[str]
    comment: str


_ENUMS = f"""
SELECT {SCHEMA}, t.typname,
    ARRAY(SELECT enumlabel::text FROM pg_enum l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder),
    {comment("pg_type", "t.oid")}
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {NOWHERE_ELSE} AND {free("pg_type", "t.oid")}
ORDER BY n.nspname, t.typname
"""


def domains(session: Session) -> Iterator[DomainType]:
    """Reads the domains with their checks."""
    for row in session.rows(_Domain, _DOMAINS):
        yield DomainType(
            schema=row.schema,
            name=row.name,
            type=row.type,
            nullable=row.nullable,
            default=row.default,
            collate=row.collate,
            checks=tuple(zip(row.checks, row.expressions, strict=True)),
            comment=row.comment,
            needs=named(row.need_kind, row.need_schema, row.need_name),
        )


class _Domain(NamedTuple):
    schema: str
    name: str
    type: str
    nullable: bool
    default: str
    collate: str
    checks: list[str]
    expressions: list[str]
    comment: str
    need_kind: str
    need_schema: str
    need_name: str


NEED = """
    coalesce(u.typtype::text, ''),
    coalesce(CASE un.nspname WHEN 'public' THEN '' ELSE un.nspname::text END, ''),
    coalesce(u.typname::text, '')
"""
"""The named type `u` that a type uses, itself or as the element of an array."""


def need(type_id: str) -> str:
    """Joins the named type behind a type's id as `u`, in the schema `un`."""
    return f"""
LEFT JOIN pg_type ut ON ut.oid = {type_id}
LEFT JOIN pg_type u ON u.oid = CASE ut.typcategory WHEN 'A' THEN ut.typelem ELSE ut.oid END
    AND u.typtype IN ('e', 'd', 'c')
LEFT JOIN pg_namespace un ON un.oid = u.typnamespace
"""


def named(kind: str, schema: str, name: str) -> tuple[Id, ...]:
    """Gives the id of a named type by pg_type's letter for its kind; () for the engine's own types."""
    kinds = {"e": EnumType.kind, "d": DomainType.kind, "c": CompositeType.kind}
    return (Id(kinds[kind], schema, "", name),) if kind in kinds and schema != "pg_catalog" else ()


COLLATE = f"""
    coalesce(CASE WHEN cn.nspname IN ('pg_catalog', 'public')
        AND (co.collname !~ '[.]' OR co.collname ~ '^{LOCALE}$') THEN co.collname::text
        ELSE cn.nspname || '.' || co.collname END, '')
"""
"""The name of a collation `co` in the schema `cn`, as `placed` reads it, "" when none was joined."""


def collation(collation_id: str, usual: str) -> str:
    """Joins a collation as `co` when it is not the usual one of its type."""
    return f"""
LEFT JOIN pg_collation co ON co.oid = {collation_id} AND {collation_id} <> {usual}
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
"""


_DOMAINS = f"""
SELECT {SCHEMA}, t.typname, format_type(t.typbasetype, t.typtypmod), NOT t.typnotnull,
    coalesce(pg_get_expr(t.typdefaultbin, 0, true), t.typdefault, ''), {COLLATE},
    ARRAY(SELECT k.conname::text FROM pg_constraint k
        WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated ORDER BY k.conname),
    ARRAY(SELECT pg_get_expr(k.conbin, 0, true) FROM pg_constraint k
        WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated ORDER BY k.conname),
    {comment("pg_type", "t.oid")}, {NEED}
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type b ON b.oid = t.typbasetype
{collation("t.typcollation", "b.typcollation")}
{need("t.typbasetype")}
WHERE t.typtype = 'd' AND {NOWHERE_ELSE} AND {free("pg_type", "t.oid")}
ORDER BY n.nspname, t.typname
"""


def composites(session: Session) -> Iterator[CompositeType]:
    """Reads the row types that are not a table's."""
    for row in session.rows(_Composite, _COMPOSITES):
        needs = zip(row.need_kinds, row.need_schemas, row.need_names, strict=True)
        yield CompositeType(
            schema=row.schema,
            name=row.name,
            attributes=tuple(zip(row.names, row.types, strict=True)),
            comment=row.comment,
            needs=tuple(item for need in needs for item in named(*need)),
        )


class _Composite(NamedTuple):
    schema: str
    name: str
    names: list[str]
    types: list[str]
    comment: str
    need_kinds: list[str]
    need_schemas: list[str]
    need_names: list[str]


_COMPOSITES = f"""
SELECT {SCHEMA}, t.typname, w.names, w.types, {comment("pg_type", "t.oid")}, w.kinds, w.schemas, w.needs
FROM pg_class c
JOIN pg_type t ON t.typrelid = c.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN LATERAL (
    SELECT coalesce(array_agg(q.name ORDER BY q.place), '{{}}') AS names,
        coalesce(array_agg(q.type ORDER BY q.place), '{{}}') AS types,
        coalesce(array_agg(q.need_kind ORDER BY q.place), '{{}}') AS kinds,
        coalesce(array_agg(q.need_schema ORDER BY q.place), '{{}}') AS schemas,
        coalesce(array_agg(q.need_name ORDER BY q.place), '{{}}') AS needs
    FROM (
        SELECT a.attname::text, format_type(a.atttypid, a.atttypmod)
            || coalesce(' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname), ''),
            a.attnum, {NEED}
        FROM pg_attribute a
        JOIN pg_type b ON b.oid = a.atttypid
        {collation("a.attcollation", "b.typcollation")}
        {need("a.atttypid")}
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ) q (name, type, place, need_kind, need_schema, need_name)
) w ON true
WHERE c.relkind = 'c' AND {NOWHERE_ELSE} AND {free("pg_type", "t.oid")}
ORDER BY n.nspname, t.typname
"""


def sequences(session: Session) -> Iterator[Sequence]:
    """Reads the sequences that no identity column owns."""
    for row in session.rows(_Sequence, _SEQUENCES):
        yield Sequence(
            schema=row.schema,
            name=row.name,
            type=row.type,
            start=row.start,
            increment=row.increment,
            minimum=row.minimum,
            maximum=row.maximum,
            cache=row.cache,
            cycle=row.cycle,
            owned_by=tuple(row.owned_by),
            comment=row.comment,
        )


class _Sequence(NamedTuple):
    schema: str
    name: str
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    owned_by: list[str]
    comment: str


_SEQUENCES = f"""
SELECT {SCHEMA}, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin,
    s.seqmax, s.seqcache, s.seqcycle,
    CASE WHEN a.attname IS NULL THEN '{{}}' ELSE ARRAY[o.relname::text, a.attname::text] END,
    {comment("pg_class", "c.oid")}
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class o ON o.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {NOWHERE_ELSE} AND {free("pg_class", "c.oid")} AND d.deptype IS DISTINCT FROM 'i'
ORDER BY n.nspname, c.relname
"""
