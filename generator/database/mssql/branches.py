"""IF of a T-SQL script, read as on an empty database.

Takes a Cursor at IF, reads the branches that count. Conditions ask what is there, so what follows one
is done; what follows ELSE is done where that made nothing. What changes something that is not there,
behind a condition that it is, makes nothing."""

from __future__ import annotations

from collections.abc import Callable

from generator.database.mssql.skipping import block, skip, step_over
from generator.database.mssql.tokens import Cursor
from generator.database.mssql.words import STATEMENTS
from generator.database.scripts.draft import Draft
from generator.database.scripts.errors import MissingError

__all__ = ["choose"]

Statement = Callable[[Cursor, Draft], None]


def choose(cursor: Cursor, draft: Draft, statement: Statement) -> None:
    """Reads IF with its branches. statement: reads one statement."""
    done = False
    while True:
        asked = cursor.take("IF") and _condition(cursor)
        before = dict(draft.objects)
        if done:
            step_over(cursor)
        else:
            _branch(cursor, draft, statement, asked=asked)
        done = done or draft.objects != before
        if not (cursor.take(";", "ELSE") or cursor.take("ELSE")):
            return


def _condition(cursor: Cursor) -> bool:
    """Reads a condition; tells whether it asks for something that is there."""
    start = cursor.at
    while not cursor.done and not (cursor.token.key in STATEMENTS and cursor.token.key != "IF"):
        if cursor.ahead("("):
            cursor.group()
        else:
            cursor.at += 1
    if cursor.done:
        raise cursor.wrong("a statement is expected here")
    said = " ".join(token.text.upper() for token in cursor.tokens[start : cursor.at])
    return "NOT EXISTS" not in said and ("EXISTS" in said or "IS NOT NULL" in said)


def _branch(cursor: Cursor, draft: Draft, statement: Statement, *, asked: bool) -> None:
    """Reads a block or a statement. asked: whether it looks for what it changes."""
    if not block(cursor):
        _guarded(cursor, draft, statement, asked=asked)
        return
    while not cursor.done and not cursor.take("END"):
        if not cursor.take(";"):
            _guarded(cursor, draft, statement, asked=asked)


def _guarded(cursor: Cursor, draft: Draft, statement: Statement, *, asked: bool) -> None:
    at = cursor.at
    try:
        statement(cursor, draft)
    except MissingError:
        if not asked:
            raise
        cursor.at = at
        skip(cursor)
        draft.passed["change of what is not there, behind a condition"] += 1
