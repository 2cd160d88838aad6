"""The grammar of whole queries: common tables, joins, grouping, unions.

Takes the text of a portable statement, gives a Query or a Fault at its characters."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from generator.sql.reader import EXPRESSION_WORDS, Parser
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

_Side = Callable[[Parser], Select | SetOperation]

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
    parser = Parser(tokens(text), STATEMENT_WORDS, _query)
    if not (parser.at("select") or parser.at("with") or parser.at("(")):
        raise parser.fault("expected `SELECT` or `WITH`")
    query = _query(parser)
    parser.take(";")
    parser.finish()
    return query


def _query(parser: Parser) -> Query:
    start = parser.token.start
    recursive = False
    commons: tuple[Common, ...] = ()
    if parser.take("with"):
        recursive = parser.take("recursive")
        commons = parser.list_of(lambda: _common(parser))
    body = _body(parser)
    order = parser.list_of(parser.order_key) if parser.take("order", "by") else ()
    limit = parser.sum() if parser.take("limit") else None
    offset = parser.sum() if parser.take("offset") else None
    return Query(body, commons, recursive, order, limit, offset, start=start, end=parser.ended)


def _common(parser: Parser) -> Common:
    start, name = parser.token.start, parser.name()
    columns: tuple[str, ...] = ()
    if parser.take("("):
        columns = parser.list_of(parser.name)
        parser.expect(")")
    parser.expect("as")
    parser.expect("(")
    query = _query(parser)
    parser.expect(")")
    return Common(name, query, columns, start=start, end=parser.ended)


def _body(parser: Parser) -> Select | SetOperation:
    left = _intersection(parser)
    while parser.token.word in ("union", "except"):
        left = _set_operation(parser, left, _intersection)
    return left


def _intersection(parser: Parser) -> Select | SetOperation:
    left: Select | SetOperation = _select(parser)
    while parser.token.word == "intersect":
        left = _set_operation(parser, left, _select)
    return left


def _set_operation(parser: Parser, left: Select | SetOperation, side: _Side) -> SetOperation:
    op = parser.token.word.upper()
    parser.take(parser.token.word)
    if parser.at("all") and op != "UNION":
        raise parser.unportable(f"`{op} ALL`")
    if parser.take("all"):
        op += " ALL"
    right = side(parser)
    return SetOperation(op, left, right, start=left.start, end=right.end)


def _select(parser: Parser) -> Select:
    start = parser.token.start
    if parser.at("("):
        raise parser.unportable("a query in parentheses beside a set operation")
    parser.expect("select")
    distinct = parser.take("distinct")
    if parser.at("on") and distinct:
        raise parser.unportable("`DISTINCT ON`")
    if not distinct:
        parser.take("all")
    items = parser.list_of(lambda: _item(parser))
    sources: tuple[From, ...] = ()
    joins: list[Join] = []
    if parser.take("from"):
        sources = parser.list_of(lambda: _source(parser))
        while (join := _join(parser)) is not None:
            joins.append(join)
    where = parser.expression() if parser.take("where") else None
    group = parser.list_of(parser.expression) if parser.take("group", "by") else ()
    having = parser.expression() if parser.take("having") else None
    return Select(
        items, sources, tuple(joins), where, group, having, distinct, start=start, end=parser.ended
    )


def _item(parser: Parser) -> Item:
    start = parser.token.start
    if parser.take("*"):
        return Item(Star(start=start, end=parser.ended), start=start, end=parser.ended)
    if parser.is_name() and parser.next.text == "." and parser.tokens[parser.place + 2].text == "*":
        source = parser.name()
        parser.place += 2
        star = Star(source, start=start, end=parser.ended)
        return Item(star, start=start, end=parser.ended)
    value = parser.expression()
    return Item(value, _alias(parser), start=start, end=parser.ended)


def _alias(parser: Parser) -> str:
    if parser.take("as"):
        return parser.name()
    return parser.name() if parser.is_name() else ""


def _source(parser: Parser) -> From:
    start = parser.token.start
    if parser.take("("):
        query = _query(parser)
        parser.expect(")")
        alias = _alias(parser)
        if not alias:
            raise Fault("a query in FROM needs a name", start, parser.ended, "write `AS name`")
        return From("", query, alias, start=start, end=parser.ended)
    if parser.at("lateral"):
        raise parser.unportable("`LATERAL`")
    name = parser.name("an entity or a view")
    if parser.take("."):
        name = f"{name}.{parser.name()}"
    end = parser.ended
    if parser.at("("):
        raise parser.unportable("a function in FROM")
    return From(name, None, _alias(parser), start=start, end=end)


def _join(parser: Parser) -> Join | None:
    start = parser.token.start
    for words, kind in JOINS:
        if parser.take(*words):
            source = _source(parser)
            on = _on(parser) if kind != "cross" else None
            return Join(kind, source, on, start=start, end=parser.ended)
    if parser.at("natural"):
        raise parser.unportable("`NATURAL JOIN`")
    return None


def _on(parser: Parser) -> Node:
    if parser.at("using"):
        raise parser.unportable("`USING`")
    parser.expect("on")
    return parser.expression()
