"""MySQL and MariaDB: plans from EXPLAIN FORMAT=JSON, sizes from statistics that are kept in tables.

A sample is loaded and analysed, then the tables of statistics are made to say what so many rows would
have: InnoDB's own on MySQL, those of every storage engine on MariaDB. Equalities are estimated by these
statistics; how many rows a range has is looked up in the index itself, which holds the sample. Histograms
change nothing in that, so what the plan says of a range is taken to the declared size here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from typing import cast

from generator.database.explain.names import aliases
from generator.database.explain.plan import Access, Plan, Sort
from generator.database.explain.tables import TRIED, Table
from generator.database.explain.wishes import Wish
from generator.database.session import Session

__all__ = ["INSERTS", "analyse", "plan", "prepare", "stretch", "tried"]

INSERTS = ("INSERT IGNORE INTO {table} ({columns}) VALUES {rows}",)

HIDDEN = ("DB_ROW_ID", "DB_TRX_ID")
"""Columns that the engine itself adds to an index."""

Node = Mapping[str, object]


def prepare(session: Session) -> None:
    """Lets the session load rows that no check, trigger or foreign key looks at."""
    session.run("SET foreign_key_checks = 0, innodb_lock_wait_timeout = 5;")
    for (name,) in session.fetch(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = database()"
    ):
        session.run(f"DROP TRIGGER {_quoted(str(name))};")
    if session.engine == "mariadb":
        session.run("SET check_constraint_checks = 0;")
        return
    for table, name in session.fetch(
        "SELECT table_name, constraint_name FROM information_schema.table_constraints"
        " WHERE constraint_schema = database() AND constraint_type = 'CHECK'"
    ):
        session.run(f"ALTER TABLE {_quoted(str(table))} DROP CHECK {_quoted(str(name))};")


def analyse(session: Session, tables: Sequence[Table]) -> None:
    """Gathers statistics of the sample, and keeps the server from doing so again by itself."""
    for table in tables:
        session.run(f"ALTER TABLE {table.spelled} STATS_AUTO_RECALC = 0, STATS_PERSISTENT = 1;")
    more = " PERSISTENT FOR ALL" if session.engine == "mariadb" else ""
    for table in tables:
        session.run(f"ANALYZE TABLE {table.spelled}{more};")


def stretch(session: Session, tables: Sequence[Table]) -> None:
    """Makes the statistics say that every table has its declared size."""
    if session.engine == "mariadb":
        for table in tables:
            if table.rows > len(table.sample):
                _mariadb(session, table)
        return
    known = {table.name: table for table in tables}
    factors: dict[str, float] = {}
    for name, rows in session.fetch(
        "SELECT substring_index(table_name, '#', 1), sum(n_rows) FROM mysql.innodb_table_stats"
        " WHERE database_name = database() GROUP BY 1"
    ):
        there, found = int(str(rows)), known.get(str(name))
        if found is not None and there and found.rows > there:
            factors[found.name] = found.rows / there
    for name, factor in factors.items():
        _tables(session, name, factor)
        _indexes(session, known[name], factor)
        session.run(f"FLUSH TABLE {known[name].spelled};")


@contextmanager
def tried(session: Session, wish: Wish) -> Iterator[Session]:
    """Builds an index for the length of a block, with statistics of the table's declared size."""
    keys = ", ".join(
        (f"({key.expression})" if key.expression else _quoted(key.column))
        + (" DESC" if key.desc else "")
        for key in wish.keys
    )
    session.run(f"CREATE INDEX {TRIED} ON {wish.table.spelled} ({keys});")
    try:
        if session.engine == "mariadb":
            _mariadb(session, wish.table)
        else:
            _indexes(session, wish.table, wish.table.rows / max(1, len(wish.table.sample)), TRIED)
            session.run(f"FLUSH TABLE {wish.table.spelled};")
        yield session
    finally:
        session.run(f"DROP INDEX {TRIED} ON {wish.table.spelled};")


def _tables(session: Session, name: str, factor: float) -> None:
    session.fetch(
        "UPDATE mysql.innodb_table_stats SET n_rows = n_rows * %s,"
        " clustered_index_size = clustered_index_size * %s,"
        " sum_of_other_index_sizes = sum_of_other_index_sizes * %s"
        " WHERE database_name = database() AND substring_index(table_name, '#', 1) = %s",
        *(factor, factor, factor, name),
    )


def _indexes(session: Session, table: Table, factor: float, only: str = "") -> None:
    """Says how many different values the first key, the first two keys … of each index have, or of
    the one that is named."""
    where = (
        "WHERE database_name = database() AND substring_index(table_name, '#', 1) = %s"
        " AND index_name = %s AND stat_name = %s"
    )
    unique = {
        str(name)
        for (name,) in session.fetch(
            "SELECT DISTINCT index_name FROM information_schema.statistics"
            " WHERE table_schema = database() AND table_name = %s AND non_unique = 0",
            table.name,
        )
    }
    for index, stat, said in session.fetch(
        "SELECT DISTINCT index_name, stat_name, stat_description FROM mysql.innodb_index_stats"
        " WHERE database_name = database() AND substring_index(table_name, '#', 1) = %s",
        table.name,
    ):
        if only and index != only:
            continue
        if not str(stat).startswith("n_diff_pfx"):
            session.fetch(
                f"UPDATE mysql.innodb_index_stats SET stat_value = stat_value * %s {where}",
                *(factor, table.name, index, stat),
            )
            continue
        columns = [name for name in str(said).split(",") if name not in HIDDEN]
        values = prod(table.distinct.get(name, table.rows) for name in columns)
        is_whole = str(index) in unique and len(columns) >= _keys(session, table, str(index))
        session.fetch(
            f"UPDATE mysql.innodb_index_stats SET stat_value = %s {where}",
            *(table.rows if is_whole else min(values, table.rows), table.name, index, stat),
        )


def _keys(session: Session, table: Table, index: str) -> int:
    ((number,),) = session.fetch(
        "SELECT count(*) FROM information_schema.statistics"
        " WHERE table_schema = database() AND table_name = %s AND index_name = %s",
        table.name,
        index,
    )
    return int(str(number))


def _mariadb(session: Session, table: Table) -> None:
    """Says how many rows there are, and how many share a value of a column or of an index's keys."""
    here = "WHERE db_name = database() AND table_name = %s"
    session.fetch(f"UPDATE mysql.table_stats SET cardinality = %s {here}", table.rows, table.name)
    for column, values in table.distinct.items():
        session.fetch(
            f"UPDATE mysql.column_stats SET avg_frequency = %s {here} AND column_name = %s",
            *(table.rows / min(values, table.rows), table.name, column),
        )
    keys: dict[str, list[str]] = {}
    for index, part in session.fetch(
        "SELECT index_name, column_name FROM information_schema.statistics"
        " WHERE table_schema = database() AND table_name = %s ORDER BY index_name, seq_in_index",
        table.name,
    ):
        keys.setdefault(str(index), []).append(str(part))
    for known, columns in keys.items():
        for arity in range(1, len(columns) + 1):
            values = prod(table.distinct.get(key, table.rows) for key in columns[:arity])
            session.fetch(
                "REPLACE INTO mysql.index_stats"
                " (db_name, table_name, index_name, prefix_arity, avg_frequency)"
                " VALUES (database(), %s, %s, %s, %s)",
                *(table.name, known, arity, table.rows / min(values, table.rows)),
            )
    session.run(f"FLUSH TABLE {table.spelled};")


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def plan(session: Session, sql: str, tables: Sequence[Table] = ()) -> Plan:
    """Asks for the plan of a statement without running it."""
    session.run("SET eq_range_index_dive_limit = 1;")  # statistics, not the few rows of the sample
    if session.engine == "mysql":
        session.run("SET explain_json_format_version = 1;")
    ((answer,),) = session.fetch(f"EXPLAIN FORMAT=JSON {sql}")
    root = cast(Mapping[str, Node], json.loads(str(answer)))["query_block"]
    names = aliases(sql, [table.name for table in tables])
    nodes = list(_tables_of(root))
    known = {table.name: table for table in tables}
    grown = {id(node): _growth(node, known.get(_name(node, names))) for node in nodes}
    accesses = tuple(
        _access(node, names, grown[id(node)]) for node in nodes if "access_type" in node
    )
    rows = _rows(nodes, grown)
    cost = _cost(session, root)
    return Plan(
        accesses=tuple(access for access in accesses if not access.table.startswith("<")),
        sorts=tuple(Sort(rows, grouping) for grouping in _sorts(root, grouping=False)),
        cost=None if cost is None else cost * prod(grown.values()),
        rows=rows,
        stops="LIMIT" in sql.upper(),
        text=tuple(_line(node) for node in nodes),
    )


def _tables_of(node: object) -> Iterator[Node]:
    """Gives what is said of each table, in the order of the plan."""
    if isinstance(node, dict):
        for key, value in cast(Mapping[str, object], node).items():
            if key == "table" and isinstance(value, dict):
                yield cast(Node, value)
            yield from _tables_of(value)
    elif isinstance(node, list):
        for item in cast(list[object], node):
            yield from _tables_of(item)


def _sorts(node: object, *, grouping: bool) -> Iterator[bool]:
    """Gives for each sort whether it is for grouping."""
    if isinstance(node, dict):
        found = cast(Mapping[str, object], node)
        if found.get("using_filesort") is True or "filesort" in found:
            yield grouping
        for key, value in found.items():
            inner = grouping or key in ("grouping_operation", "duplicates_removal")
            yield from _sorts(value, grouping=inner and key != "ordering_operation")
    elif isinstance(node, list):
        for item in cast(list[object], node):
            yield from _sorts(item, grouping=grouping)


def _name(node: Node, names: Mapping[str, str]) -> str:
    name = str(node.get("table_name", ""))
    return names.get(name, name)


def _growth(node: Node, table: Table | None) -> float:
    """Gives how many rows of the declared table stand for one that was found in a range of the sample:
    of those with the same values in the keys before."""
    used = [str(part) for part in cast(list[object], node.get("used_key_parts", []))]
    if table is None or not used or len(table.sample) in (0, table.rows):
        return 1.0
    said = f"{node.get('attached_condition', '')} {node.get('index_condition', '')}"
    name = re.escape(used[-1])
    is_range = re.search(rf"\b{name}\b[`) ]*(?:[<>]|between\b|like\b)", said, re.I)
    if node.get("access_type") != "range" or not is_range:
        return 1.0
    there = _alike(table, used[:-1], len(table.sample))
    return max(1.0, _alike(table, used[:-1], table.rows) / there)


def _alike(table: Table, columns: Sequence[str], rows: int) -> float:
    """Gives how many of so many rows have the same values in some columns."""
    values = prod(min(table.distinct.get(name, rows), rows) for name in columns)
    return rows / min(values, rows)


def _access(node: Node, names: Mapping[str, str], growth: float) -> Access:
    table, kind = _name(node, names), str(node["access_type"])
    rows = _examined(node)
    rows = None if rows is None else round(rows * growth)
    key = str(node.get("key", ""))
    if kind == "ALL":
        return Access(table, "", True, rows)
    return Access(table, key or "PRIMARY", kind == "index", rows)


def _examined(node: Node) -> int | None:
    found = node.get("rows_examined_per_scan", node.get("rows"))
    return None if found is None else int(str(found))


def _rows(nodes: Sequence[Node], grown: Mapping[int, float]) -> int | None:
    """Gives how many rows come out of the joins: MySQL says so, of MariaDB it is reckoned."""
    if nodes and "rows_produced_per_join" in nodes[-1]:
        return round(int(str(nodes[-1]["rows_produced_per_join"])) * prod(grown.values()))
    parts = [
        (rows * grown[id(node)], float(str(node.get("filtered", 100))))
        for node in nodes
        if (rows := _examined(node))
    ]
    return max(1, round(prod(rows * part / 100 for rows, part in parts))) if parts else None


def _cost(session: Session, root: Node) -> float | None:
    """Gives the cost where the plan has it (MySQL, MariaDB 11), else what the server says of the last
    statement."""
    found = root.get("cost_info")
    if isinstance(found, dict):
        return float(str(cast(Node, found)["query_cost"]))
    if "cost" in root:
        return float(str(root["cost"]))
    said = session.fetch("SHOW STATUS LIKE 'Last_query_cost'")
    return float(str(said[0][1])) if said else None


def _line(node: Node) -> str:
    key = f" using {node['key']}" if "key" in node else ""
    used = cast(list[object], node.get("used_key_parts", []))
    parts = f" ({', '.join(map(str, used))})" if used else ""
    rows = _examined(node)
    what = node.get("access_type", node.get("message", ""))
    said = node.get("attached_condition", "")
    return f"{what} {node.get('table_name', '')}{key}{parts} (rows={rows}) {said}".strip()
