"""The frozen versions under the real Alembic: up to the head, down to nothing, and up again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.config import OLDEST
from generator.database.read import read
from generator.database.session import Session
from generator.database.url import Url
from generator.disk.output import compare, write
from generator.pipeline import Result, build
from generator.pipeline.freezing import freeze
from tests.engines.fixtures import Database
from tests.engines.test_migrations import ENGINES, PAIRS, fresh, normal, workspace
from tests.engines.workspaces import rendered

DRIVERS = {
    "postgresql": "psycopg",
    "sqlite": "",
    "mysql": "pymysql",
    "mariadb": "pymysql",
}
PAIR = "foreign_keys"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("engine", ENGINES)
def test_goes_up_down_and_up(engine: str, tmp_path: Path, database: Database) -> None:
    first = frozen(tmp_path, engine, "old", "20260115000000_first")
    last = frozen(tmp_path, engine, "new", "20260116000000_second")

    with database(engine) as live:
        alembic(tmp_path, live, "upgrade", "head")
        top = objects(live)
        assert top == fresh(database, engine, last)

        alembic(tmp_path, live, "downgrade", "20260115000000")
        assert objects(live) == fresh(database, engine, first)

        alembic(tmp_path, live, "downgrade", "base")
        assert objects(live) == {}

        alembic(tmp_path, live, "upgrade", "head")
        assert objects(live) == top


@pytest.mark.parametrize("engine", ENGINES)
def test_worked_example_goes_up_down_and_up(
    engine: str, tmp_path: Path, database: Database
) -> None:
    shutil.copytree(ROOT / "openspec", tmp_path / "openspec")
    settings = {"version": 1, "engines": {engine: OLDEST[engine]}, "targets": {"alembic": {}}}
    (tmp_path / "gen.yaml").write_text(json.dumps(settings), encoding="utf-8")
    name = "20260115000000_first"
    result = build(tmp_path, (engine, "migrations", "alembic"), version=name)
    assert result.diagnostics == ()
    assert freeze(tmp_path, result, name) > 0
    write(tmp_path, compare(tmp_path, build(tmp_path, ("alembic",)).files))

    with database(engine) as made:
        made.run(rendered(result, engine)["schema.sql"])
        built = objects(made)
    with database(engine) as live:
        alembic(tmp_path, live, "upgrade", "head")
        assert objects(live) == built

        alembic(tmp_path, live, "downgrade", "base")
        assert objects(live) == {}

        alembic(tmp_path, live, "upgrade", "head")
        assert objects(live) == built


def frozen(root: Path, engine: str, which: str, name: str) -> Result:
    """Builds one side of the pair, freezes it, and writes the environment."""
    workspace(root, PAIRS / PAIR, engine, which)
    result = build(root, (engine, "migrations", "alembic"), version=name)
    assert freeze(root, result, name) > 0
    write(root, compare(root, build(root, ("alembic",)).files))
    return result


def alembic(root: Path, live: Session, *arguments: str) -> None:
    settings = "generated/alembic/alembic.ini"
    command = [sys.executable, "-m", "alembic", "-c", settings, *arguments]
    done = subprocess.run(
        command,
        cwd=root,
        env={"PATH": "", "DATABASE_URL": address(live.url)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def address(url: Url) -> str:
    """Gives the URL as SQLAlchemy wants it, with the driver that the tests have."""
    return url.text(DRIVERS[url.engine])


def objects(live: Session) -> dict[object, object]:
    """Gives what stands in the database beside Alembic's own table."""
    return {
        key: item
        for key, item in normal(read(live)).items()
        if "alembic_version" not in (key.table, key.name) and key.kind != "role"
    }
