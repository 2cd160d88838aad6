"""Brackets in texts of SQL: what stands in them, and what stands outside.

Takes texts as PostgreSQL prints them, with '…' and "…" as its only quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["outside", "parts", "tokens", "unbracketed"]

TOKENS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[(),]|\s+|[^\s(),'\"]+")


def tokens(text: str) -> list[str]:
    """Gives quoted texts, brackets, commas and what stands between them; together they are the text."""
    return TOKENS.findall(text)


def outside(found: Sequence[str]) -> Iterator[int]:
    """Gives the places of tokens after which no bracket is open."""
    depth = 0
    for place, token in enumerate(found):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            yield place


def parts(text: str) -> list[str]:
    """Parts a list at the commas that stand in no brackets.

    >>> parts("a, (b + (c)), f(d, 'x, y') text_ops")
    ['a', '(b + (c))', "f(d, 'x, y') text_ops"]"""
    found = tokens(text)
    ends = [place for place in outside(found) if found[place] == ","]
    starts = [0, *(place + 1 for place in ends)]
    pairs = zip(starts, [*ends, len(found)], strict=True)
    return ["".join(found[start:end]).strip() for start, end in pairs]


def unbracketed(text: str) -> str:
    """Takes away brackets around all of an expression.

    >>> unbracketed("((a + b))"), unbracketed("(a) + (b)")
    ('a + b', '(a) + (b)')"""
    found = tokens(text)
    while found[:1] == ["("] and next(outside(found), None) == len(found) - 1:
        found = found[1:-1]
    return "".join(found)
