"""Reads who may do what: roles, grants and default privileges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Grant, Role, Verbatim
from generator.database.postgresql.code import ARGUMENTS
from generator.database.postgresql.words import NOWHERE_ELSE, SCHEMA
from generator.database.session import Session

__all__ = ["PUBLIC", "default_privileges", "grants", "role_settings", "roles"]

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
    """Reads privileges beyond what an owner and everybody have by default, column privileges and those on
    what is made later in a schema too.

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
            privileges=tuple(sorted(set(_spelled(rights, all_grantable=all_grantable)))),
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
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND """
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
# A role that may do everything stands for whoever runs the script.
_LATER = f"""
SELECT {SCHEMA}, CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
        WHEN 'f' THEN 'functions' ELSE 'types' END,
    CASE WHEN r.rolsuper THEN '' ELSE r.rolname::text END,
    CASE x.grantee WHEN 0 THEN '{PUBLIC}' ELSE pg_get_userbyid(x.grantee)::text END,
    x.privilege_type, '', x.is_grantable
FROM pg_default_acl d
JOIN pg_namespace n ON n.oid = d.defaclnamespace
JOIN pg_roles r ON r.oid = d.defaclrole
CROSS JOIN LATERAL aclexplode(d.defaclacl) x
"""
_RIGHTS = (
    f"SELECT * FROM ({' UNION ALL '.join(_KINDS)} UNION ALL {_LATER}) AS rights"
    " ORDER BY 1, 2, 3, 4, 5, 6"
)


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


_WANTED = """
WITH RECURSIVE wanted(id) AS (
    SELECT r.oid FROM pg_roles r
    WHERE NOT r.rolsuper AND (r.rolname = ANY (%s) OR r.oid IN (SELECT d.defaclrole FROM pg_default_acl d
        UNION SELECT x.grantee FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) x
        UNION SELECT u.umuser FROM pg_user_mappings u))
    UNION
    SELECT m.roleid FROM wanted w JOIN pg_auth_members m ON m.member = w.id
)
"""

_ROLES = f"""{_WANTED}
SELECT r.rolname, r.rolcanlogin,
    ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid ORDER BY 1),
    r.rolbypassrls, coalesce(shobj_description(r.oid, 'pg_authid'), '')
FROM wanted w
JOIN pg_roles r ON r.oid = w.id
WHERE r.rolname NOT LIKE 'pg\\_%%'
ORDER BY r.rolname
"""


def role_settings(session: Session, names: Sequence[str]) -> Iterator[Verbatim]:
    """Reads what else there is to say of the roles that are read: attributes, memberships with an
    option of their own, and settings, for every database or this one."""
    for name, sql, undo in session.rows(_Default, _ROLE_SETTINGS, list(names)):
        yield Verbatim(name=name, sql=sql, undo=undo)


# what newer versions have (how a membership is inherited) is asked of the row as JSON
_ROLE_SETTINGS = f"""{_WANTED}, known AS (
    SELECT r.*, quote_ident(r.rolname) AS called
    FROM wanted w JOIN pg_roles r ON r.oid = w.id
    WHERE r.rolname NOT LIKE 'pg\\_%%'
)
SELECT 'attributes of role ' || called, concat_ws(' ', 'ALTER ROLE ' || called,
        CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN NOT rolinherit THEN 'NOINHERIT' END,
        'CONNECTION LIMIT ' || nullif(rolconnlimit, -1), 'VALID UNTIL ' || quote_literal(rolvaliduntil)),
    'ALTER ROLE ' || called || ' NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT CONNECTION LIMIT -1'
    || CASE WHEN rolvaliduntil IS NULL THEN '' ELSE ' VALID UNTIL ''infinity''' END
FROM known
WHERE rolcreatedb OR rolcreaterole OR rolreplication OR NOT rolinherit OR rolconnlimit <> -1
    OR rolvaliduntil IS NOT NULL
UNION ALL
SELECT DISTINCT 'membership of role ' || r.called || ' in ' || quote_ident(g.rolname),
    'GRANT ' || quote_ident(g.rolname) || ' TO ' || r.called || ' WITH ' || concat_ws(', ',
        CASE WHEN m.admin_option THEN 'ADMIN OPTION' END,
        'INHERIT ' || (to_jsonb(m) ->> 'inherit_option'), 'SET ' || (to_jsonb(m) ->> 'set_option')), ''
FROM pg_auth_members m
JOIN known r ON r.oid = m.member
JOIN pg_roles g ON g.oid = m.roleid
WHERE m.admin_option OR (to_jsonb(m) ->> 'inherit_option')::boolean <> r.rolinherit
    OR (to_jsonb(m) ->> 'set_option') = 'false'
UNION ALL
SELECT 'setting ' || w.name || ' of role ' || r.called || w.here,
    CASE w.here WHEN '' THEN 'ALTER ROLE ' || r.called || ' SET ' || w.name || ' = ' || w.value
        ELSE 'DO $$ BEGIN EXECUTE format(' || quote_literal('ALTER ROLE ' || replace(r.called, '%%', '%%%%')
            || ' IN DATABASE %%I SET ' || w.name || ' = ' || replace(w.value, '%%', '%%%%'))
            || ', current_database()); END $$' END,
    CASE w.here WHEN '' THEN 'ALTER ROLE ' || r.called || ' RESET ' || w.name
        ELSE 'DO $$ BEGIN EXECUTE format(' || quote_literal('ALTER ROLE ' || replace(r.called, '%%', '%%%%')
            || ' IN DATABASE %%I RESET ' || w.name) || ', current_database()); END $$' END
FROM pg_db_role_setting s
JOIN known r ON r.oid = s.setrole
LEFT JOIN pg_database b ON b.oid = s.setdatabase
CROSS JOIN LATERAL unnest(s.setconfig) AS u (text)
CROSS JOIN LATERAL (SELECT split_part(u.text, '=', 1) AS name,
    CASE WHEN u.text = 'search_path=""' THEN '''''' WHEN u.text LIKE 'search\\_path=%%'
        THEN substr(u.text, strpos(u.text, '=') + 1)
        ELSE quote_literal(substr(u.text, strpos(u.text, '=') + 1)) END AS value,
    CASE WHEN b.oid IS NULL THEN '' ELSE ' here' END AS here) w
WHERE s.setdatabase = 0 OR b.datname = current_database()
ORDER BY 1
"""


def default_privileges(session: Session) -> Iterator[Verbatim]:
    """Reads what ALTER DEFAULT PRIVILEGES granted or took away in all schemas, one object for each role
    and kind."""
    for name, sql, undo in session.rows(_Default, _DEFAULTS):
        yield Verbatim(name=name, sql=sql, undo=undo)


class _Default(NamedTuple):
    name: str
    sql: str
    undo: str


# What holds in all schemas takes the place of what the server gives everybody, so that a lost privilege is
# a statement too.
_DEFAULTS = """
WITH acls AS (
    SELECT d.oid, 'ALTER DEFAULT PRIVILEGES'
            || CASE WHEN r.rolsuper THEN '' ELSE ' FOR ROLE ' || quote_ident(r.rolname) END AS head,
        ' ON ' || CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
            WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END AS on_,
        pg_describe_object('pg_default_acl'::regclass, d.oid, 0) AS name,
        d.defaclrole, d.defaclacl,
        acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) AS usual
    FROM pg_default_acl d
    JOIN pg_roles r ON r.oid = d.defaclrole
    WHERE d.defaclnamespace = 0
), given AS (
    SELECT a.*, x.grantee, x.privilege_type, x.is_grantable, true AS has
    FROM acls a CROSS JOIN LATERAL aclexplode(a.defaclacl) x
    WHERE NOT EXISTS (SELECT FROM aclexplode(a.usual) y
        WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type)
    UNION ALL
    SELECT a.*, x.grantee, x.privilege_type, false, false
    FROM acls a CROSS JOIN LATERAL aclexplode(a.usual) x
    WHERE NOT EXISTS (SELECT FROM aclexplode(a.defaclacl) y
        WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type)
), told AS (
    SELECT name || CASE WHEN has THEN ' to ' ELSE ' not to ' END || w.who
            || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END AS name,
        string_agg(privilege_type, ', ' ORDER BY privilege_type) AS rights, head, on_, has,
        is_grantable, w.who_quoted
    FROM given g
    CROSS JOIN LATERAL (
        SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END AS who,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS who_quoted
    ) w
    GROUP BY 1, head, on_, has, is_grantable, who_quoted
)
SELECT name, head || CASE WHEN has THEN grants ELSE revokes END,
    head || CASE WHEN has THEN revokes ELSE grants END
FROM told
CROSS JOIN LATERAL (
    SELECT ' GRANT ' || rights || on_ || ' TO ' || who_quoted
            || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS grants,
        ' REVOKE ' || rights || on_ || ' FROM ' || who_quoted AS revokes
) s
ORDER BY 1
"""
