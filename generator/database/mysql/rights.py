"""Reads who may do what: accounts and their privileges on this database and what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Grant, Role
from generator.database.mysql.words import account, quoted
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["grants", "roles"]


class _Right(NamedTuple):
    grantee: str
    kind: str
    on: str
    privilege: str
    column: str
    grantable: int


_RIGHTS = """
SELECT GRANTEE, 'schema', '', PRIVILEGE_TYPE, '', IS_GRANTABLE = 'YES'
FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = database()
UNION ALL
SELECT p.GRANTEE, CASE t.TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END,
    p.TABLE_NAME, p.PRIVILEGE_TYPE, '', p.IS_GRANTABLE = 'YES'
FROM information_schema.TABLE_PRIVILEGES p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME
WHERE p.TABLE_SCHEMA = database()
UNION ALL
SELECT p.GRANTEE, CASE t.TABLE_TYPE WHEN 'VIEW' THEN 'view' ELSE 'table' END, p.TABLE_NAME,
    p.PRIVILEGE_TYPE, p.COLUMN_NAME, p.IS_GRANTABLE = 'YES'
FROM information_schema.COLUMN_PRIVILEGES p
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = p.TABLE_SCHEMA AND t.TABLE_NAME = p.TABLE_NAME
WHERE p.TABLE_SCHEMA = database()
ORDER BY 1, 2, 3, 4, 5
"""


def grants(session: Session) -> Iterator[Grant]:
    """Reads the privileges on this database (kind schema), its tables, views and columns.

    What an account may do on the whole server is not the database's and stays unread."""
    rows = [row for row in session.rows(_Right, _RIGHTS) if row.privilege != "USAGE"]
    if session.engine == "mariadb":
        rows = _own(rows, session.rows(_Member, _MEMBERS["mariadb"]))
    for (grantee, kind, on), group in groupby(rows, key=lambda row: row[:3]):
        rights = list(group)
        yield Grant(
            on_kind=kind,
            on=on,
            role=account(grantee),
            privileges=tuple(sorted(_spelled(rights))),
            grantable=any(right.grantable for right in rights),
        )


def _own(rows: Sequence[_Right], members: Sequence[_Member]) -> list[_Right]:
    """Leaves out what a role has from another: MariaDB tells it as if it were granted twice."""
    held = {(account(row.grantee), row[1:5]) for row in rows}
    roles: dict[str, list[str]] = {}
    for member, of in members:
        roles.setdefault(member, []).append(of)
    return [
        row
        for row in rows
        if not any((of, row[1:5]) in held for of in roles.get(account(row.grantee), ()))
    ]


def _spelled(rights: Sequence[_Right]) -> Iterator[str]:
    columns: dict[str, list[str]] = {}
    for right in rights:
        if right.column:
            columns.setdefault(right.privilege, []).append(_name(right.column))
        else:
            yield right.privilege
    for privilege, names in columns.items():
        yield f"{privilege} ({', '.join(names)})"


def _name(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else quoted(name)


class _Account(NamedTuple):
    name: str
    login: int


class _Member(NamedTuple):
    member: str
    of: str


# A role is an account that cannot log in: MySQL locks it and lets its password expire, MariaDB marks it.
_ACCOUNTS = {
    "mysql": "SELECT User, password_expired = 'N' FROM mysql.user ORDER BY User",
    "mariadb": "SELECT User, is_role = 'N' FROM mysql.user ORDER BY User",
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
