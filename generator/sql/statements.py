"""The grammar of whole queries: common tables, joins, grouping, unions.

Takes the text of a portable statement, gives a Query or a Fault at its characters."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from generator.sql.cursor import EXPRESSION_WORDS, Cursor
from generator.sql.reader import addition, expression, order_key
from generator.sql.tokens import Fault, tokens
from generator.sql.tree import (
    Common,
    From,
    Item,
    Join,
    Node,
    Query,
    Select,
    SetOperation,
    Star,
)

__all__ = ["read_statement"]

_Side = Callable[[Cursor], Select | SetOperation]

STATEMENT_WORDS = EXPRESSION_WORDS | frozenset(
    {
        *(
            "all",
            "as",
            "asc",
            "by",
            "cross",
            "desc",
            "distinct",
            "except",
            "exists",
            "fetch",
            "for",
        ),
        *(
            "from",
            "full",
            "group",
            "having",
            "inner",
            "intersect",
            "join",
            "lateral",
            "left",
            "limit",
        ),
        *(
            "natural",
            "nulls",
            "offset",
            "on",
            "order",
            "over",
            "filter",
            "right",
            "select",
            "union",
        ),
        *("using", "where", "window", "with"),
    }
)
JOINS = (
    (("join",), "inner"),
    (("inner", "join"), "inner"),
    (("left", "join"), "left"),
    (("left", "outer", "join"), "left"),
    (("right", "join"), "right"),
    (("right", "outer", "join"), "right"),
    (("full", "join"), "full"),
    (("full", "outer", "join"), "full"),
    (("cross", "join"), "cross"),
)


@lru_cache(maxsize=1024)
def read_statement(text: str) -> Query:
    """Reads one query; a semicolon at its end falls away. Raises Fault."""
    cursor = Cursor(tokens(text), STATEMENT_WORDS, _query)
    if not (cursor.at("select") or cursor.at("with") or cursor.at("(")):
        raise cursor.fault("expected `SELECT` or `WITH`")
    query = _query(cursor)
    cursor.take(";")
    cursor.finish()
    return query


def _query(cursor: Cursor) -> Query:
    start = cursor.token.start
    recursive = False
    commons: tuple[Common, ...] = ()
    if cursor.take("with"):
        recursive = cursor.take("recursive")
        commons = cursor.list_of(_common)
    body = _body(cursor)
    order = cursor.list_of(order_key) if cursor.take("order", "by") else ()
    limit = addition(cursor) if cursor.take("limit") else None
    offset = addition(cursor) if cursor.take("offset") else None
    return Query(body, commons, recursive, order, limit, offset, start=start, end=cursor.ended)


def _common(cursor: Cursor) -> Common:
    start, name = cursor.token.start, cursor.name()
    columns: tuple[str, ...] = ()
    if cursor.take("("):
        columns = cursor.list_of(Cursor.name)
        cursor.expect(")")
    cursor.expect("as")
    cursor.expect("(")
    query = _query(cursor)
    cursor.expect(")")
    return Common(name, query, columns, start=start, end=cursor.ended)


def _body(cursor: Cursor) -> Select | SetOperation:
    left = _intersection(cursor)
    while cursor.token.word in ("union", "except"):
        left = _set_operation(cursor, left, _intersection)
    return left


def _intersection(cursor: Cursor) -> Select | SetOperation:
    left: Select | SetOperation = _select(cursor)
    while cursor.token.word == "intersect":
        left = _set_operation(cursor, left, _select)
    return left


def _set_operation(cursor: Cursor, left: Select | SetOperation, side: _Side) -> SetOperation:
    op = cursor.token.word.upper()
    cursor.take(cursor.token.word)
    if cursor.at("all") and op != "UNION":
        raise cursor.unportable(f"`{op} ALL`")
    if cursor.take("all"):
        op += " ALL"
    right = side(cursor)
    return SetOperation(op, left, right, start=left.start, end=right.end)


def _select(cursor: Cursor) -> Select:
    start = cursor.token.start
    if cursor.at("("):
        raise cursor.unportable("a query in parentheses beside a set operation")
    cursor.expect("select")
    distinct = cursor.take("distinct")
    if cursor.at("on") and distinct:
        raise cursor.unportable("`DISTINCT ON`")
    if not distinct:
        cursor.take("all")
    items = cursor.list_of(_item)
    sources: tuple[From, ...] = ()
    joins: list[Join] = []
    if cursor.take("from"):
        sources = cursor.list_of(_source)
        while (join := _join(cursor)) is not None:
            joins.append(join)
    where = expression(cursor) if cursor.take("where") else None
    group = cursor.list_of(expression) if cursor.take("group", "by") else ()
    having = expression(cursor) if cursor.take("having") else None
    return Select(
        items, sources, tuple(joins), where, group, having, distinct, start=start, end=cursor.ended
    )


def _item(cursor: Cursor) -> Item:
    start = cursor.token.start
    if cursor.take("*"):
        return Item(Star(start=start, end=cursor.ended), start=start, end=cursor.ended)
    if cursor.is_name() and cursor.next.text == "." and cursor.tokens[cursor.place + 2].text == "*":
        source = cursor.name()
        cursor.place += 2
        star = Star(source, start=start, end=cursor.ended)
        return Item(star, start=start, end=cursor.ended)
    value = expression(cursor)
    return Item(value, _alias(cursor), start=start, end=cursor.ended)


def _alias(cursor: Cursor) -> str:
    if cursor.take("as"):
        return cursor.name()
    return cursor.name() if cursor.is_name() else ""


def _source(cursor: Cursor) -> From:
    start = cursor.token.start
    if cursor.take("("):
        query = _query(cursor)
        cursor.expect(")")
        alias = _alias(cursor)
        if not alias:
            raise Fault("a query in FROM needs a name", start, cursor.ended, "write `AS name`")
        return From("", query, alias, start=start, end=cursor.ended)
    if cursor.at("lateral"):
        raise cursor.unportable("`LATERAL`")
    name = cursor.name("an entity or a view")
    if cursor.take("."):
        name = f"{name}.{cursor.name()}"
    end = cursor.ended
    if cursor.at("("):
        raise cursor.unportable("a function in FROM")
    return From(name, None, _alias(cursor), start=start, end=end)


def _join(cursor: Cursor) -> Join | None:
    start = cursor.token.start
    for words, kind in JOINS:
        if cursor.take(*words):
            source = _source(cursor)
            on = _on(cursor) if kind != "cross" else None
            return Join(kind, source, on, start=start, end=cursor.ended)
    if cursor.at("natural"):
        raise cursor.unportable("`NATURAL JOIN`")
    return None


def _on(cursor: Cursor) -> Node:
    if cursor.at("using"):
        raise cursor.unportable("`USING`")
    cursor.expect("on")
    return expression(cursor)
