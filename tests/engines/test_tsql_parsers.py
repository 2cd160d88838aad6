"""The checkers of SQL Server's grammar: what they let through, and what they must not."""

from __future__ import annotations

import pytest

from tests.engines.tsql import Check, sqlfluff, unknown_types

BAD = [
    "CREATE TABLE t (id int primry key);",
    "CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT);",
    "SELECT id FROM t LIMIT 5;",
    "CREATE TABLE IF NOT EXISTS t (id int);",
    "ALTER TABLE t ADD COLUMN c int;",
    "CREATE TABLE t (id int, CONSTRAINT f FOREIGN KEY (id) REFERENCES u (id)) ON DELETE CASCADE;",
]
GOOD = [
    "CREATE UNIQUE INDEX i ON t (a) INCLUDE (b) WHERE a IS NOT NULL;",
    "MERGE INTO t AS x USING (VALUES (1)) AS s (id) ON x.id = s.id\n"
    "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);",
    "CREATE OR ALTER VIEW v AS SELECT id FROM t;\nGO\n"
    "IF OBJECT_ID(N'dbo.t', N'U') IS NULL\nCREATE TABLE dbo.t (id int);\nGO\n",
]


@pytest.mark.parametrize("script", BAD)
def test_what_is_not_transact_sql_is_refused_by_each_parser(microsoft: Check, script: str) -> None:
    assert microsoft(script)
    assert sqlfluff(script)


@pytest.mark.parametrize("script", GOOD)
def test_transact_sql_is_taken(tsql: Check, script: str) -> None:
    assert tsql(script) == ()


def test_a_type_that_sql_server_lacks_is_named() -> None:
    columns = "    [id]   int NOT NULL,\n    [data] jsonb,\n    CONSTRAINT [c] CHECK (id > 0)"
    script = f"CREATE TABLE [t] (\n{columns}\n);"

    assert unknown_types(script) == ("`jsonb` is no type",)
