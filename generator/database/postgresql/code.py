"""Reads what runs inside the server: views, functions, triggers and policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.catalog import Function, Id, Policy, Trigger, View
from generator.database.postgresql.bodies import unchecked
from generator.database.postgresql.tables import options
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA, comment, free
from generator.database.session import Session

__all__ = ["functions", "policies", "triggers", "views"]


def views(session: Session) -> Iterator[View]:
    """Reads views and materialized views, each with the relations and functions that it needs."""
    for row in session.rows(_View, _VIEWS):
        yield View(
            schema=row.schema,
            name=row.name,
            sql=row.sql,
            materialized=row.materialized,
            with_data=row.populated,
            columns=tuple(row.columns),
            options=options(row.options, tablespace=row.tablespace),
            comment=row.comment,
            needs=tuple(
                Id(kind, schema, "", name)
                for kind, schema, name in zip(
                    row.need_kinds, row.need_schemas, row.need_names, strict=True
                )
            ),
        )


class _View(NamedTuple):
    schema: str
    name: str
    sql: str
    materialized: bool
    populated: bool
    columns: list[str]
    options: list[str]
    tablespace: str
    comment: str
    need_kinds: list[str]
    need_schemas: list[str]
    need_names: list[str]


_VIEWS = f"""
SELECT {SCHEMA}, c.relname, coalesce(rtrim(trim(pg_get_viewdef(c.oid, true)), ';'), ''), c.relkind = 'm',
    c.relispopulated,
    ARRAY(SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
    coalesce(c.reloptions, '{{}}'), coalesce(s.spcname, ''), {comment("pg_class", "c.oid")},
    coalesce(w.kinds, '{{}}'), coalesce(w.schemas, '{{}}'), coalesce(w.names, '{{}}')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN LATERAL (
    SELECT array_agg(q.kind ORDER BY q.kind, q.schema, q.name) AS kinds,
        array_agg(q.schema ORDER BY q.kind, q.schema, q.name) AS schemas,
        array_agg(q.name ORDER BY q.kind, q.schema, q.name) AS names
    FROM (
        SELECT DISTINCT CASE WHEN f.oid IS NOT NULL THEN 'function'
                WHEN o.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind,
            CASE on_.nspname WHEN 'public' THEN '' ELSE on_.nspname::text END AS schema,
            coalesce(o.relname::text, f.proname || '(' || (
                SELECT coalesce(string_agg(format_type(u.id, NULL), ', ' ORDER BY u.place), '')
                FROM unnest(f.proargtypes) WITH ORDINALITY AS u(id, place)) || ')') AS name
        FROM pg_rewrite r
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        LEFT JOIN pg_class o ON d.refclassid = 'pg_class'::regclass AND o.oid = d.refobjid
            AND o.relkind IN ('r', 'p', 'v', 'm')
        LEFT JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid
        JOIN pg_namespace on_ ON on_.oid = coalesce(o.relnamespace, f.pronamespace)
        WHERE r.ev_class = c.oid AND d.refobjid <> c.oid
            AND on_.nspname NOT IN ('pg_catalog', 'information_schema')
    ) q
) w ON true
WHERE c.relkind IN ('v', 'm') AND {NOWHERE_ELSE} AND {free("pg_class", "c.oid")}
ORDER BY n.nspname, c.relname
"""

ARGUMENTS = """(SELECT coalesce(string_agg(format_type(u.id, NULL), ', ' ORDER BY u.place), '')
    FROM unnest(p.proargtypes) WITH ORDINALITY AS u(id, place))"""
"""The argument types by which a function `p` is known, `integer, text`."""


def functions(session: Session) -> Iterator[Function]:
    """Reads functions, procedures and aggregates; an aggregate's statement is put together here,
    since the server has none to give."""
    refused = unchecked(session)
    for row in session.rows(_Function, _FUNCTIONS):
        yield Function(
            schema=row.schema,
            name=row.name,
            arguments=row.arguments,
            routine={"p": "procedure", "a": "aggregate"}.get(row.kind, "function"),
            definition=row.definition.rstrip(),
            checked=row.oid not in refused,
            comment=row.comment,
        )


class _Function(NamedTuple):
    oid: int
    schema: str
    name: str
    arguments: str
    kind: str
    definition: str
    comment: str


_AGGREGATE = """
    'CREATE OR REPLACE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname)
    || '(' || coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') || E') (\\n    '
    || concat_ws(E',\\n    ',
        'SFUNC = ' || g.aggtransfn::regproc,
        'STYPE = ' || format_type(g.aggtranstype, NULL),
        'SSPACE = ' || nullif(g.aggtransspace, 0),
        'FINALFUNC = ' || nullif(g.aggfinalfn, 0)::regproc,
        CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
        'FINALFUNC_MODIFY = ' || CASE WHEN g.aggfinalfn = 0 THEN NULL ELSE
            CASE g.aggfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END END,
        'COMBINEFUNC = ' || nullif(g.aggcombinefn, 0)::regproc,
        'SERIALFUNC = ' || nullif(g.aggserialfn, 0)::regproc,
        'DESERIALFUNC = ' || nullif(g.aggdeserialfn, 0)::regproc,
        'INITCOND = ' || quote_literal(g.agginitval),
        'MSFUNC = ' || nullif(g.aggmtransfn, 0)::regproc,
        'MINVFUNC = ' || nullif(g.aggminvtransfn, 0)::regproc,
        'MSTYPE = ' || format_type(nullif(g.aggmtranstype, 0), NULL),
        'MSSPACE = ' || nullif(g.aggmtransspace, 0),
        'MFINALFUNC = ' || nullif(g.aggmfinalfn, 0)::regproc,
        CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
        'MINITCOND = ' || quote_literal(g.aggminitval),
        'SORTOP = ' || nullif(g.aggsortop, 0)::regoper,
        'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END,
        CASE g.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END)
    || E'\\n)'
"""

_FUNCTIONS = f"""
SELECT p.oid, {SCHEMA}, p.proname, {ARGUMENTS}, p.prokind::text,
    CASE p.prokind WHEN 'a' THEN {_AGGREGATE} ELSE coalesce(pg_get_functiondef(p.oid), '') END,
    {comment("pg_proc", "p.oid")}
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
WHERE {NOWHERE_ELSE} AND {free("pg_proc", "p.oid")}
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass
        AND i.objid = p.oid AND i.deptype = 'i')
ORDER BY n.nspname, p.proname, 4
"""


def triggers(session: Session) -> Iterator[Trigger]:
    """Reads the triggers that people made; a partition's copies of its parent's are left out."""
    for row in session.rows(_Trigger, _TRIGGERS):
        yield Trigger(
            schema=row.schema,
            table=row.table,
            name=row.name,
            definition=row.definition,
            comment=row.comment,
            needs=(Id("function", row.function_schema, "", f"{row.function}()"),),
        )


class _Trigger(NamedTuple):
    schema: str
    table: str
    name: str
    definition: str
    comment: str
    function_schema: str
    function: str


_TRIGGERS = f"""
SELECT {SCHEMA}, c.relname, t.tgname,
    coalesce(pg_get_triggerdef(t.oid, true), '') || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' -- '
        || CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END END,
    {comment("pg_trigger", "t.oid")},
    CASE fn.nspname WHEN 'public' THEN '' ELSE fn.nspname::text END, f.proname
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND {NOWHERE_ELSE} AND {free("pg_class", "c.oid")}
ORDER BY n.nspname, c.relname, t.tgname
"""


def policies(session: Session) -> Iterator[Policy]:
    """Reads the row-level policies."""
    for row in session.rows(_Policy, _POLICIES):
        yield Policy(
            schema=row.schema,
            table=row.table,
            name=row.name,
            command=_COMMANDS[row.command],
            roles=tuple(row.roles),
            using=row.using,
            check=row.check,
            permissive=row.permissive,
            comment=row.comment,
        )


class _Policy(NamedTuple):
    schema: str
    table: str
    name: str
    command: str
    roles: list[str]
    using: str
    check: str
    permissive: bool
    comment: str


_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

_POLICIES = f"""
SELECT {SCHEMA}, c.relname, p.polname, p.polcmd::text,
    ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY r.rolname),
    coalesce(pg_get_expr(p.polqual, p.polrelid, true), ''),
    coalesce(pg_get_expr(p.polwithcheck, p.polrelid, true), ''), p.polpermissive,
    {comment("pg_policy", "p.oid")}
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {NOWHERE_ELSE}
ORDER BY n.nspname, c.relname, p.polname
"""
