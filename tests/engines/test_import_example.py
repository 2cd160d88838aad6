"""The worked example as a database to import: every kind of object comes back as itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.catalog import Verbatim
from generator.cli import run
from generator.database.compare import compare
from generator.database.read import read
from generator.database.session import connect
from generator.pipeline import build
from tests.engines.fixtures import ENGINES, Database

SCRIPTS = Path(__file__).parents[2] / "example/sql"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_worked_example_comes_back_as_itself(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        session.run((SCRIPTS / engine / "schema.sql").read_text("utf-8"))
        with connect(session.url) as fresh:
            found = read(fresh)
        assert run(["import", session.url.text(), "--workspace", str(tmp_path)]) == 0

    kept = len(found.of(Verbatim))  # what it keeps word for word itself
    assert f"  verbatim  {kept:5}  " in f"{capsys.readouterr().out}  ".replace("\n", "  \n")
    result = build(tmp_path, (engine,))
    assert result.diagnostics == ()
    (script,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))
    with database(engine) as second:
        second.run(script)
        assert [str(one) for one in compare(found, read(second))] == []
