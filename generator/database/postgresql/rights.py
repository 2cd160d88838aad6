"""Reads who may do what: roles, grants and default privileges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
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
            attributes=_named(row.attributes),
            settings=_named(row.settings),
            memberships=_named(row.memberships),
            comment=row.comment,
        )


def _named(pairs: list[str]) -> Mapping[str, str]:
    """Gives what texts like `name=value` say, sorted by name."""
    return MappingProxyType(dict(sorted(pair.split("=", 1) for pair in pairs)))


class _Role(NamedTuple):
    """attributes, settings, memberships: texts like `name=value`."""

    name: str
    login: bool
    member_of: list[str]
    bypass: bool
    attributes: list[str]
    settings: list[str]
    memberships: list[str]
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
    r.rolbypassrls,
    array_remove(ARRAY[
        CASE WHEN r.rolcreatedb THEN 'create_database=CREATEDB' END,
        CASE WHEN r.rolcreaterole THEN 'create_role=CREATEROLE' END,
        CASE WHEN r.rolreplication THEN 'replication=REPLICATION' END,
        CASE WHEN NOT r.rolinherit THEN 'inherit=NOINHERIT' END,
        'connection_limit=CONNECTION LIMIT ' || nullif(r.rolconnlimit, -1),
        'valid_until=VALID UNTIL '
            || quote_literal((nullif(r.rolvaliduntil, 'infinity') AT TIME ZONE 'UTC')::text || '+00')], NULL),
    ARRAY(SELECT split_part(u.text, '=', 1) || '=' || CASE
            WHEN u.text = 'search_path=""' THEN ''''''
            WHEN u.text LIKE 'search\\_path=%%' THEN substr(u.text, strpos(u.text, '=') + 1)
            ELSE quote_literal(substr(u.text, strpos(u.text, '=') + 1)) END
        FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS u (text)
        WHERE s.setrole = r.oid AND s.setdatabase = 0),
    ARRAY(SELECT DISTINCT g.rolname || '=' || concat_ws(', ',
            CASE WHEN m.admin_option THEN 'ADMIN OPTION' END,
            CASE WHEN o.inherit <> r.rolinherit THEN 'INHERIT ' || upper(o.inherit::text) END,
            CASE WHEN NOT o.set THEN 'SET FALSE' END)
        FROM pg_auth_members m
        JOIN pg_roles g ON g.oid = m.roleid
        CROSS JOIN LATERAL (SELECT (to_jsonb(m) ->> 'inherit_option')::boolean AS inherit,
            (to_jsonb(m) ->> 'set_option')::boolean AS set) o
        WHERE m.member = r.oid AND (m.admin_option OR o.inherit <> r.rolinherit OR NOT o.set)),
    coalesce(shobj_description(r.oid, 'pg_authid'), '')
FROM wanted w
JOIN pg_roles r ON r.oid = w.id
WHERE r.rolname NOT LIKE 'pg\\_%%'
ORDER BY r.rolname
"""


def role_settings(session: Session, names: Sequence[str]) -> Iterator[Verbatim]:
    """Reads the settings that the roles that are read have in this database alone."""
    for name, sql, undo in session.rows(_Default, _ROLE_SETTINGS, list(names)):
        yield Verbatim(name=name, sql=sql, undo=undo)


_ROLE_SETTINGS = f"""{_WANTED}
SELECT 'setting ' || w.name || ' of role ' || w.called || ' here',
    'DO $$ BEGIN EXECUTE format(' || quote_literal('ALTER ROLE ' || replace(w.called, '%%', '%%%%')
        || ' IN DATABASE %%I SET ' || w.name || ' = ' || replace(w.value, '%%', '%%%%'))
        || ', current_database()); END $$',
    'DO $$ BEGIN EXECUTE format(' || quote_literal('ALTER ROLE ' || replace(w.called, '%%', '%%%%')
        || ' IN DATABASE %%I RESET ' || w.name) || ', current_database()); END $$'
FROM pg_db_role_setting s
JOIN wanted d ON d.id = s.setrole
JOIN pg_roles r ON r.oid = d.id AND r.rolname NOT LIKE 'pg\\_%%'
JOIN pg_database b ON b.oid = s.setdatabase AND b.datname = current_database()
CROSS JOIN LATERAL unnest(s.setconfig) AS u (text)
CROSS JOIN LATERAL (SELECT split_part(u.text, '=', 1) AS name, quote_ident(r.rolname) AS called,
    CASE WHEN u.text = 'search_path=""' THEN '''''' WHEN u.text LIKE 'search\\_path=%%'
        THEN substr(u.text, strpos(u.text, '=') + 1)
        ELSE quote_literal(substr(u.text, strpos(u.text, '=') + 1)) END AS value) w
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
