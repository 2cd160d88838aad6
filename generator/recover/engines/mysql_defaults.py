"""Defaults of MySQL and MariaDB: literals with backslashes, and calls in brackets.

Takes texts as the catalog reader gives them, gives what specs say."""

from __future__ import annotations

import re

from generator.source import Data
from generator.sql.functions import Overload, functions

__all__ = ["TEXT", "default", "same_default", "unescaped"]

NUMBER = re.compile(r"-?\d+(\.\d+)?")
TEXT = re.compile(r"'((?:[^'\\]|''|\\.)*)'", re.DOTALL)
BYTES = re.compile(r"[xX]'([0-9a-fA-F]*)'")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}
CALLS = ("now", "uuid", "uuid7")
"""The functions of the language that a default may be."""
NAMES = {"lcase": "lower", "current_timestamp": "now"}


def default(text: str, kind: str) -> Data | None:
    """Reads a number, a text, or a call of a function that the language has. kind: the field's type.

    >>> default("(utc_timestamp(6))", "datetime"), default("(uuid())", "char(36)")
    ('now()', 'uuid()')"""
    if kind == "bool" and text in ("0", "1"):
        return text == "1"
    if NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else text
    if kind.startswith("bytes") and (raw := _bytes(text)) is not None:
        return raw
    found = TEXT.fullmatch(text[1:-1] if kind == "text" and text.startswith("('") else text)
    if found is None:
        return _call(text, kind) or None
    value = unescaped(found[1])
    if NUMBER.fullmatch(value) and kind.startswith(("int", "uint", "decimal", "float", "bool")):
        return default(value, kind)
    return {"literal": value} if value.endswith("()") else value


def _bytes(text: str) -> str | None:
    """Gives the text that bytes are, `x'6162'`; None for what is no printable text."""
    found = BYTES.fullmatch(text)
    try:
        plain = bytes.fromhex(found[1]).decode() if found else ""
    except UnicodeDecodeError:
        return None
    return plain if found and plain.isprintable() else None


def unescaped(text: str) -> str:
    plain = text.replace("''", "'")
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), plain, flags=re.DOTALL)


def _call(text: str, kind: str) -> str:
    """Gives the call of the language that a text is, for a field of a type; "" for another text."""
    calls = ((name, each) for name in CALLS for each in functions()[name].overloads)
    found = (name for name, each in calls if _fits(each, kind) and _bare(text) == _spelled(each))
    return next((f"{name}()" for name in found), "")


def _fits(overload: Overload, kind: str) -> bool:
    kinds = (overload.gives, "char", "string") if overload.gives == "uuid" else (overload.gives,)
    return kind.partition("(")[0] in kinds


def _spelled(overload: Overload) -> str:
    return _bare(overload.sql.get("mysql", overload.sql[""])[0][1])


def _bare(text: str) -> str:
    """Gives a call without white space and brackets, with the names that we use."""
    words = re.sub(r"\w+", lambda found: NAMES.get(found[0], found[0]), text.lower())
    return re.sub(r"[\s()]+", "", words)


def same_default(text: str) -> str:
    """Leaves out brackets, and quotes around numbers."""
    text = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    if (raw := _bytes(text)) is not None:
        return repr(raw)
    found = TEXT.fullmatch(text)
    if found and NUMBER.fullmatch(found[1]):
        return found[1]
    if found:
        return repr(unescaped(found[1]))
    if _bare(text) == _spelled(functions()["uuid7"].overloads[0]):
        return "uuid7()"
    return {"TRUE": "1", "FALSE": "0"}.get(text.upper(), text)
