"""Lengths of time in expressions, as the engines want them said.

Takes an Interval, gives the words that the spellings of `shift` in specs/functions.yaml use."""

from __future__ import annotations

from collections.abc import Sequence

from generator.sql.tree import Interval

__all__ = ["Move", "at_once", "move", "moves"]

Move = tuple[int, str]
"""A number of units, forwards or backwards."""


def moves(interval: Interval, *, backwards: bool) -> list[Move]:
    """Gives the parts of an interval, weeks as days."""
    parts = [(n * 7, "day") if unit == "week" else (n, unit) for n, unit in interval.parts]
    return [(-n, unit) if backwards else (n, unit) for n, unit in parts]


def move(number: int, unit: str) -> dict[str, str]:
    """Gives the words that a spelling of `shift` may use for one part."""
    sign = "-" if number < 0 else "+"
    return {"number": str(number), "sign": sign, "count": str(abs(number)), "unit": unit}


def at_once(by: Sequence[Move]) -> dict[str, str]:
    """Gives the words that a spelling of `shift` may use for all parts together."""
    sign = -1 if by[0][0] < 0 else 1
    length = " ".join(f"{n * sign} {unit}{'s' * (abs(n) != 1)}" for n, unit in by)
    steps = ", ".join(f"'{n:+} {unit}s'" for n, unit in by)
    days = abs(sum(number for number, _ in by))
    return {"sign": "-" if sign < 0 else "+", "length": length, "steps": steps, "days": str(days)}
