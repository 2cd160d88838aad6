"""How a merge reads: golden cases, each a database before and after, and what a person made between.

`tests/cases/merge/<case>/` holds README.md, `before/shop.sql` and `after/shop.sql` for PostgreSQL,
`mine/` (the specs as a person has edited the import of the first), and what the merge of the second
gives: `stdout.txt`, `stderr.txt` and `want/` (the specs). What is said on stderr is a conflict."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.servers import Server
from tests.test_cases import Outcome, contents, rewrite, text

CASES = Path(__file__).parents[1] / "cases/merge"


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/mine")))
def test_a_merge_reads_as_if_somebody_had_done_it_by_hand(
    case: str,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    folder = CASES / case
    monkeypatch.setenv("GEN_POSTGRESQL_URL", server("postgresql").url.text())
    place = ["--engine", "postgresql", "--workspace", str(tmp_path)]
    assert run(["import", str(folder / "before/shop.sql"), *place]) == 0
    shutil.rmtree(tmp_path / "openspec")
    shutil.copytree(folder / "mine", tmp_path, dirs_exist_ok=True)
    assert run(["show", "--workspace", str(tmp_path)]) == 0
    capsys.readouterr()

    code = run(["import", str(folder / "after/shop.sql"), "--merge", *place])

    said = capsys.readouterr()
    got = Outcome(code, said.out, said.err, _specs(tmp_path), ())
    if update:
        rewrite(folder, got)
    assert got.stderr == text(folder / "stderr.txt")
    assert got.stdout == text(folder / "stdout.txt")
    assert got.files == contents(folder / "want")
    assert got.exit == (1 if got.stderr else 0)
    if code == 0:
        assert run(["import", str(folder / "after/shop.sql"), "--merge", *place]) == 0
        assert _specs(tmp_path) == got.files


def _specs(workspace: Path) -> dict[str, str]:
    """Gives the specs, and the SQL beside them."""
    found = contents(workspace)
    return {path: one for path, one in found.items() if path.startswith("openspec/")}
