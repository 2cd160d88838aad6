"""Portable SQL as text to a tree: the grammar of expressions.

Takes a text, gives a tree or a Fault at its characters. It is read as PostgreSQL reads it, by a
parser of our own instead of a general one: names may be words that SQL reserves (`order`, `user`),
every node knows its place, and what is outside the language is refused where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

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

__all__ = ["ELSEWHERE", "EXPRESSION_WORDS", "Parser", "read_expression"]

EXPRESSION_WORDS = frozenset(
    "and or not in is like between case when then else end null true false escape".split()  # noqa: SIM905
)
T = TypeVar("T")
COMPARISONS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
OPERATORS = COMPARISONS | {"/", "%", "||", ")", ","}
AFTER_A_FIELD = ("is", "in", "like", "between", "and", "or")
TRUTHS = ("true", "false")
UNITS = ("second", "minute", "hour", "day", "week")
PARTS = ("year", "month", "day", "hour", "minute")
ELSEWHERE = "write it under `engines:`"
INSTEAD = {
    "::": "write `CAST(… AS …)`",
    "ilike": "write `lower(…) LIKE lower(…)`",
    "any": "write `IN`",
    "similar": ELSEWHERE,
}


@lru_cache(maxsize=4096)
def read_expression(text: str) -> Node:
    """Reads one expression; raises Fault."""
    parser = Parser(tokens(text))
    node = parser.expression()
    parser.finish()
    return node


class Parser:
    """Goes over the tokens once. words: what is no name; statements add their own to it.

    query: reads a query in parentheses; a parser of mere expressions refuses them."""

    def __init__(
        self,
        found: Sequence[Token],
        words: frozenset[str] = EXPRESSION_WORDS,
        query: Callable[[Parser], Query] | None = None,
    ) -> None:
        self.tokens, self.words, self.query = found, words, query
        self.place = 0

    # moving on

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    @property
    def next(self) -> Token:
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    @property
    def ended(self) -> int:
        """Where the last token that was taken ended."""
        return self.tokens[self.place - 1].end

    def at(self, *words: str) -> bool:
        """Whether these words come next."""
        ahead = self.tokens[self.place : self.place + len(words)]
        return tuple(token.word for token in ahead) == words

    def take(self, *words: str) -> bool:
        """Takes these words if they come next."""
        if not self.at(*words):
            return False
        self.place += len(words)
        return True

    def expect(self, word: str) -> None:
        """Takes a word that must come next."""
        if not self.take(word):
            raise self.fault(f"expected `{word.upper()}`")

    def fault(self, expected: str) -> Fault:
        """Says what was expected and what is there."""
        found = f"found `{self.token.text}`" if self.token.kind != "end" else "found the end"
        return Fault(
            f"{expected}, {found}", self.token.start, max(self.token.end, self.token.start + 1)
        )

    def finish(self) -> None:
        """Refuses what is left over."""
        if self.token.kind == "end":
            return
        token = self.token
        if token.kind == "op" and token.text not in (")", ",", ";", "."):
            raise self.unportable(f"operator `{token.text}`")
        if token.word in INSTEAD:
            raise self.unportable(f"`{token.text}`")
        raise Fault(f"unexpected `{token.text}`", token.start, token.end)

    def unportable(self, what: str, token: Token | None = None) -> Fault:
        """Says that something is SQL, but not of the portable kind."""
        token = token or self.token
        hint = INSTEAD.get(token.word, ELSEWHERE)
        return Fault(f"{what} is not portable", token.start, token.end, hint, "G232")

    def is_name(self) -> bool:
        """Whether the next token can be a name. `order` and `group` are unless BY follows."""
        token = self.token
        if token.kind == "quoted":
            return True
        if token.word in ("order", "group"):
            return self.next.word != "by"
        return token.kind == "name" and token.word not in self.words

    def name(self, what: str = "a name") -> str:
        """Takes a name; a quoted one loses its quotes."""
        if not self.is_name():
            raise self.fault(f"expected {what}")
        token = self.token
        self.place += 1
        return token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.text.lower()

    # expressions, from the loosest operator to the tightest

    def expression(self) -> Node:
        left = self.conjunction()
        while self.take("or"):
            left = self._binary("OR", left, self.conjunction())
        return left

    def conjunction(self) -> Node:
        left = self.negation()
        while self.take("and"):
            left = self._binary("AND", left, self.negation())
        return left

    def negation(self) -> Node:
        start = self.token.start
        if self.at("not") and self.next.word != "exists":
            self.place += 1
            return Not(self.negation(), start=start, end=self.ended)
        if self.take("not"):
            operand = self.exists()
            return Not(operand, start=start, end=self.ended)
        return self.truth()

    def truth(self) -> Node:
        left = self.comparison()
        while self.take("is"):
            negated = self.take("not")
            left = self._is(left, negated)
        return left

    def _is(self, left: Node, negated: bool) -> Node:
        if self.take("null"):
            return IsNull(left, negated, start=left.start, end=self.ended)
        if self.token.word in TRUTHS:
            value = self.token.word == "true"
            self.place += 1
            return IsTruth(left, value, negated, start=left.start, end=self.ended)
        if self.take("distinct"):
            self.expect("from")
            right = self.comparison()
            return IsDistinct(left, right, negated, start=left.start, end=self.ended)
        raise self.fault("expected `NULL`, `TRUE`, `FALSE` or `DISTINCT FROM`")

    def comparison(self) -> Node:
        left = self.matching()
        if self.token.text in COMPARISONS and self.token.kind == "op":
            op = self.token.text.replace("!=", "<>")
            self.place += 1
            left = self._binary(op, left, self.matching())
            if self.token.text in COMPARISONS and self.token.kind == "op":
                raise self.fault("a comparison of comparisons needs parentheses")
        return left

    def matching(self) -> Node:
        left = self.concatenation()
        negated = self.at("not") and self.next.word in ("in", "like", "between")
        self.place += negated
        if self.take("in"):
            return self._in(left, negated)
        if self.take("between"):
            low = self.concatenation()
            self.expect("and")
            high = self.concatenation()
            return Between(left, low, high, negated, start=left.start, end=self.ended)
        if self.take("like"):
            pattern = self.concatenation()
            escape = self._escape() if self.take("escape") else ""
            return Like(left, pattern, escape, negated, start=left.start, end=self.ended)
        if self.token.word in INSTEAD:
            raise self.unportable(f"`{self.token.text}`")
        return left

    def _escape(self) -> str:
        token = self.token
        if token.kind != "text" or len(token.text) != 3:
            raise self.fault("expected one character in quotes")
        self.place += 1
        return token.text[1]

    def _in(self, left: Node, negated: bool) -> Node:
        if self.token.kind == "parameter":
            return In(left, (self.primary(),), None, negated, start=left.start, end=self.ended)
        self.expect("(")
        if self.opens_query():
            query = self.subquery()
            return In(left, (), query, negated, start=left.start, end=self.ended)
        items = self.list_of(self.concatenation)
        self.expect(")")
        return In(left, items, None, negated, start=left.start, end=self.ended)

    def concatenation(self) -> Node:
        left = self.sum()
        while self.take("||"):
            left = self._binary("||", left, self.sum())
        return left

    def sum(self) -> Node:
        left = self.product()
        while self.token.kind == "op" and self.token.text in "+-":
            op = self.token.text
            self.place += 1
            left = self._binary(op, left, self.product())
        return left

    def product(self) -> Node:
        left = self.sign()
        while self.token.kind == "op" and self.token.text in "*/%":
            op = self.token.text
            self.place += 1
            left = self._binary(op, left, self.sign())
        return left

    def sign(self) -> Node:
        start = self.token.start
        if self.take("-"):
            return Negative(self.sign(), start=start, end=self.ended)
        self.take("+")
        return self.primary()

    def _binary(self, op: str, left: Node, right: Node) -> Node:
        return Binary(op, left, right, start=left.start, end=right.end)

    # what operators stand between

    def primary(self) -> Node:
        token = self.token
        match token.kind:
            case "number":
                self.place += 1
                kind = "integer" if token.text.isdigit() else "decimal"
                return Literal(kind, token.text, start=token.start, end=token.end)
            case "text":
                self.place += 1
                value = token.text[1:-1].replace("''", "'")
                return Literal("text", value, start=token.start, end=token.end)
            case "parameter":
                self.place += 1
                return Parameter(token.text[1:], start=token.start, end=token.end)
            case "op" if token.text == "(":
                return self._parentheses()
            case "op" if token.text not in (")", ",", ";", "."):
                raise self.unportable(f"operator `{token.text}`")
        return self._word()

    def _parentheses(self) -> Node:
        start = self.token.start
        self.place += 1
        if self.opens_query():
            return Subquery(self.subquery(), start=start, end=self.ended)
        node = self.expression()
        if self.at(","):
            raise self.unportable("a row of values")
        self.expect(")")
        return node

    def opens_query(self) -> bool:
        """Whether SELECT or WITH comes next: a field of that name has an operator behind it."""
        after = self.next
        is_field = after.word in AFTER_A_FIELD or (after.kind == "op" and after.text in OPERATORS)
        return (self.at("select") or self.at("with")) and not is_field

    def subquery(self) -> Query:
        """Reads a query up to and with its closing parenthesis."""
        if self.query is None:
            raise self.unportable("a query inside an expression of one row")
        query = self.query(self)
        self.expect(")")
        return query

    def _word(self) -> Node:
        token, word = self.token, self.token.word
        opens = self.next.text == "("
        if word in TRUTHS or word == "null":
            self.place += 1
            kind = "null" if word == "null" else "bool"
            return Literal(kind, word, start=token.start, end=token.end)
        if word == "case":
            return self._case()
        if word == "exists" and opens:
            return self.exists()
        if word in ("date", "timestamp", "interval") and self.next.kind == "text":
            return self._typed()
        if opens and word in ("cast", "extract"):
            return self._cast() if word == "cast" else self._extract()
        if opens and token.kind == "name" and word not in self.words:
            return self._call()
        if word in ("current_date", "current_timestamp") and token.kind == "name":
            self.place += 1
            name = "now" if word == "current_timestamp" else word
            return Call(name, start=token.start, end=token.end)
        return self._name()

    def _name(self) -> Node:
        start = self.token.start
        name = self.name("an expression")
        if not self.at("."):
            return Name(name, start=start, end=self.ended)
        self.place += 1
        if self.at("*"):
            raise self.fault("expected a field")
        field = self.name("a field")
        return Name(field, name, start=start, end=self.ended)

    def exists(self) -> Node:
        start = self.token.start
        self.expect("exists")
        self.expect("(")
        return Exists(self.subquery(), start=start, end=self.ended)

    def _case(self) -> Node:
        start = self.token.start
        self.expect("case")
        operand = None if self.at("when") else self.expression()
        whens: list[tuple[Node, Node]] = []
        while self.take("when"):
            condition = self.expression()
            self.expect("then")
            whens.append((condition, self.expression()))
        if not whens:
            raise self.fault("expected `WHEN`")
        otherwise = self.expression() if self.take("else") else None
        self.expect("end")
        return Case(operand, tuple(whens), otherwise, start=start, end=self.ended)

    def _typed(self) -> Node:
        start, kind = self.token.start, self.token.word
        self.place += 1
        token = self.token
        self.place += 1
        text = token.text[1:-1]
        if kind == "interval":
            return Interval(_parts(text, token), start=start, end=token.end)
        return Literal(kind, text, start=start, end=token.end)

    def _cast(self) -> Node:
        start = self.token.start
        self.place += 2
        operand = self.expression()
        self.expect("as")
        begin, depth = self.token.start, 0
        while self.token.kind != "end" and (depth or not self.at(")")):
            depth += self.at("(") - self.at(")")
            self.place += 1
        text = "".join(
            token.text for token in self.tokens if begin <= token.start < self.token.start
        )
        self.expect(")")
        return Cast(operand, text.lower(), start=start, end=self.ended)

    def _extract(self) -> Node:
        start = self.token.start
        self.place += 2
        part = self.token
        if part.word not in PARTS:
            raise self.fault("expected " + ", ".join(f"`{word.upper()}`" for word in PARTS))
        self.place += 1
        self.expect("from")
        operand = self.expression()
        self.expect(")")
        return Call(f"extract_{part.word}", (operand,), start=start, end=self.ended)

    def _call(self) -> Node:
        start, name = self.token.start, self.token.word
        self.place += 2
        star = self.take("*")
        distinct = not star and self.take("distinct")
        args = () if star or self.at(")") else self.list_of(self.expression)
        self.expect(")")
        where = self._filter() if self.at("filter", "(") else None
        over = self._over() if self.at("over", "(") else None
        return Call(name, args, star, distinct, where, over, start=start, end=self.ended)

    def _filter(self) -> Node:
        self.place += 2
        self.expect("where")
        node = self.expression()
        self.expect(")")
        return node

    def _over(self) -> tuple[tuple[Node, ...], tuple[Order, ...]]:
        self.place += 2
        partition = self.list_of(self.expression) if self.take("partition", "by") else ()
        order = self.list_of(self.order_key) if self.take("order", "by") else ()
        if not self.at(")"):
            raise self.unportable("a window frame")
        self.place += 1
        return partition, order

    def order_key(self) -> Order:
        """Reads one key of ORDER BY."""
        value = self.expression()
        desc = self.take("desc")
        if not desc:
            self.take("asc")
        nulls = ""
        if self.take("nulls"):
            nulls = self.token.word
            if nulls not in ("first", "last"):
                raise self.fault("expected `FIRST` or `LAST`")
            self.place += 1
        return Order(value, desc, nulls, start=value.start, end=self.ended)

    def list_of(self, item: Callable[[], T]) -> tuple[T, ...]:
        """Reads what is separated by commas; at least one."""
        found = [item()]
        while self.take(","):
            found.append(item())
        return tuple(found)


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
