"""Reads what runs inside the server: views, routines, triggers and events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.catalog import Function, Trigger, Verbatim, View
from generator.catalog.heads import bare
from generator.database.mysql.words import quoted, readable, sql, type_text
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["events", "routines", "triggers", "views"]


class _View(NamedTuple):
    name: str
    query: str
    check_option: str
    security: str
    definer: str


_VIEWS = """
SELECT TABLE_NAME, VIEW_DEFINITION, lower(CHECK_OPTION), SECURITY_TYPE, DEFINER
FROM information_schema.VIEWS
WHERE TABLE_SCHEMA = database()
ORDER BY TABLE_NAME
"""


class _Column(NamedTuple):
    view: str
    name: str


_COLUMNS = """
SELECT c.TABLE_NAME, c.COLUMN_NAME
FROM information_schema.COLUMNS c
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = database() AND t.TABLE_TYPE = 'VIEW'
ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
"""


def views(session: Session) -> Iterator[View]:
    """Reads the views, without the database's name, which the engine writes before every table.

    MySQL keeps names that were given to the columns beside the query: the option `columns` has them."""
    rows = session.rows(_View, _VIEWS)
    columns = session.rows(_Column, _COLUMNS)
    for row, statement in zip(
        rows, _statements(session, "VIEW", [row.name for row in rows]), strict=True
    ):
        named = re.match(r"CREATE .*? VIEW `(?:[^`]|``)*` \((.*?)\) AS ", statement, re.DOTALL)
        names = tuple(column.name for column in columns if column.view == row.name)
        options = {
            "algorithm": _algorithm(statement),
            "check_option": "" if row.check_option == "none" else row.check_option,
            "columns": ", ".join(map(quoted, names)) if named else "",
            "definer": row.definer,
            "security_invoker": "true" if row.security == "INVOKER" else "",
        }
        yield View(
            name=row.name,
            sql=sql(row.query, session.url.database, escaped=False),
            columns=names,
            options={name: value for name, value in options.items() if value},
        )


def _algorithm(statement: str) -> str:
    found = re.match(r"CREATE ALGORITHM=(\w+)", statement)
    return "" if found is None or found[1] == "UNDEFINED" else found[1].lower()


UNLESS = re.compile(
    r"^(CREATE\s+(?:AGGREGATE\s+)?(?:EVENT|FUNCTION|PROCEDURE|TRIGGER))\s+IF\s+NOT\s+EXISTS\s+",
    re.IGNORECASE,
)
"""What MariaDB keeps of how a trigger was made."""
_STATEMENT_AT = {"VIEW": 1, "EVENT": 3}
"""Where the statement stands in an answer."""


def _statements(session: Session, kind: str, names: Sequence[str]) -> Iterator[str]:
    """Gives CREATE statements as they were written, without the DEFINER, in one round trip.

    The information schema has them too, but MySQL's loses the backslashes and doubled quotes of
    texts there. Errors: DatabaseError for a definition that the account may not see."""
    answers = session.batch([f"SHOW CREATE {kind} {quoted(name)}" for name in names])
    for name, answer in zip(names, answers, strict=True):
        text = str(answer[0][_STATEMENT_AT.get(kind, 2)] or "")
        if not text:
            raise DatabaseError(
                f"{session.url}: the account may not read the {kind.lower()} `{name}`"
            )
        text = text.rstrip("; \n")  # one that a script wrote may have kept its end
        yield UNLESS.sub(r"\1 ", bare(readable(text, session.url)), count=1)


class _Parameter(NamedTuple):
    routine: str
    kind: str
    type: str


_PARAMETERS = """
SELECT SPECIFIC_NAME, ROUTINE_TYPE, DTD_IDENTIFIER
FROM information_schema.PARAMETERS
WHERE SPECIFIC_SCHEMA = database() AND ORDINAL_POSITION > 0
ORDER BY SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION
"""


class _Routine(NamedTuple):
    name: str
    kind: str
    comment: str
    definer: str
    mode: str
    collate: str


# How texts in a program compare; nothing where that is as in any session like this one.
_COLLATE = "IF(COLLATION_CONNECTION = @@collation_connection, '', COLLATION_CONNECTION)"
_ROUTINES = f"""
SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_COMMENT, DEFINER, SQL_MODE, {_COLLATE}
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = database() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')
ORDER BY ROUTINE_TYPE, ROUTINE_NAME
"""


def routines(session: Session) -> Iterator[Function]:
    """Reads functions and procedures."""
    parameters = session.rows(_Parameter, _PARAMETERS)
    rows = session.rows(_Routine, _ROUTINES)
    for kind in ("FUNCTION", "PROCEDURE"):
        of_kind = [row for row in rows if row.kind == kind]
        statements = _statements(session, kind, [row.name for row in of_kind])
        for row, statement in zip(of_kind, statements, strict=True):
            types = [item.type for item in parameters if item[:2] == (row.name, row.kind)]
            yield Function(
                name=row.name,
                arguments=", ".join(map(type_text, types)),
                routine=row.kind.lower(),
                definition=statement,
                options=_beside(row),
                comment=row.comment,
            )


class _Trigger(NamedTuple):
    name: str
    table: str
    timing: str
    event: str
    definer: str
    mode: str
    collate: str


_TRIGGERS = f"""
SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, DEFINER, SQL_MODE, {_COLLATE}
FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA = database()
ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER
"""


def triggers(session: Session) -> Iterator[Trigger]:
    """Reads the triggers; of those of one event, each follows the one that runs before it."""
    rows = session.rows(_Trigger, _TRIGGERS)
    statements = _statements(session, "TRIGGER", [row.name for row in rows])
    for before, row, statement in zip([None, *rows], rows, statements, strict=False):
        options = _beside(row)
        if before is not None and before[1:4] == row[1:4]:
            options["follows"] = before.name
        yield Trigger(table=row.table, name=row.name, definition=statement, options=options)


class _Event(NamedTuple):
    name: str
    made: str
    definer: str
    mode: str
    collate: str


_EVENTS = f"""
SELECT EVENT_NAME, cast(CREATED AS char), DEFINER, SQL_MODE, {_COLLATE}
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = database()
ORDER BY EVENT_NAME
"""


def events(session: Session) -> Iterator[Verbatim]:
    """Reads the scheduled events, for which the vocabulary has no kind, as statements.

    Where one starts is left out when nobody said it: the engine then notes when it was made."""
    rows = session.rows(_Event, _EVENTS)
    statements = _statements(session, "EVENT", [row.name for row in rows])
    for row, statement in zip(rows, statements, strict=True):
        text = statement.replace(f" STARTS '{row.made}'", "", 1)
        options = _beside(row)
        yield Verbatim(name=f"event {row.name}", sql=text, options=options)


def _beside(row: _Routine | _Trigger | _Event) -> dict[str, str]:
    """Gives what the server keeps of a program beside its text."""
    other = {"collate": row.collate} if row.collate else {}
    return {**other, "definer": row.definer, "sql_mode": row.mode}
