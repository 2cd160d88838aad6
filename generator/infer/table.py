"""A table of values, as a file has it.

Takes nothing, gives the value that the readers of files make and the rest looks at."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMIT", "Cell", "Table", "counted", "number"]

LIMIT = 100_000
"""So many rows of a table are read; what is said of a longer one is likely at best."""

Cell = object
"""A value: None, a text, and in JSON also bool, int, Decimal, list or dict. An empty cell is None."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file. name: what it is called there; source: the file; heads: the columns as the file
    names them, "" for none; rows: as wide as heads; whole: whether the file has no more rows than
    these; notes: how the file was read. parent: for lists within the rows of another table, its name;
    the first two columns are the key of that row and the place in its list. is_text: whether all
    values are texts, numbers too."""

    name: str
    source: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    whole: bool = True
    notes: tuple[str, ...] = ()
    parent: str = ""
    is_text: bool = True

    def column(self, position: int) -> tuple[Cell, ...]:
        """Gives the values of a column."""
        return tuple(row[position] for row in self.rows)


def number(value: int) -> str:
    """Writes a count for people.

    >>> number(1204)
    '1,204'"""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """Writes a count with its noun.

    >>> counted(1, "row"), counted(1204, "row")
    ('1 row', '1,204 rows')"""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"
