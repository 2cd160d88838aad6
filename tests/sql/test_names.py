"""Names are quoted where an engine would misread them, and nowhere else."""

from __future__ import annotations

from importlib import import_module

import pytest

from generator.sql.profile import quote
from tests.sql.profiles import PROFILES


def oracle(engine: str) -> frozenset[str]:
    """The reserved words that SQLAlchemy knows of."""
    module = import_module(
        {
            "postgresql": "sqlalchemy.dialects.postgresql.base",
            "mysql": "sqlalchemy.dialects.mysql.reserved_words",
            "mariadb": "sqlalchemy.dialects.mysql.reserved_words",
            "sqlite": "sqlalchemy.dialects.sqlite.base",
            "mssql": "sqlalchemy.dialects.mssql.base",
        }[engine]
    )
    if engine == "sqlite":
        return frozenset(module.SQLiteIdentifierPreparer.reserved_words)
    kept = {"mysql": "RESERVED_WORDS_MYSQL", "mariadb": "RESERVED_WORDS_MARIADB"}
    return frozenset(getattr(module, kept.get(engine, "RESERVED_WORDS")))


@pytest.mark.parametrize("engine", PROFILES)
def test_reserved_words_hold_those_of_sqlalchemy(engine: str) -> None:
    assert oracle(engine) - PROFILES[engine].reserved == frozenset()


@pytest.mark.parametrize(
    ("engine", "name", "want"),
    [
        ("postgresql", "email", "email"),
        ("postgresql", "order", '"order"'),
        ("postgresql", "Weird", '"Weird"'),
        ("postgresql", 'a"b', '"a""b"'),
        ("mysql", "order", "`order`"),
        ("mysql", "a`b", "`a``b`"),
        ("mssql", "user", "[user]"),
        ("mssql", "a]b", "[a]]b]"),
        ("sqlite", "2nd", '"2nd"'),
    ],
)
def test_name_is_quoted_when_needed(engine: str, name: str, want: str) -> None:
    assert quote(name, PROFILES[engine]) == want


@pytest.mark.parametrize(
    ("engine", "wants"),
    [
        ("postgresql", ("auth.users", "users")),
        ("mssql", ("auth.users", "dbo.users")),
        ("mysql", ("users", "users")),
        ("sqlite", ("users", "users")),
    ],
)
def test_table_has_its_schema_where_there_are_schemas(engine: str, wants: tuple[str, str]) -> None:
    profile = PROFILES[engine]

    assert (profile.table("auth", "users"), profile.table("", "users")) == wants
