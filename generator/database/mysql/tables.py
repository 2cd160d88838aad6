"""Reads tables, their partitions, columns and sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Column, Identity, Sequence, Table
from generator.database.mysql.defaults import Shown, default, legible
from generator.database.mysql.words import quoted, readable, sql, text, type_text
from generator.database.session import Session

__all__ = ["columns", "sequences", "tables"]


class _Table(NamedTuple):
    name: str
    storage: str
    collation: str
    options: str
    comment: str
    versioned: int


_TABLES = """
SELECT TABLE_NAME, coalesce(ENGINE, ''), coalesce(TABLE_COLLATION, ''), coalesce(CREATE_OPTIONS, ''),
    TABLE_COMMENT, TABLE_TYPE = 'SYSTEM VERSIONED'
FROM information_schema.TABLES
WHERE TABLE_SCHEMA = database() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
ORDER BY TABLE_NAME
"""


def tables(session: Session) -> Iterator[Table]:
    """Reads the tables with their partitions; options: engine, charset, collate and what was said."""
    divided = _partitions(session)
    rows = session.rows(_Table, _TABLES)
    statements = session.batch([f"SHOW CREATE TABLE {quoted(row.name)}" for row in rows])
    for row, statement in zip(rows, statements, strict=True):
        by, partitions = divided.get(row.name, ("", ()))
        yield Table(
            name=row.name,
            partition_by=by,
            partitions=partitions,
            options=_options(row),
            statement=readable(legible(str(statement[0][1])), session.url),
            comment=row.comment,
        )


def _options(row: _Table) -> dict[str, str]:
    known = {
        "engine": row.storage,
        "charset": row.collation.partition("_")[0],
        "collate": row.collation,
    }
    said = re.findall(r"`?([\w ]+?)`?\s*=\s*(?:'([^']*)'|\"([^\"]*)\"|(\S+))", row.options)
    more = {name.strip().lower(): one or two or three for name, one, two, three in said}
    versioned = {"system_versioned": ""} if row.versioned else {}
    return dict(sorted({**known, **more, **versioned}.items()))


class _Partition(NamedTuple):
    table: str
    method: str
    expression: str
    sub_method: str
    sub_expression: str
    name: str
    bound: str
    comment: str


_PARTITIONS = """
SELECT TABLE_NAME, PARTITION_METHOD, coalesce(PARTITION_EXPRESSION, ''),
    coalesce(SUBPARTITION_METHOD, ''), coalesce(SUBPARTITION_EXPRESSION, ''), PARTITION_NAME,
    coalesce(PARTITION_DESCRIPTION, ''), coalesce(PARTITION_COMMENT, '')
FROM information_schema.PARTITIONS
WHERE TABLE_SCHEMA = database() AND PARTITION_METHOD IS NOT NULL
ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION
"""


_Divided = dict[str, tuple[str, tuple[tuple[str, str], ...]]]


def _partitions(session: Session) -> _Divided:
    """Gives how tables are divided, by name: the clause, and (partition, bound) where bounds are
    listed; a hash has a number of partitions instead."""
    found: _Divided = {}
    for table, group in groupby(session.rows(_Partition, _PARTITIONS), key=lambda row: row.table):
        every = list(group)
        rows = list({row.name: row for row in reversed(every)}.values())[::-1]
        first = rows[0]
        by = f"{first.method} ({first.expression})"
        if first.sub_method:
            by += f" SUBPARTITION BY {first.sub_method} ({first.sub_expression})"
            by += f" SUBPARTITIONS {len(every) // len(rows)}"
        if first.method.startswith(("RANGE", "LIST")):
            found[table] = (by, tuple((row.name, _bound(row)) for row in rows))
        else:
            found[table] = (f"{by} PARTITIONS {len(rows)}", ())
    return _with_defaults(session, found) if session.engine == "mariadb" else found


def _with_defaults(session: Session, found: _Divided) -> _Divided:
    """MariaDB shows the bound of a DEFAULT partition as that of `VALUES IN (0)`; the statement knows."""
    lists = [table for table, (by, _) in found.items() if by.startswith("LIST")]
    statements = session.batch([f"SHOW CREATE TABLE {quoted(table)}" for table in lists])
    corrected = dict(found)
    for table, answer in zip(lists, statements, strict=True):
        by, partitions = found[table]
        corrected[table] = (
            by,
            tuple(
                (
                    name,
                    "DEFAULT"
                    if f"PARTITION {quoted(name)} DEFAULT" in str(answer[0][1])
                    else bound,
                )
                for name, bound in partitions
            ),
        )
    return corrected


def _bound(row: _Partition) -> str:
    """Gives the bound of a partition, and its comment behind it."""
    return _limit(row) + (f" COMMENT = {text(row.comment)}" if row.comment else "")


def _limit(row: _Partition) -> str:
    if row.bound == "DEFAULT":
        return "DEFAULT"
    inside = row.bound.replace(",", ", ").replace(",  ", ", ")
    return (
        f"VALUES LESS THAN ({inside})"
        if row.method.startswith("RANGE")
        else f"VALUES IN ({inside})"
    )


class _Column(NamedTuple):
    table: str
    name: str
    position: int
    type: str
    nullable: bool
    default: str | None
    extra: str
    generated: str
    collation: str
    usual_collation: str
    comment: str


_COLUMNS = """
SELECT c.TABLE_NAME, c.COLUMN_NAME, c.ORDINAL_POSITION, c.COLUMN_TYPE, c.IS_NULLABLE = 'YES',
    c.COLUMN_DEFAULT, c.EXTRA, coalesce(c.GENERATION_EXPRESSION, ''),
    coalesce(c.COLLATION_NAME, IF(c.DATA_TYPE IN ('enum', 'set'), 'binary', '')),
    coalesce(t.TABLE_COLLATION, ''), c.COLUMN_COMMENT
FROM information_schema.COLUMNS c
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = database() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
"""


def columns(
    session: Session,
    json_columns: frozenset[tuple[str, str]],
    statements: Mapping[str, str],
) -> Iterator[Column]:
    """Reads the columns of tables; json_columns: (table, column) that MariaDB keeps as checked texts;
    statements: of the tables.

    An AUTO_INCREMENT is an identity that starts at 1: where it stands depends on the rows."""
    for row in session.rows(_Column, _COLUMNS):
        extra = row.extra.upper()
        is_json = (row.table, row.name) in json_columns
        collate = "" if is_json or row.collation == row.usual_collation else row.collation
        yield Column(
            table=row.table,
            name=row.name,
            type="json" if is_json else type_text(row.type),
            nullable=bool(row.nullable),
            default=_default(session, row, statements.get(row.table, "")),
            generated=_expression(session, row.generated),
            stored="VIRTUAL GENERATED" not in extra,
            identity=Identity(mode="by_default") if "AUTO_INCREMENT" in extra else None,
            collate=collate,
            on_update=_on_update(row.extra),
            options=_column_options(row, is_json=is_json),
            comment=row.comment,
            position=row.position,
        )


def _column_options(row: _Column, *, is_json: bool) -> dict[str, str]:
    charset, usual = (text.partition("_")[0] for text in (row.collation, row.usual_collation))
    other = {"charset": charset} if charset and charset != usual and not is_json else {}
    return {**other, "invisible": ""} if "INVISIBLE" in row.extra.upper() else other


def _expression(session: Session, expression: str) -> str:
    return sql(expression, session.url.database, escaped=session.engine == "mysql")


def _default(session: Session, row: _Column, statement: str) -> str:
    if row.default is None or row.generated:
        return ""
    bare = row.collation in ("", "binary")
    shown = Shown(row.name, row.type, row.default, row.extra, bare, statement)
    return default(session.engine, session.url.database, shown)


def _on_update(extra: str) -> str:
    found = re.search(r"on update (\S+)", extra, re.IGNORECASE)
    return found[1] if found else ""


class _Sequence(NamedTuple):
    name: str
    minimum: int
    maximum: int
    start: int
    increment: int
    cache: int
    cycle: int


class _Named(NamedTuple):
    name: str
    comment: str


def sequences(session: Session) -> Iterator[Sequence]:
    """Reads MariaDB's sequences, which are tables of one row each: one query for all of them."""
    if session.engine != "mariadb":
        return
    comments = dict(session.rows(_Named, _SEQUENCES))
    queries = (
        f"SELECT {text(name)}, minimum_value, maximum_value, start_value, increment, cache_size, cycle_option"
        f" FROM {quoted(name)}"
        for name in comments
    )
    for row in session.rows(_Sequence, " UNION ALL ".join(queries)) if comments else ():
        yield Sequence(
            name=row.name,
            type="bigint",
            start=row.start,
            increment=row.increment,
            minimum=row.minimum,
            maximum=row.maximum,
            cache=row.cache,
            cycle=bool(row.cycle),
            comment=comments[row.name],
        )


_SEQUENCES = """
SELECT TABLE_NAME, TABLE_COMMENT FROM information_schema.TABLES
WHERE TABLE_SCHEMA = database() AND TABLE_TYPE = 'SEQUENCE'
ORDER BY TABLE_NAME
"""
