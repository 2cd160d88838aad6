"""Whether what was read is one state: MariaDB's information schema knows no
transactions, and the statements that the engines write out are those of the moment.

Takes a Session, gives a mark that is another one once something in the database has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["steady"]

_MARKS = (
    ("COLUMNS", "TABLE_SCHEMA", "TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, EXTRA"),
    ("STATISTICS", "TABLE_SCHEMA", "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME"),
    ("TABLE_CONSTRAINTS", "TABLE_SCHEMA", "TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE"),
    ("VIEWS", "TABLE_SCHEMA", "TABLE_NAME, VIEW_DEFINITION"),
    ("ROUTINES", "ROUTINE_SCHEMA", "ROUTINE_NAME, LAST_ALTERED"),
    ("TRIGGERS", "TRIGGER_SCHEMA", "TRIGGER_NAME, CREATED"),
    ("EVENTS", "EVENT_SCHEMA", "EVENT_NAME, LAST_ALTERED"),
)
_MARK = (
    "SELECT count(*), sum(crc32(concat_ws('/', {what})))"
    " FROM information_schema.{view} WHERE {of} = database()"
)
_QUERY = " UNION ALL ".join(_MARK.format(view=view, of=of, what=what) for view, of, what in _MARKS)


@contextmanager
def steady(session: Session) -> Iterator[None]:
    """Reads in a block. Errors: DatabaseError when the database was changed meanwhile."""
    before = session.fetch(_QUERY)
    yield
    if session.fetch(_QUERY) != before:
        raise DatabaseError(f"{session.url}: the database was changed while it was read; try again")
