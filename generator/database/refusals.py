"""Where in a statement an engine stopped.

Takes what was sent and the error, gives a place in it: PostgreSQL counts characters, MySQL and MariaDB
say the line and what comes next, SQLite names what it does not know."""

from __future__ import annotations

import re

from generator.database.url import DatabaseError

__all__ = ["stopped"]

NEAR = re.compile(r"near ['\"](?P<text>.+?)['\"](?: at line \d+|: syntax error)", re.DOTALL)
UNKNOWN = re.compile(
    r"Unknown column '(?P<column>[^']+)'|Table '(?P<table>[^']+)' doesn't exist"
    r"|no such (?:column|table|function): (?P<name>\S+)"
)
LINE = re.compile(r" at line (\d+)$")


def stopped(text: str, error: DatabaseError) -> int | None:
    """Gives where the engine stopped, in characters from 0; None where it does not tell.

    text: a part of what was sent, or all of it."""
    cause = error.__cause__
    told = getattr(getattr(cause, "diag", None), "statement_position", None)
    if told:
        counted = int(told) - 1 - max(error.statement.find(text), 0)
        return counted if 0 <= counted <= len(text) else None
    said = str(cause.args[-1]) if cause and cause.args else ""
    at = _named(text, said)
    return _line(text, said) if at is None else at


def _named(text: str, said: str) -> int | None:
    """Finds what is named, where that stands in the statement once."""
    if found := NEAR.search(said):
        return text.find(found["text"]) if text.count(found["text"]) == 1 else None
    if found := UNKNOWN.search(said):
        name = next(part for part in found.groups() if part).rpartition(".")[2]
        places = [one.start() for one in re.finditer(rf"\b{re.escape(name)}\b", text)]
        return places[0] if len(places) == 1 else None
    return None


def _line(text: str, said: str) -> int | None:
    """Gives the beginning of the line that is said."""
    found = LINE.search(said)
    if found is None:
        return None
    return len("".join(text.splitlines(keepends=True)[: int(found[1]) - 1]))
