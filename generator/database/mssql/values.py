"""What tables and their parts share: types, values, and how things are stored.

Takes a Cursor, gives texts as a catalog has them."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor
from generator.database.scripts.draft import Draft
from generator.naming import Limit, physical

__all__ = ["LIMITS", "data_type", "defaulted", "expression", "storage", "until"]

LIMITS = (Limit(128, "characters"),)

SIZED = {"decimal": "(18,0)", "numeric": "(18,0)"}

ONE = ("char", "nchar", "varchar", "nvarchar", "binary", "varbinary")

USUAL = {
    "PAD_INDEX": ("OFF",), "STATISTICS_NORECOMPUTE": ("OFF",), "IGNORE_DUP_KEY": ("OFF",),
    "ALLOW_ROW_LOCKS": ("ON",), "ALLOW_PAGE_LOCKS": ("ON",), "OPTIMIZE_FOR_SEQUENTIAL_KEY": ("OFF",),
    "SORT_IN_TEMPDB": ("ON", "OFF"), "DROP_EXISTING": ("ON", "OFF"), "ONLINE": ("ON", "OFF"),
    "FILLFACTOR": ("0", "100"), "DATA_COMPRESSION": ("NONE",), "STATISTICS_INCREMENTAL": ("OFF",),
    "MAXDOP": tuple(map(str, range(65))), "LOCK_ESCALATION": ("TABLE",),
}  # fmt: skip
"""Options that change nothing, or nothing that lasts, with these values."""


def data_type(cursor: Cursor, draft: Draft) -> tuple[str, bool]:
    """Reads a type as it is declared, and whether it allows NULL when nothing is said."""
    schema, name = cursor.qualified()
    word = name.lower()
    if schema or (schema, word) in draft.types:
        found = draft.types.get((schema.lower(), word))
        if found:
            draft.leave("use of an alias type, declared as what it stands for")
            return found
    if word == "double" and cursor.take("PRECISION"):
        word = "float"
    if word in ("character", "char") and cursor.take("VARYING"):
        word = "varchar"
    if cursor.ahead("("):
        return f"{word}({_inner(cursor.group())})", True
    qualifier = f"{schema}." if schema and schema.lower() != "sys" else ""
    return qualifier + word + SIZED.get(word, "(1)" if word in ONE else ""), True


def _inner(text: str) -> str:
    """Gives what stands in a type's parentheses: numbers, or the schema collection of XML."""
    found = " ".join(text.split())
    return found.replace(" ", "").lower() if re.fullmatch(r"[\d, ]+|max", found, re.I) else found


def expression(cursor: Cursor) -> str:
    """Reads a value: in parentheses, a literal, a call, or NEXT VALUE FOR a sequence."""
    if cursor.ahead("("):
        return f"({cursor.group()})"
    first = cursor.token
    if cursor.take("NEXT", "VALUE", "FOR"):
        cursor.qualified()
    else:
        if cursor.ahead("-") or cursor.ahead("+"):
            cursor.at += 1
        cursor.at += 1
        while cursor.take("."):
            cursor.name()
        if cursor.ahead("("):
            cursor.group()
    return cursor.script[first.start : cursor.tokens[cursor.at - 1].end]


def until(cursor: Cursor, *keys: str) -> str:
    """Reads on to one of the signs and words outside of parentheses; gives the text before it."""
    first = cursor.token
    while not cursor.done and cursor.token.key not in keys:
        if cursor.ahead("("):
            cursor.group()
        else:
            cursor.at += 1
    return cursor.script[first.start : cursor.tokens[cursor.at - 1].end]


def defaulted(made: cat.Column, text: str, name: str) -> cat.Column:
    """Gives a column a default; its name is kept where it is another than the derived one."""
    if text.upper() == "NULL":
        return made
    usual = name.lower() in ("", physical("df", (made.table, made.name), LIMITS).lower())
    own = {} if usual else {"default_name": name}
    return replace(made, default=text, options={**made.options, **own})


def storage(cursor: Cursor, draft: Draft) -> tuple[str, dict[str, str]]:
    """Reads `WITH (…)` and `ON filegroup`; gives the filegroup, "" for the usual, and other options."""
    place, options = "", dict[str, str]()
    while True:
        if cursor.ahead("WITH", "(") or cursor.ahead("WITH", "FILLFACTOR"):
            cursor.need("WITH")
            text = cursor.group() if cursor.ahead("(") else _bare_option(cursor)
            for part in re.split(r",(?![^(]*\))", text):
                key, _, value = (piece.strip() for piece in part.partition("="))
                if value.upper() not in USUAL.get(key.upper(), ()):
                    options[key.lower()] = value
        elif cursor.ahead("ON") and cursor.at + 1 < len(cursor.tokens):
            cursor.need("ON")
            name = cursor.name()
            place = "" if name.upper() in ("PRIMARY", "DEFAULT") else name
            if cursor.ahead("("):
                cursor.group()
                draft.leave("partition scheme")
                place = ""
        else:
            return place, options


def _bare_option(cursor: Cursor) -> str:
    key = cursor.name()
    cursor.need("=")
    cursor.at += 1
    return f"{key} = {cursor.tokens[cursor.at - 1].text}"
