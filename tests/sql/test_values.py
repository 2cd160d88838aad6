"""Values of every type: taken and given back the same, refused when they do not fit, on every engine."""

from __future__ import annotations

import pytest

from generator.database.url import DatabaseError
from generator.model import Expr, Model, Type, Value
from generator.sql.expressions import spell
from generator.sql.literals import literal
from generator.sql.profile import Profile
from generator.sql.scope import Value as OfValue
from generator.sql.types import logical_type, parse_type, sql_type, type_text
from tests.engines.fixtures import ENGINES, Database
from tests.sql.profiles import PROFILES

# type, a value that is taken, values that must be refused
VALUES: tuple[tuple[str, Value, tuple[Value, ...]], ...] = (
    ("bool", True, ()),
    ("int8", -128, (128, -129)),
    ("int16", 32767, (32768,)),
    ("int32", -2147483648, (2147483648,)),
    ("int64", 9223372036854775807, ()),
    ("uint8", 255, (256, -1)),
    ("uint16", 65535, (65536, -1)),
    ("uint32", 4294967295, (4294967296, -1)),
    ("uint64", 9223372036854775807, (-1,)),
    ("decimal(10,2)", "12345678.25", ("100000000",)),
    ("float64", "0.1", ()),
    ("char(2)", "SE", ("SWE",)),
    ("string(5)", "åäö!?", ("åäö!?x",)),
    ("text", 'it\'s \\ "quoted"\nand\tmore % _ é 🙂', ()),
    ("bytes(4)", "0x00ff10ab", ("0x00ff10abcd",)),
    ("uuid", "0190F3B4-5C1E-7A2B-8C3D-4E5F60718293", ("0190f3b4",)),
    ("date", "2024-02-29", ("2023-02-29", "soon")),
    ("time", "23:59:59.123456", ("24:61:00",)),
    ("timestamp", "2026-03-05T14:07:09.250001Z", ("2026-02-30 00:00:00",)),
    ("datetime", "2026-03-05 14:07:09.250001", ("2026-02-30 00:00:00",)),
    ("json", {"a": [1, True, None]}, ("0x{",)),
    ("array(int32)", (1, 2, 3), ()),
    ("password", "$argon2id$v=19$m=65536", ()),
)
IN_SCHEMA = (
    "SELECT column_type FROM information_schema.columns "
    "WHERE table_name = 't' AND table_schema = database()"
)
COLUMN_TYPE = {
    "postgresql": "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = 't'::regclass AND attnum = 1",
    "mysql": IN_SCHEMA,
    "mariadb": IN_SCHEMA,  # its json is a longtext with a check, and reported as that
}
REFUSED = [(of, value) for of, _, refused in VALUES for value in refused]


@pytest.mark.parametrize("engine", ENGINES)
def test_value_is_found_again(engine: str, database: Database) -> None:
    profile = PROFILES[engine]
    with database(engine) as session:
        for of, value, _ in VALUES:
            logical = parse_type(of)
            session.fetch(table(logical, profile))
            spelled = literal(value, logical, profile)
            session.fetch(f"INSERT INTO t VALUES ({spelled})")
            session.fetch("INSERT INTO t VALUES (NULL)")
            if of not in ("json", "array(int32)"):
                assert session.fetch(f"SELECT count(*) FROM t WHERE x = {spelled}") == [(1,)], of
            session.fetch("DROP TABLE t")


@pytest.mark.parametrize(("of", "value"), REFUSED, ids=lambda it: str(it))
@pytest.mark.parametrize("engine", ENGINES)
def test_value_that_does_not_fit_is_refused(
    engine: str, of: str, value: Value, database: Database
) -> None:
    profile, logical = PROFILES[engine], parse_type(of)
    with database(engine) as session:
        session.fetch(table(logical, profile))
        spelled = "'{'" if value == "0x{" else literal(value, logical, profile)

        with pytest.raises(DatabaseError):
            session.fetch(f"INSERT INTO t VALUES ({spelled})")


@pytest.mark.parametrize("engine", COLUMN_TYPE)
def test_type_is_read_back_from_the_catalog(engine: str, database: Database) -> None:
    profile = PROFILES[engine]
    rows = [row for row in profile.types if row.sql and not {"{", "("} & {*row.sql, *row.type}]
    with database(engine) as session:
        for row in rows:
            session.fetch(f"CREATE TABLE t (x {row.sql})")
            found = session.fetch(COLUMN_TYPE[engine])
            session.fetch("DROP TABLE t")

            reads = "text" if (engine, row.sql) == ("mariadb", "json") else row.reads or row.type
            assert type_text(logical_type(str(found[0][0]), profile)) == reads


def test_expression_of_a_domain_speaks_of_a_column() -> None:
    expr = Expr("value >= 0 AND value <> 3")

    assert (
        spell(expr, OfValue(parse_type("int32"), "x"), Model(), PROFILES["sqlite"])
        == "x >= 0 AND x <> 3"
    )


def table(of: Type, profile: Profile) -> str:
    """A table of one column, with the checks that its type stands for."""
    kind = sql_type(of, profile, Model())
    checks = "".join(f", CHECK ({check.on('x')})" for check in kind.checks)
    strict = " STRICT" if profile.name == "sqlite" else ""
    return f"CREATE TABLE t (x {kind.text}{checks}){strict}"
