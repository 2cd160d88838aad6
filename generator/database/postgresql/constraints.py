"""Reads the constraints of tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.catalog import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from generator.database.postgresql.indexes import IndexKeys
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA, comment
from generator.database.session import Session

__all__ = ["constraints"]

_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


class _Constraint(NamedTuple):
    """oid: of the index behind it, 0 for none; columns and ref_columns in order."""

    kind: str
    schema: str
    table: str
    name: str
    columns: list[str]
    include: list[str]
    ref_schema: str
    ref_table: str
    ref_columns: list[str]
    on_delete: str
    on_delete_columns: list[str]
    on_update: str
    match_full: bool
    deferrable: str
    valid: bool
    enforced: bool
    no_inherit: bool
    nulls_not_distinct: bool
    without_overlaps: bool
    expression: str
    method: str
    where: str
    operators: list[str]
    oid: int
    comment: str


def constraints(
    session: Session, of_indexes: IndexKeys
) -> Iterator[PrimaryKey | Unique | ForeignKey | Check | Exclusion]:
    """Reads what is declared on a table itself; a partition's copies of its parent's are left out.

    A key WITHOUT OVERLAPS has these words after its last column."""
    for row in session.rows(_Constraint, _CONSTRAINTS):
        match row.kind:
            case "p":
                yield _primary_key(row)
            case "u":
                yield _unique(row)
            case "f":
                yield _foreign_key(row)
            case "c":
                yield _check(row)
            case _:
                yield Exclusion(
                    schema=row.schema,
                    table=row.table,
                    name=row.name,
                    keys=of_indexes.keys(row.oid, row.operators),
                    method=row.method,
                    where=row.where,
                    deferrable=row.deferrable,
                    comment=row.comment,
                )


def _columns(row: _Constraint) -> tuple[str, ...]:
    *first, last = row.columns
    return (*first, f"{last} WITHOUT OVERLAPS" if row.without_overlaps else last)


def _primary_key(row: _Constraint) -> PrimaryKey:
    return PrimaryKey(
        schema=row.schema,
        table=row.table,
        name=row.name,
        columns=_columns(row),
        include=tuple(row.include),
        deferrable=row.deferrable,
        comment=row.comment,
    )


def _unique(row: _Constraint) -> Unique:
    return Unique(
        schema=row.schema,
        table=row.table,
        name=row.name,
        columns=_columns(row),
        include=tuple(row.include),
        nulls_not_distinct=row.nulls_not_distinct,
        deferrable=row.deferrable,
        comment=row.comment,
    )


def _foreign_key(row: _Constraint) -> ForeignKey:
    only = f" ({', '.join(row.on_delete_columns)})" if row.on_delete_columns else ""
    return ForeignKey(
        schema=row.schema,
        table=row.table,
        name=row.name,
        columns=tuple(row.columns),
        ref_schema=row.ref_schema,
        ref_table=row.ref_table,
        ref_columns=tuple(row.ref_columns),
        on_delete=_ACTIONS[row.on_delete] + only,
        on_update=_ACTIONS[row.on_update],
        match_full=row.match_full,
        deferrable=row.deferrable,
        valid=row.valid and row.enforced,
        comment=row.comment,
    )


def _check(row: _Constraint) -> Check:
    return Check(
        schema=row.schema,
        table=row.table,
        name=row.name,
        expression=row.expression,
        valid=row.valid and row.enforced,
        no_inherit=row.no_inherit,
        comment=row.comment,
    )


def _names(numbers: str, table: str) -> str:
    return f"""ARRAY(SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY AS w(num, place)
        JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = w.num ORDER BY w.place)"""


# What newer versions have (a period, enforcement, columns of ON DELETE) is asked of the row as JSON,
# so that one query serves every version.
_CONSTRAINTS = f"""
SELECT k.contype::text, {SCHEMA}, c.relname, k.conname, {_names("k.conkey", "k.conrelid")},
    {_names("(string_to_array(x.indkey::text, ' ')::smallint[])[x.indnkeyatts + 1:]", "k.conrelid")},
    coalesce(CASE rn.nspname WHEN 'public' THEN '' ELSE rn.nspname::text END, ''),
    coalesce(r.relname, ''), {_names("k.confkey", "k.confrelid")},
    k.confdeltype::text, {_names("k.confdelsetcols", "k.conrelid")}, k.confupdtype::text,
    k.confmatchtype = 'f',
    CASE WHEN k.condeferred THEN 'deferred' WHEN k.condeferrable THEN 'immediate' ELSE '' END,
    k.convalidated, coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true),
    k.connoinherit AND k.contype = 'c' AND NOT c.relispartition,
    coalesce(x.indnullsnotdistinct, false), coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false),
    CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid, true) ELSE '' END,
    coalesce(m.amname, ''), coalesce(pg_get_expr(x.indpred, x.indrelid, true), ''),
    ARRAY(SELECT CASE WHEN pn.nspname = 'pg_catalog' THEN p.oprname::text
            ELSE 'OPERATOR(' || pn.nspname || '.' || p.oprname || ')' END
        FROM unnest(k.conexclop) WITH ORDINALITY AS w(id, place)
        JOIN pg_operator p ON p.oid = w.id JOIN pg_namespace pn ON pn.oid = p.oprnamespace
        ORDER BY w.place),
    k.conindid, {comment("pg_constraint", "k.oid")}
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class xc ON xc.oid = x.indexrelid
LEFT JOIN pg_am m ON m.oid = xc.relam
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0
    AND c.relkind <> 'f'
    AND (k.conislocal OR k.coninhcount = 0) AND NOT (c.relispartition AND k.coninhcount > 0)
    AND {NOWHERE_ELSE}
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
        AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY n.nspname, c.relname, k.contype <> 'p', k.conname
"""
