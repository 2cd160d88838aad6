"""Conventions: how a database calls its tables, columns, constraints and indexes.

Takes a Catalog, gives what most of its names follow; the fixed scheme where there is nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from generator import catalog as cat
from generator import naming
from generator.catalog import Catalog
from generator.config import Case, Config
from generator.naming import FIXED, Scheme
from generator.recover.names import singular, snake
from generator.sql.lower.collations import BINARY

__all__ = ["case", "convention", "followed"]

CASES: tuple[Case, ...] = ("snake", "camel", "pascal")
WORD = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"
TEXT = re.compile(r"([A-Za-z0-9_]|\{\w+\})+")
ENOUGH = 0.5
"""The share of the names of a kind that must follow a pattern."""


def followed(found: Catalog, name: str, engines: Mapping[str, str]) -> Config:
    """Gives settings with the conventions for names that a database follows."""
    tables = [item.name for item in found if isinstance(item, cat.Table) and not item.parent]
    columns = (item.name for item in found if isinstance(item, cat.Column))
    plurals = [table for table in tables if singular(snake(table)) != snake(table)]
    return Config(
        name,
        engines,
        tables="plural" if 2 * len(plurals) > len(tables) else "as_is",
        table_case=case(tables),
        column_case=case(columns),
        scheme=convention(found),
        collate=_collations(found),
    )


def _collations(found: Catalog) -> Mapping[str, str]:
    """Gives the collation that more than half of the tables have, unless it goes without saying."""
    tables = [item for item in found if isinstance(item, cat.Table) and not item.parent]
    votes = Counter(item.options.get("collate", "") for item in tables)
    usual, count = max(votes.items(), key=lambda one: one[1], default=("", 0))
    is_said = usual not in ("", BINARY.get(found.engine)) and count > ENOUGH * len(tables)
    return {found.engine: usual} if is_said and len(tables) > 1 else {}


def case(names: Iterable[str]) -> Case:
    """Gives how most of the names join their words; "snake" where they do not differ.

    >>> case(["id", "albumId"]), case(["AlbumId", "Name"]), case(["id", "name"])
    ('camel', 'pascal', 'snake')"""
    votes = Counter(
        one for name in names for one in CASES if naming.cased(snake(name), one) == name
    )
    return max(CASES, key=lambda one: (votes[one], -CASES.index(one)))


def convention(found: Catalog) -> Scheme:
    """Gives the patterns that more than half of the names of a kind follow."""
    votes: dict[str, Counter[str]] = {}
    for prefix, pattern in _patterns(found):
        votes.setdefault(prefix, Counter())[pattern] += 1
    snaky = all(snake(item.name) == item.name for item in found if isinstance(item, cat.Column))
    chosen: dict[str, str] = {}
    for prefix, counts in sorted(votes.items()):
        pattern, count = max(counts.items(), key=lambda one: (one[1], one[0]))
        if snaky and prefix != "pk":  # the logical name, which another may replace
            pattern = pattern.replace("{columns}", "{name}")
        if count > ENOUGH * counts.total() and _is_one(pattern, prefix):
            chosen[prefix] = pattern
    return Scheme(chosen)


def _is_one(pattern: str, prefix: str) -> bool:
    """Whether gen.yaml can say a pattern, and must, since the fixed scheme has another."""
    needed = "{name}" if prefix in ("ck", "ex") else "{"
    return (
        needed in pattern
        and TEXT.fullmatch(pattern) is not None
        and pattern != FIXED.pattern(prefix)
    )


def _patterns(found: Catalog) -> Iterator[tuple[str, str]]:
    """Gives the prefix of the fixed scheme and the pattern of each name."""
    partitions = {
        (item.schema, item.name) for item in found if isinstance(item, cat.Table) and item.parent
    }
    for item in found:
        if (item.id.schema, item.id.table) in partitions:
            continue
        match item:
            case cat.PrimaryKey() if item.name:
                parts = {"columns": "_".join(item.columns), "table": item.table}
                yield "pk", _put(item.name, parts)
            case cat.Unique():
                parts = {"columns": "_".join(item.columns), "table": item.table}
                yield "uq", _put(item.name, parts)
            case cat.ForeignKey():
                columns = "_".join(item.columns)
                parts = {"columns": columns, "table": item.table, "ref": item.ref_table}
                yield "fk", _put(item.name, parts)
            case cat.Index() if all(key.column for key in item.keys):
                columns = "_".join(key.column for key in item.keys)
                yield "ix", _put(item.name, {"columns": columns, "table": item.table})
            case cat.Check():
                yield "ck", _worded(item)
            case cat.Exclusion():
                yield "ex", _worded(item)
            case _:
                pass


def _put(name: str, parts: dict[str, str]) -> str:
    """Puts the places of parts for the parts themselves, the first one of each."""
    for part, text in parts.items():
        if text:
            name = re.sub(WORD.format(re.escape(text)), f"{{{part}}}", name, count=1)
    return name


def _worded(item: cat.Check | cat.Exclusion) -> str:
    """Gives the pattern of a name that has words of its own: the first or the last word, beside its table."""
    words = _put(item.name, {"table": item.table})
    if found := re.fullmatch(r"\{table\}_\w+?_([A-Za-z]+)", words):
        return f"{{table}}_{{name}}_{found[1]}"
    if found := re.fullmatch(r"([A-Za-z]+)_\{table\}_\w+", words):
        return f"{found[1]}_{{table}}_{{name}}"
    return words if "{" in words or snake(words) != words else "{name}"
