"""Drift on real engines: none after a build, each change seen, and what `--sql` prints repairs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli import run
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import built, script

SPEC = {
    "entities": {
        "reader": {
            "fields": {
                "id": {"type": "int64", "key": True},
                "name": "string(40)",
                "level": {"type": "int32", "default": 1},
            },
            "checks": {"positive": "level > 0"},
            "indexes": {"by_name": ["name"]},
        },
        "country": {
            "fields": {"code": {"type": "char(2)", "key": True}, "name": "string(40)"},
            "rows": [{"code": "SE", "name": "Sweden"}, {"code": "NO", "name": "Norway"}],
        },
    }
}
CHANGES = {
    "postgresql": "DROP INDEX ix_readers_by_name; ALTER TABLE readers ADD COLUMN nick text;",
    "sqlite": "DROP INDEX ix_readers_by_name; ALTER TABLE readers ADD COLUMN nick TEXT;",
    "mysql": "DROP INDEX ix_readers_by_name ON readers; ALTER TABLE readers ADD COLUMN nick text;",
    "mariadb": "DROP INDEX ix_readers_by_name ON readers; ALTER TABLE readers ADD COLUMN nick text;",
}
ROWS = "DELETE FROM countries WHERE code = 'NO'; UPDATE countries SET name = 'Sverige';"


@pytest.mark.parametrize("engine", ENGINES)
def test_drift_is_seen_and_repaired(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = built(tmp_path, SPEC, engine)
    (tmp_path / "gen.yaml").write_text(
        json.dumps({"version": 1, "engines": [engine], "targets": {}, "unmanaged": ["legacy_*"]})
    )

    with database(engine) as live:
        live.run(script(result))
        live.run("CREATE TABLE legacy_cards (id int);")
        if engine != "sqlite":  # the server that runs already spells the texts as well
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        look = ["drift", "--workspace", str(tmp_path), "--url", live.url.text()]

        assert run(look) == 0, capsys.readouterr().err

        live.run(CHANGES[engine] + ROWS)
        capsys.readouterr()
        assert run([*look, "--sql"]) == 1
        said = capsys.readouterr()
        for name in ("ix_readers_by_name", "readers.nick", "'NO'", "Sverige"):
            assert name in said.err

        live.run(said.out)
        assert run(look) == 0, capsys.readouterr().err
        assert live.fetch("SELECT count(*) FROM legacy_cards") == [(0,)]


def test_a_database_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path, SPEC, "postgresql")
    url = "postgresql://nobody:secret@127.0.0.1:9/nothing"

    assert run(["drift", "--workspace", str(tmp_path), "--url", url]) == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "secret" not in said


TRIGGERS = {
    "entities": {"reader": {"fields": {"id": {"type": "int64", "key": True}, "name": "text?"}}},
    "triggers": {
        name: {"entity": "reader", "when": "before", "events": ["insert"], "engines": {}}
        for name in ("first", "second")
    },
}
FIRST = "CREATE TRIGGER first BEFORE INSERT ON readers FOR EACH ROW SET NEW.name = 'a' || NEW.name"
SECOND = "CREATE TRIGGER second BEFORE INSERT ON readers FOR EACH ROW {} SET NEW.name = 'b'"


@pytest.mark.parametrize("engine", ["mysql", "mariadb"])
def test_a_trigger_of_another_mode_or_order_is_drift_where_these_are_said(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = {"first": {"sql": FIRST, "sql_mode": "PIPES_AS_CONCAT"}, "second": {"sql": SECOND}}
    own["second"]["sql"] = SECOND.format("FOLLOWS first")
    made = {
        name: node | {"engines": {engine: own[name]}} for name, node in TRIGGERS["triggers"].items()
    }
    result = built(tmp_path, TRIGGERS | {"triggers": made}, engine)

    with database(engine) as live:
        monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        look = ["drift", "--workspace", str(tmp_path), "--url", live.url.text(), "--sql"]
        live.run(script(result))
        live.run("INSERT INTO readers VALUES (1, 'x')")
        assert live.fetch("SELECT name FROM readers") == [("b",)]
        assert run(look) == 0, capsys.readouterr().err

        live.run(f"DROP TRIGGER first; DROP TRIGGER second; {SECOND.format('')}; {FIRST}")
        capsys.readouterr()
        assert run(look) == 1
        said = capsys.readouterr()
        assert "expected `sql_mode = PIPES_AS_CONCAT`" in said.err
        assert "expected `follows = first`" in said.err

        live.run(said.out)
        assert run(look) == 0, capsys.readouterr().err


def test_what_administrators_set_is_no_drift_where_no_spec_says_it(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    access = {"drift_app": ["select"]}
    reader = {"fields": {"id": {"type": "int64", "key": True}}, "access": access}
    spec = {"roles": {"drift_app": {"login": True}}, "entities": {"reader": reader}}
    result = built(tmp_path, spec, "postgresql")

    with database("postgresql") as live:
        live.run(script(result))
        live.run(
            "ALTER ROLE drift_app SET statement_timeout = '5s'; ALTER ROLE drift_app CONNECTION LIMIT 9;"
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 8192', current_database());"
            " END $$"
        )

        assert run(["drift", "--workspace", str(tmp_path), "--url", live.url.text()]) == 0, (
            capsys.readouterr().out
        )


def test_a_description_is_no_drift_where_nobody_sees_comments(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    result = built(tmp_path / "before", SPEC, "sqlite")
    text = json.dumps(SPEC).replace('"level > 0"', '{"expr": "level > 0", "description": "Why."}')
    said = text.replace('"reader": {', '"reader": {"description": "Who reads.", ')

    with database("sqlite") as live:
        live.run(script(result))
        built(tmp_path / "after", json.loads(said), "sqlite")
        look = ["drift", "--workspace", str(tmp_path / "after"), "--url", live.url.text()]

        assert run(look) == 0, capsys.readouterr().err

        live.run("ALTER TABLE readers ADD COLUMN nick TEXT")
        assert run([*look, "--sql"]) == 1
        live.run(capsys.readouterr().out)
        assert run(look) == 0, capsys.readouterr().err
