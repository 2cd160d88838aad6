"""Mistakes in expressions are told at their characters, with a hint where it is likely right."""

from __future__ import annotations

import pytest

from generator.model import Expr
from generator.sql.expressions import CHECK, GENERATED, STATEMENT, check, columns_of, read
from generator.sql.tree import conjuncts
from tests.sql.sample import MODEL, SAMPLE

FAULTS = (
    ("count >", "G230", "", "expected an expression, found the end"),
    ("count > 1)", "G230", ")", "unexpected `)`"),
    ("(count > 1", "G230", "", "expected `)`, found the end"),
    ("count > 'a", "G230", "'a", "text without an end"),
    ("count = 1 = 2", "G230", "=", "a comparison of comparisons needs parentheses, found `=`"),
    ("coutn > 1", "G231", "coutn", "`sample` has no field `coutn`"),
    ("sampel.count > 1", "G231", "sampel.count", "`sampel` is no source of this query"),
    ("word ~ '^a'", "G232", "~", "operator `~` is not portable"),
    ("document -> 'a' = word", "G232", "->", "operator `->` is not portable"),
    ("count::text = 'a'", "G232", "::", "`::` is not portable"),
    ("word ILIKE 'a'", "G232", "ILIKE", "`ILIKE` is not portable"),
    ("(count, minus) = (1, 2)", "G232", ",", "a row of values is not portable"),
    (
        "EXISTS (SELECT 1 FROM sample)",
        "G232",
        "SELECT",
        "a query inside an expression of one row is not portable",
    ),
    (
        "CAST(word AS int32) = 1",
        "G232",
        "CAST(word AS int32)",
        "a cast of `text` to `int32` is not portable",
    ),
    (
        "CAST(count AS money) = 1",
        "G232",
        "CAST(count AS money)",
        "a cast to `money` is not portable",
    ),
    (
        "happened_at > happened_at - INTERVAL '1 month'",
        "G232",
        "'1 month'",
        "an interval of months or years is not portable: their ends fall on other days",
    ),
    ("document = document", "G232", "document = document", "comparing `json` is not portable"),
    ("count = word", "G233", "count = word", "`int32` and `string(40)` do not go together"),
    ("yes = 1", "G233", "yes = 1", "`bool` and a number do not go together"),
    ("count", "G233", "count", "a condition is expected here, not `int32`"),
    ("born_on = 'soon'", "G233", "'soon'", "`soon` is no `date`"),
    ("count = '7'", "G233", "'7'", "`int32` and a text do not go together"),
    ("word || count = 'a'", "G233", "count", "`||` joins texts, not `int32`"),
    ("born_on + INTERVAL '1 hour' = born_on", "G233", "INTERVAL '1 hour'", "a date has no hours"),
    ("lower(count) = 'a'", "G234", "lower(count)", "`lower` takes (text), not (integer)"),
    ("lwer(word) = 'a'", "G234", "lwer(word)", "`lwer` is no portable function"),
    (
        "happened_at < now()",
        "G234",
        "now()",
        "`now` changes by itself, so it cannot stand in a check",
    ),
    ("count(*) > 1", "G234", "count(*)", "an aggregate like `count` has no place here"),
    (
        "minus = current_tenant()",
        "G234",
        "current_tenant()",
        "`current_tenant` stands only in policies",
    ),
    (":a = :b", "G236", ":a", "nothing tells the type of `:a`"),
    ("state = 'opne'", "G238", "'opne'", "`opne` is no value of `state`"),
)
STATEMENTS = (
    ("SELECT id FROM sampel", "G231", "sampel", "unknown entity or view `sampel`"),
    ("SELECT s.nme FROM sample s", "G231", "s.nme", "`s` has no field `nme`"),
    ("SELECT id FROM sample a, sample b", "G235", "id", "`id` is in `a` and `b`"),
    ("SELECT a.id FROM sample a, sample a", "G235", "sample", "two sources are called `a`"),
    ("SELECT count + 1 FROM sample", "G234", "count + 1", "a computed column needs a name"),
    (
        "SELECT word, count(*) AS n FROM sample",
        "G234",
        "word",
        "`word` is neither grouped nor in an aggregate",
    ),
    (
        "SELECT id FROM sample UNION SELECT id, word FROM sample",
        "G233",
        "SELECT id FROM sample UNION SELECT id, word FROM sample",
        "1 columns on one side of UNION, 2 on the other",
    ),
    ("SELECT DISTINCT ON (id) id FROM sample", "G232", "ON", "`DISTINCT ON` is not portable"),
    (
        "SELECT id FROM sample NATURAL JOIN sample",
        "G232",
        "NATURAL",
        "`NATURAL JOIN` is not portable",
    ),
    ("SELECT id FROM generate_series(1, 2)", "G232", "(", "a function in FROM is not portable"),
    ("DELETE FROM sample", "G230", "FROM", "unexpected `FROM`"),
)


@pytest.mark.parametrize(("text", "code", "where", "message"), FAULTS)
def test_fault_of_an_expression(text: str, code: str, where: str, message: str) -> None:
    first = check(Expr(text), SAMPLE, MODEL, CHECK)[0]

    assert (first.code, first.message) == (code, message)
    assert text[first.offset : first.offset + first.length] == where


@pytest.mark.parametrize(("text", "code", "where", "message"), STATEMENTS)
def test_fault_of_a_statement(text: str, code: str, where: str, message: str) -> None:
    first = check(Expr(text), None, MODEL, STATEMENT)[0]

    assert (first.code, first.message) == (code, message)
    assert text[first.offset : first.offset + first.length] == where


def test_all_faults_are_told_at_once() -> None:
    found = check(Expr("coutn > 1 AND lwer(word) = 'a' AND yes = 2"), SAMPLE, MODEL, CHECK)

    assert [each.code for each in found] == ["G231", "G234", "G233"]


def test_hint_names_the_nearest() -> None:
    found = check(Expr("happend_at IS NULL"), SAMPLE, MODEL, GENERATED)

    assert found[0].hint == "did you mean `happened_at`?"


def test_reference_of_native_text_that_leads_nowhere_is_told() -> None:
    found = check(
        Expr("x IN (SELECT {{ sample.wrd }} FROM {{ sampl }})", native=True), None, MODEL, CHECK
    )

    assert [(each.code, each.message, each.hint) for each in found] == [
        ("G231", "`sample` has no field `wrd`", "did you mean `word`?"),
        ("G231", "unknown entity `sampl`", "did you mean `sample`?"),
    ]


def test_fields_and_parts_of_a_condition() -> None:
    expr = Expr("order = 1 AND (yes OR lower(word) = 'a') AND order < count")

    assert columns_of(expr) == ("order", "yes", "word", "count")
    assert len(conjuncts(read(expr, SAMPLE))) == 3
