"""Stepping over statements of a T-SQL script.

Takes a Cursor at a statement or a branch of IF, leaves it behind that."""

from __future__ import annotations

from generator.database.mssql.tokens import Cursor
from generator.database.mssql.words import STATEMENTS

__all__ = ["block", "pass_query", "skip", "step_over"]

SETS = ("UNION", "ALL", "EXCEPT", "INTERSECT")
OTHERS = ("TRAN", "TRANSACTION", "TRY", "CATCH", "DISTRIBUTED", "ATOMIC")


def block(cursor: Cursor) -> bool:
    """Reads the BEGIN of a block of statements, if it comes next: not that of a transaction."""
    after = cursor.tokens[cursor.at + 1].key if cursor.at + 1 < len(cursor.tokens) else ""
    return after not in OTHERS and cursor.take("BEGIN")


def skip(cursor: Cursor) -> None:
    """Reads on to the next statement: behind a semicolon, or to a word that begins one in a new line,
    or ends a block."""
    cursor.at += 1
    cases = 0
    while not cursor.done:
        if cursor.take(";"):
            return
        if cursor.ahead("("):
            cursor.group()
            continue
        word = cursor.token.key
        if word in ("END", "ELSE") and not cases:
            return
        cases += {"CASE": 1, "END": -1}.get(word, 0)
        if word in STATEMENTS - {"SELECT", "WITH", "SET", "ON"} and _is_first(cursor):
            return
        if word in ("SET", "SELECT") and _is_first(cursor) and _stands_alone(cursor):
            return
        cursor.at += 1


def pass_query(cursor: Cursor) -> None:
    """Reads on behind a query: as `skip`, but a SELECT in a new line is the next one, too, where no word
    joins it to this one."""
    is_begun = cursor.ahead("SELECT")
    end = cursor.at
    skip(cursor)
    end, cursor.at = cursor.at, end + 1
    while cursor.at < end:
        if cursor.ahead("("):
            cursor.group()
            continue
        if cursor.ahead("SELECT"):
            before = cursor.tokens[cursor.at - 1].key
            if is_begun and before not in SETS and _is_first(cursor):
                return
            is_begun = True
        cursor.at += 1
    cursor.at = end


def step_over(cursor: Cursor) -> None:
    """Reads a branch that is not taken: a block, or one statement."""
    if not block(cursor):
        skip(cursor)
        return
    depth = 1
    while depth and not cursor.done:
        depth += 1 if block(cursor) or cursor.ahead("CASE") else 0
        depth -= 1 if cursor.ahead("END") else 0
        cursor.at += 1


def _is_first(cursor: Cursor) -> bool:
    token = cursor.token
    start = cursor.script.rfind("\n", 0, token.start) + 1
    return not cursor.script[start : token.start].strip()


def _stands_alone(cursor: Cursor) -> bool:
    """Whether SET is the statement and not a part of UPDATE: what follows is no assignment."""
    if cursor.token.key == "SELECT":
        return False
    after = cursor.tokens[cursor.at + 1 : cursor.at + 3]
    return len(after) == 2 and after[1].text != "=" and after[1].text != "."
