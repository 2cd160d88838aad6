"""Collations of PostgreSQL: which are called with their schema.

Takes a collation's name as a catalog holds it, gives its parts."""

from __future__ import annotations

import re

__all__ = ["LOCALE", "placed", "quoted"]

LOCALE = r"(C|POSIX|[a-z]{2,3}_[A-Z]{2}(@[a-z]+)?)\.[A-Za-z0-9_-]+(@[a-z]+)?"
"""What systems call their locales: in `en_US.utf8` the dot stands before an encoding."""


def placed(name: str) -> tuple[str, str]:
    """Gives a collation's schema and its name in there, "" as the schema of one that needs none.

    >>> placed("music.numeric"), placed("C"), placed("en_US.utf8"), placed("public.my.own")
    (('music', 'numeric'), ('', 'C'), ('', 'en_US.utf8'), ('public', 'my.own'))
    """
    schema, dot, rest = name.partition(".")
    return (schema, rest) if dot and not re.fullmatch(LOCALE, name) else ("", name)


def quoted(name: str) -> str:
    """Gives a collation in quotes, as every reader takes it."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in placed(name) if part)
