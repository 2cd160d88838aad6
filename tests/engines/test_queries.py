"""Access patterns before real planners: an index where the table is large, a scan where it is small."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.cli import run
from generator.cli.statement import aligned
from generator.database.read import read
from generator.database.servers import Server
from generator.database.url import DatabaseError
from tests.engines.fixtures import ENGINES, Database
from tests.engines.generated import built as generated
from tests.engines.workspaces import built, script

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "queries.md"


def spec(rows: str, **more: object) -> Mapping[str, object]:
    """Gives a spec of visits to pages, of so many rows."""
    visit = {
        "fields": {
            "id": {"type": "int64", "key": True},
            "page": "string(200)",
            "reader": "int64",
            "seen_at": "timestamp",
        },
        "queries": {
            "of_reader": {"where": "reader = :reader", "order": ["-seen_at", "-id"], "page": 20},
            "of_page": {
                "sql": "SELECT id, seen_at FROM visit WHERE page = :page ORDER BY seen_at",
                "returns": {"id": "int64", "seen_at": "timestamp"},
            },
        },
        "volume": {"rows": rows},
        **more,
    }
    return {"entities": {"visit": visit}}


def asked(
    root: Path, engine: str, database: Database, monkeypatch: pytest.MonkeyPatch, *more: str
) -> int:
    """Runs `gen queries` on the run's own server."""
    with database(engine) as live:
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        return run(["queries", "--workspace", str(root), engine, *more])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_large_table_is_read_by_an_index_and_one_without_is_a_finding(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built(tmp_path, spec("1M"), engine)

    assert asked(tmp_path, engine, database, monkeypatch, "--format", "json") == 1

    said = capsys.readouterr()
    (studied,) = json.loads(said.out)
    verdicts = {(each["pattern"], each["part"]): each["verdict"] for each in studied["patterns"]}
    assert verdicts == {
        ("visit.of_reader", "first page"): "ok",
        ("visit.of_reader", "next page"): "ok",
        ("visit.of_page", ""): "SCAN",
    }
    for each in studied["patterns"][:2]:
        assert [read["index"] for read in each["plan"]["accesses"]] == ["ix_visits_of_reader"]
        assert each["plan"]["sorts"] == []
    assert "G701" in said.err
    assert "1,000,000 rows" in said.err
    assert "of_page: [page, seen_at]" in said.err
    better = studied["patterns"][2]["better"]
    assert [read["index"] for read in better["accesses"]] == ["gen_tried"]
    assert better["sorts"] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_small_table_is_no_finding_however_it_is_read(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built(tmp_path, spec("20"), engine)

    assert asked(tmp_path, engine, database, monkeypatch) == 0

    said = capsys.readouterr()
    assert "all of visits" in said.out
    assert "small table" in said.out
    assert "G70" not in said.err


@pytest.mark.parametrize("engine", ENGINES)
def test_the_index_of_a_hint_ends_the_finding_and_one_that_no_plan_uses_is_one(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    indexes = {"of_page": ["page", "seen_at"], "idle": ["seen_at"]}
    built(tmp_path, spec("1M", indexes=indexes), engine)

    assert asked(tmp_path, engine, database, monkeypatch) == 1

    said = capsys.readouterr()
    assert "G701" not in said.err
    assert said.err.count("G703") == 1
    assert "ix_visits_idle" in said.err


@pytest.mark.parametrize("engine", ENGINES)
def test_a_real_database_is_planned_with_its_own_sizes_and_left_as_it_is(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = built(tmp_path, spec("20"), engine)
    rows = ", ".join(
        f"({number}, 'page {number}', {number % 500}, '2026-01-02 03:04:05.000000')"
        for number in range(5000)
    )
    with database(engine) as live:
        live.run(script(result))
        live.run(f"INSERT INTO visits (id, page, reader, seen_at) VALUES {rows};")
        live.run("ANALYZE TABLE visits;" if engine in ("mysql", "mariadb") else "ANALYZE;")
        before = read(live, rows=[("", "visits")])
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())
        look = ["queries", "--workspace", str(tmp_path), "--url", live.url.text()]

        code = run([*look, "--format", "json"])

        said = capsys.readouterr()
        assert read(live, rows=[("", "visits")]).objects == before.objects
    assert code == 1, said.err
    assert "page 2" not in said.out + said.err  # values of rows are nobody's to see
    (studied,) = json.loads(said.out)
    first, following, scan = studied["patterns"]
    assert [each["verdict"] for each in (first, following, scan)] == ["ok", "ok", "SCAN"]
    assert [each["index"] for each in first["plan"]["accesses"]] == ["ix_visits_of_reader"]
    assert "of_page: [page, seen_at]" in said.err


def test_a_database_that_is_not_there_is_one_sentence_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path, spec("20"), "postgresql")
    url = "postgresql://nobody:secret@127.0.0.1:9/nothing"

    assert run(["queries", "--workspace", str(tmp_path), "--url", url]) == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "secret" not in said


def test_sql_server_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(tmp_path, spec("20"), "mssql")

    assert run(["queries", "--workspace", str(tmp_path), "mssql"]) == 2
    assert "SQL Server" in capsys.readouterr().err


def test_what_is_allowed_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {"fields": ["seen_at"], "allow": {"unused-index": "The auditors ask for it."}}
    allow = {"table-scan": "Twice a year."}
    built(tmp_path, spec("1M", indexes={"idle": kept}, allow=allow), "sqlite")

    assert run(["queries", "--workspace", str(tmp_path)]) == 0, capsys.readouterr().err


def test_the_patterns_of_the_worked_example_are_served_on_every_engine(
    server: Callable[[str], Server],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    update: bool,
) -> None:
    for engine in ENGINES:
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", server(engine).url.text())

    code = run(["queries", "--workspace", str(ROOT), *ENGINES])

    said = capsys.readouterr()
    assert code == 0, said.err
    assert "takes no sample" not in said.err
    lines = said.out.partition("\n\n")[0].splitlines()
    shown = [line for line in lines if line.startswith(("  pattern", "  order."))]
    page = PAGE.read_text("utf-8")
    before, mark, rest = page.partition("```text\n")
    assert mark
    there, end, after = rest.partition("```\n")
    if update:
        table = "".join(f"{line.rstrip()}\n" for line in (lines[0], *shown))
        PAGE.write_text(before + mark + table + end + after, "utf-8", newline="\n")
    else:  # how many rows are expected is for each version of the engine to say
        assert [words(line) for line in there.splitlines()[1:]] == [words(line) for line in shown]


def words(line: str) -> tuple[str, ...]:
    """Gives the pattern, what it is read by and the verdict of a line of the table."""
    cells = re.split(r"\s{2,}", line.strip())
    return (cells[0], cells[1], cells[-1] if len(cells) > 4 else "")


LOADED = """
title: Shop
entities:
  org:
    fields: {id: {type: int64, key: true}, name: text}
  person:
    fields: {id: {type: int64, key: true}, org_id: {ref: org}, gone: timestamp?}
    soft_delete: gone
    volume: {rows: 1M}
    queries:
      all_of: {where: "org_id = :org", with: [org, visits, tags]}
  visit:
    fields: {id: {type: int64, key: true}, person_id: PERSON}
    volume: {rows: 1M}
  tag:
    fields: {id: {type: int64, key: true}, word: text}
    volume: {rows: 2000}
links:
  person_tag: {between: {person: person, tag: tag}, volume: {rows: 3M}}
"""
INDEXED = "{ref: person}}\n    indexes: {person: [person_id]}"
SENDS = """
import sys
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker
from data import Base, Org, Person, prepare
from repositories.sync import UnitOfWork
engine = prepare(create_engine("sqlite://"))
Base.metadata.create_all(engine)
sessions = sessionmaker(engine)
with sessions.begin() as session:
    session.add(Org(id=1, name="one"))
    session.flush()
    session.add(Person(id=1, org_id=1))
event.listen(engine, "before_cursor_execute", lambda *said: print(" ".join(said[2].split())))
with UnitOfWork(sessions) as unit:
    unit.people.all_of(1)
"""


def test_what_is_loaded_with_rows_is_planned_as_it_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "openspec/specs/database/shop/schema.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(LOADED.replace("PERSON}", INDEXED), "utf-8")
    targets = "{sqlalchemy: {package: data}, repositories: {}}"
    settings = f"version: 1\nname: shop\nengines: [sqlite]\ntargets: {targets}\n"
    (tmp_path / "gen.yaml").write_text(settings, "utf-8")
    with generated(tmp_path, tmp_path / "generated") as folder:
        command = [sys.executable, "-c", SENDS]
        sent = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)

    assert run(["queries", "--workspace", str(tmp_path), "--format", "json"]) == 0

    (studied,) = json.loads(capsys.readouterr().out)
    planned = {each["part"]: each for each in studied["patterns"]}
    assert [*planned] == ["", "with org", "with visits", "with tags"]
    assert {shape(line) for line in sent.stdout.splitlines() if "SELECT" in line} == {
        shape(each["sql"]) for each in planned.values()
    }
    read = {
        part: [access["index"] for access in one["plan"]["accesses"]]
        for part, one in planned.items()
    }
    assert read["with visits"] == ["ix_visits_person"]


def shape(sql: str) -> str:
    """Gives a statement without its list of columns, and with one place for all values."""
    words = re.sub(r":\w+|\?", "?", " ".join(sql.split()))
    return re.sub(r"\?(, \?)+", "?", words).partition(" FROM ")[2]


def test_what_is_loaded_without_an_index_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "openspec/specs/database/shop/schema.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(LOADED.replace("PERSON", "{ref: person}"), "utf-8")
    (tmp_path / "gen.yaml").write_text("version: 1\nname: shop\nengines: [sqlite]\n", "utf-8")

    assert run(["queries", "--workspace", str(tmp_path)]) == 1

    said = capsys.readouterr()
    assert "person.all_of (with visits)" in said.out
    assert "`person.all_of` with visits reads all 1,000,000 rows of `visits`" in said.err
    assert "in `visit`" in said.err


def test_an_index_is_imagined_where_the_database_can_do_so(
    tmp_path: Path,
    extended: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = built(tmp_path, spec("20"), "postgresql")
    with extended("postgresql") as live:
        try:
            live.run("CREATE SCHEMA tools; CREATE EXTENSION hypopg SCHEMA tools;")
        except DatabaseError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(error))
        live.run(script(result))
        live.run(
            "INSERT INTO visits (id, page, reader, seen_at) SELECT n, 'page ' || n, n % 500, now()"
            " FROM generate_series(1, 20000) n; ANALYZE;"
        )
        before = read(live)
        monkeypatch.setenv("PATH", str(tmp_path))  # no server can be started to try indexes in
        monkeypatch.delenv("GEN_POSTGRESQL_URL", raising=False)

        code = run(["queries", "--workspace", str(tmp_path), "--url", live.url.text()])

        assert read(live).objects == before.objects
    said = capsys.readouterr()
    assert code == 1, said.err
    assert "write `indexes: {of_page: [page" in said.err
    assert "with an index on visits (page" in said.out


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_an_index_that_only_the_specs_have_is_named(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = built(tmp_path, spec("20"), engine)
    rows = ", ".join(f"({n}, 'page {n}', {n}, '2026-01-02 03:04:05.000000')" for n in range(5000))
    with database(engine) as live:
        live.run(script(result))
        live.run("DROP INDEX ix_visits_of_reader;")
        live.run(f"INSERT INTO visits (id, page, reader, seen_at) VALUES {rows}; ANALYZE;")
        if engine != "sqlite":
            monkeypatch.setenv(f"GEN_{engine.upper()}_URL", live.url.at("").text())

        assert run(["queries", "--workspace", str(tmp_path), "--url", live.url.text()]) == 1

    said = capsys.readouterr().err
    assert "the specs have index `ix_visits_of_reader` for it, and the database does not" in said
    assert "G703" not in said


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_a_range_has_as_many_rows_as_are_declared(
    engine: str,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queries = {
        "far": {"where": "reader > :reader"},
        "within": {"where": "reader >= :low and reader < :high"},
        "between": {"where": "reader between :low and :high"},
    }
    built(tmp_path, spec("1M", queries=queries), engine)

    asked(tmp_path, engine, database, monkeypatch, "--format", "json")

    (studied,) = json.loads(capsys.readouterr().out)
    assert len(studied["patterns"]) == 3
    for each in studied["patterns"]:
        assert 50_000 < each["plan"]["rows"] < 200_000, each["sql"]


def test_a_table_is_cut_to_the_terminal_where_its_names_are_long() -> None:
    rows = [
        ("pattern", "read by", "rows", "sort", ""),
        ("order.of_org", "ix_" * 30, "1", "-", "ok"),
    ]

    assert max(map(len, aligned(rows, 80))) <= 80
    assert aligned(rows, 80)[1].endswith("…     1     -  ok")
    assert "…" not in aligned(rows)[1]


@pytest.mark.parametrize("words", ["missing.sql", "DELETE FROM visits", "-- SELECT"])
def test_what_is_no_query_is_refused(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built(tmp_path, spec("20"), "sqlite")

    assert run(["queries", "--workspace", str(tmp_path), "--sql", words]) == 2

    assert "--sql" in capsys.readouterr().err
