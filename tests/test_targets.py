"""Targets that come with installed distributions, and what happens when something of ours breaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.commands import BUG, _bug

ROOT = Path(__file__).parents[1]
CASE = ROOT / "tests/cases/targets/a-target-of-the-workspace"


def gen(workspace: Path, packages: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs gen in a process that finds distributions in `packages` too."""
    path = os.pathsep.join([str(ROOT), str(packages)])
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Gives a folder with an installed distribution that offers the target of the case."""
    folder = tmp_path / "site"
    shutil.copytree(CASE / "templates/lists", folder / "gen_lists/lists")
    (folder / "gen_lists/__init__.py").write_text("")
    info = folder / "gen_lists-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gen-lists\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[gen.targets]\nlists = gen_lists\n")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Gives the workspace of the case without its templates."""
    folder = tmp_path / "workspace"
    shutil.copytree(CASE / "openspec", folder / "openspec")
    shutil.copy(CASE / "gen.yaml", folder)
    return folder


def test_a_distribution_offers_a_target(workspace: Path, packages: Path) -> None:
    done = gen(workspace, packages, "build", "lists")

    assert done.returncode == 0, done.stderr
    assert (workspace / "generated/list.md").read_text() == (
        CASE / "want/generated/list.md"
    ).read_text()


def test_a_workspace_overlays_what_a_distribution_offers(workspace: Path, packages: Path) -> None:
    own = workspace / "templates/lists"
    own.mkdir(parents=True)
    (own / "manifest.yaml").write_text("name: lists\nextends: lists\napi: 1\n")
    (own / "list.md.j2").write_text('{% include "base/list.md.j2" %}\nThe end.\n')

    done = gen(workspace, packages, "build", "lists")

    assert done.returncode == 0, done.stderr
    assert (workspace / "generated/list.md").read_text().endswith("\nThe end.\n")


def test_a_fault_in_a_distribution_is_a_finding_not_a_bug_of_ours(
    workspace: Path, packages: Path
) -> None:
    template = packages / "gen_lists/lists/list.md.j2"
    template.write_text("\n{{ nothing }}\n")

    done = gen(workspace, packages, "build", "lists")

    assert done.returncode == 1
    assert f"{template}:2:1: error[G507] template fails: `nothing` is undefined" in done.stderr


def test_a_bug_of_ours_says_so_and_keeps_the_particulars(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        raise KeyError("lost")
    except KeyError as error:
        code = _bug(error)

    said = capsys.readouterr().err
    file = Path(said.split()[-1])
    text = file.read_text("utf-8")
    file.unlink()
    assert code == BUG
    assert "this is a bug of gen, not of your specs: KeyError: 'lost'" in said
    assert "Traceback" in text
