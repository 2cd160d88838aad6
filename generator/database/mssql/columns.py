"""Columns of a T-SQL script, with the constraints that stand behind them.

Takes a Cursor and the Draft, changes the draft."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Identity
from generator.database.mssql.constraints import constrain
from generator.database.mssql.tokens import Cursor, bare
from generator.database.mssql.values import data_type, defaulted, expression, until
from generator.database.scripts.draft import Draft

__all__ = ["COLLATE", "STARTS", "column"]

COLLATE = "DATABASE_DEFAULT"

STARTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "INDEX")


def column(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    """Reads a column with its constraints."""
    name = cursor.name()
    owner, draft.subject = draft.subject, f"{draft.subject}.{name}"
    place = sum(isinstance(item, cat.Column) for item in draft.parts(table))
    made = cat.Column(schema=table.schema, table=table.name, name=name, type="", position=place)
    if cursor.take("AS"):
        text = bare(until(cursor, ",", ")", ";", "PERSISTED", "CONSTRAINT"))
        made = replace(made, generated=text, stored=cursor.take("PERSISTED"))
    else:
        kind, nullable = data_type(cursor, draft)
        made = replace(made, type=kind, nullable=nullable)
    draft.add(made)
    while (
        not cursor.done
        and not cursor.ahead(",")
        and not cursor.ahead(")")
        and not cursor.ahead(";")
    ):
        changed = _attribute(cursor, draft, table, made)
        if changed is None:
            break
        made = changed
        draft.add(made)
    draft.subject = owner


def _attribute(
    cursor: Cursor, draft: Draft, table: cat.Table, made: cat.Column
) -> cat.Column | None:
    """Reads what follows a column's type; None for what belongs to something else."""
    if cursor.take("NOT", "FOR", "REPLICATION"):
        draft.leave("NOT FOR REPLICATION")
        return made
    if cursor.take("NOT", "NULL"):
        return made if made.generated else replace(made, nullable=False)
    if cursor.take("NULL"):
        return replace(made, nullable=True)
    if cursor.take("IDENTITY"):
        start, step = _pair(cursor.group()) if cursor.ahead("(") else (1, 1)
        return replace(made, nullable=False, identity=Identity(start=start, increment=step))
    if cursor.take("COLLATE"):
        name = cursor.name()
        return replace(made, collate="" if name.upper() == COLLATE else name)
    if cursor.take("ROWGUIDCOL"):
        return replace(made, options={**made.options, "rowguidcol": ""})
    if cursor.take("GENERATED", "ALWAYS", "AS"):
        cursor.at += 2  # ROW or TRANSACTION_ID, START or END
        hidden = {"hidden": ""} if cursor.take("HIDDEN") else {}  # its period is not read yet
        return replace(made, options={**made.options, **hidden})
    if cursor.take("SPARSE"):
        return replace(made, options={**made.options, "sparse": ""})
    if cursor.take("MASKED", "WITH"):
        found = re.search(r"'(.*)'", cursor.group())
        return replace(made, options={**made.options, "masked": found[1] if found else ""})
    if cursor.ahead("DEFAULT"):
        return _default(cursor, made, "")
    if cursor.ahead("CONSTRAINT") or cursor.token.key in (*STARTS, "REFERENCES"):
        return _own_constraint(cursor, draft, table, made)
    return None


def _pair(text: str) -> tuple[int, int]:
    start, _, step = text.partition(",")
    return int(start), int(step or 1)


def _default(cursor: Cursor, made: cat.Column, name: str) -> cat.Column:
    cursor.need("DEFAULT")
    text = expression(cursor)
    cursor.take("WITH", "VALUES")
    return defaulted(made, bare(text), name)


def _own_constraint(cursor: Cursor, draft: Draft, table: cat.Table, made: cat.Column) -> cat.Column:
    """Reads a constraint that stands behind its column."""
    name = cursor.name() if cursor.take("CONSTRAINT") else ""
    if cursor.ahead("DEFAULT"):
        return _default(cursor, made, name)
    if cursor.take("NOT", "NULL"):
        return replace(made, nullable=False)
    if cursor.take("NULL"):
        return replace(made, nullable=True)
    if cursor.ahead("PRIMARY"):
        made = replace(made, nullable=False)
        draft.add(made)
    constrain(cursor, draft, table, name, made.name)
    return made
