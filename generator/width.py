"""How wide text is where every letter takes a cell: in a terminal, in a monospaced face."""

from __future__ import annotations

from unicodedata import category, combining, east_asian_width

__all__ = ["columns"]


def columns(text: str) -> int:
    """Counts columns: two for a wide letter of East Asia, none for a mark above or below another.

    >>> columns("ab"), columns("山"), columns("e\\u0301")
    (2, 2, 1)"""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(letter: str) -> int:
    if combining(letter) or category(letter) == "Cf":
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1
