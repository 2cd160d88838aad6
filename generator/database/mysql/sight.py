"""What an account may see: MySQL and MariaDB show nobody what he has no rights to, and say nothing.

Takes a Session, gives the privileges without which something in the database could stay unseen."""

from __future__ import annotations

import re

from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["sees_accounts", "unseen"]

_NEEDED = ("SELECT", "SHOW VIEW", "TRIGGER", "EVENT")
_EVERYTHING = ("ALL PRIVILEGES", "ALL")


def unseen(session: Session) -> tuple[str, ...]:
    """Gives the privileges on the database that the account lacks to see all of it.

    Who has some by a role is believed: what a role gives is for the server to say."""
    lines = [str(row[0]) for row in session.fetch("SHOW GRANTS")]
    if any(" ON " not in line for line in lines):  # a role
        return ()
    held = {word for line in lines for word in _words(line, session.url.database)}
    return () if held & set(_EVERYTHING) else tuple(word for word in _NEEDED if word not in held)


def sees_accounts(session: Session) -> bool:
    """Whether the account may look at the others; else what they may do stays unseen."""
    try:
        session.fetch("SELECT 1 FROM mysql.user LIMIT 1")
    except DatabaseError:
        return False
    return True


def _words(line: str, database: str) -> list[str]:
    """Gives the privileges of a grant, when it is about the server or the database.

    >>> _words("GRANT SELECT, SHOW VIEW ON `shop`.* TO `ada`@`%`", "shop")
    ['SELECT', 'SHOW VIEW']"""
    found = re.match(r"GRANT (.+?) ON (\S+)\.\* TO ", line)
    if found is None:
        return []
    of = found[2].strip("`").replace("\\_", "_").replace("``", "`")
    return [word.strip() for word in found[1].split(",")] if of in ("*", database) else []
