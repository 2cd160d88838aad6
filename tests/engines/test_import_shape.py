"""How imported specs read: golden cases, each a script, the specs that come of it, and the way back.

`tests/cases/import/<case>/` holds README.md, `shop.sql` for PostgreSQL, `stdout.txt` (the report) and
`want/` (the specs). Each is also built again, and the two databases compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.compare import compare
from generator.database.read import read
from generator.database.servers import Server
from generator.pipeline import build
from tests.engines.fixtures import Database
from tests.test_cases import Outcome, contents, rewrite, text

CASES = Path(__file__).parents[1] / "cases/import"


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/shop.sql")))
def test_an_import_reads_as_if_somebody_had_written_it(
    case: str,
    database: Database,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    folder = CASES / case
    monkeypatch.setenv("GEN_POSTGRESQL_URL", server("postgresql").url.text())
    script = str(folder / "shop.sql")
    code = run(["import", script, "--engine", "postgresql", "--workspace", str(tmp_path)])
    said = capsys.readouterr()
    got = Outcome(code, said.out, said.err, _written(tmp_path), ())

    if update:
        rewrite(folder, got)
    assert got.exit == 0
    assert got.stderr == text(folder / "stderr.txt")
    assert got.stdout == text(folder / "stdout.txt")
    assert got.files == contents(folder / "want")

    (made,) = (file.text for file in build(tmp_path).files if file.path.endswith("/schema.sql"))
    with database("postgresql") as first, database("postgresql") as second:
        first.run((folder / "shop.sql").read_text("utf-8"))
        second.run(made)
        assert [str(one) for one in compare(read(first), read(second))] == []


def _written(workspace: Path) -> dict[str, str]:
    """Gives what was written for people, without what the next import compares with, and without
    the version of the server."""
    return {
        path: re.sub(r"postgresql: \d+", "postgresql: 15", found)
        for path, found in contents(workspace).items()
        if path[0] != "."
    }
