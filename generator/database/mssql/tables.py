"""Tables of a T-SQL script: CREATE TABLE and ALTER TABLE.

Takes a Cursor behind the statement's first words and the Draft, changes the draft."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.columns import COLLATE, STARTS, column
from generator.database.mssql.constraints import constraint
from generator.database.mssql.skipping import skip
from generator.database.mssql.tokens import Cursor
from generator.database.mssql.values import data_type, storage
from generator.database.mssql.versioning import hide, hide_all, period, version
from generator.database.scripts.draft import Draft

__all__ = ["alter", "create"]


def create(cursor: Cursor, draft: Draft) -> None:
    """Reads `CREATE TABLE` behind these words."""
    schema, name = cursor.qualified()
    table = cat.Table(schema=schema, name=name, options={"collate": COLLATE})
    draft.add(table)
    draft.subject = _called(table)
    cursor.need("(")
    while not cursor.take(")"):
        element(cursor, draft, table)
        if not cursor.take(",") and not cursor.ahead(")"):
            raise cursor.wrong("`,` or `)` is expected here")
    hide_all(draft, table)
    place, options = storage(cursor, draft)
    others = dict(options)
    if cursor.take("TEXTIMAGE_ON"):
        group = cursor.name()
        others |= {} if group.upper() == "PRIMARY" else {"text_filegroup": group}
    _, more = storage(cursor, draft)
    now = draft.table(schema, table.name) or table
    settings = {**now.options, **others, **more}
    if versioned := settings.pop("system_versioning", ""):
        version(draft, now, versioned)
    draft.add(replace(now, tablespace=place, options=settings))


def _called(table: cat.Table) -> str:
    return f"{table.schema}.{table.name}" if table.schema else table.name


def element(cursor: Cursor, draft: Draft, table: cat.Table, *, valid: bool = True) -> None:
    """Reads a column or a constraint of a table."""
    if cursor.take("PERIOD", "FOR", "SYSTEM_TIME"):
        period(cursor, draft, table)
    elif cursor.token.key in STARTS:
        constraint(cursor, draft, table, valid=valid)
    else:
        column(cursor, draft, table)


def alter(cursor: Cursor, draft: Draft) -> None:
    """Reads `ALTER TABLE` behind these words."""
    at = cursor.at
    table = draft.table(*cursor.qualified())
    if table is None:
        cursor.at = at
        raise cursor.missing(f"there is no table {cursor.token.text} here")
    draft.subject = _called(table)
    valid = not cursor.take("WITH", "NOCHECK")
    cursor.take("WITH", "CHECK")
    if cursor.take("ADD"):
        while True:
            if cursor.ahead("DEFAULT"):
                constraint(cursor, draft, table, valid=valid)
            else:
                element(cursor, draft, table, valid=valid)
            if not cursor.take(","):
                break
        hide_all(draft, table)
    elif cursor.take("NOCHECK", "CONSTRAINT") or cursor.ahead("CHECK", "CONSTRAINT"):
        _toggle(cursor, draft, table, enabled=cursor.take("CHECK", "CONSTRAINT"), valid=valid)
    elif cursor.take("DROP", "PERIOD", "FOR", "SYSTEM_TIME"):
        draft.drop("verbatim", "", f"period of {table.schema or 'dbo'}.{table.name}")
    elif cursor.take("DROP"):
        _drop(cursor, draft, table)
    elif cursor.take("ALTER", "COLUMN"):
        _alter_column(cursor, draft, table)
    elif cursor.take("REBUILD"):
        _, options = storage(cursor, draft)
        draft.add(replace(table, options={**table.options, **options}))
    elif cursor.take("SET"):
        name, _, value = cursor.group().partition("=")
        if name.strip().upper() == "SYSTEM_VERSIONING":
            version(draft, table, value.strip())
        else:
            draft.leave("setting of a table")
    elif (
        cursor.token.key in ("ENABLE", "DISABLE") and cursor.tokens[cursor.at + 1].key == "TRIGGER"
    ):
        cursor.at += 2
        draft.leave("trigger that is switched on or off", draft.subject, cursor.name())
    elif cursor.token.key in ("ENABLE", "DISABLE", "REBUILD"):
        skip(cursor)
        draft.leave("setting of a table")
    else:
        raise cursor.wrong("this change of a table is not understood")


def _toggle(cursor: Cursor, draft: Draft, table: cat.Table, *, enabled: bool, valid: bool) -> None:
    names = [cursor.name()]
    while cursor.take(","):
        names.append(cursor.name())
    for item in draft.parts(table):
        if not isinstance(item, cat.ForeignKey | cat.Check):
            continue
        if names[0].upper() == "ALL" or item.name.lower() in (name.lower() for name in names):
            (draft.disabled.discard if enabled else draft.disabled.add)(item.id)
            if enabled and not valid:
                draft.add(replace(item, valid=False))


def _drop(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    is_column = cursor.take("COLUMN")
    if not is_column:
        cursor.take("CONSTRAINT")
    cursor.take("IF", "EXISTS")
    while True:
        name = cursor.name()
        found = draft.column(table, name) if is_column else draft.part(table, name)
        holder = draft.defaulted(table, name)
        if found:
            draft.remove(found.id)
        elif holder:
            kept = {key: text for key, text in holder.options.items() if key != "default_name"}
            draft.add(replace(holder, default="", options=kept))
        if not cursor.take(","):
            return
        cursor.take("CONSTRAINT") or cursor.take("COLUMN")


def _alter_option(cursor: Cursor, draft: Draft, column: cat.Column, *, adds: bool) -> None:
    """Reads what a column has beside its type: SPARSE, ROWGUIDCOL or a mask."""
    options = dict(column.options)
    word = cursor.token.key
    if cursor.take("HIDDEN"):
        table = draft.table(column.schema, column.table)
        assert table is not None
        hide(draft, table, column.name, hides=adds)
        return
    if word not in ("SPARSE", "ROWGUIDCOL", "MASKED"):
        raise cursor.wrong("this change of a column is not understood")
    cursor.at += 1
    found = re.search(r"'(.*)'", cursor.group()) if cursor.take("WITH") else None
    options.pop(word.lower(), None)
    options |= {word.lower(): found[1] if found else ""} if adds else {}
    draft.add(replace(column, options=options))


def _alter_column(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    name = cursor.name()
    found = draft.column(table, name)
    if found is None:
        raise cursor.missing(f"`{table.name}` has no column `{name}`")
    if cursor.token.key in ("ADD", "DROP"):
        _alter_option(cursor, draft, found, adds=cursor.name().upper() == "ADD")
        return
    draft.subject = f"{_called(table)}.{found.name}"
    kind, _ = data_type(cursor, draft)
    collate = cursor.name() if cursor.take("COLLATE") else ""
    nullable = not cursor.take("NOT", "NULL")
    cursor.take("NULL")
    draft.add(replace(found, type=kind, collate=collate, nullable=nullable))
