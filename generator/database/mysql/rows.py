"""Reads the rows of chosen tables as SQL literals."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from generator.catalog import Column, Object, PrimaryKey, Row, Table
from generator.database.mysql.words import literal, quoted, text
from generator.database.session import Session

__all__ = ["rows"]

_BYTES = ("binary", "varbinary", "blob", "tinyblob", "mediumblob", "longblob", "bit")


def rows(
    session: Session, objects: Sequence[Object], tables: Collection[tuple[str, str]]
) -> Iterator[Row]:
    """Reads all rows of the tables ("", name) in one query, sorted by key.

    A row is known by its primary key, by all of its columns where the table has none. Numbers are
    bare, bytes are hexadecimal, everything else is quoted. Generated columns are left out."""
    wanted = {
        item.name for item in objects if isinstance(item, Table) and ("", item.name) in tables
    }
    columns = {
        table: [
            item
            for item in objects
            if isinstance(item, Column) and item.table == table and not item.generated
        ]
        for table in sorted(wanted)
    }
    keys = {item.table: item.columns for item in objects if isinstance(item, PrimaryKey)}
    query = " UNION ALL ".join(_query(table, found) for table, found in columns.items())
    for table, cells in sorted(session.rows(_cells, query), key=str) if query else ():
        literals = {
            column.name: _literal(column.type, cell)
            for column, cell in zip(columns[table], json.loads(cells), strict=True)
        }
        key = keys.get(table) or tuple(literals)
        yield Row(
            table=table,
            key=tuple((name, literals[name]) for name in key),
            values=tuple(pair for pair in literals.items() if pair[0] not in key),
        )


def _cells(table: str, cells: str) -> tuple[str, str]:
    return table, cells


def _query(table: str, columns: Sequence[Column]) -> str:
    cells = ", ".join(_cell(column) for column in columns)
    return f"SELECT {text(table)}, json_array({cells}) FROM {quoted(table)}"


def _cell(column: Column) -> str:
    name = quoted(column.name)
    return f"hex({name})" if column.type.startswith(_BYTES) else f"cast({name} AS char)"


def _literal(type_: str, cell: str | None) -> str:
    if cell is None:
        return "NULL"
    return f"X'{cell}'" if type_.startswith(_BYTES) else literal(cell, type_)
