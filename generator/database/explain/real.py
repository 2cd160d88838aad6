"""A database that is there, looked at without a trace: its sizes, some of its values.

Takes an open session, gives numbers and values. It is read in a transaction that may not write, and what
takes longer than some seconds is given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from generator.database.explain.sizes import Counted
from generator.database.session import Session
from generator.database.url import DatabaseError
from generator.model import Value

__all__ = ["SECONDS", "attempt", "counted", "indexes", "reading", "value"]

SECONDS = 5
"""After which a statement is given up."""

LIMITS = {
    "postgresql": (
        f"SET statement_timeout = '{SECONDS}s'",
        "SET default_transaction_read_only = on",
    ),
    "mysql": (f"SET SESSION max_execution_time = {SECONDS * 1000}",),
    "mariadb": (f"SET SESSION max_statement_time = {SECONDS}",),
    "sqlite": ("PRAGMA query_only = ON",),
}
BEGIN = {
    "postgresql": "BEGIN READ ONLY",
    "mysql": "START TRANSACTION READ ONLY",
    "mariadb": "START TRANSACTION READ ONLY",
    "sqlite": "BEGIN",
}

POSTGRESQL = """
SELECT c.relname, greatest(sum(coalesce(nullif(m.reltuples, -1), 0)), 0)::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN LATERAL (
    SELECT c.reltuples WHERE c.relkind = 'r'
    UNION ALL SELECT p.reltuples FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid
    WHERE c.relkind = 'p' AND t.isleaf
) m ON true
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
GROUP BY c.relname"""
POSTGRESQL_VALUES = "SELECT tablename, attname, n_distinct::float8 FROM pg_stats"
MYSQL = """
SELECT table_name, coalesce(table_rows, 0) FROM information_schema.tables
WHERE table_schema = database() AND table_type LIKE '%TABLE%'"""
MYSQL_VALUES = """
SELECT table_name, column_name, max(cardinality) FROM information_schema.statistics
WHERE table_schema = database() AND seq_in_index = 1 AND column_name IS NOT NULL
    AND cardinality IS NOT NULL
GROUP BY table_name, column_name"""


INDEXES = {
    "postgresql": "SELECT indexname FROM pg_indexes",
    "mysql": "SELECT index_name FROM information_schema.statistics WHERE table_schema = database()",
    "mariadb": "SELECT index_name FROM information_schema.statistics WHERE table_schema = database()",
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'index'",
}


@contextmanager
def reading(session: Session) -> Iterator[None]:
    """Lets a block read and nothing else."""
    for statement in LIMITS[session.engine]:
        session.fetch(statement)
    with session.snapshot(BEGIN[session.engine]):
        yield


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """Tries something within the transaction, so that a refusal does not end it."""
    session.fetch("SAVEPOINT gen_tried")
    try:
        yield
    except DatabaseError:
        session.fetch("ROLLBACK TO SAVEPOINT gen_tried")
        raise


def indexes(session: Session) -> frozenset[str]:
    """Gives the names of the indexes that are there."""
    return frozenset(str(name) for (name,) in session.fetch(INDEXES[session.engine]))


def counted(session: Session) -> Counted:
    """Gives what the database's own statistics say of its tables."""
    if session.engine == "sqlite":
        return _sqlite(session)
    is_ours = session.engine == "postgresql"
    rows = {
        str(name): int(str(count))
        for name, count in session.fetch(POSTGRESQL if is_ours else MYSQL)
    }
    said = session.fetch(POSTGRESQL_VALUES if is_ours else MYSQL_VALUES)
    values: dict[tuple[str, str], int] = {}
    for table, column, number in said:
        share = float(str(number))
        count = -share * rows.get(str(table), 0) if share < 0 else share
        if count >= 1:
            values[str(table), str(column)] = round(count)
    return rows, values


def _sqlite(session: Session) -> Counted:
    """Counts where ANALYZE has not been run, which SQLite does quickly from the smallest index."""
    names = [
        str(name)
        for (name,) in session.fetch(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    rows = {}
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        rows[name] = int(str(session.fetch(f"SELECT count(*) FROM {quoted}")[0][0]))
    return rows, {}


def value(cell: object) -> Value:
    """Gives a cell as specs write values."""
    match cell:
        case None | bool() | int() | str():
            return cell
        case datetime() | date():
            return cell.isoformat()
        case bytes():
            return f"0x{cell.hex()}"
        case _:
            return str(cell)
