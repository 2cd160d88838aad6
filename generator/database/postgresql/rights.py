"""Reads who may do what: roles, grants and default privileges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Grant, Role, Verbatim
from generator.database.postgresql.code import ARGUMENTS
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA
from generator.database.session import Session

__all__ = ["PUBLIC", "default_privileges", "grants", "roles"]

PUBLIC = "public"
"""Everybody, where a role is named."""


class _Right(NamedTuple):
    """One privilege of one role. column: "" for the whole object."""

    schema: str
    kind: str
    on: str
    role: str
    privilege: str
    column: str
    grantable: bool


def grants(session: Session) -> Iterator[Grant]:
    """Reads privileges beyond what an owner and everybody have by default, column privileges too.

    Where everybody lost a default (EXECUTE on a function), a Grant to `public` says so by having no
    privileges. A privilege that alone of several may be granted on ends in WITH GRANT OPTION."""
    rows = session.rows(_Right, _RIGHTS)
    for (schema, kind, on, role), group in groupby(rows, key=lambda row: row[:4]):
        rights = [right for right in group if right.privilege]
        all_grantable = bool(rights) and all(right.grantable for right in rights)
        yield Grant(
            schema=schema,
            on_kind=kind,
            on=on,
            role=role,
            privileges=tuple(sorted(_spelled(rights, all_grantable=all_grantable))),
            grantable=all_grantable,
        )


def _spelled(rights: Sequence[_Right], *, all_grantable: bool) -> Iterator[str]:
    """Spells privileges as Grant has them: `SELECT`, `UPDATE (id, name)`."""
    on_columns: dict[str, list[str]] = {}
    for right in rights:
        tail = " WITH GRANT OPTION" if right.grantable and not all_grantable else ""
        if right.column:
            on_columns.setdefault(right.privilege + " ({})" + tail, []).append(right.column)
        else:
            yield right.privilege + tail
    for pattern, columns in on_columns.items():
        yield pattern.format(", ".join(columns))


def _of(
    kind: str, on: str, schema: str, acl: str, default: str, source: str, column: str = "''"
) -> str:
    """One kind's privileges, one a row; defaults are left out, lost defaults have privilege ''."""
    return f"""
SELECT {schema} AS schema, {kind} AS kind, {on} AS on_, CASE x.grantee WHEN 0 THEN '{PUBLIC}'
        ELSE pg_get_userbyid(x.grantee)::text END AS role, x.privilege_type AS privilege,
    {column} AS column_, x.is_grantable AS grantable
{source.format(join=f"CROSS JOIN LATERAL aclexplode({acl}) x")}
    AND NOT EXISTS (SELECT FROM aclexplode({default}) y
        WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type)
UNION ALL
SELECT {schema}, {kind}, {on}, '{PUBLIC}', '', '', false
{source.format(join=f"CROSS JOIN LATERAL aclexplode({default}) x")}
    AND x.grantee = 0 AND {acl} IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode({acl}) y
        WHERE y.grantee = 0 AND y.privilege_type = x.privilege_type)
"""


# `public` is made with USAGE for everybody, and belongs to a role that stands for the database's owner.
_SCHEMA_DEFAULT = (
    "CASE n.nspname WHEN 'public' THEN acldefault('n', n.nspowner)"
    " || makeaclitem(0, n.nspowner, 'USAGE', false) ELSE acldefault('n', n.nspowner) END"
)
_RELATION = """
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
{join}
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND """
_RELATION_KIND = """
    CASE WHEN c.relkind = 'S' THEN 'sequence' WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END
"""
_RELATION_DEFAULT = (
    "acldefault(CASE c.relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r' END, c.relowner)"
)
_COLUMN = """
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
{join}
WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND """
_FUNCTION = "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace {join} WHERE "
_FUNCTION_NAME = f"p.proname || '(' || {ARGUMENTS} || ')'"
_TYPE = """
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
{join}
WHERE t.typtype IN ('e', 'd', 'c', 'r') AND """

_KINDS = (
    _of(
        _RELATION_KIND,
        "c.relname::text",
        SCHEMA,
        "c.relacl",
        _RELATION_DEFAULT,
        _RELATION + NOWHERE_ELSE,
    ),
    _of(
        _RELATION_KIND,
        "c.relname::text",
        SCHEMA,
        "a.attacl",
        "acldefault('c', c.relowner)",
        _COLUMN + NOWHERE_ELSE,
        "quote_ident(a.attname)",
    ),
    _of(
        "'function'",
        _FUNCTION_NAME,
        SCHEMA,
        "p.proacl",
        "acldefault('f', p.proowner)",
        _FUNCTION + NOWHERE_ELSE,
    ),
    _of(
        "'schema'",
        "n.nspname::text",
        SCHEMA,
        "n.nspacl",
        _SCHEMA_DEFAULT,
        "FROM pg_namespace n {join} WHERE " + NOWHERE_ELSE,
    ),
    _of(
        "'type'",
        "t.typname::text",
        SCHEMA,
        "t.typacl",
        "acldefault('T', t.typowner)",
        _TYPE + NOWHERE_ELSE,
    ),
)
_RIGHTS = f"SELECT * FROM ({' UNION ALL '.join(_KINDS)}) AS rights ORDER BY 1, 2, 3, 4, 5, 6"


def roles(session: Session, names: Sequence[str]) -> Iterator[Role]:
    """Reads the roles that are named, with the roles they belong to; other databases' stay unread."""
    for row in session.rows(_Role, _ROLES, list(names)):
        yield Role(
            name=row.name,
            login=row.login,
            member_of=tuple(row.member_of),
            bypass_row_security=row.bypass,
            comment=row.comment,
        )


class _Role(NamedTuple):
    name: str
    login: bool
    member_of: list[str]
    bypass: bool
    comment: str


_ROLES = """
WITH RECURSIVE wanted(id) AS (
    SELECT r.oid FROM pg_roles r WHERE r.rolname = ANY (%s) AND NOT r.rolsuper
    UNION
    SELECT m.roleid FROM wanted w JOIN pg_auth_members m ON m.member = w.id
)
SELECT r.rolname, r.rolcanlogin,
    ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid ORDER BY g.rolname),
    r.rolbypassrls, coalesce(shobj_description(r.oid, 'pg_authid'), '')
FROM wanted w
JOIN pg_roles r ON r.oid = w.id
WHERE r.rolname NOT LIKE 'pg\\_%%'
ORDER BY r.rolname
"""


def default_privileges(session: Session) -> Iterator[Verbatim]:
    """Reads what ALTER DEFAULT PRIVILEGES granted, one object for each role, kind and schema."""
    for name, sql in session.rows(_Default, _DEFAULTS):
        yield Verbatim(name=name, sql=sql)


class _Default(NamedTuple):
    name: str
    sql: str


_DEFAULTS = """
SELECT pg_describe_object('pg_default_acl'::regclass, d.oid, 0) || ' to '
        || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
    'ALTER DEFAULT PRIVILEGES' || coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '')
    || ' GRANT ' || string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type)
    || ' ON ' || CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
        WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END
    || ' TO ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END
FROM pg_default_acl d
LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
CROSS JOIN LATERAL aclexplode(d.defaclacl) x
WHERE x.grantee <> d.defaclrole
GROUP BY d.oid, n.nspname, d.defaclobjtype, x.grantee
ORDER BY 1, 2
"""
