"""A service of the template on the database that it was made for: migrated, and its tests run there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.disk.project import create
from tests.engines.fixtures import Database

DRIVERS = {"postgresql": "psycopg", "mysql": "pymysql", "mariadb": "pymysql"}


@pytest.mark.parametrize("engine", DRIVERS)
def test_service_works_on_its_database(engine: str, tmp_path: Path, database: Database) -> None:
    folder = tmp_path / "service"
    assert not create(folder, {"name": "parcel-desk", "engine": engine}).problem

    with database(engine) as live:
        url = live.url.text(DRIVERS[engine])
        assert " passed" in module(folder, url, "pytest", "-p", "no:cacheprovider")
        assert live.fetch("SELECT count(*) FROM accounts") == [(0,)], "tests take back their rows"

        module(folder, url, "app", "migrate")
        module(folder, url, "app", "sign-up", "ada@example.org")
        assert "is active" in module(folder, url, "app", "activate", "ADA@example.org")


def module(folder: Path, url: str, *arguments: str) -> str:
    """Runs a module of the service on a database, and gives what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
