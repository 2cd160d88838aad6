"""The wheel holds all that the program needs, and works where there is neither checkout nor network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("pyproject.toml", "README.md", "LICENSE", "copier.yml", "generator", "specs", "templates")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a folder with what the wheel would install."""
    source, home = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, source / part, ignore=ignored)
        else:
            shutil.copyfile(ROOT / part, source / part)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    (wheel,) = (source / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(home)
    return home


def gen(installed: Path, folder: Path, *arguments: str) -> None:
    """Runs the installed program in a folder that knows nothing of the checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workspace_is_started_and_built(installed: Path, tmp_path: Path) -> None:
    gen(installed, tmp_path, "init", "--engine", "postgresql")
    gen(installed, tmp_path)
    gen(installed, tmp_path, "check")

    assert (tmp_path / "generated/sql/postgresql/schema.sql").is_file()


def test_service_is_made_of_what_is_packed(installed: Path, tmp_path: Path) -> None:
    gen(installed, tmp_path, "new", "parcel-desk", "--engine", "sqlite")
    gen(installed, tmp_path / "parcel-desk", "check")

    made = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert not [path for path in made if "__pycache__" in path or path.endswith(".jinja")]


def test_wheel_holds_nothing_but_the_program(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}

    assert {name for name in names if not name.endswith(".dist-info")} == {"generator"}
    assert not list(installed.rglob("*.pyc"))
