"""Calls of procedures in a T-SQL script, of which descriptions are taken.

Takes a Cursor behind the procedure's name, gives arguments; takes those, changes the Draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import catalog as cat
from generator.catalog import Id
from generator.database.mssql.tokens import Cursor, Token, unquoted
from generator.database.mssql.words import KINDS, STATEMENTS
from generator.database.scripts.draft import Draft

__all__ = ["arguments", "describe"]


def arguments(cursor: Cursor) -> Iterator[tuple[str, Token]]:
    """Gives the arguments of a call by their names, by their places where they have none."""
    number = 0
    while (
        not cursor.done
        and cursor.token.key not in (STATEMENTS - {"WITH"})
        and not cursor.ahead(";")
    ):
        label = str(number)
        if (
            cursor.token.text.startswith("@")
            and cursor.tokens[cursor.at + 1 : cursor.at + 2]
            and (cursor.tokens[cursor.at + 1].text == "=")
        ):
            label = cursor.token.text.lower()
            cursor.at += 2
        yield label, cursor.token
        cursor.at += 1
        number += 1
        while (
            not cursor.done
            and not cursor.ahead(",")
            and not cursor.ahead(";")
            and cursor.token.key not in STATEMENTS
        ):
            cursor.at += 1
        if not cursor.take(","):
            return


def describe(draft: Draft, call: str, given: Mapping[str, Token]) -> None:
    """Takes a description: that of a schema, an object or a part of one."""
    order: tuple[str, ...]
    if call == "#describe":
        order = (
            "@value",
            "@level0name",
            "@level1type",
            "@level1name",
            "@level2type",
            "@level2name",
        )
    else:
        order = (
            "@name",
            "@value",
            "@level0type",
            "@level0name",
            "@level1type",
            "@level1name",
            "@level2type",
            "@level2name",
        )
    texts = {
        order[int(key)] if key.isdigit() and int(key) < len(order) else key: unquoted(token.text)
        for key, token in given.items()
    }
    found = {key: "" if text.upper() == "NULL" else text for key, text in texts.items()}
    if found.get("@name", "MS_Description") != "MS_Description":
        levels = (found.get(f"@level{depth}name", "") for depth in range(3))
        draft.leave("extended property that is no description", *levels, found["@name"])
        return
    key = _target(draft, found)
    if key is None or not draft.describe(key, found.get("@value", "")):
        levels = (found.get(f"@level{depth}name", "") for depth in range(3))
        draft.leave("description of what a catalog has no place for", *levels)


def _target(draft: Draft, found: Mapping[str, str]) -> Id | None:
    schema = found.get("@level0name", "")
    schema = "" if schema.lower() == "dbo" else schema
    kind = KINDS.get(found.get("@level1type", "").upper(), "")
    name, part = found.get("@level1name", ""), found.get("@level2name", "")
    if not name:
        item = draft.find("schema", schema, schema)
        return item.id if item else None
    owner = draft.find(kind, schema, name) if kind else None
    if owner is None or not part:
        return owner.id if owner else None
    if not isinstance(owner, cat.Table):
        return None
    if found.get("@level2type", "").upper() == "COLUMN":
        column = draft.column(owner, part)
        return column.id if column else None
    held = draft.part(owner, part)
    return held.id if held else None
