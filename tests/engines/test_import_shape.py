"""How imported specs read: golden cases, each a script, the specs that come of it, and the way back.

`tests/cases/import/<case>/` holds README.md, `shop.sql` for PostgreSQL or `shop.ENGINE.sql` for another,
`stdout.txt` (the report) and `want/` (the specs). Each is also built again, and both databases compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalog import Row
from generator.cli import run
from generator.database.compare import compare
from generator.database.read import read
from generator.database.servers import Server
from generator.pipeline import build
from tests.engines.fixtures import Database
from tests.test_cases import Outcome, contents, rewrite, text

CASES = Path(__file__).parents[1] / "cases/import"


@pytest.mark.parametrize(
    ("case", "script"), sorted((path.parent.name, path.name) for path in CASES.glob("*/shop*.sql"))
)
def test_an_import_reads_as_if_somebody_had_written_it(
    case: str,
    script: str,
    database: Database,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    folder = CASES / case
    engine = script.removeprefix("shop.").removesuffix("sql").rstrip(".") or "postgresql"
    if engine != "sqlite":
        monkeypatch.setenv(f"GEN_{engine.upper()}_URL", server(engine).url.text())
    path = str(folder / script)
    code = run(["import", path, "--engine", engine, "--workspace", str(tmp_path)])
    said = capsys.readouterr()
    got = Outcome(code, said.out, said.err, _written(tmp_path), ())

    if update:
        rewrite(folder, got)
    assert got.exit == 0
    assert got.stderr == text(folder / "stderr.txt")
    assert got.stdout == text(folder / "stdout.txt")
    assert got.files == contents(folder / "want")

    (made,) = (file.text for file in build(tmp_path).files if file.path.endswith("/schema.sql"))
    with database(engine) as first, database(engine) as second:
        first.run((folder / script).read_text("utf-8"))
        second.run(made)
        assert [str(one) for one in compare(read(first), read(second))] == []


CODES = """
CREATE TABLE states (code text PRIMARY KEY, label text, rank int NOT NULL,
  fee numeric(5,2), is_open boolean NOT NULL);
INSERT INTO states VALUES ('new', 'New', 1, 0.10, true), ('it''s: #1', NULL, -2, NULL, false);
CREATE TABLE days (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO days SELECT n, n::text FROM generate_series(1, 51) n;
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO persons VALUES (1, 'Ada');
CREATE TABLE agents (id int PRIMARY KEY, email text NOT NULL);
INSERT INTO agents VALUES (1, 'ada@example.org');
CREATE TABLE alone (code text PRIMARY KEY);
INSERT INTO alone VALUES ('x');
CREATE TABLE orders (id int PRIMARY KEY, state text REFERENCES states, day int REFERENCES days,
  person int REFERENCES persons, agent int REFERENCES agents);
"""


def test_the_rows_of_code_tables_are_offered_and_written_when_asked_for(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database("postgresql") as first, database("postgresql") as second:
        first.run(CODES)
        url = first.url.text()
        (tmp_path / "offered").mkdir()
        (tmp_path / "written").mkdir()

        assert run(["import", url, "--workspace", str(tmp_path / "offered")]) == 0
        assert "`rows:` of states (2); `--codes` writes them" in capsys.readouterr().out
        assert run(["import", url, "--codes", "--workspace", str(tmp_path / "written")]) == 0
        assert "2 rows" in capsys.readouterr().out

        (made,) = (
            file.text
            for file in build(tmp_path / "written").files
            if file.path.endswith("/schema.sql")
        )
        second.run(made)
        rows = [("", "states"), ("", "persons"), ("", "agents"), ("", "days"), ("", "alone")]
        found = [item for item in read(second, rows=rows) if isinstance(item, Row)]
        assert found == [item for item in read(first, rows=rows[:1]) if isinstance(item, Row)]


def test_rows_that_do_not_come_back_as_they_are_are_left_out_and_named(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database("postgresql") as session:
        session.run(
            "CREATE TABLE states (code varchar PRIMARY KEY, share numeric NOT NULL);"
            "CREATE TABLE orders (id int PRIMARY KEY, state varchar REFERENCES states);"
            "INSERT INTO states VALUES ('new', 'NaN')"
        )

        code = run(["import", session.url.text(), "--codes", "--workspace", str(tmp_path)])

    assert code == 0
    assert "rows of states would not come back as they are" in capsys.readouterr().out
    (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
    assert "rows:" not in spec.read_text("utf-8")


def _written(workspace: Path) -> dict[str, str]:
    """Gives what was written for people, without what the next import compares with, and without
    the version of the server."""
    return {
        path: re.sub(r"^(engines: \{\w+): [\d.]+\}$", r"\1: 1}", found, flags=re.MULTILINE)
        for path, found in contents(workspace).items()
        if path[0] != "."
    }
