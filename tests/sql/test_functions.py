"""The published functions, and the language around them, mean the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import sleep, time
from uuid import UUID

import pytest

from generator.database.session import Session
from generator.model import Expr, Type
from generator.sql.expressions import STATEMENT, check, default_function, spell
from generator.sql.functions import functions
from tests.engines.fixtures import ENGINES, Database
from tests.sql.profiles import PROFILES
from tests.sql.sample import MODEL, create, insert

LANGUAGE = (
    "word LIKE 'Ada%' AND NOT word LIKE 'ada%'",
    "word LIKE '___ L%' AND word NOT LIKE '___L%'",
    "padded LIKE '%x%' AND '100%' LIKE '100!%' ESCAPE '!'",
    "NOT '1000' LIKE '100!%' ESCAPE '!'",
    "'a[b' LIKE 'a[%' AND 'a*b?c' LIKE 'a*b?c' AND NOT 'axb' LIKE 'a*b'",
    "'a\\b' LIKE 'a\\%'",
    "word <> 'ada lovelace' AND word <> 'Ada Lovelace '",
    "'a' || nothing IS NULL",
    "'a' || 'b' || 'c' = 'abc'",
    "count / 2 = 3 AND minus / 2 = -3",
    "count / 2.0 = 3.5",
    "-count % 4 = -3",
    "2 + 3 * 4 = 14 AND (2 + 3) * 4 = 20 AND 10 - (4 - 3) = 9 AND 12 / (6 / 2) = 4",
    "- -count = 7 AND -(count - 9) = 2",
    "no_count IS NOT DISTINCT FROM no_count AND no_count IS DISTINCT FROM 1",
    "count IS NOT DISTINCT FROM 7 AND count IS DISTINCT FROM 8",
    "(no_count = 1) IS NOT TRUE AND (no_count = 1) IS NOT FALSE AND (count = 7) IS TRUE",
    "NOT no AND yes AND yes = TRUE AND no = FALSE AND (count > 1) = yes",
    "count BETWEEN 7 AND 8 AND count NOT BETWEEN 8 AND 9",
    "count IN (1, 7) AND count NOT IN (1, 2) AND order IN (3)",
    "CASE WHEN count > 1 THEN 'many' ELSE 'one' END = 'many'",
    "CASE count WHEN 7 THEN 'x' END = 'x' AND CASE count WHEN 8 THEN 'x' END IS NULL",
    "CAST(count AS text) || '!' = '7!'",
    "CAST(count AS decimal(10,2)) / 2 = 3.5",
    "CAST(floor(price) AS int64) / 5 = 2",
    "ratio * 2 = 1 AND ratio < price",
    "happened_at = '2026-03-05T14:07:09.25Z' AND happened_at > '2026-03-05'",
    "happened_at < TIMESTAMP '2026-03-05 14:07:09.250001'",
    "local_at = '2026-03-05 14:07:09.25' AND born_on < '1815-12-11'",
    "opens_at = '08:30' AND opens_at < '08:30:00.000001'",
    "token = '0190F3B4-5C1E-7A2B-8C3D-4E5F60718293'",
    "state = 'it''s \\ done' AND state <> 'open'",
    "EXISTS (SELECT 1 FROM sample s WHERE s.order = 3)",
)
AGGREGATES = (
    ("SELECT count(*) AS a FROM sample", [(2,)]),
    ("SELECT count(no_count) AS a, count(DISTINCT word) AS b FROM sample", [(0, 1)]),
    ("SELECT sum(count) AS a, min(count) AS b, max(count) AS c FROM sample", [(15, 7, 8)]),
    (
        "SELECT count(*) FILTER (WHERE count > 7) AS a, sum(count) FILTER (WHERE no) AS b FROM sample",
        [(1, None)],
    ),
    ("SELECT avg(count) AS a FROM sample", [(7.5,)]),
    (
        "SELECT count % 2 AS odd, count(*) AS n FROM sample GROUP BY 1 ORDER BY odd DESC",
        [(1, 1), (0, 1)],
    ),
    (
        "SELECT word, max(count) AS c FROM sample GROUP BY word HAVING count(*) > 1",
        [("Ada Lovelace", 8)],
    ),
    (
        "SELECT id, row_number() OVER (ORDER BY count DESC) AS n FROM sample ORDER BY id",
        [(1, 2), (2, 1)],
    ),
    ("SELECT id FROM sample ORDER BY nullif(id, 1) NULLS LAST, id LIMIT 1", [(2,)]),
    ("SELECT id FROM sample ORDER BY id DESC LIMIT 1 OFFSET 1", [(1,)]),
    (
        "SELECT s.id, t.id AS other FROM sample s LEFT JOIN sample t ON t.id = s.id + 1 ORDER BY s.id",
        [(1, 2), (2, None)],
    ),
    (
        "WITH low AS (SELECT id FROM sample WHERE id < 2) "
        "SELECT x.id FROM sample x WHERE x.id IN (SELECT l.id FROM low l)",
        [(1,)],
    ),
    (
        "SELECT id FROM sample EXCEPT SELECT id + 1 FROM sample UNION ALL SELECT 9 FROM sample ORDER BY id",
        [(1,), (9,), (9,)],
    ),
    (
        "SELECT id FROM sample UNION SELECT 5 AS id FROM sample INTERSECT SELECT 6 FROM sample ORDER BY id",
        [(1,), (2,)],
    ),
    (
        "WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM up WHERE n < 3) "
        "SELECT sum(n) AS total FROM up",
        [(6,)],
    ),
    (
        "SELECT (SELECT max(t.id) FROM sample t WHERE t.id < s.id) AS before FROM sample s ORDER BY s.id",
        [(None,), (1,)],
    ),
)


@pytest.fixture(scope="module", params=ENGINES)
def session(request: pytest.FixtureRequest, database: Database) -> Iterator[Session]:
    """A database of each engine with two rows of the sample."""
    profile = PROFILES[request.param]
    with database(request.param) as found:
        found.fetch(create(profile))
        found.fetch(insert({}, profile))
        found.fetch(insert({"id": 2, "count": 8}, profile))
        yield found


@pytest.mark.parametrize("name", functions())
def test_function_means_the_same(name: str, session: Session) -> None:
    for example in functions()[name].examples:
        assert holds(example, session), example


@pytest.mark.parametrize("example", LANGUAGE)
def test_language_means_the_same(example: str, session: Session) -> None:
    assert holds(example, session)


@pytest.mark.parametrize(("text", "want"), AGGREGATES)
def test_statement_gives_the_same(
    text: str, want: list[tuple[object, ...]], session: Session
) -> None:
    expr, profile = Expr(text), PROFILES[session.engine]
    assert check(expr, None, MODEL, STATEMENT, profile) == ()

    rows = session.fetch(spell(expr, None, MODEL, profile))

    assert [tuple(map(plain, row)) for row in rows] == want


def test_uuid7_is_of_version_7_and_sorts_by_time(session: Session) -> None:
    spelled = default_function("uuid7", Type("uuid"), PROFILES[session.engine], MODEL)

    made = []
    for _ in range(3):
        made.append(UUID(str(session.fetch(f"SELECT {spelled}")[0][0])))
        sleep(0.003)

    assert [each.version for each in made] == [7, 7, 7]
    assert made == sorted(made)
    assert abs((made[0].int >> 80) / 1000 - time()) < 60


def holds(example: str, session: Session) -> bool:
    """Whether an expression is true for the first row of the sample."""
    expr, profile = (
        Expr(f"SELECT id FROM sample WHERE id = 1 AND ({example})"),
        PROFILES[session.engine],
    )
    assert [d.message for d in check(expr, None, MODEL, STATEMENT, profile)] == []
    sql = spell(expr, None, MODEL, profile)
    return session.fetch(sql) == [(1,)]


def plain(cell: object) -> object:
    """Numbers of any kind as plain ones."""
    convert: Callable[[object], object] = float if hasattr(cell, "as_tuple") else lambda it: it
    found = convert(cell)
    return int(found) if isinstance(found, float) and found.is_integer() else found
