"""Laws of portable expressions: whatever is written, engines agree on it, and it reads as PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from generator.database.session import Session
from generator.model import Expr
from generator.sql.expressions import CHECK, STATEMENT, check, spell
from generator.sql.reader import read_expression
from generator.sql.tree import Binary, Node
from tests.engines.fixtures import Database
from tests.sql.profiles import PROFILES
from tests.sql.sample import MODEL, SAMPLE, create, insert

ROWS = (
    {"id": 1},
    {
        "id": 2,
        "happened_at": "2024-12-31T23:30:00Z",
        "nothing": "ada",
        "no_count": 3,
        "count": -2,
        "yes": False,
        "word": "a%b_c",
    },
    {"id": 3, "nothing": "", "no_count": 7, "price": "-0.50", "no": True, "word": "Ada"},
)
INTEGERS = st.one_of(
    st.sampled_from(["count", "no_count", "order", "id"]), st.integers(0, 9).map(str)
)
TEXTS = st.one_of(
    st.sampled_from(["word", "nothing", "padded"]),
    st.text("aAb %_[*'", max_size=4).map(lambda text: "'" + text.replace("'", "''") + "'"),
)
PATTERNS = st.text("aAd%_[*b", max_size=4).map(lambda text: f"'{text}'")


def integers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Arithmetic on whole numbers; divisors are never zero, on which engines disagree."""
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda it: f"({it[0]} {it[1]} {it[2]})"
        ),
        st.tuples(inner, st.sampled_from("+-*"), INTEGERS).map(" ".join).map(lambda it: f"({it})"),
        st.tuples(inner, st.sampled_from("/%"), st.integers(1, 5)).map(
            lambda it: f"{it[0]} {it[1]} {it[2]}"
        ),
        st.tuples(inner, inner).map(lambda it: f"coalesce({it[0]}, {it[1]})"),
        inner.map(lambda it: f"- ({it})"),
        inner.map(lambda it: f"abs({it})"),
        TEXTS.map(lambda it: f"length({it})"),
    )


def texts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What texts are made of."""
    return st.one_of(
        st.tuples(inner, inner).map(" || ".join).map(lambda it: f"({it})"),
        st.tuples(st.sampled_from(["lower", "upper", "trim"]), inner).map(
            lambda it: f"{it[0]}({it[1]})"
        ),
        st.tuples(inner, st.integers(1, 4), st.integers(0, 4)).map(
            lambda it: f"substr({it[0]}, {it[1]}, {it[2]})"
        ),
        st.tuples(inner, inner).map(lambda it: f"replace({it[0]}, 'a', {it[1]})"),
    )


INTEGER = st.recursive(INTEGERS, integers, max_leaves=5)
TEXT = st.recursive(TEXTS, texts, max_leaves=4)
COMPARISON = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
NUMBERS = st.sampled_from(
    ["price", "price / 2", "round(price)", "floor(price)", "ceil(price)", "- price"]
)
MOMENTS = st.one_of(
    st.just("happened_at"),
    st.tuples(
        st.sampled_from("+-"), st.integers(0, 99), st.sampled_from(["hours", "days", "weeks"])
    ).map(lambda it: f"happened_at {it[0]} INTERVAL '{it[1]} {it[2]}'"),
)
DAYS = st.one_of(
    st.sampled_from(["born_on", "DATE '1816-02-29'"]),
    MOMENTS.map(lambda it: f"date({it})"),
    st.integers(-99, 99).map(lambda it: f"born_on + INTERVAL '{it} days'"),
)
TIMES = st.tuples(st.sampled_from(["year", "month", "day", "hour", "minute"]), MOMENTS).map(
    lambda it: f"extract({it[0]} FROM {it[1]})"
)
# at least one side holds a column: constants alone are compared by the session's collation on MySQL
WORDS = st.tuples(st.sampled_from(["word", "nothing", "lower(word)"]), TEXT).map(" || ".join)
PLAIN = st.one_of(
    st.sampled_from(["yes", "no", "TRUE", "FALSE"]),
    st.tuples(INTEGER, COMPARISON, INTEGER).map(" ".join),
    st.tuples(WORDS, st.sampled_from(["=", "<>"]), TEXT).map(" ".join),
    st.tuples(WORDS, st.sampled_from(["LIKE", "NOT LIKE"]), PATTERNS).map(" ".join),
    st.tuples(INTEGER, INTEGER, INTEGER).map(lambda it: f"{it[0]} BETWEEN {it[1]} AND {it[2]}"),
    st.tuples(INTEGER, INTEGERS, INTEGERS).map(lambda it: f"{it[0]} IN ({it[1]}, {it[2]})"),
    st.tuples(INTEGER, st.sampled_from(["IS NULL", "IS NOT NULL"])).map(" ".join),
    st.tuples(INTEGER, INTEGER).map(lambda it: f"{it[0]} IS DISTINCT FROM {it[1]}"),
)
RICH = st.one_of(
    PLAIN,
    st.tuples(NUMBERS, COMPARISON, INTEGER).map(" ".join),
    st.tuples(MOMENTS, COMPARISON, MOMENTS).map(" ".join),
    st.tuples(DAYS, COMPARISON, DAYS).map(" ".join),
    st.tuples(DAYS, DAYS, COMPARISON, INTEGER).map(
        lambda it: f"({it[0]}) - ({it[1]}) {it[2]} {it[3]}"
    ),
    st.tuples(TIMES, COMPARISON, INTEGER).map(" ".join),
)


def conditions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions joined, with and without the parentheses that precedence makes needless."""
    return st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda it: f"({' '.join(it)})"),
        inner.map(lambda it: f"NOT ({it})"),
        st.tuples(inner, st.sampled_from(["IS TRUE", "IS NOT TRUE", "IS FALSE"])).map(
            lambda it: f"({it[0]}) {it[1]}"
        ),
        st.tuples(inner, inner, inner).map(
            lambda it: f"CASE WHEN {it[0]} THEN {it[1]} ELSE {it[2]} END"
        ),
    )


CONDITION = st.recursive(RICH, conditions, max_leaves=5)
PLAIN_CONDITION = st.recursive(PLAIN, conditions, max_leaves=5)  # spelled without functions of time


@pytest.fixture(scope="module", params=["postgresql", "mysql", "mariadb"])
def sessions(
    request: pytest.FixtureRequest, database: Database
) -> Iterator[tuple[Session, Session]]:
    """SQLite and another engine with the same rows."""
    with database("sqlite") as one, database(request.param) as other:
        for session in (one, other):
            profile = PROFILES[session.engine]
            session.fetch(create(profile))
            for row in ROWS:
                session.fetch(insert(row, profile))
        yield one, other


@settings(max_examples=100, deadline=None)
@given(CONDITION)
def test_engines_agree(sessions: tuple[Session, Session], text: str) -> None:
    case = f"CASE WHEN {text} THEN 1 WHEN NOT ({text}) THEN 0 END"
    expr = Expr(f"SELECT id, {case} AS holds FROM sample ORDER BY id")
    assert check(expr, None, MODEL, STATEMENT) == ()

    one, other = (
        session.fetch(spell(expr, None, MODEL, PROFILES[session.engine])) for session in sessions
    )

    assert one == other


@settings(max_examples=300, deadline=None)
@given(PLAIN_CONDITION)
def test_spelling_reads_back_as_the_same_tree(text: str) -> None:
    assert check(Expr(text), SAMPLE, MODEL, CHECK) == ()

    spelled = spell(Expr(text), SAMPLE, MODEL, PROFILES["postgresql"])

    assert spell(Expr(spelled), SAMPLE, MODEL, PROFILES["postgresql"]) == spelled
    assert leaning(read_expression(spelled)) == leaning(read_expression(text))


@settings(max_examples=300, deadline=None)
@given(PLAIN_CONDITION)
def test_text_is_read_as_another_reader_of_postgresql_does(text: str) -> None:
    spelled = spell(Expr(text), SAMPLE, MODEL, PROFILES["postgresql"])

    assert skeleton(spelled) == skeleton(text.replace("order", '"order"'))


def leaning(node: object) -> object:
    """The tree with chains of AND, OR and || leaning to the left, as they are without parentheses."""
    if isinstance(node, tuple):
        return tuple(map(leaning, node))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    if isinstance(node, Binary) and node.op in ("AND", "OR", "||"):
        first, *rest = chain(node, node.op)
        tree: Node = leaning(first)  # type: ignore[assignment]
        for part in rest:
            tree = Binary(node.op, tree, leaning(part))  # type: ignore[arg-type]
        return tree
    return replace(node, **{each.name: leaning(getattr(node, each.name)) for each in fields(node)})


def chain(node: Node, op: str) -> tuple[Node, ...]:
    """The operands of a chain of one operator."""
    if isinstance(node, Binary) and node.op == op:
        return (*chain(node.left, op), *chain(node.right, op))
    return (node,)


def skeleton(text: str) -> str:
    """The tree that sqlglot makes of a text, without parentheses and leaning to the left."""
    holder = exp.Paren(this=sqlglot.parse_one(text, read="postgres"))
    for paren in list(holder.find_all(exp.Paren))[1:]:
        paren.replace(paren.this)
    while (node := next(filter(leans_right, holder.find_all(exp.Binary)), None)) is not None:
        right = node.expression
        left = type(node)(this=node.this.copy(), expression=right.this.copy())
        node.replace(type(node)(this=left, expression=right.expression.copy()))
    return shape(holder)


def shape(node: exp.Expression) -> str:
    """The kinds and names of a tree, without what sqlglot notes beside them."""
    inner = " ".join(map(shape, node.iter_expressions()))
    return f"({type(node).__name__} {inner or node.name})"


def leans_right(node: exp.Expression) -> bool:
    """Whether a chain's right operand is a chain of the same operator."""
    chains = (exp.And, exp.Or, exp.DPipe)
    return isinstance(node, chains) and type(node.expression) is type(node)
