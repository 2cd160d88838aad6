"""Portable SQL as text to a tree: the grammar of expressions.

Takes a text, gives a tree or a Fault at its characters. It is read as PostgreSQL reads it, by a
parser of our own instead of a general one: names may be words that SQL reserves (`order`, `user`),
every node knows its place, and what is outside the language is refused where it stands."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.sql.cursor import INSTEAD, Cursor
from generator.sql.tokens import Fault, Token, tokens
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Exists,
    In,
    Interval,
    IsDistinct,
    IsNull,
    IsTruth,
    Like,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Order,
    Parameter,
    Query,
    Subquery,
)

__all__ = ["addition", "expression", "order_key", "read_expression"]

COMPARISONS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
OPERATORS = COMPARISONS | {"/", "%", "||", ")", ","}
AFTER_A_FIELD = ("is", "in", "like", "between", "and", "or")
TRUTHS = ("true", "false")
UNITS = ("second", "minute", "hour", "day", "week")
PARTS = ("year", "month", "day", "hour", "minute")


@lru_cache(maxsize=4096)
def read_expression(text: str) -> Node:
    """Reads one expression; raises Fault."""
    cursor = Cursor(tokens(text))
    node = expression(cursor)
    cursor.finish()
    return node


# expressions, from the loosest operator to the tightest


def expression(cursor: Cursor) -> Node:
    left = conjunction(cursor)
    while cursor.take("or"):
        left = _binary("OR", left, conjunction(cursor))
    return left


def conjunction(cursor: Cursor) -> Node:
    left = negation(cursor)
    while cursor.take("and"):
        left = _binary("AND", left, negation(cursor))
    return left


def negation(cursor: Cursor) -> Node:
    start = cursor.token.start
    if cursor.at("not") and cursor.next.word != "exists":
        cursor.place += 1
        return Not(negation(cursor), start=start, end=cursor.ended)
    if cursor.take("not"):
        operand = exists(cursor)
        return Not(operand, start=start, end=cursor.ended)
    return truth(cursor)


def truth(cursor: Cursor) -> Node:
    left = comparison(cursor)
    while cursor.take("is"):
        negated = cursor.take("not")
        left = _is(cursor, left, negated)
    return left


def _is(cursor: Cursor, left: Node, negated: bool) -> Node:
    if cursor.take("null"):
        return IsNull(left, negated, start=left.start, end=cursor.ended)
    if cursor.token.word in TRUTHS:
        value = cursor.token.word == "true"
        cursor.place += 1
        return IsTruth(left, value, negated, start=left.start, end=cursor.ended)
    if cursor.take("distinct"):
        cursor.expect("from")
        right = comparison(cursor)
        return IsDistinct(left, right, negated, start=left.start, end=cursor.ended)
    raise cursor.fault("expected `NULL`, `TRUE`, `FALSE` or `DISTINCT FROM`")


def comparison(cursor: Cursor) -> Node:
    left = matching(cursor)
    if cursor.token.text in COMPARISONS and cursor.token.kind == "op":
        op = cursor.token.text.replace("!=", "<>")
        cursor.place += 1
        left = _binary(op, left, matching(cursor))
        if cursor.token.text in COMPARISONS and cursor.token.kind == "op":
            raise cursor.fault("a comparison of comparisons needs parentheses")
    return left


def matching(cursor: Cursor) -> Node:
    left = concatenation(cursor)
    negated = cursor.at("not") and cursor.next.word in ("in", "like", "between")
    cursor.place += negated
    if cursor.take("in"):
        return _in(cursor, left, negated)
    if cursor.take("between"):
        low = concatenation(cursor)
        cursor.expect("and")
        high = concatenation(cursor)
        return Between(left, low, high, negated, start=left.start, end=cursor.ended)
    if cursor.take("like"):
        pattern = concatenation(cursor)
        escape = _escape(cursor) if cursor.take("escape") else ""
        return Like(left, pattern, escape, negated, start=left.start, end=cursor.ended)
    if cursor.token.word in INSTEAD:
        raise cursor.unportable(f"`{cursor.token.text}`")
    return left


def _escape(cursor: Cursor) -> str:
    token = cursor.token
    if token.kind != "text" or len(token.text) != 3:
        raise cursor.fault("expected one character in quotes")
    cursor.place += 1
    return token.text[1]


def _in(cursor: Cursor, left: Node, negated: bool) -> Node:
    if cursor.token.kind == "parameter":
        return In(left, (primary(cursor),), None, negated, start=left.start, end=cursor.ended)
    cursor.expect("(")
    if opens_query(cursor):
        query = subquery(cursor)
        return In(left, (), query, negated, start=left.start, end=cursor.ended)
    items = cursor.list_of(concatenation)
    cursor.expect(")")
    return In(left, items, None, negated, start=left.start, end=cursor.ended)


def concatenation(cursor: Cursor) -> Node:
    left = addition(cursor)
    while cursor.take("||"):
        left = _binary("||", left, addition(cursor))
    return left


def addition(cursor: Cursor) -> Node:
    left = multiplication(cursor)
    while cursor.token.kind == "op" and cursor.token.text in "+-":
        op = cursor.token.text
        cursor.place += 1
        left = _binary(op, left, multiplication(cursor))
    return left


def multiplication(cursor: Cursor) -> Node:
    left = sign(cursor)
    while cursor.token.kind == "op" and cursor.token.text in "*/%":
        op = cursor.token.text
        cursor.place += 1
        left = _binary(op, left, sign(cursor))
    return left


def sign(cursor: Cursor) -> Node:
    start = cursor.token.start
    if cursor.take("-"):
        return Negative(sign(cursor), start=start, end=cursor.ended)
    cursor.take("+")
    return primary(cursor)


def _binary(op: str, left: Node, right: Node) -> Node:
    return Binary(op, left, right, start=left.start, end=right.end)


# what operators stand between


def primary(cursor: Cursor) -> Node:
    token = cursor.token
    match token.kind:
        case "number":
            cursor.place += 1
            kind = "integer" if token.text.isdigit() else "decimal"
            return Literal(kind, token.text, start=token.start, end=token.end)
        case "text":
            cursor.place += 1
            value = token.text[1:-1].replace("''", "'")
            return Literal("text", value, start=token.start, end=token.end)
        case "parameter":
            cursor.place += 1
            return Parameter(token.text[1:], start=token.start, end=token.end)
        case "op" if token.text == "(":
            return _parentheses(cursor)
        case "op" if token.text not in (")", ",", ";", "."):
            raise cursor.unportable(f"operator `{token.text}`")
    return _word(cursor)


def _parentheses(cursor: Cursor) -> Node:
    start = cursor.token.start
    cursor.place += 1
    if opens_query(cursor):
        return Subquery(subquery(cursor), start=start, end=cursor.ended)
    node = expression(cursor)
    if cursor.at(","):
        raise cursor.unportable("a row of values")
    cursor.expect(")")
    return node


def opens_query(cursor: Cursor) -> bool:
    """Whether SELECT or WITH comes next: a field of that name has an operator behind it."""
    after = cursor.next
    is_field = after.word in AFTER_A_FIELD or (after.kind == "op" and after.text in OPERATORS)
    return (cursor.at("select") or cursor.at("with")) and not is_field


def subquery(cursor: Cursor) -> Query:
    """Reads a query up to and with its closing parenthesis."""
    if cursor.query is None:
        raise cursor.unportable("a query inside an expression of one row")
    query = cursor.query(cursor)
    cursor.expect(")")
    return query


def _word(cursor: Cursor) -> Node:
    token, word = cursor.token, cursor.token.word
    opens = cursor.next.text == "("
    if word in TRUTHS or word == "null":
        cursor.place += 1
        kind = "null" if word == "null" else "bool"
        return Literal(kind, word, start=token.start, end=token.end)
    if word == "case":
        return _case(cursor)
    if word == "exists" and opens:
        return exists(cursor)
    if word in ("date", "timestamp", "interval") and cursor.next.kind == "text":
        return _typed(cursor)
    if opens and word in ("cast", "extract"):
        return _cast(cursor) if word == "cast" else _extract(cursor)
    if opens and token.kind == "name" and word not in cursor.words:
        return _call(cursor)
    if word in ("current_date", "current_timestamp") and token.kind == "name":
        cursor.place += 1
        name = "now" if word == "current_timestamp" else word
        return Call(name, start=token.start, end=token.end)
    return _name(cursor)


def _name(cursor: Cursor) -> Node:
    start = cursor.token.start
    name = cursor.name("an expression")
    if not cursor.at("."):
        return Name(name, start=start, end=cursor.ended)
    cursor.place += 1
    if cursor.at("*"):
        raise cursor.fault("expected a field")
    field = cursor.name("a field")
    return Name(field, name, start=start, end=cursor.ended)


def exists(cursor: Cursor) -> Node:
    start = cursor.token.start
    cursor.expect("exists")
    cursor.expect("(")
    return Exists(subquery(cursor), start=start, end=cursor.ended)


def _case(cursor: Cursor) -> Node:
    start = cursor.token.start
    cursor.expect("case")
    operand = None if cursor.at("when") else expression(cursor)
    whens: list[tuple[Node, Node]] = []
    while cursor.take("when"):
        condition = expression(cursor)
        cursor.expect("then")
        whens.append((condition, expression(cursor)))
    if not whens:
        raise cursor.fault("expected `WHEN`")
    otherwise = expression(cursor) if cursor.take("else") else None
    cursor.expect("end")
    return Case(operand, tuple(whens), otherwise, start=start, end=cursor.ended)


def _typed(cursor: Cursor) -> Node:
    start, kind = cursor.token.start, cursor.token.word
    cursor.place += 1
    token = cursor.token
    cursor.place += 1
    text = token.text[1:-1]
    if kind == "interval":
        return Interval(_parts(text, token), start=start, end=token.end)
    return Literal(kind, text, start=start, end=token.end)


def _cast(cursor: Cursor) -> Node:
    start = cursor.token.start
    cursor.place += 2
    operand = expression(cursor)
    cursor.expect("as")
    begin, depth = cursor.token.start, 0
    while cursor.token.kind != "end" and (depth or not cursor.at(")")):
        depth += cursor.at("(") - cursor.at(")")
        cursor.place += 1
    text = "".join(
        token.text for token in cursor.tokens if begin <= token.start < cursor.token.start
    )
    cursor.expect(")")
    return Cast(operand, text.lower(), start=start, end=cursor.ended)


def _extract(cursor: Cursor) -> Node:
    start = cursor.token.start
    cursor.place += 2
    part = cursor.token
    if part.word not in PARTS:
        raise cursor.fault("expected " + ", ".join(f"`{word.upper()}`" for word in PARTS))
    cursor.place += 1
    cursor.expect("from")
    operand = expression(cursor)
    cursor.expect(")")
    return Call(f"extract_{part.word}", (operand,), start=start, end=cursor.ended)


def _call(cursor: Cursor) -> Node:
    start, name = cursor.token.start, cursor.token.word
    cursor.place += 2
    star = cursor.take("*")
    distinct = not star and cursor.take("distinct")
    args = () if star or cursor.at(")") else cursor.list_of(expression)
    cursor.expect(")")
    where = _filter(cursor) if cursor.at("filter", "(") else None
    over = _over(cursor) if cursor.at("over", "(") else None
    return Call(name, args, star, distinct, where, over, start=start, end=cursor.ended)


def _filter(cursor: Cursor) -> Node:
    cursor.place += 2
    cursor.expect("where")
    node = expression(cursor)
    cursor.expect(")")
    return node


def _over(cursor: Cursor) -> tuple[tuple[Node, ...], tuple[Order, ...]]:
    cursor.place += 2
    partition = cursor.list_of(expression) if cursor.take("partition", "by") else ()
    order = cursor.list_of(order_key) if cursor.take("order", "by") else ()
    if not cursor.at(")"):
        raise cursor.unportable("a window frame")
    cursor.place += 1
    return partition, order


def order_key(cursor: Cursor) -> Order:
    """Reads one key of ORDER BY."""
    value = expression(cursor)
    desc = cursor.take("desc")
    if not desc:
        cursor.take("asc")
    nulls = ""
    if cursor.take("nulls"):
        nulls = cursor.token.word
        if nulls not in ("first", "last"):
            raise cursor.fault("expected `FIRST` or `LAST`")
        cursor.place += 1
    return Order(value, desc, nulls, start=value.start, end=cursor.ended)


def _parts(text: str, token: Token) -> tuple[tuple[int, str], ...]:
    words = text.lower().split()
    pairs = tuple(zip(words[::2], words[1::2], strict=False))
    units = [unit.removesuffix("s") for _, unit in pairs]
    if (
        not pairs
        or len(words) % 2
        or not all(re.fullmatch(r"-?\d+", number) for number, _ in pairs)
    ):
        raise Fault("expected numbers with units", token.start, token.end, "write `7 days`")
    for unit in units:
        if unit in ("month", "year"):
            message = (
                "an interval of months or years is not portable: their ends fall on other days"
            )
            raise Fault(message, token.start, token.end, "count in days", "G232")
        if unit not in UNITS:
            raise Fault(f"unknown unit `{unit}`", token.start, token.end, "use " + ", ".join(UNITS))
    return tuple((int(number), unit) for (number, _), unit in zip(pairs, units, strict=True))
