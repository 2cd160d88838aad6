"""What fills a batch of a T-SQL script: views, functions, procedures and triggers.

Takes a Cursor at CREATE or ALTER, adds the object to the Draft."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor
from generator.database.mssql.values import data_type
from generator.database.scripts.draft import Draft

__all__ = ["program"]

CHECKED = re.compile(r"\s+WITH\s+CHECK\s+OPTION\s*;?\s*\Z", re.IGNORECASE)
KINDS = {
    "PROC": "PROCEDURE",
    "PROCEDURE": "PROCEDURE",
    "FUNCTION": "FUNCTION",
    "TRIGGER": "TRIGGER",
}


def program(cursor: Cursor, draft: Draft, kind: str) -> None:
    """Reads the rest of a batch as one object. kind: VIEW, PROC, PROCEDURE, FUNCTION or TRIGGER, which
    is the next word."""
    start = cursor.tokens[cursor.at].end
    cursor.at += 1
    end = cursor.tokens[-1].end
    text = _lines(cursor.script[start:end])
    if kind == "VIEW":
        _view(cursor, draft, end)
    elif kind == "TRIGGER":
        _trigger(cursor, draft, f"CREATE OR ALTER TRIGGER {text}")
    else:
        word = KINDS[kind]
        _routine(cursor, draft, word, f"CREATE OR ALTER {word} {text}")
    cursor.at = len(cursor.tokens)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip().rstrip(";").rstrip()


def _view(cursor: Cursor, draft: Draft, end: int) -> None:
    first = cursor.token.start
    schema, name = cursor.qualified()
    options: dict[str, str] = {}
    named = cursor.ahead("(")
    if named:
        cursor.group()
    if cursor.take("WITH"):
        while True:
            word = cursor.name().upper()
            if word == "SCHEMABINDING":
                options["schemabinding"] = ""
            else:
                draft.leave(f"{word} of a view", schema, name)
            if not cursor.take(","):
                break
    if not cursor.ahead("AS"):
        raise cursor.wrong("`AS` is expected here")
    query = _lines(cursor.script[cursor.token.end : end])
    if named:
        whole = f"CREATE OR ALTER VIEW {_lines(cursor.script[first:end])}"
        draft.add(cat.Verbatim(name=f"view {schema or 'dbo'}.{name}", sql=whole))
        return
    if CHECKED.search(query):
        query, options["check_option"] = CHECKED.sub("", query), "cascaded"
    draft.add(cat.View(schema=schema, name=name, sql=query, options=options))


def _routine(cursor: Cursor, draft: Draft, word: str, definition: str) -> None:
    schema, name = cursor.qualified()
    if cursor.take(";"):
        cursor.at += 1  # the number of a numbered procedure
    bracketed = cursor.take("(")
    kinds: list[str] = []
    while cursor.token.text.startswith("@"):
        cursor.at += 1
        cursor.take("AS")
        kinds.append(data_type(cursor, draft)[0])
        while not cursor.done and cursor.token.key not in (
            ",",
            ")",
            "AS",
            "WITH",
            "FOR",
            "RETURNS",
        ):
            if cursor.ahead("("):
                cursor.group()
            else:
                cursor.at += 1
        if not cursor.take(","):
            break
    if bracketed and not cursor.take(")"):
        raise cursor.wrong("`)` is expected here")
    item = cat.Function(
        schema=schema,
        name=name,
        arguments=", ".join(kinds),
        routine=word.lower(),
        definition=definition,
    )
    draft.drop("function", schema, name)
    draft.add(item)


def _trigger(cursor: Cursor, draft: Draft, definition: str) -> None:
    name = cursor.qualified()[1]
    cursor.need("ON")
    if cursor.ahead("DATABASE") or cursor.ahead("ALL", "SERVER"):
        draft.add(cat.Verbatim(name=f"trigger {name}", sql=definition))
        return
    owner_schema, owner = cursor.qualified()
    table = draft.table(owner_schema, owner) or draft.find("view", owner_schema, owner)
    if table is None:
        raise cursor.missing(f"there is no table or view `{owner}` for this trigger")
    draft.add(
        cat.Trigger(schema=table.id.schema, table=table.id.name, name=name, definition=definition)
    )
