"""Reads the rows of chosen tables as SQL literals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from generator.catalog import Catalog, Column, PrimaryKey, Row, Table
from generator.database.session import Session

__all__ = ["rows"]

_BARE = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean")


def rows(session: Session, found: Catalog, tables: Collection[tuple[str, str]]) -> Iterator[Row]:
    """Reads all rows of the tables (schema, name), in one query, sorted by key.

    A row is known by its primary key, by all of its columns where the table has none. Numbers and
    booleans are bare, everything else is the quoted text that the engine gives. Generated columns
    are left out. Errors: DatabaseError when a table cannot be read."""
    columns = {table: _columns(found, table) for table in sorted(tables) if _is_there(found, table)}
    if not columns:
        return
    query = " UNION ALL ".join(_query(table, names) for table, names in columns.items())
    keys = {(key.schema, key.table): key.columns for key in found if isinstance(key, PrimaryKey)}
    for schema, table, cells in sorted(session.rows(_cells, query), key=str):
        literals = {
            column.name: _literal(column.type, cell)
            for column, cell in zip(columns[schema, table], cells, strict=True)
        }
        key = keys.get((schema, table)) or tuple(literals)
        yield Row(
            schema=schema,
            table=table,
            key=tuple((name, literals[name]) for name in key),
            values=tuple(pair for pair in literals.items() if pair[0] not in key),
        )


def _cells(schema: str, table: str, cells: list[str | None]) -> tuple[str, str, list[str | None]]:
    return schema, table, cells


def _is_there(found: Catalog, table: tuple[str, str]) -> bool:
    return any(isinstance(item, Table) and (item.schema, item.name) == table for item in found)


def _columns(found: Catalog, table: tuple[str, str]) -> Sequence[Column]:
    return [
        item
        for item in found
        if isinstance(item, Column) and (item.schema, item.table) == table and not item.generated
    ]


def _query(table: tuple[str, str], columns: Sequence[Column]) -> str:
    schema, name = table
    cells = ", ".join(f"{_quoted(column.name)}::text" for column in columns)
    source = f"{_quoted(schema or 'public')}.{_quoted(name)}"
    return f"SELECT {_text(schema)}, {_text(name)}, ARRAY[{cells}] FROM {source}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _literal(type_: str, cell: str | None) -> str:
    if cell is None:
        return "NULL"
    bare = type_.partition("(")[0] in _BARE and cell.lower() not in ("nan", "infinity", "-infinity")
    return cell if bare else _text(cell)
