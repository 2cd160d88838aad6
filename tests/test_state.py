"""The quick way to say that nothing changed, and when it may not be taken."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from generator.cli import run
from generator.disk.state import FILE, FOLDER, current, upgraded_from

CASE = Path(__file__).parent / "cases/targets/a-target-of-the-workspace"
SPEC = "openspec/specs/database/shop/schema.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Gives a workspace right after a build, its state a moment older than everything else."""
    for name in ("gen.yaml", "openspec", "templates"):
        copy = shutil.copytree if (CASE / name).is_dir() else shutil.copy
        copy(CASE / name, tmp_path / name)
    assert run(["build", "--workspace", str(tmp_path)]) == 0
    later(tmp_path / FOLDER / FILE)
    return tmp_path


def later(path: Path) -> None:
    """Moves a file's time a second ahead."""
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000_000))


def test_after_a_build_everything_is_current(workspace: Path) -> None:
    assert current(workspace) == len((workspace / "gen.lock").read_text().splitlines())


@pytest.mark.parametrize(
    "path", [SPEC, "gen.yaml", "gen.lock", "generated/list.md", "templates/lists/list.md.j2"]
)
def test_a_file_that_changed_is_noticed(workspace: Path, path: str) -> None:
    (workspace / path).write_text((workspace / path).read_text() + "\n")

    assert current(workspace) is None


def test_a_file_that_went_or_came_is_noticed(workspace: Path) -> None:
    (workspace / "generated/list.md").unlink()
    assert current(workspace) is None

    run(["build", "--workspace", str(workspace)])
    (workspace / "openspec/specs/database/other.yaml").write_text("title: Other\n")
    assert current(workspace) is None


def test_a_change_in_the_tick_of_the_last_run_is_not_taken_on_trust(workspace: Path) -> None:
    state, spec = workspace / FOLDER / FILE, workspace / SPEC
    os.utime(state, ns=(0, spec.stat().st_mtime_ns))

    assert current(workspace) is None


def test_a_state_that_is_not_ours_is_no_state(workspace: Path) -> None:
    for text in ("", "[]", '{"version": "0"}', "\x00"):
        (workspace / FOLDER / FILE).write_text(text)

        assert current(workspace) is None


def test_ci_does_not_take_the_quick_way(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    (workspace / "generated/list.md").write_text("edited\n")
    remember_as_it_is(workspace)
    monkeypatch.delenv("CI", raising=False)
    assert run(["check"]) == 0

    monkeypatch.setenv("CI", "true")
    assert run(["check"]) == 1
    assert "G602" in capsys.readouterr().err


def remember_as_it_is(workspace: Path) -> None:
    """Forges the state: what is on the disk now is what was built."""
    from generator.disk.state import save

    saved = json.loads((workspace / FOLDER / FILE).read_text())
    save(workspace, saved["outputs"])
    later(workspace / FOLDER / FILE)


def test_an_upgrade_says_what_it_changes_by_itself(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = workspace / FOLDER / FILE
    state.write_text(state.read_text().replace('"version": "', '"version": "older-'))
    (workspace / "generated/list.md").unlink()
    assert upgraded_from(workspace).startswith("older-")

    assert run(["build", "--workspace", str(workspace)]) == 0

    assert "alone changes 1 file" in capsys.readouterr().err
