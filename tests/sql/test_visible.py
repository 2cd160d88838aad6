"""What a statement may see, told by an engine: rows that live, and those of one tenant."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
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


TENANTS = """
CREATE TABLE orgs (id INTEGER, name TEXT);
CREATE TABLE teams (id INTEGER, org_id INTEGER, name TEXT);
CREATE TABLE members (id INTEGER, owner INTEGER, team_id INTEGER, name TEXT);
INSERT INTO orgs VALUES (1, 'a'), (2, 'b');
"""
TEAMS = [(1, 1, "x"), (2, 1, "y"), (3, 2, "x"), (4, 2, "z")]
MEMBERS = [(1, 1, 1, "p"), (2, 1, None, "q"), (3, 2, 3, "p"), (4, 2, 1, "r"), (5, 1, 3, "s")]


def owned(name: str, tenant: str, *others: Field) -> Entity:
    fields = (field("id"), field(tenant), *others, field("name", "text"))
    table = f"{name}s"
    return Entity(name=name, table=table, spec="database/shop", fields=fields, tenant=tenant)


OWNED = Model(
    engine="sqlite",
    entities=(
        owned("team", "org_id"),
        owned("member", "owner", field("team_id", nullable=True)),
        Entity(
            name="org",
            table="orgs",
            spec="database/shop",
            fields=(field("id"), field("name", "text")),
        ),
    ),
)


def database_with(wanted: Callable[[int], bool]) -> sqlite3.Connection:
    """Gives a database with the rows of some tenants."""
    database = sqlite3.connect(":memory:")
    database.executescript(TENANTS)
    rows = [row for row in TEAMS if wanted(row[1])], [row for row in MEMBERS if wanted(row[1])]
    database.executemany("INSERT INTO teams VALUES (?, ?, ?)", rows[0])
    database.executemany("INSERT INTO members VALUES (?, ?, ?, ?)", rows[1])
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM team",
        "SELECT id FROM team WHERE name = 'x' OR id = 4",
        "SELECT t.id, m.id AS m FROM team t JOIN member m ON m.team_id = t.id",
        "SELECT t.id, m.id AS m FROM team t CROSS JOIN member m",
        "SELECT m.id, t.name FROM member m LEFT JOIN team t ON t.id = m.team_id",
        "SELECT t.name, m.id FROM member m RIGHT JOIN team t ON t.id = m.team_id",
        "SELECT o.name, t.name AS t FROM team t RIGHT JOIN org o ON o.id = t.org_id",
        "SELECT o.id, count(t.id) AS n FROM org o LEFT JOIN team t ON t.org_id = o.id GROUP BY o.id",
        "SELECT o.name, t.name AS t, m.name AS m FROM org o JOIN team t ON t.org_id = o.id "
        "LEFT JOIN member m ON m.team_id = t.id",
        "SELECT t.name, m.name AS m, o.name AS o FROM team t LEFT JOIN member m ON m.team_id = t.id "
        "RIGHT JOIN org o ON o.id = t.org_id",
        "SELECT name FROM team UNION SELECT name FROM member",
        "SELECT name FROM org EXCEPT SELECT name FROM team",
        "SELECT id FROM org WHERE id IN (SELECT org_id FROM team)",
        "SELECT id FROM org WHERE NOT EXISTS (SELECT 1 AS one FROM team WHERE team.org_id = org.id)",
        "SELECT o.id, (SELECT count(*) FROM member m WHERE m.owner = o.id) AS n FROM org o",
        "WITH t AS (SELECT id, name FROM team) SELECT t.name FROM t JOIN t AS u ON u.name = t.name",
        "WITH team AS (SELECT id FROM team) SELECT id FROM team",
        "WITH org AS (SELECT id, owner FROM member) SELECT id FROM org",
        "SELECT x.n FROM (SELECT count(*) AS n FROM member) AS x",
        "SELECT a.id, b.id AS b FROM (SELECT id, name FROM team) AS a "
        "FULL JOIN (SELECT id, name FROM member) AS b ON b.id = a.id",
        "SELECT name, count(*) AS n FROM member GROUP BY name HAVING count(*) > 0 ORDER BY name",
    ],
)
def test_a_statement_sees_what_it_would_if_there_were_no_other_tenant(statement: str) -> None:
    profile = load(Path(built_in()) / "sqlite", "3.40")
    alone = spell(Expr(statement), None, OWNED, profile)
    among = spell(Expr(statement), None, OWNED, profile, owned=True)

    for tenant in (1, 2, 3):
        want = database_with(lambda each, own=tenant: each == own).execute(alone).fetchall()
        got = database_with(lambda _: True).execute(among, {"tenant": tenant}).fetchall()
        assert sorted(got, key=repr) == sorted(want, key=repr)
