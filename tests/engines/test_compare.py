"""The comparison of catalogs, and how texts are brought into an engine's spelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from generator.catalog import (
    Catalog,
    Check,
    Column,
    Id,
    Identity,
    Index,
    Key,
    PrimaryKey,
    Row,
    Table,
    View,
    catalog,
)
from generator.database.compare import compare
from generator.database.normalise import normalise
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import Session
from tests.engines.fixtures import ENGINES, Database

RICH = Path(__file__).parent / "rich"

# The same small database, as a person would write it and as each engine must be told.
SCRIPTS = {
    "postgresql": """
CREATE TABLE item (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_item PRIMARY KEY,
    price decimal(10,2) DEFAULT 1.5 CONSTRAINT ck_item_price CHECK ((price) >=0),
    label varchar(20) DEFAULT 'a', low text GENERATED ALWAYS AS (lower(label)) STORED
);
CREATE INDEX ix_item_low ON item (lower(label)) WHERE price > 1;
CREATE VIEW cheap AS SELECT id FROM item WHERE price < 10;
""",
    "mysql": """
CREATE TABLE item (
    id integer AUTO_INCREMENT PRIMARY KEY,
    price decimal(10,2) DEFAULT 1.5, label varchar(20) DEFAULT 'a',
    low varchar(20) GENERATED ALWAYS AS (lower(label)) STORED,
    CONSTRAINT ck_item_price CHECK ((price) >=0)
) ENGINE = InnoDB DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ix_item_low ON item (label);
CREATE VIEW cheap AS SELECT id FROM item WHERE price < 10;
""",
    "sqlite": """
CREATE TABLE item (
    id integer CONSTRAINT pk_item PRIMARY KEY AUTOINCREMENT,
    price real DEFAULT 1.5 CONSTRAINT ck_item_price CHECK((price)>=0), label TEXT DEFAULT 'a',
    low TEXT GENERATED ALWAYS AS (LOWER("label")) STORED
) STRICT;
CREATE INDEX ix_item_low ON item (lower(label)) WHERE price>1;
CREATE VIEW cheap AS SELECT id FROM item WHERE price<10;
""",
}
SCRIPTS["mariadb"] = SCRIPTS["mysql"]


def _expected(engine: str) -> Catalog:
    """The same database as specs would have it, in other words than the engine's."""
    mysql = engine in ("mysql", "mariadb")
    number = {"postgresql": "decimal(10, 2)", "sqlite": "REAL"}.get(engine, "DECIMAL(10, 2)")
    text = {"postgresql": "varchar(20)", "sqlite": "TEXT"}.get(engine, "VARCHAR(20)")
    options = {"sqlite": {"strict": ""}, "postgresql": {}}.get(
        engine, {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
    )
    low = Key(column="label") if mysql else Key(expression="lower( label )")
    return catalog(
        engine,
        "",
        (
            Table(name="item", options=options, node="item"),
            Column(
                table="item",
                name="id",
                type="INTEGER",
                nullable=False,
                identity=Identity(),
                node="item.id",
            ),
            Column(table="item", name="price", type=number, default="1.5", node="item.price"),
            Column(table="item", name="label", type=text, default="'a'", node="item.label"),
            Column(
                table="item",
                name="low",
                type="text" if engine == "postgresql" else text,
                generated="lower(label)",
                node="item.low",
            ),
            PrimaryKey(table="item", name="pk_item", columns=("id",)),
            Check(
                table="item",
                name="ck_item_price",
                expression="price >= 0",
                node="item.checks.price",
            ),
            Index(
                table="item", name="ix_item_low", keys=(low,), where="" if mysql else "price > 1"
            ),
            View(name="cheap", sql="SELECT id FROM item WHERE price < 10", node="cheap"),
        ),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_what_means_the_same_is_the_same(
    database: Database, engine: str, server: Callable[[str], Server]
) -> None:
    with database(engine) as session:
        session.run(SCRIPTS[engine])
        normal = normalise(_expected(engine), SCRIPTS[engine], server(engine))

        assert [str(one) for one in compare(normal.catalog, read(session))] == []
        assert normal.unknown == frozenset()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (">=0", ">=1", "check `item.ck_item_price` (item.checks.price): expression is"),
        ("DEFAULT 1.5", "DEFAULT 2.5", "column `item.price` (item.price): default is"),
        ("DEFAULT 'a'", "", "column `item.label` (item.label): default is ``, expected"),
        ("price < 10", "price < 11", "view `cheap` (cheap): sql is"),
        ("lower(label)", "upper(label)", "column `item.low` (item.low): generated is"),
    ],
)
def test_what_differs_is_named(
    database: Database,
    engine: str,
    server: Callable[[str], Server],
    was: str,
    becomes: str,
    said: str,
) -> None:
    script = (
        SCRIPTS[engine].replace('LOWER("label")', "lower(label)").replace("price<10", "price < 10")
    )
    assert was in script
    with database(engine) as session:
        session.run(script.replace(was, becomes))
        normal = normalise(_expected(engine), script, server(engine))

        assert any(str(one).startswith(said) for one in compare(normal.catalog, read(session)))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_equals_its_copy_object_by_object(database: Database, engine: str) -> None:
    script = (RICH / f"{engine}.sql").read_text(encoding="utf-8")
    with database(engine) as one, database(engine) as other:
        one.run(script)
        other.run(script)

        assert compare(read(one), read(other)) == ()


def test_missing_and_extra_objects_are_said_once() -> None:
    one = catalog("sqlite", "", (Table(name="a", node="alpha"), Table(name="b")))
    other = catalog("sqlite", "", (Table(name="b"), Table(name="c"), Table(name="legacy_x")))

    said = [str(difference) for difference in compare(one, other, unmanaged=["legacy_*"])]

    assert said == ["table `a` (alpha) is missing", "table `c` was not expected"]


def test_remarks_of_sqlite_have_no_blanks_around_their_lines() -> None:
    said = catalog(
        "sqlite", "", (Table(name="a", comment=" "), Table(name="b", comment="it \n is"))
    )
    read = catalog("sqlite", "", (Table(name="a"), Table(name="b", comment="it\nis")))

    assert compare(said, read) == ()


def test_rows_are_known_by_what_the_specs_know_them_by() -> None:
    expected = Row(
        table="t", key=(("code", "'SE'"),), values=(("name", "'Sweden'"),), node="country.rows.0"
    )
    found = Row(table="t", key=(("id", "1"),), values=(("code", "'SE'"), ("name", "'Schweden'")))
    extra = Row(table="t", key=(("id", "2"),), values=(("code", "'NO'"), ("name", "'Norway'")))

    differences = compare(catalog("mysql", "", [expected]), catalog("mysql", "", [found, extra]))

    assert [(one.attribute, one.expected, one.found) for one in differences] == [
        ("name", "'Sweden'", "'Schweden'"),
        ("", "", "there"),
    ]


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_rows_are_spelled_as_the_engine_has_them(
    database: Database, engine: str, server: Callable[[str], Server]
) -> None:
    script = (
        "CREATE TABLE t (id int PRIMARY KEY, day date, price decimal(6, 2), on_ boolean, name varchar(9));"
        "INSERT INTO t VALUES (1, '2026-01-01', 1, true, 'it''s'), (2, NULL, NULL, NULL, '')"
    )
    rows = [
        Row(
            table="t",
            key=(("id", "'1'"),),
            values=(("price", "1.0"), ("on_", "true"), ("name", "'it''s'")),
        ),
        Row(table="t", key=(("id", "2"),), values=(("day", "NULL"), ("name", "''"))),
    ]
    with database(engine) as session:
        session.run(script)
        normal = normalise(catalog(engine, "", rows), script, server(engine))
        found = catalog(
            engine, "", (row for row in read(session, rows=[("", "t")]) if isinstance(row, Row))
        )

    assert compare(normal.catalog, found) == ()


def test_what_the_engine_refuses_on_its_own_is_unknown(
    postgresql: Session, server: Callable[[str], Server]
) -> None:
    script = "CREATE TABLE item (id int CONSTRAINT c CHECK (id > 0))"
    postgresql.run(script)
    found = read(postgresql)
    check = cast(Check, found.objects[Id("check", "", "item", "c")])
    others = [item for item in found if item is not check]
    expected = catalog("postgresql", "", [*others, replace(check, expression="id > > 0")])

    normal = normalise(expected, script, server("postgresql"))
    (difference,) = compare(normal.catalog, found, unknown=normal.unknown)

    assert difference.unknown
    assert str(difference).endswith("unknown whether they mean the same")
