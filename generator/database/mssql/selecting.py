"""Tables that a query of a T-SQL script makes: SELECT … INTO.

Takes a Cursor at SELECT or WITH, changes the Draft. Columns that are taken as they are, or cast, are told
by the tables that they come from; a query with anything else in it is kept word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator import catalog as cat
from generator.database.mssql.columns import COLLATE
from generator.database.mssql.computed import computed
from generator.database.mssql.skipping import pass_query
from generator.database.mssql.tokens import PAIRS, Cursor, Token, unquoted
from generator.database.mssql.values import data_type
from generator.database.mssql.verbatim import plain
from generator.database.scripts.draft import Draft
from generator.database.scripts.errors import SourceError

__all__ = ["into"]

ENDS = ("WHERE", "GROUP", "HAVING", "ORDER", "OPTION", "UNION", "EXCEPT", "INTERSECT", "FOR", ";")
JOINED = ("INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "JOIN", "LOOP", "HASH", "MERGE")


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of FROM. called: by what its columns are, in small letters; missing: whether a row may
    lack it, as an outer join leaves it."""

    called: str
    columns: tuple[cat.Column, ...]
    missing: bool


def into(cursor: Cursor, draft: Draft) -> bool:
    """Reads a query; tells whether it makes a table."""
    start = cursor.at
    pass_query(cursor)
    tokens = cursor.tokens[start : cursor.at]
    place = next((n for n, one in _top(tokens) if one.key == "INTO"), 0)
    if not place or unquoted(tokens[place + 1].text).startswith("#"):
        return False
    target = Cursor(cursor.file, cursor.script, tokens, place + 1)
    schema, name = target.qualified()
    made = _columns(tokens[1:place], Cursor(cursor.file, cursor.script, tokens, target.at), draft)
    if made is None:
        _keep(cursor, draft, tokens, f"table {schema or 'dbo'}.{name}")
        return True
    draft.add(cat.Table(schema=schema, name=name, options={"collate": COLLATE}))
    for position, column in enumerate(made):
        draft.add(replace(column, schema=schema, table=name, position=position))
    return True


def _keep(cursor: Cursor, draft: Draft, tokens: Sequence[Token], name: str) -> None:
    kept = tokens[:-1] if tokens[-1].key == ";" else tokens
    text = plain(cursor.script[kept[0].start : kept[-1].end])
    draft.add(cat.Verbatim(name=name, sql=text))


def _top(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Gives the tokens outside of parentheses, with their places."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += PAIRS.get(token.key, 0)
        if not depth:
            yield place, token


def _columns(items: Sequence[Token], after: Cursor, draft: Draft) -> tuple[cat.Column, ...] | None:
    """Gives the columns of a query, None where one cannot be told. after: at what follows INTO."""
    rest = after.tokens[after.at :]
    if any(one.key in ("UNION", "EXCEPT", "INTERSECT") for _, one in _top(rest)):
        return None
    try:
        sources = _sources(after, draft) if after.take("FROM") else ()
    except SourceError:
        return None
    if sources is None:
        return None
    found: list[cat.Column] = []
    for item in _listed(items):
        told = _item(Cursor(after.file, after.script, item), sources, draft)
        if told is None:
            return None
        found += told
    names = {column.name.lower() for column in found}
    is_whole = len(names) == len(found) > 0
    alone = len(sources) == 1 and sum(column.identity is not None for column in found) == 1
    return (
        tuple(one if alone else replace(one, identity=None) for one in found) if is_whole else None
    )


def _listed(items: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Gives the terms of a list, without TOP and DISTINCT before it."""
    cursor = Cursor("", "", items)
    cursor.take("DISTINCT") or cursor.take("ALL")
    if cursor.take("TOP"):
        cursor.at += 1
        if items[cursor.at - 1].key == "(":
            cursor.to_close()
        cursor.take("PERCENT")
        cursor.take("WITH", "TIES")
    rest = items[cursor.at :]
    start = 0
    for place, token in _top(rest):
        if token.key == ",":
            yield rest[start:place]
            start = place + 1
    yield rest[start:]


def _sources(cursor: Cursor, draft: Draft) -> tuple[_Source, ...] | None:
    """Reads the tables of FROM; None where one is no table of the script."""
    found: list[_Source] = []
    outer = ""
    while True:
        if cursor.ahead("("):
            return None
        table = draft.table(*cursor.qualified())
        if table is None:
            return None
        called = table.name
        if cursor.take("AS") or (
            cursor.token.kind in ("word", "name")
            and cursor.token.key not in (*ENDS, *JOINED, "ON", "WITH")
        ):
            called = cursor.name()
        columns = tuple(one for one in draft.parts(table) if isinstance(one, cat.Column))
        if outer in ("RIGHT", "FULL"):
            found = [replace(one, missing=True) for one in found]
        found.append(_Source(called.lower(), columns, outer in ("LEFT", "FULL")))
        outer = ""
        while not cursor.done and cursor.token.key not in (*ENDS, ",", "JOIN"):
            outer = cursor.token.key if cursor.token.key in ("LEFT", "RIGHT", "FULL") else outer
            if cursor.ahead("("):
                cursor.group()
            else:
                cursor.at += 1
        if not (cursor.take(",") or cursor.take("JOIN")):
            return tuple(found)


def _item(
    cursor: Cursor, sources: Sequence[_Source], draft: Draft
) -> tuple[cat.Column, ...] | None:
    """Gives the columns of one term: all of a table, a column, or a cast with a name."""
    texts = [token.text for token in cursor.tokens]
    if texts[-1:] == ["*"]:
        owner = unquoted(texts[0]).lower() if len(texts) == 3 and texts[1] == "." else ""
        there = [one for one in sources if owner in ("", one.called)]
        return tuple(_taken(column, one, draft) for one in there for column in one.columns) or None
    name = ""
    if len(texts) > 2 and texts[1] == "=":
        name = cursor.name()
        cursor.need("=")
    found = _cast(cursor, draft) if cursor.token.key in ("CAST", "CONVERT") else None
    found = found or _column(cursor, sources, draft)
    if found is None:
        return None
    cursor.take("AS")
    if not cursor.done:
        name = cursor.name() if cursor.token.kind in ("word", "name") else ""
    name = name or found.name
    return (replace(found, name=name),) if name and cursor.done else None


def _taken(column: cat.Column, source: _Source, draft: Draft) -> cat.Column:
    """Gives a column as the new table has it: its type, whether it takes NULL, and what counts it."""
    return cat.Column(
        table=column.table,
        name=column.name,
        type=computed(column, draft) if column.generated else column.type,
        nullable=column.nullable or source.missing,
        identity=column.identity,
        collate=column.collate,
    )


def _column(cursor: Cursor, sources: Sequence[_Source], draft: Draft) -> cat.Column | None:
    if cursor.token.kind not in ("word", "name"):
        return None
    at = cursor.at
    parts = [cursor.name()]
    while cursor.take("."):
        parts.append(cursor.name())
    owner = parts[-2].lower() if len(parts) > 1 else ""
    there = [
        _taken(column, one, draft)
        for one in sources
        if owner in ("", one.called)
        for column in one.columns
        if column.name.lower() == parts[-1].lower()
    ]
    if len(there) == 1:
        return replace(there[0], name=parts[-1])
    cursor.at = at
    return None


def _cast(cursor: Cursor, draft: Draft) -> cat.Column | None:
    """Reads CAST(… AS type) and CONVERT(type, …); what comes of them may be NULL."""
    word = cursor.name().upper()
    cursor.need("(")
    start = cursor.at
    cursor.to_close()
    inner = Cursor(cursor.file, cursor.script, cursor.tokens[start : cursor.at - 1])
    if word == "CAST":
        marks = [place for place, token in _top(inner.tokens) if token.key == "AS"]
        if not marks:
            return None
        inner.at = marks[-1] + 1
    kind, _ = data_type(inner, draft)
    ends = inner.done if word == "CAST" else inner.ahead(",")
    return cat.Column(table="", name="", type=kind) if ends else None
