"""Generated Python is as black leaves it, and clean for ruff and for a strict mypy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "check",
    [
        ("black", "--check", "-q", "."),
        ("ruff", "check", "--isolated", "-q", "shop"),
        ("mypy", "--strict", "--cache-dir", "/dev/null", "-p", "shop"),
    ],
    ids=lambda check: check[0],
)
def test_generated_python_is_clean(check: tuple[str, ...], generated: Path) -> None:
    command = [sys.executable, "-m", *check]

    done = subprocess.run(command, cwd=generated, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_models_configure_without_a_warning(generated: Path) -> None:
    code = "import shop.data; from sqlalchemy.orm import configure_mappers; configure_mappers()"
    command = [sys.executable, "-W", "error", "-c", code]

    done = subprocess.run(command, cwd=generated, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
