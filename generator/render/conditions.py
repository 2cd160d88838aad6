"""Long conditions of SQL on lines of their own, parted where a person would.

Takes the SQL of any engine, gives the same SQL: only white space between its words changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["clause"]

LONGEST = 60
"""Characters of a condition that stays on the line of its constraint."""

_WORD = re.compile(
    r"""(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)
    |(?P<opening>[(\[]|\bCASE\b)
    |(?P<closing>[)\]]|\bEND\b)
    |(?P<between>\bBETWEEN\b)
    |(?P<joint>\b(?:AND|OR)\b)
    |\w+|\s+|.""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LEFT_ALONE = re.compile(r"\\|\$\$|--|/\*|\n")
"""Escapes, other quotes, comments: what engines read differently, and what has lines already."""


def clause(condition: str) -> str:
    """Gives what stands between the brackets of `CHECK (…)`: a long condition with a line a part.

    It is parted at its ORs, else at its ANDs, outside all brackets; one without stays a line.

    >>> clause("a > 0")
    'a > 0'
    >>> print(clause("starts_at IS NULL AND ends_at IS NULL OR starts_at BETWEEN 1 AND ends_at"))
    <BLANKLINE>
        starts_at IS NULL AND ends_at IS NULL
        OR starts_at BETWEEN 1 AND ends_at
    <BLANKLINE>"""
    if len(condition) <= LONGEST or _LEFT_ALONE.search(condition):
        return condition
    joints = tuple(_joints(condition))
    word = "OR" if any(word == "OR" for _, word in joints) else "AND"
    places = [place for place, found in joints if found == word]
    if not places:
        return condition
    bounds = zip([0, *places], [*places, len(condition)], strict=True)
    return "\n" + "".join(f"    {condition[start:end].strip()}\n" for start, end in bounds)


def _joints(condition: str) -> Iterator[tuple[int, str]]:
    """Gives where the ANDs and ORs outside brackets stand; the AND of a BETWEEN is none."""
    depth = 0
    awaited = 0
    for match in _WORD.finditer(condition):
        match match.lastgroup:
            case "opening":
                depth += 1
            case "closing":
                depth -= 1
            case "between" if not depth:
                awaited += 1
            case "joint" if not depth and awaited and match[0].upper() == "AND":
                awaited -= 1
            case "joint" if not depth:
                yield match.start(), match[0].upper()
