"""What a database of PostgreSQL has beside what is read: who owns things, and what holds secrets.

Takes a Session, gives sentences for the report of an import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.database.postgresql.called import LONG_AGO
from generator.database.postgresql.words import NOWHERE_ELSE
from generator.database.session import Session

__all__ = ["aside"]


def aside(session: Session) -> Iterator[str]:
    """Gives what is left to whoever runs the script: () where one role owns all there is."""
    for (names,) in session.rows(_Text, _UNUSABLE):
        if names:
            yield f"the account may not use {names}: what lies there is said with the schema's name"
    owners = session.rows(_Owner, _OWNERS)
    if len(owners) > 1:
        told = ", ".join(f"{name} ({count})" for name, count in owners)
        yield f"owners are not taken, all will belong to whoever builds it: {told}"
    for (count,) in session.rows(_Count, _GIVEN_UP):
        if count:
            yield f"what owners may no longer do with their own is not taken: {count} of it"
    for (count,) in session.rows(_Count, LONG_AGO):
        if count:
            yield f"names that the server made of names long gone are not taken: {count}"
    for (path,) in session.rows(_Text, _SEARCH_PATH):
        yield f"the search path of the database is not taken: {path}"
    for (count,) in session.rows(_Count, _SUBSCRIPTIONS):
        if count:
            yield f"subscriptions hold secrets and are not taken: {count}"
    for (names,) in session.rows(_Text, _SECRETS):
        if names:
            yield f"passwords of user mappings and servers are not taken: {names}"


class _Owner(NamedTuple):
    name: str
    number: int


class _Text(NamedTuple):
    text: str


class _Count(NamedTuple):
    number: int


_UNUSABLE = """
SELECT string_agg(quote_ident(nspname), ', ' ORDER BY nspname) FROM pg_namespace
WHERE nspname = ANY (current_schemas(false) || '{public}'::name[])
    AND NOT has_schema_privilege(oid, 'USAGE')
"""
"""Schemas that would be searched without their names, if the account might."""

_OWNERS = f"""
SELECT pg_get_userbyid(o.owner)::text, count(*)
FROM (
    SELECT 'pg_class'::regclass AS class, c.oid, c.relowner, c.relnamespace FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, p.proowner, p.pronamespace FROM pg_proc p
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, t.typowner, t.typnamespace FROM pg_type t
    WHERE t.typtype IN ('e', 'd', 'r')
) o (class, id, owner, schema)
JOIN pg_namespace n ON n.oid = o.schema
WHERE {NOWHERE_ELSE} AND NOT EXISTS (SELECT FROM pg_depend e
    WHERE e.classid = o.class AND e.objid = o.id AND e.deptype = 'e')
GROUP BY o.owner
ORDER BY 2 DESC, 1
"""

_GIVEN_UP = f"""
SELECT count(*)
FROM (
    SELECT c.relowner, c.relacl, CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relnamespace
    FROM pg_class c
    UNION ALL
    SELECT p.proowner, p.proacl, 'f', p.pronamespace FROM pg_proc p
    UNION ALL
    SELECT t.typowner, t.typacl, 'T', t.typnamespace FROM pg_type t
) o (owner, acl, kind, schema)
JOIN pg_namespace n ON n.oid = o.schema
WHERE {NOWHERE_ELSE} AND EXISTS (
    SELECT FROM aclexplode(acldefault(o.kind, o.owner)) d WHERE d.grantee = o.owner AND o.acl IS NOT NULL
        AND NOT EXISTS (SELECT FROM aclexplode(o.acl) x
            WHERE x.grantee = o.owner AND x.privilege_type = d.privilege_type))
"""

_SEARCH_PATH = """
SELECT substr(u.text, strpos(u.text, '=') + 1)
FROM pg_db_role_setting s
JOIN pg_database b ON b.oid = s.setdatabase AND b.datname = current_database()
CROSS JOIN LATERAL unnest(s.setconfig) AS u (text)
WHERE s.setrole = 0 AND u.text LIKE 'search\\_path=%'
"""

# the columns that everybody may read
_SUBSCRIPTIONS = """
SELECT count(s.oid) FROM pg_subscription s JOIN pg_database b ON b.oid = s.subdbid
WHERE b.datname = current_database()
"""

_SECRETS = """
SELECT string_agg(DISTINCT quote_ident(u.srvname), ', ')
FROM pg_user_mappings u
CROSS JOIN LATERAL unnest(u.umoptions) AS o (text)
WHERE split_part(o.text, '=', 1) IN ('password', 'passcode', 'passfile', 'sslpassword')
"""
