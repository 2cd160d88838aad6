"""What schemas of other people have in them: each came to light in one, and is shown by a small script.

`oddments/ENGINE.sql` is imported and built again, twice; migrations lead there and back, and models make
the same tables."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.compare import compare
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import Session, connect
from tests.engines.dumps import dumped
from tests.engines.fixtures import ENGINES, Database
from tests.engines.test_models import DRIVERS

FOLDER = Path(__file__).parent / "oddments"
MAKE = """
import sys
from sqlalchemy import create_engine
from sqlalchemy.orm import configure_mappers
from data import Base, prepare
configure_mappers()
engine = prepare(create_engine(sys.argv[1]))
Base.metadata.create_all(engine)
engine.dispose()
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_oddments_come_back(
    engine: str,
    database: Database,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if engine != "sqlite":
        monkeypatch.setenv(f"GEN_{engine.upper()}_URL", server(engine).url.text())
    script = FOLDER / f"{engine}.sql"
    monkeypatch.chdir(tmp_path)
    assert run(["import", str(script), "--engine", engine]) == 0
    kept = re.findall(r"verbatim +(\d.*)", capsys.readouterr().out)
    inherits = "3  1 check, 1 table, 1 verbatim"
    assert kept == [inherits if engine == "postgresql" else "0"]
    assert run(["build"]) == 0
    with database(engine) as first, database(engine) as second, database(engine) as third:
        _load(script, first)
        found = read(first)
        (made,) = tmp_path.glob(f"generated/sql/{engine}/schema.sql")
        second.run(made.read_text("utf-8"))
        second.run(made.read_text("utf-8"))
        _create_all(tmp_path / "generated", third)

        assert [str(one) for one in compare(found, read(second))] == []
        assert [str(one) for one in compare(found, read(third))] == []
        if engine == "postgresql":
            assert dumped(second) == dumped(first)
    assert run(["verify", engine]) == 0
    assert run(["check"]) == 0


def _load(script: Path, session: Session) -> None:
    """Runs a script as the import does."""
    from generator.database.scripts.run import Run
    from generator.database.scripts.run import run as load
    from generator.database.scripts.window import opened

    with opened(script) as window, connect(session.url) as other:
        load(window, other, "", Run())


def _create_all(folder: Path, session: Session) -> None:
    """Makes the tables of the models, in a process of its own, where every warning is an error."""
    command = [sys.executable, "-W", "error", "-c", MAKE]
    url = session.url.text(DRIVERS[session.engine])
    done = subprocess.run([*command, url], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


ASKING = """
CREATE TABLE staff (id serial PRIMARY KEY, login text NOT NULL UNIQUE);
CREATE FUNCTION me() RETURNS integer LANGUAGE sql STABLE
  AS $$ SELECT id FROM staff WHERE login = CURRENT_USER $$;
CREATE TABLE done (id serial PRIMARY KEY, done_by integer NOT NULL DEFAULT me() REFERENCES staff);
"""


def test_a_table_that_a_default_asks_goes_before_its_sequence(
    postgresql: Session,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEN_POSTGRESQL_URL", server("postgresql").url.text())
    postgresql.run(ASKING)

    assert run(["import", postgresql.url.text(), "--workspace", str(tmp_path)]) == 0

    assert run(["verify", "--workspace", str(tmp_path)]) == 0
