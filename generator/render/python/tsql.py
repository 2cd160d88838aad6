"""What generated models have beside tables on SQL Server, where a batch and not a statement is run.

Takes batches of the DDL and objects of the catalog, gives what SQLAlchemy does not say: comments of
all but tables and columns, which a procedure writes, and what columns have beside their types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator import catalog as cat

__all__ = [
    "bare",
    "column_added",
    "defaulted",
    "described",
    "divides",
    "moved",
    "name",
    "pressed",
    "unsaid",
]

DESCRIBE = re.compile(r"^EXEC #describe (?:[^';]|'(?:[^']|'')*')*;\n?", re.MULTILINE)
SAID = re.compile(r"'TABLE', N?'(?:[^']|'')*'(?:, 'COLUMN', N?'(?:[^']|'')*')?;\s*$")


def bare(batch: str) -> str:
    """Gives a batch without its comments of objects, which need a procedure that is not there yet."""
    return DESCRIBE.sub("", batch).strip()


def described(batches: Iterable[str]) -> str:
    """Gives the comments in batches that SQLAlchemy does not make, as one batch."""
    found = (match[0].strip() for batch in batches for match in DESCRIBE.finditer(batch))
    return "\n".join(comment for comment in found if not SAID.search(comment))


def name(schema: str, item: str) -> str:
    """Quotes the name of an object.

    >>> name("auth", "users")
    '[auth].[users]'"""
    quoted = (f"[{part.replace(']', ']]')}]" for part in (schema, item) if part)
    return ".".join(quoted)


def divides(batch: str) -> bool:
    """Tells whether a batch is that which says where a table's rows are divided."""
    return "CREATE PARTITION FUNCTION" in batch


def moved(table: cat.Table, constraints: Iterable[object]) -> str:
    """Gives what divides a table that is there: its key is made again, where its rows are to lie."""
    key = next(item for item in constraints if isinstance(item, cat.PrimaryKey))
    columns = ", ".join(name("", column) for column in key.columns)
    scheme = name("", "_".join(part for part in ("ps", table.schema, table.name) if part))
    place = f"{scheme} {table.partition_by.removeprefix('RANGE ')}"
    made = f"CREATE UNIQUE CLUSTERED INDEX {name('', key.name)} ON {name(table.schema, table.name)}"
    return f"{made} ({columns})\n    WITH (DROP_EXISTING = ON) ON {place}"


def pressed(table: cat.Table) -> Iterator[str]:
    """Gives what compresses a table that is there."""
    for option, method in table.options.items():
        if option.upper() == "DATA_COMPRESSION":
            words = f"REBUILD WITH (DATA_COMPRESSION = {method.upper()})"
            yield f"ALTER TABLE {name(table.schema, table.name)} {words}"


def column_added(item: cat.Column, words: str) -> str:
    """Gives what adds a column that only this engine has. words: its declaration."""
    return f"ALTER TABLE {name(item.schema, item.table)} ADD {words}"


def defaulted(item: cat.Column) -> str:
    """Gives what sets a default that the models' columns cannot say."""
    constraint = name("", item.options["default_name"])
    default = f"DEFAULT ({item.default}) FOR {name('', item.name)}"
    return f"ALTER TABLE {name(item.schema, item.table)} ADD CONSTRAINT {constraint} {default}"


def unsaid(item: cat.Column) -> Iterator[str]:
    """Gives what a column has that SQLAlchemy has no words for."""
    column = f"{name(item.schema, item.table)} ALTER COLUMN {name('', item.name)}"
    if "sparse" in item.options:
        yield f"ALTER TABLE {column} ADD SPARSE"
    if "rowguidcol" in item.options:
        yield f"ALTER TABLE {column} ADD ROWGUIDCOL"
    if "masked" in item.options:
        function = item.options["masked"].replace("'", "''")
        yield f"ALTER TABLE {column} ADD MASKED WITH (FUNCTION = '{function}')"
