"""Reads what stands on what, as the server itself keeps it.

Takes a Session, gives ids by id; what the vocabulary has no kind for is known by the server's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.catalog import Id
from generator.database.postgresql.code import ARGUMENTS
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA
from generator.database.session import Session

__all__ = ["depends"]


class _Pair(NamedTuple):
    kind: str
    schema: str
    table: str
    name: str
    on_kind: str
    on_schema: str
    on_table: str
    on_name: str


def depends(session: Session) -> Mapping[Id, tuple[Id, ...]]:
    """Gives what each object stands on, sorted; nothing of the engine's own and of extensions."""
    found: dict[Id, dict[Id, None]] = {}
    for row in session.rows(_Pair, _PAIRS):
        one, other = Id(*row[:4]), Id(*row[4:])
        if one != other:
            found.setdefault(one, {})[other] = None
    return MappingProxyType({key: tuple(needs) for key, needs in found.items()})


_RELATION = """CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view'
    WHEN 'c' THEN 'composite' WHEN 'f' THEN 'verbatim' ELSE 'table' END"""
_DESCRIBED = "pg_describe_object({0}, {1}, 0)"


def _named(source: str, described: str) -> str:
    """Names an object of a kind without a class of its own."""
    return f"'verbatim', '', '', {_DESCRIBED.format(source, described)}"


# every object by the address that pg_depend has for it, with the id that the readers give it
_OBJECTS = f"""
SELECT 'pg_class'::regclass AS class, c.oid AS id, {_RELATION} AS kind,
    CASE c.relkind WHEN 'f' THEN '' ELSE {SCHEMA} END AS schema, '' AS table_,
    CASE c.relkind WHEN 'f' THEN pg_describe_object('pg_class'::regclass, c.oid, 0)
        ELSE c.relname::text END AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_class'::regclass, c.oid, 'index', {SCHEMA}, t.relname, c.relname
FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_attrdef'::regclass, d.oid, 'column', {SCHEMA}, c.relname, a.attname
FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_constraint'::regclass, k.oid, CASE k.contype WHEN 'p' THEN 'primary_key' WHEN 'u' THEN 'unique'
        WHEN 'f' THEN 'foreign_key' WHEN 'c' THEN 'check' WHEN 't' THEN 'trigger' ELSE 'exclusion' END,
    {SCHEMA}, c.relname, CASE k.contype WHEN 'p' THEN '' ELSE k.conname::text END
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_constraint'::regclass, k.oid, 'domain', {SCHEMA}, '', t.typname
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_type'::regclass, w.oid, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain'
        WHEN 'c' THEN {_RELATION} ELSE 'verbatim' END,
    CASE WHEN t.typtype IN ('e', 'd', 'c') AND c.relkind IS DISTINCT FROM 'f' THEN {SCHEMA} ELSE '' END, '',
    CASE WHEN c.relkind = 'f' THEN pg_describe_object('pg_class'::regclass, c.oid, 0)
        WHEN t.typtype IN ('e', 'd', 'c') THEN t.typname::text
        ELSE pg_describe_object('pg_type'::regclass, coalesce(r.rngtypid, t.oid), 0) END
FROM pg_type w
JOIN pg_type t ON t.oid = CASE WHEN w.typcategory = 'A' AND w.typelem <> 0 THEN w.typelem ELSE w.oid END
LEFT JOIN pg_range r ON r.rngmultitypid = t.oid
LEFT JOIN pg_class c ON c.oid = t.typrelid
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_proc'::regclass, p.oid, 'function', {SCHEMA}, '', p.proname || '(' || {ARGUMENTS} || ')'
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_rewrite'::regclass, r.oid, CASE r.rulename WHEN '_RETURN' THEN 'view' ELSE 'verbatim' END,
    CASE r.rulename WHEN '_RETURN' THEN {SCHEMA} ELSE '' END, '',
    CASE r.rulename WHEN '_RETURN' THEN c.relname::text
        ELSE pg_describe_object('pg_rewrite'::regclass, r.oid, 0) END
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_trigger'::regclass, g.oid, 'trigger', {SCHEMA}, c.relname, g.tgname
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND {NOWHERE_ELSE}
UNION ALL
SELECT 'pg_policy'::regclass, p.oid, 'policy', {SCHEMA}, c.relname, p.polname
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {NOWHERE_ELSE}
UNION ALL
SELECT d.classid, d.objid, 'verbatim', '', '',
    replace(pg_describe_object(d.classid, d.objid, 0), 'statistics object', 'statistics')
FROM (SELECT DISTINCT classid, objid FROM pg_depend UNION SELECT refclassid, refobjid FROM pg_depend) d
WHERE d.objid >= 16384 AND d.classid NOT IN ('pg_class'::regclass, 'pg_attrdef'::regclass,
    'pg_constraint'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_rewrite'::regclass,
    'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_namespace'::regclass, 'pg_extension'::regclass,
    'pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_publication_rel'::regclass)
UNION ALL
SELECT d.classid, d.objid, 'verbatim', '', '', pg_describe_object(d.refclassid, d.refobjid, 0)
FROM pg_depend d -- members, which come with what they belong to
WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_publication_rel'::regclass)
    AND (d.refclassid IN ('pg_opclass'::regclass, 'pg_publication'::regclass)
        OR d.refclassid = 'pg_opfamily'::regclass AND d.deptype = 'a')
"""

# a type in C comes with its functions, which stand on it
_PAIRS = f"""
WITH objects AS MATERIALIZED ({_OBJECTS}), pairs AS (
    SELECT DISTINCT one.kind, one.schema, one.table_, one.name, other.kind AS on_kind,
        other.schema AS on_schema, other.table_ AS on_table, other.name AS on_name
    FROM pg_depend d
    JOIN objects one ON one.class = d.classid AND one.id = d.objid
    JOIN objects other ON other.class = d.refclassid AND other.id = d.refobjid
    WHERE d.objid >= 16384 AND d.refobjid >= 16384
        AND NOT (d.deptype = 'i' AND one.kind = other.kind AND one.name = other.name)
        AND NOT (one.kind = 'sequence' AND other.kind = 'table')
        AND NOT (d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_proc'::regclass
            AND EXISTS (SELECT FROM pg_type b WHERE b.oid = d.objid AND b.typtype = 'b'))
)
SELECT * FROM pairs ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""
