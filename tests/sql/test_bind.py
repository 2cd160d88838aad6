"""What follows from expressions: parameters, columns, needs and the indexes that queries demand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.model import (
    Check,
    Entity,
    Expr,
    Index,
    IndexKey,
    Model,
    PrimaryKey,
    Query,
    Type,
    Unique,
    View,
)
from generator.sql.bind import bind
from generator.sql.demand import demanded, serving
from generator.sql.types import type_text
from tests.sql.profiles import PROFILES
from tests.sql.sample import MODEL, SAMPLE

KEYED = replace(SAMPLE, key=PrimaryKey(name="pk_samples", fields=("id",)))


def entity(*queries: Query, **parts: object) -> Entity:
    """The sample with queries and what else is told."""
    return replace(KEYED, queries=queries, **parts)  # type: ignore[arg-type]


def bound(given: Entity) -> Entity:
    """The entity after binding, which must find nothing wrong."""
    model, findings = bind(replace(MODEL, entities=(given,)))
    assert findings == ()
    return model.entities[0]


def query(where: str = "", **parts: object) -> Query:
    """A query called q."""
    expr = Expr(where) if where else None
    return Query(name="q", where=expr, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "want"),
    [
        ("word = :word AND count > :least", {"word": "string(40)", "least": "int32"}),
        (
            "count IN :counts AND state IN (:a, :b)",
            {"counts": "array(int32)", "a": "state", "b": "state"},
        ),
        ("lower(word) LIKE :start", {"start": "text"}),
        ("born_on BETWEEN :first AND :last", {"first": "date", "last": "date"}),
        ("count + :more > 3 OR no = :no", {"more": "int32", "no": "bool"}),
        (
            "coalesce(no_count, :other) = CAST(:x AS decimal(5,1))",
            {"other": "int32", "x": "decimal(5,1)"},
        ),
        ("happened_at > :since AND :since < happened_at", {"since": "timestamp"}),
    ],
)
def test_parameter_has_the_type_of_what_it_meets(where: str, want: dict[str, str]) -> None:
    found = bound(entity(query(where, slow=True))).queries[0].params

    assert {name: type_text(of) for name, of in found} == want


def test_statement_tells_its_columns() -> None:
    sql = Expr(
        "SELECT s.word, t.count AS other, count(*) AS n, max(t.price) AS dearest, s.nothing IS NULL AS empty "
        "FROM sample s LEFT JOIN sample t ON t.id = s.no_count GROUP BY s.word, t.count, s.nothing"
    )

    found = bound(entity(Query(name="q", sql=sql))).queries[0].columns

    assert [(name, type_text(of), nullable) for name, of, nullable in found] == [
        ("word", "string(40)", False),
        ("other", "int32", True),
        ("n", "int64", False),
        ("dearest", "decimal(12,2)", True),
        ("empty", "bool", False),
    ]


def test_views_are_bound_after_those_they_read() -> None:
    late = View(
        name="late", physical="late", spec="x", body=Expr("SELECT o.n FROM early o WHERE o.n > 1")
    )
    early = View(
        name="early", physical="early", spec="x", body=Expr("SELECT count AS n FROM sample")
    )

    model, findings = bind(replace(MODEL, views=(late, early)))

    assert findings == ()
    assert model.views[0].columns == (("n", Type("int32"), False),)
    assert [view.needs for view in model.views] == [("early",), ("sample",)]


def test_view_that_reads_itself_in_a_ring_ends() -> None:
    one = View(name="one", physical="one", spec="x", body=Expr("SELECT id FROM two"))
    two = View(name="two", physical="two", spec="x", body=Expr("SELECT id FROM one"))

    model, _ = bind(replace(MODEL, views=(one, two)))

    assert [view.needs for view in model.views] == [("two",), ("one",)]


def test_engine_that_cannot_say_it_is_told_only_with_its_profile() -> None:
    given = replace(
        KEYED, checks=(Check(name="c", physical="c", expr=Expr("word LIKE nothing ESCAPE '!'")),)
    )
    model = replace(MODEL, entities=(given,))

    findings = [
        [each.code for each in bind(model, profile)[1]] for profile in (None, PROFILES["sqlite"])
    ]

    assert findings == [[], ["G237"]]


DEMANDS = (
    (query("word = :word"), {}, "word"),
    (query("word = :word", order=(("count", True), ("id", True))), {}, "word count- id-"),
    (query("word = :word AND count >= :least"), {}, "word count"),
    (query(order=(("happened_at", True),), page=50), {}, "happened_at-"),
    (query("count IN :counts"), {}, "count"),
    (query("word = :word AND count IN :counts", order=(("id", False),)), {}, "word id"),
    (query("word = :word", slow=True), {}, ""),
    (query("id = :id"), {}, ""),
    (query("id = :id AND word = :word"), {}, ""),
    (query("lower(word) = :word"), {}, ""),
    (query("word = :word"), {"tenant": "count"}, "count word"),
    (query("word = :word AND count = :count"), {"tenant": "count"}, "word count"),
)


@pytest.mark.parametrize(("asked", "parts", "want"), DEMANDS)
def test_query_demands_an_index(asked: Query, parts: dict[str, str], want: str) -> None:
    found = bound(entity(asked, **parts)).indexes

    assert " ".join(map(spelled, found)) == want


@pytest.mark.parametrize(
    ("keys", "where", "want"),
    [
        ("word", "", "indexes.i"),
        ("word count- id-", "", "indexes.i"),
        ("count word", "", ""),
        ("word", "yes", "indexes.i"),
        ("word", "NOT no", ""),
        ("word", "yes AND state = 'open'", "indexes.i"),
        ("word", "state = 'it''s \\ done'", ""),
    ],
)
def test_index_serves_a_query(keys: str, where: str, want: str) -> None:
    index = Index(
        name="i",
        physical="i",
        keys=tuple(IndexKey(field=key.rstrip("-"), desc=key.endswith("-")) for key in keys.split()),
        where=Expr(where) if where else None,
    )
    asked = query("word = :word AND yes AND state = 'open'")

    assert serving(entity(asked, indexes=(index,)), asked) == want


@pytest.mark.parametrize(
    ("order", "want"),
    [("count- id-", "indexes.i"), ("count id", "indexes.i"), ("count- id", ""), ("id", "")],
)
def test_index_gives_an_order_or_its_reverse(order: str, want: str) -> None:
    keys = (
        IndexKey(field="word"),
        IndexKey(field="count", desc=True),
        IndexKey(field="id", desc=True),
    )
    wanted = tuple((name.rstrip("-"), name.endswith("-")) for name in order.split())
    asked = query("word = :word", order=wanted)

    assert (
        serving(entity(asked, indexes=(Index(name="i", physical="i", keys=keys),)), asked) == want
    )


def test_unique_serves_whoever_gives_its_fields() -> None:
    unique = Unique(name="u", physical="u", fields=("count", "word"))
    asked = query("word = :word AND count = :count AND minus = :minus")

    assert serving(entity(asked, uniques=(unique,)), asked) == "unique.u"


@pytest.mark.parametrize(
    ("engine", "want"),
    [
        ("postgresql", []),
        ("sqlite", []),
        ("mysql", [("word",)]),
        ("mariadb", [("word",)]),
        ("mssql", []),
    ],
)
def test_partial_unique_serves_where_it_is_over_columns(
    engine: str, want: list[tuple[str, ...]]
) -> None:
    partial = Unique(name="u", physical="u", fields=("word",), where=Expr("nothing IS NULL"))
    asked = query("word = :word AND nothing IS NULL")
    model = replace(MODEL, entities=(entity(asked, uniques=(partial,)),))

    found = bind(model, PROFILES[engine])[0].entities[0].indexes

    assert [tuple(key.field for key in each.keys) for each in found] == want


@pytest.mark.parametrize(
    ("part", "want"),
    [
        (IndexKey(field="count"), []),
        (IndexKey(field="count", desc=True), [("word", "count", "minus")]),
        (IndexKey(field="count", length=3), [("word", "count", "minus")]),
    ],
)
def test_key_gives_the_order_that_its_parts_have(
    part: IndexKey, want: list[tuple[str, ...]]
) -> None:
    key = PrimaryKey(name="k", fields=("word", "count", "minus"), parts=(part,))
    asked = query("word = :word", order=(("count", False), ("minus", False)))

    found = demanded(replace(entity(asked), key=key))

    assert [tuple(each.field for each in index.keys) for index in found] == want


def test_demanded_index_holds_only_the_rows_that_its_query_wants() -> None:
    asked = query("word = :word AND state = 'open' AND NOT no AND no_count IS NOT NULL")

    found = bound(entity(asked, soft_delete="nothing")).indexes[0]

    where = "state = 'open' AND NOT no AND no_count IS NOT NULL AND nothing IS NULL"
    assert (found.name, found.physical, found.query) == ("q", "ix_samples_q", "q")
    assert found.where is not None
    assert found.where.text == where


def test_one_index_serves_two_queries_that_want_the_same() -> None:
    first = query("word = :word")
    second = replace(query("word = :word", order=(("id", False),)), name="r")

    assert [each.name for each in bound(entity(first, second)).indexes] == ["r"]


def test_binding_twice_adds_nothing() -> None:
    once, _ = bind(replace(MODEL, entities=(entity(query("word = :word")),)))

    assert bind(once)[0] == once


def test_model_without_expressions_is_left_as_it_is() -> None:
    assert bind(Model()) == (Model(), ())


def spelled(index: Index) -> str:
    """The keys of an index, a minus behind those that fall."""
    return " ".join(key.field + ("-" if key.desc else "") for key in index.keys)
