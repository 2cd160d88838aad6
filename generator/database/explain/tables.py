"""Tables as a planner sees them: rows, spread, and a few rows to look at.

Takes nothing, gives the values that the engines' own ways of pretending work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["TRIED", "Table"]

TRIED = "gen_tried"
"""The name of an index that is tried."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a scratch database. spelled: its name as SQL has it. rows: that it is taken to have;
    distinct: how many different values each column has. columns: those of the sample, as SQL has
    them; sample: literals, row by row, () when the rows are there already."""

    schema: str
    name: str
    spelled: str
    rows: int
    distinct: Mapping[str, int]
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
