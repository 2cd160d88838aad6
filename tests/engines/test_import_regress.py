"""PostgreSQL's own regression scripts as databases to import, and the pairs of another project's tests.

Each script runs as far as it goes on an empty database; what stands then is imported, built again, and
compared. The tables in docs/import.md have the same numbers; `--update` writes them. The scripts are
fetched by `.ci/regress`; GEN_CASES names the folder of the pairs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.compare import compare
from generator.database.programs import installed
from generator.database.read import read
from generator.database.session import Session, connect
from generator.pipeline import build
from tests.engines.dumps import dumped, unlike
from tests.engines.fixtures import Database, note_case
from tests.engines.test_real_schemas import CASES

PAGE = Path(__file__).parents[2] / "docs/import.md"
TOOLS = Path(os.environ.get("GEN_TOOLS", Path.home() / ".cache/schemawright"))
SCRIPTS = TOOLS / "postgresql-regress"
NAMES = (
    *("constraints", "create_table", "create_table_like", "create_view", "domain", "enum"),
    *("foreign_key", "generated", "identity", "indexing", "inherit", "matview", "partition_join"),
    *("rangetypes", "rowsecurity", "rules", "sequence", "stats_ext", "triggers", "typed_table"),
)
PAIRS = Path(CASES) / "pgschema-diffs/testdata/diff"


@dataclass(frozen=True, slots=True)
class Came:
    """How a database came back. objects: of it; kept: word for word; lost: missing or different."""

    objects: int
    kept: int
    lost: int

    @property
    def preserved(self) -> str:
        """The percent of objects that came back as themselves, rounded down to a tenth."""
        share = 1000 * (self.objects - self.lost) // self.objects if self.objects else 1000
        return f"{share // 10}.{share % 10} %"


def loaded(session: Session, files: Sequence[Path], home: Path) -> None:
    """Runs scripts with psql, which goes on after an error."""
    clients = [str(program.folder) for program in installed("postgresql")]
    path = os.pathsep.join((os.environ["PATH"], *clients))
    for file in files:
        subprocess.run(
            ["psql", "-X", "-q", "-d", session.url.text(), "-f", str(file)],
            capture_output=True,
            cwd=file.parent,
            env={**os.environ, "PATH": path, "PG_ABS_SRCDIR": str(home), "PGOPTIONS": ""},
            check=False,
        )


def came_back(
    name: str,
    session: Session,
    database: Database,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: Callable[[], str],
) -> Came:
    """Imports what stands, builds it twice in a second database, and counts what is not the same.

    pg_dump says the same of both, but for what dumps.yaml names."""
    with connect(session.url) as fresh:
        found = read(fresh)
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    if run(["import", session.url.text(), "--workspace", str(workspace)]) != 0:
        return Came(len(found.objects), 0, len(found.objects))
    kept = re.search(r"verbatim +(\d+)", told())
    result = build(workspace, ("postgresql",))
    assert [str(one) for one in result.diagnostics] == []
    (script,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))
    with database("postgresql") as second:
        second.run(script)
        second.run(script)
        with connect(second.url) as fresh:
            lost = {one.id for one in compare(found, read(fresh))}
        assert unlike(name, dumped(session), dumped(second)) == []
    return Came(len(found.objects), int(kept[1]) if kept else 0, len(lost))


@pytest.mark.skipif(
    not SCRIPTS.is_dir() and os.environ.get("CI") != "true",
    reason="no regression scripts here: .ci/regress fetches them",
)
@pytest.mark.parametrize("name", NAMES)
def test_a_regression_schema_comes_back(
    name: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    with database("postgresql") as session:
        loaded(session, [SCRIPTS / "sql/test_setup.sql", SCRIPTS / f"sql/{name}.sql"], SCRIPTS)
        came = came_back(
            name, session, database, tmp_path / "w", monkeypatch, lambda: capsys.readouterr().out
        )
    row = f"| `{name}` | {came.objects} | {came.kept} | {came.lost} | {came.preserved} |"

    if update:
        _replace(rf"\| `{name}` \|[^\n]*", row)
    assert row in PAGE.read_text("utf-8")


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize(
    "folder", sorted(path.name for path in PAIRS.iterdir() if path.is_dir()) if CASES else []
)
def test_pairs_of_old_and_new_come_back(
    folder: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    objects = kept = lost = whole = count = 0
    for file in sorted((PAIRS / folder).rglob("*.sql")):
        if file.name not in ("old.sql", "new.sql"):
            continue
        with database("postgresql") as session:
            before = file.with_name("setup.sql")
            loaded(session, [*([before] if before.exists() else []), file], PAIRS)
            came = came_back(
                f"{folder}/{file.parent.name}/{file.name}",
                session,
                database,
                tmp_path / f"{count}",
                monkeypatch,
                lambda: capsys.readouterr().out,
            )
        count, whole = count + 1, whole + (not came.lost)
        objects, kept, lost = objects + came.objects, kept + came.kept, lost + came.lost
    total = Came(objects, kept, lost)
    row = f"| {folder} | {whole} of {count} | {objects} | {kept} | {lost} | {total.preserved} |"

    if update:
        _replace(rf"\| {folder} \| \d[^\n]*", row)
    assert row in PAGE.read_text("utf-8")
    note_case(f"{folder} of pgschema's pairs imported")


def _replace(pattern: str, row: str) -> None:
    text = PAGE.read_text("utf-8")
    assert re.search(pattern, text), row
    PAGE.write_text(re.sub(pattern, lambda _: row, text, count=1), encoding="utf-8")


def test_reading_takes_as_many_queries_for_many_tables_as_for_one(
    postgresql: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = Session.fetch

    def counted(session: Session, sql: str, *args: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return fetch(session, sql, *args)

    monkeypatch.setattr(Session, "fetch", counted)
    postgresql.run(_tables(0, 1))
    read(postgresql)
    few = len(asked)
    postgresql.run(_tables(1, 60))
    asked.clear()

    found = read(postgresql)

    assert len(asked) == few
    assert len(found.objects) > 300


def _tables(first: int, end: int) -> str:
    return "".join(
        f"CREATE TABLE t{n} (id int PRIMARY KEY, up int REFERENCES t{max(n - 1, 0)}, w text CHECK (w <> ''));"
        f"CREATE INDEX ON t{n} (w); CREATE VIEW v{n} AS SELECT id FROM t{n};"
        for n in range(first, end)
    )
