"""SQL Server's spellings are Transact-SQL to a parser of it; no server runs here."""

from __future__ import annotations

import pytest
from sqlfluff.core import Linter

from generator.model import Expr
from generator.sql.expressions import spell
from generator.sql.functions import functions, spelling
from tests.sql.profiles import PROFILES
from tests.sql.sample import MODEL, create, insert
from tests.sql.test_functions import AGGREGATES, LANGUAGE

MSSQL = PROFILES["mssql"]


@pytest.fixture(scope="module")
def linter() -> Linter:
    """A parser of Transact-SQL."""
    return Linter(dialect="tsql")


@pytest.mark.parametrize("name", functions())
def test_function_is_transact_sql(name: str, linter: Linter) -> None:
    for example in functions()[name].examples:
        assert faults(f"SELECT id FROM sample WHERE {example}", linter) == [], example


@pytest.mark.parametrize("name", ["now", "uuid", "uuid7"])
def test_default_is_transact_sql(name: str, linter: Linter) -> None:
    for overload in functions()[name].overloads:
        text = f"CREATE TABLE t (x int DEFAULT {spelling(overload, MSSQL)});"

        assert parsed(text, linter) == []


@pytest.mark.parametrize("example", LANGUAGE)
def test_language_is_transact_sql(example: str, linter: Linter) -> None:
    assert faults(f"SELECT id FROM sample WHERE {example}", linter) == []


@pytest.mark.parametrize("text", [text for text, _ in AGGREGATES])
def test_statement_is_transact_sql(text: str, linter: Linter) -> None:
    assert faults(text, linter) == []


def test_types_and_literals_are_transact_sql(linter: Linter) -> None:
    assert parsed(f"{create(MSSQL)};\n{insert({}, MSSQL)};\n", linter) == []


def faults(text: str, linter: Linter) -> list[str]:
    """What the parser says about the spelling of a portable statement."""
    return parsed(spell(Expr(text), None, MODEL, MSSQL) + ";\n", linter)


def parsed(text: str, linter: Linter) -> list[str]:
    """What the parser says about Transact-SQL."""
    found = linter.parse_string(text)
    unparsable = [] if found.tree is None else list(found.tree.recursive_crawl("unparsable"))
    return [*map(str, found.violations), *(segment.raw for segment in unparsable)]
