"""Logical types go to every engine and come back as they were, or as types.yaml says."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.config import OLDEST
from generator.model import Model, Type
from generator.sql.profile import Profile, load
from generator.sql.rows import Row
from generator.sql.types import logical_type, parse_type, sql_type, type_text

TYPES = """
bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 decimal decimal(10,2) float32 float64
char(2) string string(254) text bytes bytes(16) uuid date time time(3) timestamp timestamp(3)
datetime datetime(3) duration json xml inet array(text) range(timestamp) vector(3) password
"""
TEMPLATES = Path(__file__).parents[2] / "templates"
NEWEST = {"postgresql": "18", "mysql": "9.7", "mariadb": "11.8", "sqlite": "3.51", "mssql": "2025"}
PROFILES = tuple(
    load(TEMPLATES / name, version)
    for versions in (OLDEST, NEWEST)
    for name, version in versions.items()
)
ROWS = [
    pytest.param(profile, row, id=f"{profile.name} {profile.version} {row.type} {row.sql}")
    for profile in PROFILES
    for row in profile.types
    if not row.refused
]


def sample(pattern: str, row: Row) -> Type:
    """A type that the pattern of a row fits, within the row's bounds and beyond those before it."""
    numbers = {"n": 7, "p": 6, "s": 2}
    if not row.when and row.checks and row.type in ("string(n)", "bytes(n)"):
        numbers["n"] = 100_000
    if row.type.startswith(("time", "datetime")):
        numbers["p"] = 3
    numbers |= {name: high for name, (_, high) in row.when.items()}
    text = pattern.replace("(T)", "(int32)")
    for name, number in numbers.items():
        text = text.replace(f"({name}", f"({number}").replace(f",{name})", f",{number})")
    return parse_type(text)


@pytest.mark.parametrize(("profile", "row"), ROWS)
def test_type_comes_back(profile: Profile, row: Row) -> None:
    there = sql_type(sample(row.type, row), profile, Model())
    back = logical_type(there.text, profile)

    want = sample(row.reads or row.type, row)
    assert (there.refused, type_text(back)) == ("", type_text(want))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: f"{p.name} {p.version}")
def test_every_logical_type_has_an_answer(profile: Profile) -> None:
    answers = {text: sql_type(parse_type(text), profile, Model()) for text in TYPES.split()}

    assert [t for t, a in answers.items() if bool(a.text) == bool(a.refused)] == []


@pytest.mark.parametrize(
    ("engine", "text", "want"),
    [
        ("postgresql", "character varying(254)", "string(254)"),
        ("postgresql", "timestamp(3) with time zone", "timestamp(3)"),
        ("postgresql", "timestamp without time zone[]", "array(datetime)"),
        ("postgresql", "numeric(10,2)", "decimal(10,2)"),
        ("postgresql", "character varying", "text"),
        ("mysql", "int(11)", "int32"),
        ("mysql", "INT UNSIGNED", "uint32"),
        ("mysql", "tinyint(1)", "bool"),
        ("mariadb", "bigint(20) unsigned", "uint64"),
        ("sqlite", "NVARCHAR(160)", "string(160)"),
        ("sqlite", "NUMERIC(10,2)", "decimal(10,2)"),
        ("mssql", "numeric(10, 2)", "decimal(10,2)"),
        ("mssql", "nvarchar(max)", "text"),
    ],
)
def test_spelling_of_an_engine_is_read(engine: str, text: str, want: str) -> None:
    profile = next(item for item in PROFILES if item.name == engine)

    assert type_text(logical_type(text, profile)) == want


def test_unknown_type_stays_native() -> None:
    assert logical_type("tsvector", PROFILES[0]) == Type("native", ref="tsvector")
