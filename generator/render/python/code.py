"""Python source as small trees of calls and texts, and how wide a line of it is.

Takes names and values, gives Code that `layout` makes lines of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category, east_asian_width

from generator.render.filters import python

__all__ = [
    "WIDTH",
    "Code",
    "Equal",
    "Group",
    "Verse",
    "annotated",
    "call",
    "flat",
    "listed",
    "mapping",
    "short",
    "sql",
    "subscript",
    "text",
    "tupled",
    "wide",
]

WIDTH = 88
"""Characters a line, black's own default."""


# Pairs of first and last. Symbols of the Book of Changes and counting rods are wide since Unicode 16,
# which the oldest Python served does not know; a skin tone is a letter of its own to black.
NEWLY_WIDE = (
    ("☰", "☷"),
    ("⚊", "⚏"),
    ("䷀", "䷿"),
    ("\U0001d300", "\U0001d356"),
    ("\U0001d360", "\U0001d376"),
)
SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")


def wide(text: str) -> int:
    """Counts the columns of a line as black does: unlike a terminal, it gives a mark above a letter a
    column of its own.

    >>> wide("ab"), wide("\u5c71"), wide("e\u0301")
    (2, 2, 2)"""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(letter: str) -> int:
    if category(letter) in ("Mn", "Mc") or SKIN_TONES[0] <= letter <= SKIN_TONES[1]:
        return 1
    newly = any(first <= letter <= last for first, last in NEWLY_WIDE)
    return 2 if newly or east_asian_width(letter) in "WF" else 1


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal, broken at spaces when it is too long for its line."""

    value: str


@dataclass(frozen=True, slots=True)
class Verse:
    """A text of several lines that keeps them, as SQL does that was laid out for reading."""

    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Brackets around items. items: (`name=` or "", code). comma: whether a lone item keeps one.
    bare: whether the last item has none on a line of its own, since it would mean a tuple."""

    open: str
    items: tuple[tuple[str, Code], ...]
    close: str
    comma: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Equal:
    """A comparison, broken before the operator."""

    left: str
    right: Code


Code = str | Text | Verse | Group | Equal


def text(value: str) -> Text:
    """Gives a string literal."""
    return Text(value)


def call(function: str, *arguments: Code, **named: Code) -> Group:
    """Gives a call; keyword arguments keep their order, a trailing underscore is dropped."""
    items = [("", argument) for argument in arguments]
    items += [(f"{name.removesuffix('_')}=", value) for name, value in named.items()]
    return Group(f"{function}(", tuple(items), ")")


def tupled(items: Iterable[Code]) -> Group:
    """Gives a tuple."""
    return Group("(", tuple(("", item) for item in items), ")", comma=True)


def listed(items: Iterable[Code]) -> Group:
    """Gives a list."""
    return Group("[", tuple(("", item) for item in items), "]")


def mapping(items: Iterable[tuple[str, Code]]) -> Group:
    """Gives a dictionary with texts as keys."""
    return Group("{", tuple((f"{python(key)}: ", value) for key, value in items), "}")


def subscript(before: str, index: Code) -> Group:
    """Gives `before[index]`."""
    return Group(f"{before}[", (("", index),), "]", bare=True)


def sql(by_engine: Sequence[tuple[str, str]]) -> Code:
    """Gives `Sql(…)`: the text most engines share, then the others' by name.

    by_engine: (engine, SQL) pairs, at least one. A draw goes to the first."""
    texts = [value for _, value in by_engine]
    shared = max(dict.fromkeys(texts), key=texts.count)
    others = {engine: text(value) for engine, value in by_engine if value != shared}
    return call("Sql", text(shared), **others)


def _verse(value: str) -> str:
    """Spells a text in triple quotes, or in plain ones when it is one line."""
    if "\n" not in value:
        return python(value)
    escaped = value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""{escaped[:-1]}\\""""' if escaped.endswith('"') else f'"""{escaped}"""'


def flat(code: Code) -> str:
    """Gives code on one line."""
    if isinstance(code, str):
        return code
    if isinstance(code, Text):
        return python(code.value)
    if isinstance(code, Verse):
        return _verse(code.value)
    if isinstance(code, Equal):
        return f"{code.left} == {flat(code.right)}"
    inner = ", ".join(before + flat(item) for before, item in code.items)
    lone = "," if code.comma and len(code.items) == 1 else ""
    return f"{code.open}{inner}{lone}{code.close}"


def short(code: Code, room: int) -> str | None:
    """Gives code on one line when it takes at most `room` columns and has no line breaks, else None.

    >>> short(call("f", text("a")), 6), short(call("f", text("a")), 5)
    ('f("a")', None)"""
    line = _bounded(code, room)
    return line if line is not None and wide(line) <= room else None


def _bounded(code: Code, room: int) -> str | None:
    """Gives code on one line unless that has more than `room` characters or breaks; looks no further
    than the room goes, since most of what is asked for is far too long."""
    if not isinstance(code, Group):
        line = flat(code)
        return line if len(line) <= room and "\n" not in line else None
    left = room - len(code.open) - len(code.close) + 2
    parts: list[str] = []
    for before, item in code.items:
        part = _bounded(item, left - len(before) - 2)
        if part is None:
            return None
        left -= len(before) + len(part) + 2
        parts.append(before + part)
    lone = "," if code.comma and len(parts) == 1 else ""
    return f"{code.open}{', '.join(parts)}{lone}{code.close}"


def annotated(name: str, annotation: str, default: str = "") -> str:
    """Gives a parameter or a field: `name: annotation` and its default, if any."""
    return f"{name}: {annotation}{f' = {default}' if default else ''}"
