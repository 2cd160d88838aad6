"""Code tables: few rows, known by a key, that others refer to and that speak of no person.

Takes a Catalog, gives the tables that look like one, and entities with the rows that were read. Whether
they are few is for the database to say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.known import Known
from generator.recover.shape.said import Said, node
from generator.source import Data

__all__ = ["MOST", "code_tables", "filled"]

MOST = 50
"""More rows than this are data, not part of the schema."""
WIDEST = 6
"""A table of more columns than this says more than a code and what it means."""
KINDS = re.compile(
    r"(tiny|small|medium|big)?int(eger)?\b|n?(var)?char|character|text|bool|numeric|decimal", re.I
)
TEXTS = re.compile(r"n?(var)?char|character|text", re.I)
PEOPLE = re.compile(
    r"(^|_)(users?|people|persons?|customers?|clients?|employees?|staff|members?|patients?|students?|"
    r"contacts?|accounts?|tenants?|organi[sz]ations?|compan(y|ies)|e?mail|phone|mobile|fax|password|"
    r"secret|token|first_?name|last_?name|surname|birth\w*|gender|salary|iban|ssn|address\w*|street)(_|$)",
    re.I,
)


def code_tables(found: Catalog) -> tuple[tuple[str, str], ...]:
    """Gives (schema, name) of the tables that look like a code table, sorted."""
    keys = [item for item in found if isinstance(item, cat.ForeignKey)]
    referred = {
        (key.ref_schema, key.ref_table)
        for key in keys
        if (key.schema, key.table) != (key.ref_schema, key.ref_table)
    }
    referring = {(key.schema, key.table) for key in keys}
    return tuple(
        sorted(
            (item.schema, item.name)
            for item in found
            if isinstance(item, cat.Table)
            and (item.schema, item.name) in referred - referring
            and not (item.parent or item.partition_by or PEOPLE.search(item.name))
            and _is_plain(found.by_table.get((item.schema, item.name), ()))
        )
    )


def _is_plain(parts: Sequence[cat.Object]) -> bool:
    """Whether a table has a key of one column, and only columns that a code and its words need."""
    columns = [part for part in parts if isinstance(part, cat.Column)]
    keys = [part for part in parts if isinstance(part, cat.PrimaryKey)]
    return (
        len(keys) == 1
        and len(keys[0].columns) == 1
        and len(columns) <= WIDEST
        and all(KINDS.match(column.type) for column in columns)
        and any(TEXTS.match(column.type) for column in columns)
        and not any(PEOPLE.search(column.name) for column in columns)
        and not any(column.identity and column.identity.mode == "always" for column in columns)
    )


def filled(known: Known, said: Sequence[Said], allowed: Collection[str]) -> tuple[Said, ...]:
    """Gives the nodes with the rows that were read. allowed: the entities that may have rows."""
    rows: dict[str, list[Data]] = {}
    for item in known.catalog:
        if isinstance(item, cat.Row):
            name = known.entities.get(Id("table", item.schema, "", item.table), "")
            rows.setdefault(name, []).append(dict(_values(known, item)))
    return tuple(
        replace(item, data={**node(item), "rows": rows[item.name]})
        if item.section == "entities" and item.name in allowed and item.name in rows
        else item
        for item in said
    )


def _values(known: Known, row: cat.Row) -> Iterator[tuple[str, Data]]:
    columns: Mapping[str, str] = dict((*row.key, *row.values))
    for column, text in columns.items():
        yield known.fields.get(Id("column", row.schema, row.table, column), column), _value(text)


def _value(literal: str) -> Data:
    """Reads an SQL literal.

    >>> _value("'it''s'"), _value("12"), _value("0.10"), _value("NULL"), _value("true")
    ("it's", 12, '0.10', None, True)"""
    if literal.startswith("'"):
        return literal[1:-1].replace("''", "'")
    words: dict[str, Data] = {"null": None, "true": True, "false": False}
    if literal.lower() in words:
        return words[literal.lower()]
    return int(literal) if re.fullmatch(r"-?(0|[1-9]\d*)", literal) else literal
