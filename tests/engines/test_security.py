"""What policies mean: PostgreSQL's answers for rows and roles, and those of the predicate functions that
SQL Server is given, which SQLite is asked to work out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import Predicate, SecurityPolicy
from generator.database.session import Session
from generator.pipeline import Result, understand
from tests.engines.fixtures import Database
from tests.engines.workspaces import rendered

COMMANDS = ("select", "insert", "update", "delete")
ROLES = {"rls_clerk": (), "rls_chief": ("rls_clerk",), "rls_guest": (), "rls_auditor": ()}
"""Roles with those that they are members of."""
ROWS = tuple(product((1, 2, None), (1, 2)))
EXPRESSIONS = ("org = 1", "size = 2", "true", "org = 1 OR size = 1", "org IS NULL")


@st.composite
def policies(draw: st.DrawFn) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True)):
        commands = draw(st.lists(st.sampled_from(COMMANDS), unique=True))
        roles = draw(st.lists(st.sampled_from(("rls_clerk", "rls_chief")), unique=True))
        using, check = (draw(st.sampled_from(("", *EXPRESSIONS))) for _ in "12")
        told: dict[str, object] = {"using": using or ("" if check else "true"), "check": check}
        if "insert" not in commands and "update" not in commands and commands:
            told = {"using": using or "true"}
        if commands == ["insert"]:
            told = {"check": check or "true"}
        told |= {"for": commands, "to": roles, "restrictive": draw(st.booleans())}
        found[name] = {key: value for key, value in told.items() if value}
    return found


def spec(found: Mapping[str, object]) -> str:
    """Gives a spec of one table with these policies."""
    roles: dict[str, dict[str, object]] = {
        name: {"member_of": list(above)} if above else {} for name, above in ROLES.items()
    }
    roles["rls_auditor"] = {"bypass_row_security": True}
    thing = {
        "fields": {"id": {"type": "int64", "key": True}, "org": "int32?", "size": "int32"},
        "row_security": "enabled",
        "policies": found,
        "access": {role: list(COMMANDS) for role in ROLES},
    }
    return json.dumps({"title": "Things", "roles": roles, "entities": {"thing": thing}})


@dataclass(frozen=True, slots=True)
class Asked:
    """The predicate functions of a table, asked through SQLite."""

    policy: SecurityPolicy

    def passes(self, role: str, guard: str, org: int | None, size: int) -> bool:
        """Whether a row passes; what no predicate guards does."""
        return all(
            self._answer(each, role, org, size)
            for each in self.policy.predicates
            if guard in each.guards
        )

    def _answer(self, predicate: Predicate, role: str, org: int | None, size: int) -> bool:
        with sqlite3.connect(":memory:") as session:
            session.create_function("USER_NAME", 0, lambda: role)
            session.create_function(
                "IS_ROLEMEMBER", 1, lambda name: int(name in (role, *ROLES[role]))
            )
            values = {"org": org, "size": size, "id": 0}
            text = f"SELECT count(*) FROM (SELECT 1 WHERE {predicate.condition})"
            (count,) = session.execute(text, values).fetchone()
        return bool(count)


@settings(max_examples=12, deadline=None)
@given(policies())
def test_predicate_functions_let_through_what_postgresql_does(
    database: Database, tmp_path_factory: pytest.TempPathFactory, found: dict[str, object]
) -> None:
    home = tmp_path_factory.mktemp("things")
    path = home / "openspec/specs/database/things/schema.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(spec(found), "utf-8")
    (home / "gen.yaml").write_text("version: 1\nengines: {postgresql: '15', mssql: '2019'}\n")
    result = understand(home)
    assert not result.failed, result.diagnostics
    asked = Asked(secured(result))

    with database("postgresql") as session:
        session.run(rendered(result, "postgresql")["schema.sql"])
        for n, (org, size) in enumerate(ROWS, 1):
            session.run(f"INSERT INTO things VALUES ({n}, {literal(org)}, {size})")
        for role in ROLES:
            assert dict(answered(session, role)) == dict(worked_out(asked, role)), role


def secured(result: Result) -> SecurityPolicy:
    """Gives the security policy of the one table."""
    (found,) = result.catalogs["mssql"].of(SecurityPolicy)
    assert isinstance(found, SecurityPolicy)
    return found


def literal(value: int | None) -> str:
    return "NULL" if value is None else str(value)


Answer = tuple[str, bool]


def answered(session: Session, role: str) -> Iterator[Answer]:
    """Gives what PostgreSQL lets a role do with each row."""
    session.run(f"SET ROLE {role}")
    seen = {key for (key,) in session.fetch("SELECT id FROM things")}
    for n, (org, size) in enumerate(ROWS, 1):
        values = f"{literal(org)}, {size}"
        yield f"see {n}", n in seen
        yield f"make {n}", does(session, f"INSERT INTO things VALUES (99, {values})")
        yield f"drop {n}", does(session, f"DELETE FROM things WHERE id = {n}")
        for m, (other, wide) in enumerate(ROWS, 1):
            change = f"UPDATE things SET org = {literal(other)}, size = {wide} WHERE id = {n}"
            yield f"change {n} to {m}", does(session, change)
    session.run("RESET ROLE")


def does(session: Session, statement: str) -> bool:
    """Whether a statement changes a row; nothing of it remains."""
    block = f"""
        DO $$
        DECLARE n bigint := 0;
        BEGIN
            BEGIN
                {statement};
                GET DIAGNOSTICS n = ROW_COUNT;
                RAISE SQLSTATE 'GEN00' USING MESSAGE = n::text;
            EXCEPTION
                WHEN SQLSTATE 'GEN00' THEN n := SQLERRM::bigint;
                WHEN insufficient_privilege THEN n := 0;
            END;
            PERFORM set_config('gen.rows', n::text, false);
        END;
        $$"""
    session.run(block)
    ((count,),) = session.fetch("SELECT current_setting('gen.rows')")
    return count != "0"


def worked_out(asked: Asked, role: str) -> Iterator[Answer]:
    """Gives what the predicate functions let a role do with each row."""
    for n, row in enumerate(ROWS, 1):
        sees = asked.passes(role, "FILTER", *row)
        yield f"see {n}", sees
        yield f"make {n}", asked.passes(role, "AFTER INSERT", *row)
        yield f"drop {n}", sees and asked.passes(role, "BEFORE DELETE", *row)
        before = sees and asked.passes(role, "BEFORE UPDATE", *row)
        for m, new in enumerate(ROWS, 1):
            yield f"change {n} to {m}", before and asked.passes(role, "AFTER UPDATE", *new)
