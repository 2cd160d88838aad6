"""Reads who may do what: accounts and their privileges on this database and what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Grant, Role
from generator.database.mysql.words import account, quoted
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["grants", "roles"]


class _Right(NamedTuple):
    """Privileges of one account. column: "" for the whole object; privileges: with commas between."""

    user: str
    kind: str
    on: str
    column: str
    privileges: str
    grantable: int


# The information schema, which everybody may read, and MariaDB's own tables: its information schema
# adds to each role what it inherits from others.
_SCHEMA_RIGHTS = """
SELECT GRANTEE, 'schema', '', '', PRIVILEGE_TYPE, IS_GRANTABLE = 'YES'
FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = database()
UNION ALL
SELECT p.GRANTEE, lower(t.TABLE_TYPE), p.TABLE_NAME, '', p.PRIVILEGE_TYPE, p.IS_GRANTABLE = 'YES'
FROM information_schema.TABLE_PRIVILEGES p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME
WHERE p.TABLE_SCHEMA = database()
UNION ALL
SELECT p.GRANTEE, lower(t.TABLE_TYPE), p.TABLE_NAME, p.COLUMN_NAME, p.PRIVILEGE_TYPE, p.IS_GRANTABLE = 'YES'
FROM information_schema.COLUMN_PRIVILEGES p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME
WHERE p.TABLE_SCHEMA = database()
ORDER BY 1, 2, 3, 4, 5
"""
_OWN_RIGHTS = """
SELECT p.User, lower(t.TABLE_TYPE), p.Table_name, '', p.Table_priv, p.Table_priv LIKE '%Grant%'
FROM mysql.tables_priv p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.Db AND t.TABLE_NAME = p.Table_name
WHERE p.Db = database() AND p.Table_priv <> ''
UNION ALL
SELECT p.User, lower(t.TABLE_TYPE), p.Table_name, p.Column_name, p.Column_priv,
    (SELECT count(*) FROM mysql.tables_priv g WHERE g.Host = p.Host AND g.Db = p.Db AND g.User = p.User
        AND g.Table_name = p.Table_name AND g.Table_priv LIKE '%Grant%')
FROM mysql.columns_priv p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.Db AND t.TABLE_NAME = p.Table_name
WHERE p.Db = database()
ORDER BY 1, 2, 3, 4, 5
"""
_KINDS = {"view": "view", "sequence": "sequence", "schema": "schema"}


def _rights(session: Session) -> list[_Right]:
    """Reads MariaDB's own tables, where we may; an ordinary account sees what it may do itself."""
    if session.engine == "mariadb":
        with suppress(DatabaseError):
            return session.rows(_Right, _OWN_RIGHTS)
    return session.rows(_Right, _SCHEMA_RIGHTS)


def grants(session: Session) -> Iterator[Grant]:
    """Reads the privileges on tables, views, columns and, for MySQL, the database (kind schema).

    What an account may do on the whole server is not the database's and stays unread."""
    rows = _rights(session)
    for (user, kind, on), group in groupby(rows, key=lambda row: row[:3]):
        rights = list(group)
        privileges = tuple(sorted(_spelled(rights)))
        if privileges:
            yield Grant(
                on_kind=_KINDS.get(kind, "table"),
                on=on,
                role=account(user),
                privileges=privileges,
                grantable=any(right.grantable for right in rights),
            )


def _spelled(rights: Sequence[_Right]) -> Iterator[str]:
    columns: dict[str, list[str]] = {}
    for right in rights:
        words = (word.strip().upper() for word in right.privileges.split(","))
        for word in words:
            if word in ("USAGE", "GRANT"):
                continue
            if right.column:
                columns.setdefault(word, []).append(_name(right.column))
            else:
                yield word
    for privilege, names in columns.items():
        yield f"{privilege} ({', '.join(sorted(names))})"


def _name(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else quoted(name)


class _Account(NamedTuple):
    name: str
    login: int


class _Member(NamedTuple):
    member: str
    of: str


# MySQL makes a role as an account that is locked and whose password is expired; an account that only
# waits for its administrator is locked. MariaDB marks roles.
_ACCOUNTS = {
    "mysql": "SELECT User, NOT (account_locked = 'Y' AND password_expired = 'Y') FROM mysql.user",
    "mariadb": "SELECT User, is_role = 'N' FROM mysql.user",
}
_MEMBERS = {
    "mysql": "SELECT TO_USER, FROM_USER FROM mysql.role_edges ORDER BY TO_USER, FROM_USER",
    "mariadb": "SELECT User, Role FROM mysql.roles_mapping WHERE Admin_option = 'N' ORDER BY User, Role",
}


def roles(session: Session, names: Sequence[str]) -> Iterator[Role]:
    """Reads the accounts that are named; none where we may not look at the server's accounts."""
    try:
        accounts = dict(session.rows(_Account, _ACCOUNTS[session.engine]))
        members = session.rows(_Member, _MEMBERS[session.engine])
    except DatabaseError:
        return
    for name in names:
        if name in accounts:
            of = tuple(row.of for row in members if row.member == name)
            yield Role(name=name, login=bool(accounts[name]), member_of=of)
