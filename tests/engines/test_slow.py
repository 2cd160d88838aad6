"""Slow statements given by hand: what would help is found, says the same, and is measured."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.cli import run
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import built

CASES = os.environ.get("GEN_CASES", "")
TPCH = Path(CASES, "bb-tpch")
ROWS = {
    "customer": "150k",
    "lineitem": "6M",
    "nation": "25",
    "orders": "1500k",
    "part": "200k",
    "partsupp": "800k",
    "region": "5",
    "supplier": "10k",
}
ASKED = {
    "Q3": ["'BUILDING'", "'1995-03-15'", "'1995-03-15'"],
    "Q6": ["'1994-01-01'", "'1994-01-01'", "0.06", "0.06", "24"],
    "Q20": ["'forest%'", "'1994-01-01'", "'1994-01-01'", "'CANADA'"],
}
SPEC = {
    "entities": {
        "visit": {
            "fields": {
                "id": {"type": "int64", "key": True},
                "page": "string(80)",
                "reader": "int64",
                "seen_at": "datetime",
            },
            "volume": {"rows": "1M"},
        },
        "banned": {
            "fields": {"reader": {"type": "int64", "key": True}},
            "volume": {"rows": "20k"},
        },
    }
}
STATEMENTS = {
    "OR becomes UNION ALL": "SELECT id FROM visits WHERE reader = 7 OR page = '000007 page'",
    "NOT IN becomes NOT EXISTS": (
        "SELECT v.id FROM visits v WHERE v.reader NOT IN (SELECT b.reader FROM banneds b)"
    ),
    "the day of a moment becomes a range": (
        "SELECT id FROM visits WHERE CAST(seen_at AS date) = '2024-03-01'"
    ),
    "OFFSET becomes the row that the page before ended with": (
        "SELECT id, page FROM visits ORDER BY id LIMIT 10 OFFSET 15000"
    ),
}


def looked(
    root: Path,
    engine: str,
    sql: str,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[int, Mapping[str, Mapping[str, object]]]:
    """Runs `gen queries --sql` on the run's own server; gives the exit code and what was tried."""
    capsys.readouterr()
    with database(engine) as live:
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        code = run(["queries", "--workspace", str(root), engine, "--sql", sql, "--format", "json"])
    said = capsys.readouterr()
    assert said.out, said.err
    return code, {each["what"]: each for each in json.loads(said.out)["tries"]}


@pytest.mark.parametrize("engine", ENGINES)
def test_other_ways_to_say_a_statement_are_found_and_measured(
    engine: str,
    tmp_path: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    built(tmp_path, SPEC, engine)

    for what, sql in STATEMENTS.items():
        if engine == "sqlite" and "CAST" in sql:
            sql = sql.replace("CAST(seen_at AS date)", "date(seen_at)")
        _, tries = looked(tmp_path, engine, sql, database, monkeypatch, capsys)

        assert {"as it is", what} <= tries.keys(), sql
        assert all(float(str(each["milliseconds"])) >= 0 for each in tries.values())


@pytest.mark.parametrize("engine", ENGINES)
def test_the_index_that_a_slow_statement_lacks_is_tried_and_brings_something(
    engine: str,
    tmp_path: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    built(tmp_path, SPEC, engine)
    sql = tmp_path / "slow.sql"
    sql.write_text("SELECT id FROM visits\nWHERE reader = 7 AND seen_at > '2024-02-01';\n")

    code, tries = looked(tmp_path, engine, str(sql), database, monkeypatch, capsys)

    helped = tries["as it is, with an index"]
    assert code == 1
    assert helped["better"]
    assert float(str(helped["milliseconds"])) < float(str(tries["as it is"]["milliseconds"]))


def test_a_rewrite_that_may_say_something_else_is_not_offered(
    tmp_path: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spec = json.loads(json.dumps(SPEC))
    spec["entities"]["visit"]["fields"]["reader"] = "int64?"
    built(tmp_path, spec, "sqlite")
    sql = STATEMENTS["NOT IN becomes NOT EXISTS"]

    _, tries = looked(tmp_path, "sqlite", sql, database, monkeypatch, capsys)

    assert not any("EXISTS" in what for what in tries)


def test_a_statement_with_places_for_values_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path, SPEC, "sqlite")

    code = run(["queries", "-w", str(tmp_path), "--sql", "SELECT id FROM visit WHERE nobody = :x"])

    assert code == 1
    assert "put values in the places" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("engine", "sql", "under"),
    [
        ("postgresql", "SELECT id\nFROM visits\nWHERE nobody = 7", "nobody"),
        ("postgresql", "  SELECT id FORM visits;", "visits"),
        ("mysql", "SELECT id FORM visits", "visits"),
        ("mariadb", "SELECT id FROM visits WHERE nobody = 7", "nobody"),
        ("sqlite", "SELECT id\nFROM visits\nWHERE nobody = 7", "nobody"),
    ],
)
def test_a_statement_that_is_refused_is_shown_with_the_place(
    engine: str,
    sql: str,
    under: str,
    tmp_path: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    built(tmp_path, SPEC, engine)
    with database(engine) as live:
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        capsys.readouterr()

        assert run(["queries", "--workspace", str(tmp_path), engine, "--sql", sql]) == 1

    head, line, caret = capsys.readouterr().err.splitlines()
    assert head.startswith("error: ")
    assert "LINE" not in head
    assert line.startswith(f"     {sql.count(chr(10)) + 1} | ")
    assert line[caret.index("^") :].startswith(under)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("DELETE FROM visits", "a query begins with SELECT or WITH"),
        ("SELECT 1; DELETE FROM visits", "2 statements; one at a time"),
        ("gone.sql", "there is no file `gone.sql`"),
    ],
)
def test_what_is_no_single_query_is_wrong_usage(
    sql: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path, SPEC, "sqlite")

    assert run(["queries", "-w", str(tmp_path), "sqlite", "--sql", sql]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize("name", ASKED)
def test_tpc_h_is_looked_at(
    name: str,
    tmp_path: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with database("postgresql") as live:
        monkeypatch.setenv("GEN_POSTGRESQL_URL", live.url.at("").text())
        script = str(TPCH / "postgres/ddl-postgres.sql")
        assert run(["import", script, "--engine", "postgresql", "-w", str(tmp_path)]) == 0
    (spec,) = (tmp_path / "openspec").rglob("schema.yaml")
    text = spec.read_text("utf-8")
    for entity, rows in ROWS.items():
        text = re.sub(rf"(?m)^  {entity}:\n", f"  {entity}:\n    volume: {{rows: {rows}}}\n", text)
    spec.write_text(text, "utf-8")

    sql = _statement(name)
    code, tries = looked(tmp_path, "postgresql", sql, database, monkeypatch, capsys)

    assert code == 1
    assert tries["as it is, with an index"]["better"]


def _statement(name: str) -> str:
    """Gives a statement of the benchmark, as it is written for PostgreSQL, with values in it."""
    folder = TPCH / "workload/src/main/resources/benchmarks/tpch"
    root = ElementTree.parse(folder / "dialect-postgres.xml").getroot()
    found = root.find(f".//procedure[@name='{name}']/statement")
    assert found is not None
    text = str(found.text)
    for value in ASKED[name]:
        text = text.replace("?", value, 1)
    return text
