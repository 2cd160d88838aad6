"""Values that a statement speaks of, and samples in which it finds some.

Takes SQL in an engine's words and tables with samples, gives the samples with values changed, so that
conditions on constants choose some rows and not none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from generator.database.explain.names import aliases
from generator.database.explain.tables import Table
from generator.database.explain.wishes import RANGES, TOKEN, column, named

__all__ = ["constants", "containing", "dates", "shifted"]

EVERY = 5
"""So many rows come to one that has the values a statement looks for."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")

Column = tuple[str, str]
"""A table and a column of it."""


def constants(sql: str, tables: Sequence[Table]) -> Mapping[Column, str]:
    """Gives a literal that each column is compared with for being equal."""
    found: dict[Column, str] = {}
    for owner, (op, one, two) in _compared(sql, tables):
        literal = one if op == "=" else two if op == "IN" else ""
        if literal[:1] and literal[0] in "'0123456789":
            found.setdefault(owner, literal)
    return found


def dates(sql: str, tables: Sequence[Table]) -> Mapping[Column, date]:
    """Gives a day that each column is compared with as a bound."""
    found: dict[Column, date] = {}
    for owner, (op, one, two) in _compared(sql, tables):
        literal = two if one.upper() in ("DATE", "TIMESTAMP") else one
        match = DAY.match(literal.strip("'"))
        if op in RANGES and match:
            found.setdefault(owner, date.fromisoformat(match[0]))
    return found


def _compared(sql: str, tables: Sequence[Table]) -> Iterator[tuple[Column, tuple[str, str, str]]]:
    """Gives the columns that a statement names, each with the three tokens after it."""
    tokens = TOKEN.findall(sql)
    known = {table.name: table for table in named(sql, tables)}
    called = aliases(sql, list(known))
    for place in range(len(tokens) - 2):
        owner = column(tokens, place, known, called)
        if owner is not None:
            op, one, two = (*tokens[place + 1 : place + 4], "")[:3]
            yield owner, (op.upper(), one, two)


def containing(table: Table, wanted: Mapping[Column, str]) -> Table:
    """Puts literals into every fifth row, in columns that may have a value more than once."""
    places = {
        place: literal
        for place, name in _names(table)
        if (literal := wanted.get((table.name, name))) and table.distinct[name] < table.rows
    }
    if not places:
        return table
    rows = tuple(
        tuple(places.get(place, cell) for place, cell in enumerate(row))
        if number % EVERY == 0
        else row
        for number, row in enumerate(table.sample)
    )
    return replace(table, sample=rows)


def shifted(table: Table, wanted: Mapping[Column, date]) -> Table:
    """Moves the days of columns, so that the day wanted lies in the middle of the sample."""
    places = {
        place: wanted[table.name, name]
        for place, name in _names(table)
        if (table.name, name) in wanted
    }
    if not places or not table.sample:
        return table
    moves = {place: _move(table, place, day) for place, day in places.items()}
    rows = tuple(
        tuple(
            _moved(cell, moves[place]) if place in moves else cell for place, cell in enumerate(row)
        )
        for row in table.sample
    )
    return replace(table, sample=rows)


def _names(table: Table) -> Iterator[tuple[int, str]]:
    for place, spelled in enumerate(table.columns):
        yield place, spelled.strip('"`')


def _move(table: Table, place: int, day: date) -> timedelta:
    """Gives how far the sample's middle is from a day."""
    found = sorted(match[0] for row in table.sample if (match := DAY.search(row[place])))
    return day - date.fromisoformat(found[len(found) // 2]) if found else timedelta(0)


def _moved(cell: str, move: timedelta) -> str:
    return DAY.sub(lambda match: str(date.fromisoformat(match[0]) + move), cell, count=1)
