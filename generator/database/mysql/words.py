"""Texts of the information schema, made into SQL that can be written again."""

from __future__ import annotations

import re

from generator.database.url import DatabaseError

__all__ = ["account", "bare", "literal", "quoted", "readable", "sql", "text", "type_text"]

_INTRODUCER = re.compile(r"('(?:[^'\\]|\\.|'')*')|_(?:utf8mb[34]|latin1|ascii)(?=')")
_NUMBERS = (
    "tinyint",
    "smallint",
    "mediumint",
    "int",
    "bigint",
    "decimal",
    "float",
    "double",
    "year",
)


def sql(expression: str, database: str, *, escaped: bool) -> str:
    """Gives an expression without what the engine adds: the database's name and, before texts, their
    character set; escaped: the engine shows it as the content of a text (MySQL)."""
    if escaped:
        expression = re.sub(r"\\(.)", r"\1", expression, flags=re.DOTALL)
    expression = expression.replace(f"{quoted(database)}.", "")
    return bare(_INTRODUCER.sub(lambda match: match[1] or "", expression))


def bare(expression: str) -> str:
    """Drops one pair of parentheses around the whole of an expression."""
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    depth = 0
    inside = re.sub(r"'(?:[^'\\]|\\.|'')*'|`[^`]*`", lambda match: "_" * len(match[0]), expression)
    for place, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and place < len(inside) - 1:
            return expression
    return bare(expression[1:-1])


def literal(value: str, type_: str) -> str:
    """Gives a value as a literal of its column's type: numbers bare, all else quoted."""
    return value if type_.startswith(_NUMBERS) else text(value)


def readable(shown: str, url: object) -> str:
    """Gives a statement that a server showed. Errors: DatabaseError for one with bytes that are no text,
    which are surrogates in it."""
    bad = next((at for at, letter in enumerate(shown) if "\udc80" <= letter <= "\udcff"), None)
    if bad is None:
        return shown
    near = shown[max(0, bad - 20) : bad + 20]
    raise DatabaseError(f"{url}: the server shows bytes that are no text, near {near!r}")


def text(value: str) -> str:
    """Gives a quoted text that both engines read back, whatever is in it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Gives a quoted name."""
    return "`" + name.replace("`", "``") + "`"


def account(grantee: str) -> str:
    """Gives the user's part of an account: `'app'@'%'` is app."""
    return grantee.rpartition("@")[0].strip("'`") or grantee.strip("'`")


def type_text(type_: str) -> str:
    """Gives a type without the display width that MariaDB adds to integers; tinyint(1) keeps its one.

    >>> type_text("bigint(20) unsigned"), type_text("tinyint(1)")
    ('bigint unsigned', 'tinyint(1)')"""
    if type_ == "tinyint(1)" or "zerofill" in type_:
        return type_
    return re.sub(r"^(tinyint|smallint|mediumint|int|bigint|year)\(\d+\)", r"\1", type_)
