"""Spells the rows of specs as the engine gives them back.

Takes rows with literals, gives the same rows as the reader would read them: each is put into a copy of
its table without constraints and read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from generator.catalog import Catalog, Row, Table
from generator.database.read import read
from generator.database.session import Session

__all__ = ["literals"]

_PLACE = "gen_probe_place"


def literals(session: Session, rows: Sequence[Row], built: Catalog) -> Iterator[Row]:
    """Gives the rows in the engine's literals. Errors: DatabaseError for a row it does not take."""
    groups = [
        (table, list(group))
        for table, group in groupby(
            sorted(rows, key=lambda row: row.id[1:3]), key=lambda row: row.id[1:3]
        )
        if any(isinstance(item, Table) and (item.schema, item.name) == table for item in built)
    ]
    names = {table: f"gen_probe_rows_{number}" for number, (table, _) in enumerate(groups)}
    for table, group in groups:
        _fill(session, table, names[table], group)
    found = read(session, rows=[("", name) for name in names.values()])
    for table, group in groups:
        copies = [row for row in found if isinstance(row, Row) and row.table == names[table]]
        by_place = {
            dict((*row.key, *row.values))[_PLACE]: dict((*row.key, *row.values)) for row in copies
        }
        for place, row in enumerate(group):
            yield _spelled(row, by_place[str(place)])


def _fill(session: Session, table: tuple[str, str], name: str, rows: Sequence[Row]) -> None:
    if session.engine in ("mysql", "mariadb"):
        session.run(
            "SET sql_mode = ''"
        )  # columns that the row does not name may stay without a value
    source = ".".join(_quoted(session, part) for part in table if part)
    session.run(f"CREATE TABLE {name} AS SELECT 0 AS {_PLACE}, t.* FROM {source} t WHERE 1 = 0")
    for place, row in enumerate(rows):
        pairs = (*row.key, *row.values)
        columns = ", ".join((_PLACE, *(_quoted(session, column) for column, _ in pairs)))
        cells = ", ".join((str(place), *(text for _, text in pairs)))
        session.run(f"INSERT INTO {name} ({columns}) VALUES ({cells})")


def _quoted(session: Session, name: str) -> str:
    mark = '"' if session.engine == "postgresql" else "`"
    return mark + name.replace(mark, mark * 2) + mark


def _spelled(row: Row, cells: dict[str, str]) -> Row:
    return replace(
        row,
        key=tuple((column, cells[column]) for column, _ in row.key),
        values=tuple((column, cells[column]) for column, _ in row.values),
    )
