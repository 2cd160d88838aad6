"""Indexes that a statement could want, read from its conditions and its order.

Takes SQL in an engine's words and the tables it may name, gives indexes to try. They are only guesses, and
need not be more: each is built in a scratch database, and the planner says whether it is of use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.database.explain.names import aliases
from generator.database.explain.tables import Table

__all__ = ["TOKEN", "Key", "Wish", "column", "named", "wishes"]

TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\d[\w.]*|[A-Za-z_]\w*|<=|>=|<>|!=|::|\|\||[^\s\w]"""
)
RANGES = frozenset({"<", "<=", ">", ">=", "BETWEEN"})
CLAUSES = frozenset({"WHERE", "GROUP", "HAVING", "LIMIT", "UNION", "OFFSET", "FETCH"})
MOST = 12
"""So many indexes are tried for one table."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an index. expression: over columns, `lower(name)`, "" for a column. like: it is matched
    with LIKE, for which PostgreSQL wants an operator class of its own; null: it is looked for empty."""

    column: str
    expression: str = ""
    desc: bool = False
    like: bool = False
    null: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """An index to try."""

    table: Table
    keys: tuple[Key, ...]


@dataclass(slots=True)
class _Asked:
    """What a statement asks of one table."""

    equal: list[Key] = field(default_factory=list)
    ranged: list[Key] = field(default_factory=list)
    order: list[Key] = field(default_factory=list)


def wishes(sql: str, tables: Sequence[Table]) -> tuple[Wish, ...]:
    """Gives the indexes to try, the likeliest of each table first."""
    tokens = TOKEN.findall(sql)
    asked: dict[str, _Asked] = {}
    known = {table.name: table for table in named(sql, tables)}
    called = aliases(sql, list(known))
    ordering = False
    for place, token in enumerate(tokens):
        word = token.upper()
        if word == "BY" and tokens[place - 1].upper() == "ORDER":
            ordering = True
        elif word in CLAUSES or word == ")":
            ordering = False
        found = column(tokens, place, known, called)
        if found is not None:
            _note(asked.setdefault(found[0], _Asked()), tokens, place, found[1], ordering=ordering)
    return tuple(
        Wish(known[name], keys) for name, what in asked.items() for keys in _combined(what)
    )


def named(sql: str, tables: Sequence[Table]) -> tuple[Table, ...]:
    """Gives the tables that a statement names."""
    words = {_bare(token) for token in TOKEN.findall(sql)}
    return tuple(table for table in tables if table.name in words)


def column(
    tokens: Sequence[str], place: int, known: Mapping[str, Table], called: Mapping[str, str]
) -> tuple[str, str] | None:
    """Gives the table and the column that a token names; None when it names none."""
    name = _bare(tokens[place])
    if tokens[place + 1 : place + 2] and tokens[place + 1] in ("(", "."):
        return None
    if place >= 2 and tokens[place - 1] == ".":
        before = _bare(tokens[place - 2])
        owner = called.get(before.lower(), before)
        return (owner, name) if owner in known and name in known[owner].distinct else None
    if tokens[place][0] in "'0123456789":
        return None
    return next(((table, name) for table, item in known.items() if name in item.distinct), None)


def _bare(token: str) -> str:
    return token.strip('"`') if token[0] in '"`' else token


def _note(asked: _Asked, tokens: Sequence[str], place: int, name: str, *, ordering: bool) -> None:
    """Notes what is done with a column at a place."""
    start = place
    while start >= 2 and tokens[start - 1] == ".":
        start -= 2
    key, end = Key(name), place + 1
    is_call = start >= 2 and tokens[start - 1] == "(" and tokens[start - 2].isidentifier()
    if is_call and tokens[end : end + 1] == [")"] and tokens[start - 2].islower():
        key, end, start = Key(name, f"{tokens[start - 2]}({name})"), end + 1, start - 2
    after = tokens[end].upper() if end < len(tokens) else ""
    before = tokens[start - 1] if start else ""
    if ordering:
        asked.order.append(Key(key.column, key.expression, after == "DESC"))
    elif after in ("=", "IN") or before == "=":
        _add(asked.equal, key)
    elif tokens[end : end + 2] == ["IS", "NULL"]:
        _add(asked.equal, replace(key, null=True))
    elif after in ("LIKE", "ILIKE", "GLOB"):
        _add(asked.ranged, Key(key.column, key.expression, like=True))
    elif after in RANGES or before in RANGES:
        _add(asked.ranged, key)


def _add(keys: list[Key], key: Key) -> None:
    if key not in keys:
        keys.append(key)


def _combined(asked: _Asked) -> list[tuple[Key, ...]]:
    """Gives the lists of keys: what is compared first, then the order or a range; then single ones."""
    found = dict.fromkeys(keys for keys in _lists(asked) if keys)
    return [keys for keys in found if _is_one(keys)][:MOST]


def _is_one(keys: tuple[Key, ...]) -> bool:
    """Whether keys make an index: each once, and not only those that most rows have empty."""
    return len({key.column for key in keys}) == len(keys) and not all(key.null for key in keys)


def _lists(asked: _Asked) -> Iterator[tuple[Key, ...]]:
    equal = tuple(sorted(asked.equal, key=lambda key: key.null))
    names = {key.column for key in equal}
    order = tuple(key for key in asked.order if key.column not in names)
    yield (*equal, *order)
    for key in asked.ranged:
        yield (*equal, key)
        yield (key, *order)
    yield equal
    for key in (*equal, *asked.ranged):
        yield (key,)
    yield order
