"""Reads keys, uniques, foreign keys, checks and indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.catalog import Check, ForeignKey, Index, Key, PrimaryKey, Unique
from generator.database.mysql.words import quoted, sql
from generator.database.session import Session

__all__ = ["checks", "foreign_keys", "keys_and_indexes", "without_json"]


class _Part(NamedTuple):
    """One key of an index. direction: A or D; length: of a prefix; hidden: the optimizer must not
    use it."""

    table: str
    name: str
    unique: int
    column: str
    expression: str
    direction: str
    length: int | None
    method: str
    in_memory: int
    hidden: int
    comment: str


# MySQL alone has index expressions; the other name for "not used by the optimizer" is MariaDB's.
_OWN = {
    "mysql": ("coalesce(EXPRESSION, '')", "IS_VISIBLE = 'NO'"),
    "mariadb": ("''", "IGNORED = 'YES'"),
}
_PARTS = """
SELECT s.TABLE_NAME, INDEX_NAME, NON_UNIQUE = 0, coalesce(COLUMN_NAME, ''), {expression},
    coalesce(COLLATION, 'A'), SUB_PART, lower(INDEX_TYPE), t.ENGINE = 'MEMORY', {hidden}, INDEX_COMMENT
FROM information_schema.STATISTICS s
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = s.TABLE_SCHEMA AND t.TABLE_NAME = s.TABLE_NAME
WHERE s.TABLE_SCHEMA = database()
ORDER BY s.TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX
"""


def keys_and_indexes(
    session: Session, foreign_keys: Sequence[ForeignKey]
) -> Iterator[PrimaryKey | Unique | Index]:
    """Reads what has an index: the primary key, unique constraints and all others.

    The engines do not tell a unique constraint from a unique index: over whole columns in rising
    order it is read as a constraint, otherwise as an index. The index that the engine makes for a
    foreign key, with its name and columns, is a part of that key and left out."""
    made = {(key.table, key.name): key.columns for key in foreign_keys}
    expression, hidden = _OWN[session.engine]
    rows = session.rows(_Part, _PARTS.format(expression=expression, hidden=hidden))
    parsers = _parsers(session, sorted({row.table for row in rows if row.method == "fulltext"}))
    for (table, name), group in groupby(rows, key=lambda row: row[:2]):
        parts = list(group)
        first = parts[0]
        keys = tuple(_key(session, part) for part in parts)
        columns = tuple(key.column for key in keys)
        plain = all(key == Key(column=key.column) and key.column for key in keys)
        if name == "PRIMARY":
            yield PrimaryKey(
                table=table,
                name="",
                columns=columns,
                keys=() if plain else keys,
                comment=first.comment,
            )
        elif first.unique and plain and _is_usual(first) and not first.hidden:
            yield Unique(table=table, name=name, columns=columns, comment=first.comment)
        elif not (plain and made.get((table, name)) == columns):
            yield Index(
                table=table,
                name=name,
                keys=keys,
                unique=bool(first.unique),
                method="" if _is_usual(first) else first.method,
                options=_options(session, first, parsers),
                comment=first.comment,
            )


def _is_usual(part: _Part) -> bool:
    """Whether an index is of the kind that its table has where nothing is said."""
    return part.method == ("hash" if part.in_memory else "btree")


def _options(
    session: Session, part: _Part, parsers: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """Gives what is said of an index beside its keys; each engine has its word for "not used"."""
    found = {"invisible" if session.engine == "mysql" else "ignored": ""} if part.hidden else {}
    parser = parsers.get((part.table, part.name))
    return {**found, "parser": parser} if parser else found


def _parsers(session: Session, tables: Sequence[str]) -> dict[tuple[str, str], str]:
    """Gives the parsers of full-text indexes, which only the tables' statements name."""
    statements = session.batch([f"SHOW CREATE TABLE {quoted(table)}" for table in tables])
    return {
        (table, name.replace("``", "`")): parser
        for table, answer in zip(tables, statements, strict=True)
        for name, parser in re.findall(
            r"FULLTEXT KEY `((?:[^`]|``)*)` \([^\n]*WITH PARSER `?(\w+)", str(answer[0][1])
        )
    }


def _key(session: Session, part: _Part) -> Key:
    whole = part.method in (
        "fulltext",
        "spatial",
        "vector",
    )  # their prefix lengths are the engine's own
    return Key(
        column=part.column,
        expression=sql(part.expression, session.url.database, escaped=True),
        desc=part.direction == "D",
        length=None if whole else part.length,
    )


class _Reference(NamedTuple):
    table: str
    name: str
    column: str
    ref_schema: str
    ref_table: str
    ref_column: str
    on_delete: str
    on_update: str


_REFERENCES = """
SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME,
    CASE k.REFERENCED_TABLE_SCHEMA WHEN database() THEN '' ELSE k.REFERENCED_TABLE_SCHEMA END,
    k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
    AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.TABLE_SCHEMA = database() AND k.REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""


def foreign_keys(session: Session) -> Iterator[ForeignKey]:
    """Reads the foreign keys. MariaDB says RESTRICT where nothing was said and means NO ACTION by it."""
    rows = session.rows(_Reference, _REFERENCES)
    for (table, name), group in groupby(rows, key=lambda row: row[:2]):
        parts = list(group)
        first = parts[0]
        yield ForeignKey(
            table=table,
            name=name,
            columns=tuple(part.column for part in parts),
            ref_schema=first.ref_schema,
            ref_table=first.ref_table,
            ref_columns=tuple(part.ref_column for part in parts),
            on_delete=_action(session, first.on_delete),
            on_update=_action(session, first.on_update),
        )


def _action(session: Session, action: str) -> str:
    return "NO ACTION" if session.engine == "mariadb" and action == "RESTRICT" else action


class _Check(NamedTuple):
    table: str
    name: str
    clause: str
    enforced: int


_CHECKS = {
    "mysql": """
SELECT t.TABLE_NAME, t.CONSTRAINT_NAME, c.CHECK_CLAUSE, t.ENFORCED = 'YES'
FROM information_schema.TABLE_CONSTRAINTS t
JOIN information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA
    AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
WHERE t.TABLE_SCHEMA = database() AND t.CONSTRAINT_TYPE = 'CHECK'
ORDER BY t.TABLE_NAME, t.CONSTRAINT_NAME
""",
    "mariadb": """
SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, 1
FROM information_schema.CHECK_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA = database()
ORDER BY TABLE_NAME, CONSTRAINT_NAME
""",
}


def checks(session: Session) -> Iterator[Check]:
    """Reads the checks, those of MariaDB's json columns too (see `without_json`)."""
    for row in session.rows(_Check, _CHECKS[session.engine]):
        yield Check(
            table=row.table,
            name=row.name,
            expression=sql(row.clause, session.url.database, escaped=session.engine == "mysql"),
            valid=bool(row.enforced),
        )


def without_json(found: Sequence[Check]) -> tuple[tuple[Check, ...], frozenset[tuple[str, str]]]:
    """Tells the checks that people wrote from those that make MariaDB's json: `json_valid(column)`
    under the column's name. Gives the former, and (table, column) of the latter."""
    json = {
        (check.table, check.name)
        for check in found
        if re.fullmatch(rf"json_valid\(`{re.escape(check.name)}`\)", check.expression)
    }
    return tuple(check for check in found if (check.table, check.name) not in json), frozenset(json)
