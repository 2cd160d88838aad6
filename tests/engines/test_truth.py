"""What the specs say is what stands in the database, object by object.

The expected side is the catalog made from the specs, in the engine's spelling; it owes nothing to the
templates that wrote the script. Names, types, texts, options, comments, rights, rows: all must be equal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalog import Catalog, Role, Row, Table, Verbatim, View, catalog
from generator.cli import run
from generator.database.compare import Difference, compare
from generator.database.normalise import normalise
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.pipeline import understand
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]
REAL = ROOT / "tests/real"
CASES = (
    *((engine, ROOT) for engine in ENGINES),
    *((engine, REAL / "chinook") for engine in ("postgresql", "mysql", "sqlite")),
    ("postgresql", REAL / "pagila"),
)
CLAIMS = (
    "schema.sql builds the database",
    "a second run changes nothing",
    "what stands there is what the specs say",
    "the migrations lead to the same database",
    "and back to an empty one",
)


@pytest.mark.parametrize(("engine", "root"), CASES, ids=lambda item: getattr(item, "stem", item))
def test_database_is_what_the_specs_say(
    engine: str, root: Path, database: Database, server: Callable[[str], Server]
) -> None:
    result = understand(root)
    expected, script = result.catalogs[engine], rendered(result, engine)["schema.sql"]

    with database(engine) as session:
        session.run(script)
        session.run(script)
        found = seen(session, expected)

    assert [str(one) for one in differences(expected, script, found, server(engine))] == []


def seen(session: Session, expected: Catalog) -> Catalog:
    """Reads what stands there, in a session that the script has not set up in its own way."""
    rows = {(item.schema, item.table) for item in expected if isinstance(item, Row)}
    roles = [item.name for item in expected if isinstance(item, Role)]
    with connect(session.url) as other:
        return read(other, rows=rows, roles=roles)


def differences(
    expected: Catalog, script: str, found: Catalog, server: Server
) -> tuple[Difference, ...]:
    normal = normalise(expected, script, server)
    return compare(normal.catalog, found, unknown=normal.unknown)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_statement_kept_word_for_word_is_known_by_what_it_makes(
    engine: str, database: Database, server: Callable[[str], Server]
) -> None:
    makes = "CREATE TABLE noted (\n    id int\n)" + (" STRICT" if engine == "sqlite" else "")
    nothing = "UPDATE noted SET id = 2"
    script = f"{makes};\nCREATE VIEW seen AS SELECT id FROM noted;\n{nothing};\n"
    said = (Verbatim(name="a note", sql=makes), Verbatim(name="a touch", sql=nothing))
    view = View(name="seen", sql="SELECT id FROM noted")

    with database(engine) as session:
        session.run(script)
        found = read(session)
        expected = catalog(engine, "", (*said, view))
        (difference,) = differences(expected, script, found, server(engine))

    assert str(difference) == "verbatim `a touch` leaves nothing that could be read"
    assert difference.unknown
    assert any(isinstance(item, Table) for item in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_verify_proves_the_worked_example_and_its_migrations(
    engine: str,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "openspec", tmp_path / "openspec")
    shutil.copy(ROOT / "gen.yaml", tmp_path)
    if engine != "sqlite":
        monkeypatch.setenv(f"GEN_{engine.upper()}_URL", server(engine).url.text())

    status = run(["--workspace", str(tmp_path), "verify", engine, "--format", "json"])
    proofs = json.loads(capsys.readouterr().out)

    assert {proof["claim"]: proof["outcome"] for proof in proofs} == dict.fromkeys(CLAIMS, "proven")
    assert status == 0
