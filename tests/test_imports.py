"""Nothing is imported before it is needed: what each command may load, and who may import whom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASE = ROOT / "tests/cases/targets/a-target-of-the-workspace"
HEAVY = ("alembic", "black", "click", "copier", "jinja2", "jsonschema", "jsonschema_rs", "psycopg")
HEAVY += ("sqlalchemy", "sqlglot", "yaml")
READING = {"click", "jsonschema_rs", "yaml"}

PROGRAM = """
import sys
from generator.cli import run
run(sys.argv[1:])
print("|".join(sorted(sys.modules)))
"""


def loaded(workspace: Path, *arguments: str) -> set[str]:
    """Gives the heavy modules that a command of its own process imports."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=workspace,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(done.stdout.splitlines()[-1].split("|"))
    return modules & set(HEAVY)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Gives a small workspace without targets of its own."""
    shutil.copytree(CASE / "openspec", tmp_path / "openspec")
    (tmp_path / "gen.yaml").write_text("version: 1\nengines: [sqlite]\ntargets: {openspec: {}}\n")
    return tmp_path


def test_help_and_explain_need_the_command_line_only(workspace: Path) -> None:
    assert loaded(workspace, "--version") <= {"click", "yaml"}
    assert loaded(workspace, "explain", "G203") <= {"click", "yaml"}


def test_show_needs_no_templates(workspace: Path) -> None:
    assert loaded(workspace, "show") <= READING


def test_a_build_needs_no_formatter_and_no_database(workspace: Path) -> None:
    assert loaded(workspace, "build") <= READING | {"jinja2"}


def test_a_run_without_changes_needs_nothing(workspace: Path) -> None:
    loaded(workspace, "build")
    loaded(workspace, "build")

    assert loaded(workspace, "build") == set()
    assert loaded(workspace, "check") == set()


def test_modules_import_only_from_below() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
