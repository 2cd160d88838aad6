"""Defaults of columns, as SQL that makes them again.

Takes what the information schema shows and the statement of the table. The former shows bytes only up
to the first zero (MySQL), or with `?` for those that are no text (MariaDB); the latter has them all."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.database.mysql.words import literal, quoted, sql, text

__all__ = ["Shown", "default", "legible"]

BINARY = ("binary", "varbinary")
HEXADECIMAL = re.compile(r"0x(?:[0-9A-F]{2})*")
TEXT = r"'(?:[^'\\]|\\.|'')*'"
SHOWN = re.compile(rf"( DEFAULT )({TEXT})", re.DOTALL)
ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
ESCAPES = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "b": "\b"}


def legible(statement: str) -> str:
    """Gives a table's statement with the digits of those defaults whose bytes are no text.

    statement: such bytes as surrogates.
    >>> legible("`a` binary(2) DEFAULT '\\\\0\\udcff'")
    "`a` binary(2) DEFAULT x'00ff'"
    """
    return SHOWN.sub(lambda found: found[1] + _readable(found[2]), statement)


def _readable(shown: str) -> str:
    return shown if shown.isascii() or _is_text(shown) else f"x'{_bytes(shown).hex()}'"


def _is_text(shown: str) -> bool:
    return not any("\udc80" <= letter <= "\udcff" for letter in shown)


def _bytes(shown: str) -> bytes:
    """Gives the bytes of a quoted text."""
    plain = ESCAPED.sub(
        lambda found: ESCAPES.get(found[1], found[1]) if found[1] else "'", shown[1:-1]
    )
    return plain.encode("utf-8", "surrogateescape")


class Shown(NamedTuple):
    """What the server shows of a column. value: its default in the information schema; extra: what
    betrays an expression there (MySQL); bare: whether it has no character set; statement: the table's."""

    name: str
    type: str
    value: str
    extra: str
    bare: bool
    statement: str


def default(engine: str, database: str, column: Shown) -> str:
    """Gives a default: MariaDB shows SQL, MySQL the value or an expression."""
    value = column.value
    if engine == "mariadb":
        found = _of(column) if column.type.startswith(BINARY) else ""
        value = found if found.startswith("x'") else value
        return "" if value == "NULL" else sql(value, database, escaped=False)
    if "DEFAULT_GENERATED" in column.extra:
        expression = sql(value, database, escaped=True)
        return expression if expression.startswith("CURRENT_TIMESTAMP") else f"({expression})"
    if column.type.startswith("bit"):
        return value
    if column.bare and HEXADECIMAL.fullmatch(value):
        return _of_bytes(column)
    return literal(value, column.type)


def _of(column: Shown) -> str:
    """Gives the default of a column as its table's statement shows it, "" where it shows none."""
    head = (
        rf"^  {re.escape(quoted(column.name))} [^'\n]*? DEFAULT (x'[0-9a-f]*'|0x[0-9A-F]+|{TEXT})"
    )
    found = re.search(head, column.statement, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def _of_bytes(column: Shown) -> str:
    """MySQL shows bytes by their digits, and so what is text without a character set."""
    digits = column.value.removeprefix("0x").lower()
    if column.type.startswith(BINARY):
        shown = _of(column)
        if shown.startswith("'"):
            return f"x'{_bytes(shown).hex()}'"
        return f"x'{shown.removeprefix('0x').lower() or digits}'"
    try:
        plain = "" if "binary" in column.type else bytes.fromhex(digits).decode()
    except UnicodeDecodeError:
        plain = ""
    return text(plain) if plain else f"x'{digits}'"
