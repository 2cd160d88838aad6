"""SQLite: plans from EXPLAIN QUERY PLAN, sizes from sqlite_stat1.

Its planner believes what sqlite_stat1 says, so a sample is needed only where statements are to run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod

from generator.database.explain.names import aliases
from generator.database.explain.plan import Access, Plan, Sort
from generator.database.explain.tables import TRIED, Table
from generator.database.explain.wishes import Wish
from generator.database.session import Session

__all__ = ["INSERTS", "analyse", "plan", "prepare", "stretch", "tried"]

INSERTS = ("INSERT OR IGNORE INTO {table} ({columns}) VALUES {rows}",)

READ = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<table>\S+)(?: AS \S+)?"
    r"(?: USING (?P<auto>AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?"
    r"(?:INDEX (?P<index>\S+)|(?P<key>INTEGER PRIMARY KEY|PRIMARY KEY)|INDEX)"
    r"(?: \((?P<bounds>.*)\))?)?"
)
SORT = re.compile(r"USE TEMP B-TREE FOR (?P<what>.*)")


def prepare(session: Session) -> None:
    """Lets the session load rows that no check, trigger or foreign key looks at."""
    session.run("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
    for (name,) in session.fetch("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        session.run(f"DROP TRIGGER {_quoted(str(name))};")


def analyse(session: Session, tables: Sequence[Table]) -> None:
    """Gathers statistics of the sample; what they say is replaced by `stretch`."""
    del tables
    session.run("ANALYZE")


def stretch(session: Session, tables: Sequence[Table]) -> None:
    """Says in sqlite_stat1 that every table has its declared size."""
    sampled = dict(session.rows(_count, "SELECT tbl, max(stat + 0) FROM sqlite_stat1 GROUP BY tbl"))
    for table in tables:
        there = sampled.get(table.name, 0)
        if not there or table.rows <= there:
            continue
        for index, stat in session.fetch(
            "SELECT idx, stat FROM sqlite_stat1 WHERE tbl = ?", table.name
        ):
            numbers = str(stat).split()
            rows = max(1, round(int(numbers[0]) * table.rows / there))
            each = _each(session, table, str(index), rows) if index else []
            said = " ".join(map(str, [rows, *each, *numbers[1 + len(each) :]]))
            session.fetch(
                "UPDATE sqlite_stat1 SET stat = ? WHERE tbl = ? AND idx IS ?",
                said,
                table.name,
                index,
            )
    session.run("ANALYZE sqlite_schema")


@contextmanager
def tried(session: Session, wish: Wish) -> Iterator[Session]:
    """Builds an index for the length of a block, with statistics of the table's declared size."""
    keys = ", ".join(
        (key.expression or _quoted(key.column)) + (" DESC" if key.desc else "") for key in wish.keys
    )
    session.run(f"CREATE INDEX {TRIED} ON {wish.table.spelled} ({keys})")
    try:
        rows = wish.table.rows
        said = " ".join(map(str, [rows, *_each(session, wish.table, TRIED, rows)]))
        session.fetch("DELETE FROM sqlite_stat1 WHERE idx = ?", TRIED)
        session.fetch("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", wish.table.name, TRIED, said)
        session.run("ANALYZE sqlite_schema")
        yield session
    finally:
        session.run(f"DROP INDEX {TRIED}")


def _count(table: str, rows: int) -> tuple[str, int]:
    return table, rows


def _each(session: Session, table: Table, index: str, rows: int) -> list[int]:
    """Gives how many rows share the first key, the first two keys … of an index."""
    keys = session.fetch(f"PRAGMA index_xinfo({_quoted(index)})")
    names = [str(name) for _, _, name, _, _, is_key in keys if is_key]
    unique = any(
        name == index and is_unique
        for _, name, is_unique, *_ in session.fetch(f"PRAGMA index_list({_quoted(table.name)})")
    )
    found = [
        max(1, round(rows / min(rows, prod(table.distinct.get(n, rows) for n in names[: k + 1]))))
        for k in range(len(names))
    ]
    return [*found[:-1], 1] if unique and found else found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def plan(session: Session, sql: str, tables: Sequence[Table] = ()) -> Plan:
    """Asks for the plan of a statement without running it.

    tables: what is known of their spread; the engine itself does not say how many rows it expects."""
    known = {table.name: table for table in tables}
    called = aliases(sql, list(known))
    lines = [(int(str(a)), int(str(b)), str(text)) for a, b, _, text in _explained(session, sql)]
    accesses = tuple(
        _access(match, called, known) for _, _, text in lines if (match := READ.match(text))
    )
    sorts = [match["what"] for _, _, text in lines if (match := SORT.match(text))]
    rows = [access.rows for access in accesses]
    most = prod(row for row in rows if row) if rows and None not in rows else None
    return Plan(
        accesses=accesses,
        sorts=tuple(Sort(most, "ORDER BY" not in what) for what in sorts),
        text=tuple("  " * _depth(lines, parent) + text for _, parent, text in lines),
        stops="LIMIT" in sql.upper(),
    )


def _explained(session: Session, sql: str) -> list[tuple[object, ...]]:
    return session.fetch(f"EXPLAIN QUERY PLAN {sql}")


def _access(match: re.Match[str], called: Mapping[str, str], known: Mapping[str, Table]) -> Access:
    name = called.get(match["table"].lower(), match["table"])
    index = match["index"] or ("PRIMARY KEY" if match["key"] else "")
    whole = match["how"] == "SCAN"
    table = known.get(name)
    if match["auto"]:  # an index that the engine makes for this one statement: it reads all rows
        index, whole = "", True
    if table is None or whole:
        return Access(name, index, whole, table.rows if table else None)
    return Access(name, index, whole, _expected(table, match["bounds"] or ""))


def _expected(table: Table, bounds: str) -> int:
    """Reckons how many rows a search finds, as the engine's documentation does: an equality leaves
    one value's share, a bound a quarter."""
    values = prod(
        table.distinct.get("id" if name == "rowid" else name, table.rows)
        for name in re.findall(r"(\w+)=\?", bounds)
    )
    ranges = 4 if re.search(r"[<>]\?", bounds) else 1
    return max(1, round(table.rows / min(table.rows, values) / ranges))


def _depth(lines: Sequence[tuple[int, int, str]], parent: int) -> int:
    depth = 0
    above = {number: up for number, up, _ in lines}
    while parent in above:
        parent, depth = above[parent], depth + 1
    return depth
