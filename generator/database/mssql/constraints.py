"""Constraints and indexes of a T-SQL script, inside a table, behind a column or on their own.

Takes a Cursor and the Draft, changes the draft."""

from __future__ import annotations

from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor, bare
from generator.database.mssql.values import LIMITS, defaulted, expression, storage
from generator.database.mssql.words import STATEMENTS
from generator.database.scripts.draft import Draft
from generator.naming import physical

__all__ = ["constrain", "constraint", "index"]


def constraint(cursor: Cursor, draft: Draft, table: cat.Table, *, valid: bool = True) -> None:
    """Reads a constraint of a table, `CONSTRAINT name` or none in front."""
    name = cursor.name() if cursor.take("CONSTRAINT") else ""
    constrain(cursor, draft, table, name, "", valid=valid)


def constrain(
    cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str, *, valid: bool = True
) -> None:
    if cursor.take("PRIMARY", "KEY"):
        _key(cursor, draft, table, name, alone)
    elif cursor.take("UNIQUE"):
        _unique(cursor, draft, table, name, alone)
    elif cursor.ahead("FOREIGN") or cursor.ahead("REFERENCES"):
        _foreign_key(cursor, draft, table, name, alone, valid=valid)
    elif cursor.take("CHECK"):
        own = cursor.take("NOT", "FOR", "REPLICATION")
        text = bare(f"({cursor.group()})")
        stem = alone or str(1 + sum(isinstance(item, cat.Check) for item in draft.parts(table)))
        name = name or physical("ck", (table.name, stem), LIMITS)
        if own:
            draft.leave("NOT FOR REPLICATION", table.schema, table.name, name)
        draft.add(
            cat.Check(
                schema=table.schema, table=table.name, name=name, expression=text, valid=valid
            )
        )
    elif cursor.take("DEFAULT"):
        _default_for(cursor, draft, table, name)
    elif cursor.take("INDEX"):
        named = cursor.name()
        index(cursor, draft, table, named, unique=cursor.take("UNIQUE"), alone=alone)
    else:
        raise cursor.wrong("a constraint is expected here")


def _default_for(cursor: Cursor, draft: Draft, table: cat.Table, name: str) -> None:
    text = bare(expression(cursor))
    cursor.need("FOR")
    place = cursor.token
    column = draft.column(table, cursor.name())
    if column is None:
        cursor.at -= 1
        raise cursor.missing(f"`{table.name}` has no column {place.text}")
    cursor.take("WITH", "VALUES")
    draft.add(defaulted(column, text, name))


def _keys(cursor: Cursor) -> tuple[cat.Key, ...]:
    cursor.need("(")
    found: list[cat.Key] = []
    while not cursor.take(")"):
        column = cursor.name()
        desc = cursor.take("DESC")
        cursor.take("ASC")
        found.append(cat.Key(column=column, desc=desc))
        if not cursor.take(",") and not cursor.ahead(")"):
            raise cursor.wrong("`,` or `)` is expected here")
    return tuple(found)


def _over(cursor: Cursor, draft: Draft, table: cat.Table, alone: str) -> tuple[str, ...]:
    """Reads the columns of a key; directions of its index are storage."""
    if alone and not cursor.ahead("("):
        return (alone,)
    keys = _keys(cursor)
    if any(key.desc for key in keys):
        draft.leave("descending column of a key or unique constraint", table.schema, table.name)
    return draft.columns(table, tuple(key.column for key in keys))


def _key(cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str) -> None:
    loose = cursor.take("NONCLUSTERED")
    cursor.take("CLUSTERED")
    columns = _over(cursor, draft, table, alone)
    _stored(cursor, draft, table)
    name = name or physical("pk", (table.name,), LIMITS)
    draft.add(cat.PrimaryKey(schema=table.schema, table=table.name, name=name, columns=columns))
    for column in columns:
        found = draft.column(table, column)
        if found:
            draft.add(replace(found, nullable=False))
    if loose:
        now = draft.table(table.schema, table.name) or table
        draft.add(replace(now, options={**now.options, "nonclustered_key": ""}))


def _unique(cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str) -> None:
    if cursor.take("CLUSTERED"):
        draft.leave("clustering of a unique constraint", table.schema, table.name)
    cursor.take("NONCLUSTERED")
    columns = _over(cursor, draft, table, alone)
    _stored(cursor, draft, table)
    name = name or physical("uq", (table.name, *columns), LIMITS)
    draft.add(
        cat.Unique(
            schema=table.schema,
            table=table.name,
            name=name,
            columns=columns,
        )
    )


def _stored(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    """Reads where and how a key is kept, which a catalog has no place for."""
    place, options = storage(cursor, draft)
    if place or options:
        draft.leave("storage option of a key or unique constraint", table.schema, table.name)


def _foreign_key(
    cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str, *, valid: bool
) -> None:
    columns = cursor.names() if cursor.take("FOREIGN", "KEY") and cursor.ahead("(") else (alone,)
    cursor.need("REFERENCES")
    schema, other = cursor.qualified()
    there = draft.table(schema, other)
    targets = cursor.names() if cursor.ahead("(") else draft.key_of(there) if there else ()
    if not targets:
        raise cursor.missing(f"there is no key of {other} that this could refer to")
    actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
    while cursor.ahead("ON", "DELETE") or cursor.ahead("ON", "UPDATE"):
        cursor.need("ON")
        word = cursor.name().upper()
        parts = (
            (cursor.name(), cursor.name())
            if cursor.token.key in ("NO", "SET")
            else (cursor.name(),)
        )
        actions[word] = " ".join(parts).upper()
    if cursor.take("NOT", "FOR", "REPLICATION"):
        draft.leave("NOT FOR REPLICATION", table.schema, table.name, name or columns[0])
    columns = draft.columns(table, columns)
    draft.add(
        cat.ForeignKey(
            schema=table.schema, table=table.name,
            name=name or physical("fk", (table.name, columns[0]), LIMITS),
            columns=columns,
            ref_schema=there.schema if there else schema, ref_table=there.name if there else other,
            ref_columns=draft.columns(there, targets) if there else targets,
            on_delete=actions["DELETE"], on_update=actions["UPDATE"], valid=valid,
        )
    )  # fmt: skip


def index(
    cursor: Cursor,
    draft: Draft,
    table: cat.Table,
    name: str,
    *,
    unique: bool = False,
    clustered: bool = False,
    alone: str = "",
) -> None:
    """Reads an index from its columns on. alone: the column behind which it stands."""
    options: dict[str, str] = {"clustered": ""} if clustered else {}
    if cursor.take("CLUSTERED"):
        options["clustered"] = ""
    cursor.take("NONCLUSTERED")
    if cursor.take("COLUMNSTORE"):
        options["columnstore"] = ""
    behind = alone and not cursor.ahead("(")
    keys = (cat.Key(column=alone),) if behind else _keys(cursor)
    include = cursor.names() if cursor.take("INCLUDE") else ()
    where = ""
    if cursor.take("WHERE"):
        first = cursor.token
        while (
            not cursor.done
            and not cursor.ahead("WITH", "(")
            and cursor.token.key not in ("ON", ";", ",", ")", *STATEMENTS)
        ):
            if cursor.ahead("("):
                cursor.group()
            else:
                cursor.at += 1
        where = bare(cursor.script[first.start : cursor.tokens[cursor.at - 1].end])
    place, more = storage(cursor, draft)
    columns = draft.columns(table, tuple(key.column for key in keys))
    draft.add(
        cat.Index(
            schema=table.schema, table=table.name, name=name, unique=unique, where=where, tablespace=place,
            keys=tuple(replace(key, column=column) for key, column in zip(keys, columns, strict=True)),
            include=draft.columns(table, include), options={**options, **more},
        )
    )  # fmt: skip
