"""PostgreSQL: plans from EXPLAIN, and tables that look as large as they are declared.

The planner takes the size of a table from its file and the rest from statistics. So a sample is loaded
and analysed with the declared numbers of distinct values, then the files are made as long as so many
rows need, without holding anything, and the counts of rows are set. Where the server may not run a
program, the files stay short and the counts alone have to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import cast

from generator.database.explain.plan import Access, Plan, Sort
from generator.database.explain.real import attempt
from generator.database.explain.tables import TRIED, Table
from generator.database.explain.wishes import Key, Wish
from generator.database.session import Session, connect
from generator.database.url import DatabaseError

__all__ = [
    "INSERTS",
    "analyse",
    "imagined",
    "imagines",
    "plan",
    "prepare",
    "stretch",
    "tried",
]

INSERT = "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES {rows}"
INSERTS = (INSERT, f"{INSERT} ON CONFLICT DO NOTHING")

PAGE = 8192
SEGMENT = 131_072  # pages of a file, after which another one begins
ANALYSED = -1  # a fraction of the rows, as pg_statistic has it: every value is there once

PREPARE = """
SET session_replication_role = replica;
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT conrelid::regclass AS held, conname, contypid
        FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace
        WHERE contype = 'c' AND coninhcount = 0
            AND nspname NOT IN ('pg_catalog', 'information_schema')
    LOOP
        IF found.contypid <> 0 THEN
            EXECUTE format('ALTER DOMAIN %s DROP CONSTRAINT %I', found.contypid::regtype, found.conname);
        ELSE
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.held, found.conname);
        END IF;
    END LOOP;
END $$;
"""

# a partition's share of the rows is that of the sample; indexes follow their table
STORED = """
WITH RECURSIVE held AS (
    SELECT c.oid AS root, c.oid AS member FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND NOT relispartition
        AND nspname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT root, inhrelid FROM held JOIN pg_inherits ON inhparent = member
)
SELECT n.nspname, root.relname, c.oid::bigint, c.relname, c.relkind::text, c.reltuples::float8, c.relpages,
    coalesce(pg_relation_filepath(c.oid), '')
FROM held JOIN pg_class root ON root.oid = held.root JOIN pg_namespace n ON n.oid = root.relnamespace
JOIN pg_class c ON c.oid = held.member
    OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = held.member)
ORDER BY 1, 2, 3
"""

NOTES = "public.gen_stretched"
NOTED = f"""
CREATE TABLE {NOTES} (
    oid bigint, name text, path text, sampled integer, pages bigint, rows float8
)"""

PARTS = """
SELECT c.relname, coalesce(p.relname, c.relname), greatest(c.reltuples, 0)::bigint
FROM pg_class c LEFT JOIN LATERAL (
    WITH RECURSIVE up AS (
        SELECT inhparent, 1 AS depth FROM pg_inherits WHERE inhrelid = c.oid
        UNION ALL SELECT i.inhparent, depth + 1 FROM up JOIN pg_inherits i ON i.inhrelid = up.inhparent
    )
    SELECT relname FROM up JOIN pg_class t ON t.oid = inhparent ORDER BY depth DESC LIMIT 1
) p ON c.relispartition
WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I')
"""


def prepare(session: Session) -> None:
    """Lets the session load rows that no check, trigger or foreign key looks at."""
    session.run(PREPARE)


def analyse(session: Session, tables: Sequence[Table]) -> None:
    """Gathers statistics of the sample, with the declared numbers of distinct values."""
    for table in tables:
        if table.rows <= len(table.sample):
            continue
        changes = ", ".join(
            f"ALTER COLUMN {_quoted(name)} SET (n_distinct = {_share(count, table.rows)},"
            f" n_distinct_inherited = {_share(count, table.rows)})"
            for name, count in table.distinct.items()
        )
        parts = session.fetch("SELECT relid::text FROM pg_partition_tree(%s)", table.spelled)
        for name in (table.spelled, *(str(part) for (part,) in parts)):
            session.run(f"ALTER TABLE {name} {changes}")
    session.run("ANALYZE")


def stretch(session: Session, tables: Sequence[Table]) -> None:
    """Makes every table and index as large as so many rows need, and notes what they were."""
    wanted = {(table.schema or "public", table.name): table.rows for table in tables}
    stored = session.rows(_Stored, STORED)
    sampled = _sampled(stored)
    session.run(NOTED)
    for item in stored:
        there = sampled.get((item.schema, item.table), 0)
        rows = wanted.get((item.schema, item.table), 0)
        if there and rows > there:
            _note(session, item, rows / there)
    _long(session)


def _note(session: Session, item: _Stored, factor: float) -> None:
    session.fetch(
        f"INSERT INTO {NOTES} VALUES (%s, %s, %s, %s, %s, %s)",
        *(item.oid, item.table, item.path, item.pages),
        *(max(item.pages, round(item.pages * factor)), item.rows * factor),
    )


def _long(session: Session, table: str = "") -> None:
    """Makes files as long as was noted, and says how many rows they are taken to have: those of a
    table, or all."""
    these = "path <> '' AND %s IN ('', name)"
    files = session.fetch(f"SELECT path, pages FROM {NOTES} WHERE {these}", table)
    with suppress(DatabaseError):  # the counts alone have to do
        _resize(session, [(str(path), int(str(pages))) for path, pages in files])
    session.fetch(
        f"UPDATE pg_class SET reltuples = n.rows,"
        f" relpages = coalesce(pg_relation_size(pg_class.oid), 0) / {PAGE},"
        f" relallvisible = CASE WHEN relkind = 'r' THEN pg_relation_size(pg_class.oid) / {PAGE}"
        f" ELSE 0 END FROM {NOTES} n WHERE n.oid = pg_class.oid AND %s IN ('', n.name)",
        table,
    )


@contextmanager
def tried(session: Session, wish: Wish) -> Iterator[Session]:
    """Builds an index for the length of a block, as large as the table is declared.

    It is built while the files of the table are as short as the sample; other sessions than this one
    do so, since a session remembers how many files a table has."""
    table = wish.table
    keys = ", ".join(_key(key) for key in wish.keys)
    with connect(session.url) as building:
        short = building.fetch(
            f"SELECT path, sampled FROM {NOTES} WHERE name = %s AND path <> ''", table.name
        )
        with suppress(DatabaseError):
            _resize(building, [(str(path), int(str(pages))) for path, pages in short])
        try:
            building.run(f"CREATE INDEX {TRIED} ON {table.spelled} ({keys})")
            made = [item for item in building.rows(_Stored, STORED) if item.name.startswith(TRIED)]
            rows = sum(item.rows for item in made if item.path)
            for item in made:
                _note(building, item, table.rows / rows if rows else 1)
        finally:
            _long(building, table.name)
    try:
        with connect(session.url) as planning:
            yield planning
    finally:
        session.run(
            f"DROP INDEX {TRIED}" if not table.schema else f'DROP INDEX "{table.schema}".{TRIED}'
        )
        session.run(f"DELETE FROM {NOTES} WHERE oid NOT IN (SELECT oid::bigint FROM pg_class)")


def imagines(session: Session) -> bool:
    """Whether the database has the extension that plans with indexes which are not there."""
    return bool(session.fetch("SELECT 1 FROM pg_extension WHERE extname = 'hypopg'"))


@contextmanager
def imagined(session: Session, wish: Wish) -> Iterator[Session]:
    """Lets the planner believe in an index for the length of a block, without writing anything."""
    ((schema,),) = session.fetch(
        "SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace"
        " WHERE extname = 'hypopg'"
    )
    keys = ", ".join(map(_key, wish.keys))
    try:
        with attempt(session):
            made = f"CREATE INDEX ON {wish.table.spelled} ({keys})"
            session.fetch(f"SELECT * FROM {schema}.hypopg_create_index(%s)", made)
            yield session
    finally:
        session.fetch(f"SELECT {schema}.hypopg_reset()")


def _key(key: Key) -> str:
    name = f"({key.expression})" if key.expression else _quoted(key.column)
    return name + (" text_pattern_ops" if key.like else "") + (" DESC" if key.desc else "")


class _Stored:
    """A file of a table or an index. table: the one that people know, of which it may be a part."""

    __slots__ = ("kind", "name", "oid", "pages", "path", "rows", "schema", "table")

    def __init__(
        self,
        schema: str,
        table: str,
        oid: int,
        name: str,
        kind: str,
        rows: float,
        pages: int,
        path: str,
    ) -> None:
        self.schema, self.table, self.oid, self.name, self.kind = schema, table, oid, name, kind
        self.rows, self.pages, self.path = max(rows, 0.0), pages, path


def _sampled(stored: Sequence[_Stored]) -> Mapping[tuple[str, str], float]:
    """Gives how many rows of each table were analysed: those of its parts, if it has any."""
    found: dict[tuple[str, str], float] = {}
    for item in stored:
        if item.kind == "r":
            found[item.schema, item.table] = found.get((item.schema, item.table), 0) + item.rows
    return found


def _resize(session: Session, files: Sequence[tuple[str, int]]) -> None:
    """Makes files so many pages long; what is added holds nothing and takes no room."""
    lines = [
        f"dd of='{path}{f'.{part}' if part else ''}' bs={PAGE} count=0 seek={size} 2>&1 || exit 1"
        for path, pages in files
        for part, size in enumerate(_segments(pages))
    ]
    if lines:
        values = ", ".join("(" + "'" + line.replace("'", "''") + "')" for line in lines)
        session.run(f"COPY (VALUES {values}) TO PROGRAM 'sh > /dev/null'")


def _segments(pages: int) -> Iterator[int]:
    while pages > SEGMENT:
        yield SEGMENT
        pages -= SEGMENT
    yield pages


def _share(distinct: int, rows: int) -> float:
    """Says a number of distinct values as n_distinct does: many are a fraction of the rows."""
    return -distinct / rows if distinct * 10 > rows else distinct


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def plan(session: Session, sql: str, tables: Sequence[Table] = ()) -> Plan:
    """Asks for the plan of a statement without running it. What reads a partition reads its table."""
    del tables
    ((answer,),) = session.fetch(f"EXPLAIN (FORMAT JSON) {sql}")
    root = cast(list[dict[str, Node]], answer)[0]["Plan"]
    nodes = list(_nodes(root, 0, ""))
    whole = {str(name): (str(root), int(str(rows))) for name, root, rows in session.fetch(PARTS)}
    return Plan(
        accesses=tuple(access for node, _, _ in nodes for access in _accesses(node, whole)),
        sorts=tuple(
            Sort(int(str(node["Plan Rows"])), parent in ("Aggregate", "Unique", "Group"))
            for node, _, parent in nodes
            if node["Node Type"] in ("Sort", "Incremental Sort")
        ),
        cost=float(str(root["Total Cost"])),
        rows=int(str(root["Plan Rows"])),
        stops=any(node["Node Type"] == "Limit" for node, _, _ in nodes),
        text=tuple(_line(node, depth) for node, depth, _ in nodes),
    )


Node = dict[str, object]


def _nodes(node: Node, depth: int, parent: str) -> Iterator[tuple[Node, int, str]]:
    yield node, depth, parent
    for child in cast(list[Node], node.get("Plans", [])):
        yield from _nodes(child, depth + 1, str(node["Node Type"]))


def _accesses(node: Node, whole: Mapping[str, tuple[str, int]]) -> Iterator[Access]:
    if "Relation Name" not in node:
        return
    table, read = whole[str(node["Relation Name"])]
    rows = int(str(node["Plan Rows"]))
    below = [child for child, _, _ in _nodes(node, 0, "") if "Index Name" in child]
    for found in below:
        name = str(found["Index Name"])
        index = TRIED if name.startswith("<") else whole[name][0]  # hypopg calls its own <1>btree_…
        if "Index Cond" in found:
            yield Access(table, index, rows=rows)
        else:
            yield Access(table, index, True, rows, read)
    if not below and node["Node Type"] != "Tid Scan":
        yield Access(table, "", True, rows, read)


def _line(node: Node, depth: int) -> str:
    parts = [str(node["Node Type"])]
    parts += [f"using {node['Index Name']}"] if "Index Name" in node else []
    parts += [f"on {node['Relation Name']}"] if "Relation Name" in node else []
    said = [
        f"{name}: {node[name]}" for name in ("Index Cond", "Filter", "Hash Cond") if name in node
    ]
    if "Sort Key" in node:
        said.append("Sort Key: " + ", ".join(cast(list[str], node["Sort Key"])))
    numbers = f"(rows={node['Plan Rows']} cost={node['Total Cost']})"
    return "  " * depth + " ".join([*parts, numbers, *said])
