"""What a database engineer reads: portable expressions in the spelling of each engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.model import Expr, Field, Model, Sequence, Type
from generator.sql.expressions import Changing, Fault, Owner, Value, default_function, spell
from tests.sql.profiles import PROFILES
from tests.sql.sample import MODEL, SAMPLE

SPELLINGS = (
    ("order > 0", {"postgresql": '"order" > 0', "mysql": "`order` > 0", "mssql": "[order] > 0"}),
    ("yes", {"postgresql": "yes", "sqlite": "yes", "mssql": "yes = 1"}),
    ("NOT yes OR no = TRUE", {"postgresql": "NOT yes OR no = TRUE", "mssql": "yes = 0 OR no = 1"}),
    ("(count > 1) = yes", {"mysql": "(count > 1) = yes"}),
    (
        "(count > 1) IS NOT TRUE",
        {"mssql": "CASE WHEN count > 1 THEN 1 ELSE 0 END = 0", "sqlite": "(count > 1) IS NOT TRUE"},
    ),
    (
        "word LIKE 'a[%' AND NOT word LIKE :start",
        {
            "postgresql": "word LIKE 'a[%' AND NOT word LIKE :start",
            "mssql": "word LIKE 'a[[]%' AND NOT word LIKE :start",
        },
    ),
    (
        "word || ' ' || nothing",
        {
            "postgresql": "word || ' ' || nothing",
            "mysql": "concat(word, ' ', nothing)",
            "sqlite": "word || ' ' || \"nothing\"",
            "mssql": "word + ' ' + nothing",
        },
    ),
    ("count / 2", {"postgresql": "count / 2", "mariadb": "count DIV 2", "mssql": "count / 2"}),
    ("price / 2", {"mysql": "price / 2"}),
    ("count IN :counts", {"postgresql": "count IN :counts", "mssql": "count IN :counts"}),
    ("count IN (:counts)", {"postgresql": "count IN :counts"}),
    (
        "happened_at > '2026-01-01T01:00:00+01:00'",
        {
            "postgresql": "happened_at > '2026-01-01 00:00:00+00'",
            "mysql": "happened_at > '2026-01-01 00:00:00'",
            "sqlite": "happened_at > '2026-01-01 00:00:00.000000'",
            "mssql": "happened_at > '2026-01-01 00:00:00+00:00'",
        },
    ),
    (
        "happened_at - INTERVAL '2 weeks 1 hour'",
        {
            "postgresql": "happened_at - INTERVAL '14 days 1 hour'",
            "mysql": "happened_at - INTERVAL 14 day - INTERVAL 1 hour",
            "mssql": "dateadd(hour, -1, dateadd(day, -14, happened_at))",
        },
    ),
    (
        "no_count IS DISTINCT FROM count",
        {
            "postgresql": "no_count IS DISTINCT FROM count",
            "mysql": "NOT no_count <=> count",
            "sqlite": "no_count IS NOT count",
            "mssql": "CASE WHEN no_count = count OR no_count IS NULL AND count IS NULL "
            "THEN 1 ELSE 0 END = 0",
        },
    ),
    ("((count)) > (1) AND ((yes))", {"postgresql": "count > 1 AND yes"}),
    ("count - (minus - 1) * (2 + 3)", {"postgresql": "count - (minus - 1) * (2 + 3)"}),
    (
        "CAST(:n AS int64) > count",
        {"postgresql": "CAST(:n AS bigint) > count", "sqlite": ":n > count"},
    ),
)
STATEMENT = """
with busy as (select count, count(*) as n from sample where yes group by 1)
select s.id, s.order, b.n, count(*) filter (where s.no) as missing
from sample s left join busy b on b.count = s.count
where s.word like 'A%' group by s.id, s.order, b.n having count(*) > 1
order by n desc nulls last, s.id limit :most
"""
POSTGRESQL = """\
WITH busy AS (
    SELECT count, count(*) AS n
    FROM samples
    WHERE yes
    GROUP BY 1
)
SELECT s.id, s."order", b.n, count(*) FILTER (WHERE s.no) AS missing
FROM samples AS s
LEFT JOIN busy AS b ON b.count = s.count
WHERE s.word LIKE 'A%'
GROUP BY s.id, s."order", b.n
HAVING count(*) > 1
ORDER BY n DESC NULLS LAST, s.id
LIMIT :most"""
MSSQL = """\
WITH busy AS (
    SELECT count, count(*) AS n
    FROM dbo.samples
    WHERE yes = 1
    GROUP BY count
)
SELECT s.id, s.[order], b.n, count(CASE WHEN s.no = 1 THEN 1 END) AS missing
FROM dbo.samples AS s
LEFT JOIN busy AS b ON b.count = s.count
WHERE s.word LIKE 'A%'
GROUP BY s.id, s.[order], b.n
HAVING count(*) > 1
ORDER BY CASE WHEN b.n IS NULL THEN 1 ELSE 0 END, n DESC, s.id
OFFSET 0 ROWS
FETCH NEXT :most ROWS ONLY"""


@pytest.mark.parametrize(
    ("text", "engine", "want"),
    [(text, engine, want) for text, wanted in SPELLINGS for engine, want in wanted.items()],
)
def test_expression_is_spelled(text: str, engine: str, want: str) -> None:
    assert spell(Expr(text), SAMPLE, MODEL, PROFILES[engine]) == want


@pytest.mark.parametrize(("engine", "want"), [("postgresql", POSTGRESQL), ("mssql", MSSQL)])
def test_statement_has_a_line_a_clause(engine: str, want: str) -> None:
    assert spell(Expr(STATEMENT), None, MODEL, PROFILES[engine]) == want


@pytest.mark.parametrize(
    ("text", "owner", "want"),
    [
        ("value >= 0", Value(Type("int32")), "VALUE >= 0"),
        ("value >= 0", Value(Type("int32"), '"order"'), '"order" >= 0'),
        ("new.order <> old.order", Changing(SAMPLE), 'NEW."order" <> OLD."order"'),
        ("current_date", None, "CAST(now() AT TIME ZONE 'UTC' AS date)"),
        ("nextval('ticket')", None, "nextval('shop.\"Ticket\"')"),
    ],
)
def test_owner_decides_what_names_mean(text: str, owner: Owner, want: str) -> None:
    ticket = Sequence(name="ticket", physical="Ticket", spec="x", schema="shop")
    model = replace(MODEL, sequences=(ticket,))

    assert spell(Expr(text), owner, model, PROFILES["postgresql"]) == want


def test_condition_that_is_stored_becomes_a_bit_on_sql_server() -> None:
    stored = spell(Expr("count > 1"), SAMPLE, MODEL, PROFILES["mssql"], value=True)

    assert stored == "CAST(CASE WHEN count > 1 THEN 1 WHEN NOT count > 1 THEN 0 END AS bit)"


def test_star_is_spelled_out_by_logical_names() -> None:
    fields = (_field("word", "Wort"), _field("count", "count"))
    model = Model(entities=(replace(SAMPLE, fields=fields),))
    both = Expr("SELECT a.*, b.count AS other FROM sample a JOIN sample b ON b.word = a.word")

    spelled = [
        spell(expr, None, model, PROFILES["postgresql"])
        for expr in (Expr("SELECT * FROM sample"), both)
    ]

    assert spelled[0] == 'SELECT "Wort" AS word, count\nFROM samples'
    assert spelled[1].startswith('SELECT a."Wort" AS word, a.count, b.count AS other\n')


FOLDED = (
    ("word = :word", "lower(word) = lower(:word)", "word = :word"),
    ("word IN ('a', :b)", "lower(word) IN (lower('a'), lower(:b))", "word IN ('a', :b)"),
    ("word LIKE 'A%'", "lower(word) LIKE 'a%'", "lower(word) GLOB 'a*'"),
    (
        "word BETWEEN :a AND :b",
        "lower(word) BETWEEN lower(:a) AND lower(:b)",
        "word BETWEEN :a AND :b",
    ),
)


@pytest.mark.parametrize(("text", "postgresql", "sqlite"), FOLDED)
def test_field_without_case_is_compared_without_it(text: str, postgresql: str, sqlite: str) -> None:
    field = replace(_field("word", "word"), case="insensitive")
    owner = replace(SAMPLE, fields=(field,))

    spelled = [spell(Expr(text), owner, MODEL, PROFILES[name]) for name in ("postgresql", "sqlite")]

    assert spelled == [postgresql, sqlite]


def test_native_text_follows_renames() -> None:
    renamed = replace(
        SAMPLE, schema="shop", fields=(_field("word", "Wort"), _field("count", "count"))
    )
    expr = Expr("SELECT {{ sample.word }}, count FROM {{sample}} -- {{ other }}", native=True)

    spelled = spell(expr, None, Model(entities=(renamed,)), PROFILES["postgresql"])

    assert spelled == 'SELECT "Wort", count FROM shop.samples -- {{ other }}'


def test_tenant_has_the_type_of_what_it_is_compared_with() -> None:
    spelled = spell(Expr("minus = current_tenant()"), SAMPLE, MODEL, PROFILES["postgresql"])

    assert spelled == "minus = CAST(nullif(current_setting('app.tenant', true), '') AS bigint)"


@pytest.mark.parametrize(
    ("text", "engine"),
    [("nextval('ticket')", "sqlite"), ("minus = current_tenant()", "mysql")],
)
def test_engine_without_a_spelling_refuses(text: str, engine: str) -> None:
    model = replace(MODEL, sequences=(Sequence(name="ticket", physical="ticket", spec="x"),))
    owner = SAMPLE if "minus" in text else None

    with pytest.raises(Fault, match="has no"):
        spell(Expr(text), owner, model, PROFILES[engine])


@pytest.mark.parametrize(
    ("of", "want"),
    [("timestamp", "now()"), ("datetime", "(now() AT TIME ZONE 'UTC')"), ("date", "CAST(")],
)
def test_now_as_a_default_has_the_type_of_its_field(of: str, want: str) -> None:
    assert default_function("now", Type(of), PROFILES["postgresql"], MODEL).startswith(want)


def _field(name: str, column: str) -> Field:
    return Field(name=name, column=column, type=Type("text"))
