"""What an engine says when it refuses something, read in one way.

Takes the DatabaseError of a Session, gives a Violation: the kind in the words of the language and the
name of the constraint, as far as the engine tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.database.url import DatabaseError

STATES: Mapping[str, str] = {
    "23505": "unique",
    "23514": "check",
    "23503": "foreign_key",
    "23502": "not_null",
    "23P01": "exclude",
    "42501": "privilege",
    "P0001": "trigger",
}
SQLITE: tuple[tuple[str, str], ...] = (
    ("unique", r"UNIQUE constraint failed: (?:index ')?(?P<name>[^']+)"),
    ("check", r"CHECK constraint failed: (?P<name>\w+)"),
    ("not_null", r"NOT NULL constraint failed: (?P<name>[\w.]+)"),
    ("foreign_key", r"FOREIGN KEY constraint failed(?P<name>)"),
)
MYSQL: tuple[tuple[str, str], ...] = (
    ("unique", r"Duplicate entry .* for key '(?:\w+\.)?(?P<name>\w+)'"),
    ("check", r"Check constraint '(?P<name>\w+)' is violated"),
    ("check", r"CONSTRAINT `(?P<name>\w+)` failed"),
    ("foreign_key", r"foreign key constraint fails .*CONSTRAINT `(?P<name>\w+)`"),
    ("not_null", r"Column '(?P<name>\w+)' cannot be null"),
)


@dataclass(frozen=True, slots=True)
class Violation:
    """Why something was refused. name: a constraint, `table.column` or a column; "" when not told."""

    kind: str
    name: str
    text: str


def violation(error: DatabaseError, engine: str) -> Violation:
    """Reads a refusal; a kind of "" is an error that is none."""
    if engine == "postgresql":
        return _postgresql(error)
    for kind, pattern in SQLITE if engine == "sqlite" else MYSQL:
        if match := re.search(pattern, str(error)):
            return Violation(kind, match["name"], str(error))
    return Violation("", "", str(error))


def _postgresql(error: DatabaseError) -> Violation:
    import psycopg

    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return Violation("", "", str(error))
    kind = STATES.get(cause.sqlstate or "", "")
    if kind == "privilege" and "row-level security" in str(error):
        kind = "policy"
    told = cause.diag
    name = told.constraint_name or f"{told.table_name or ''}.{told.column_name or ''}".strip(".")
    return Violation(kind, name, str(error))
