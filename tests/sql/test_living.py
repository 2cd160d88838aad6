"""What soft deletion does to statements, told by an engine: deleted rows are not seen, others are."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from generator.disk.targets import built_in
from generator.model import Entity, Expr, Field, Model, Type
from generator.sql.expressions import spell
from generator.sql.profile import load

SCHEMA = """
CREATE TABLE orgs (id INTEGER, name TEXT);
CREATE TABLE users (id INTEGER, org_id INTEGER, deleted_at TEXT);
INSERT INTO orgs VALUES (1, 'a'), (2, 'b');
INSERT INTO users VALUES (1, 1, NULL), (2, 1, '2026-01-01'), (3, 2, '2026-01-01');
"""


def field(name: str, kind: str = "int64", *, nullable: bool = False) -> Field:
    return Field(name=name, column=name, type=Type(kind), nullable=nullable)


MODEL = Model(
    engine="sqlite",
    entities=(
        Entity(
            name="user",
            table="users",
            spec="database/shop",
            fields=(field("id"), field("org_id"), field("deleted_at", "timestamp", nullable=True)),
            soft_delete="deleted_at",
        ),
        Entity(
            name="org",
            table="orgs",
            spec="database/shop",
            fields=(field("id"), field("name", "text")),
        ),
    ),
)


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ("SELECT id FROM user", [(1,)]),
        ("SELECT id FROM user WHERE id = 2 OR org_id = 1", [(1,)]),
        ("SELECT id FROM user WHERE deleted_at IS NOT NULL ORDER BY id", [(2,), (3,)]),
        ("SELECT id FROM org WHERE id IN (SELECT org_id FROM user)", [(1,)]),
        ("WITH u AS (SELECT id FROM user) SELECT id FROM u", [(1,)]),
        (
            "SELECT o.id, count(u.id) AS n FROM org AS o LEFT JOIN user AS u ON u.org_id = o.id "
            "GROUP BY o.id ORDER BY o.id",
            [(1, 1), (2, 0)],
        ),
    ],
)
def test_deleted_rows_are_seen_only_by_who_asks(
    statement: str, rows: list[tuple[int, ...]]
) -> None:
    profile = load(Path(built_in()) / "sqlite", "3.40")
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)

    got = database.execute(spell(Expr(statement), None, MODEL, profile)).fetchall()

    assert got == rows
