"""One spelling for a SQLite catalog, so that texts which mean the same are the same.

Takes a Catalog from a reader or from specs, gives it with expressions, statements and types spelled
as the reader spells them. SQLite keeps texts as they were written: no server need be asked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from generator.catalog import (
    Catalog,
    Check,
    Column,
    ForeignKey,
    Index,
    Key,
    Object,
    PrimaryKey,
    Row,
    Table,
    Trigger,
    Unique,
    View,
    catalog,
)
from generator.database.sqlite.tokens import Token, spell, tokens

__all__ = ["spelled"]

PLAIN = re.compile(r"-?\d+(\.\d+)?")
NUMBER = re.compile(r"'-?\d+(\.\d+)?'")
"""A number in quotes."""
REMARKED = (Table, Column, PrimaryKey, Unique, Check, ForeignKey)
"""What has its comment inside of CREATE TABLE."""


def spelled(found: Catalog) -> Catalog:
    """Spells every text of a catalog in the one way."""
    names: dict[str, list[str]] = {}
    reals: set[tuple[str, str]] = set()
    for item in found:
        if isinstance(item, Column):
            names.setdefault(item.table, []).append(item.name)
            if item.type.upper() == "REAL":
                reals.add((item.table, item.name))
    rows = (_row(item, reals) if isinstance(item, Row) else item for item in found)
    return catalog(found.engine, found.version, (_remarked(_object(item, names)) for item in rows))


def _remarked(item: Object) -> Object:
    """Gives an object with its comment as it is read: remarks have no blanks around their lines."""
    if not isinstance(item, REMARKED) or not item.comment:
        return item
    lines = (line.strip() for line in item.comment.splitlines())
    return replace(item, comment="\n".join(lines))


def _row(item: Row, reals: Collection[tuple[str, str]]) -> Row:
    """Spells numbers as SQLite keeps them: a REAL has no digits that were only written."""

    def cell(column: str, text: str) -> tuple[str, str]:
        real = (item.table, column) in reals and text != "NULL"
        return column, repr(float(text)) if real else text

    return replace(
        item,
        key=tuple(cell(*pair) for pair in item.key),
        values=tuple(cell(*pair) for pair in item.values),
    )


def _object(item: Object, names: dict[str, list[str]]) -> Object:
    match item:
        case Check():
            text = _text(item.expression, names[item.table])
            mark = item.name[
                item.name.rfind(")") + 1 :
            ]  # tells one from another of the same content
            name = f"({text}){mark}" if item.name.startswith("(") else item.name
            return replace(item, expression=text, name=name)
        case Column():
            return _column(item, names[item.table])
        case Index():
            known = names.get(item.table, [])
            keys = tuple(_key(key, known) for key in item.keys)
            return replace(item, keys=keys, where=_text(item.where, known), comment="")
        case View():
            return replace(item, sql=_text(item.sql), comment="")
        case Trigger():
            return replace(
                item, definition=spell(_without_guard(list(tokens(item.definition)))), comment=""
            )
        case _:
            return item


def _is_number(type_: str) -> bool:
    """Whether a column makes a number of a text that looks like one (its affinity)."""
    words = type_.upper()
    if "INT" in words:
        return True
    return bool(words) and not any(
        word in words for word in ("CHAR", "CLOB", "TEXT", "BLOB", "ANY")
    )


def _column(item: Column, names: list[str]) -> Column:
    default = _text(item.default)
    if NUMBER.fullmatch(default) and _is_number(item.type):
        default = default.strip("'")
    if item.default.startswith("(") and item.default.endswith(")"):
        default = default if PLAIN.fullmatch(default) else f"({default})"
    if default.upper() == "NULL":  # goes without saying
        default = ""
    return replace(
        item, type=_text(item.type).upper(), default=default, generated=_text(item.generated, names)
    )


def _key(key: Key, names: list[str]) -> Key:
    return replace(key, expression=_text(key.expression, names)) if key.expression else key


def _text(expression: str, names: list[str] | None = None) -> str:
    return spell(list(tokens(expression)), names or ())


def _without_guard(part: list[Token]) -> list[Token]:
    """Drops IF NOT EXISTS, which SQLite does not keep, and the closing semicolon."""
    start = next((place for place, token in enumerate(part[:4]) if token.says("IF")), None)
    kept = part if start is None else part[:start] + part[start + 3 :]
    return kept[:-1] if kept and kept[-1].says(";") else kept
