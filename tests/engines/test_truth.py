"""What the specs say is what stands in the database, object by object.

The expected side is the catalog made from the specs, in the engine's spelling; it owes nothing to the
templates that wrote the script. Names, types, texts, options, comments, rights, rows: all must be equal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest

from generator.catalog import Catalog, Id, Role, Row, Table, Verbatim, View, catalog
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
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "openspec", tmp_path / "openspec")
    shutil.copy(ROOT / "gen.yaml", tmp_path)
    where = [engine] if engine == "sqlite" else ["--url", server(engine).url.text()]

    status = run(["--workspace", str(tmp_path), "verify", *where, "--format", "json"])
    proofs = json.loads(capsys.readouterr().out)

    assert {proof["claim"]: proof["outcome"] for proof in proofs} == dict.fromkeys(CLAIMS, "proven")
    assert status == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_that_the_specs_say_is_passed_over(
    engine: str, database: Database, server: Callable[[str], Server]
) -> None:
    result = understand(ROOT)
    expected, script = result.catalogs[engine], rendered(result, engine)["schema.sql"]
    changed = dict(altered(expected))
    objects = {item.id: item for item in expected}
    for (key, attribute), value in changed.items():
        # mypy has no type for `replace` by names that are known at run time only
        objects[key] = replace(objects[key], **{attribute: value})  # type: ignore[arg-type]

    with database(engine) as session:
        session.run(script)
        found = seen(session, expected)
        wrong = catalog(engine, expected.version, objects.values())
        named = {
            (one.id, one.attribute) for one in differences(wrong, script, found, server(engine))
        }

    missed = {
        (key.kind, attribute)
        for key, attribute in changed
        if not {(key, attribute), (key, "")} & named
    }
    assert missed == set(UNKEPT[engine])


def altered(expected: Catalog) -> Iterator[tuple[tuple[Id, str], object]]:
    """Gives for each kind and attribute one object that says something there, and another value."""
    done: set[tuple[str, str]] = set()
    for item in expected:
        for field in fields(item) if not isinstance(item, Row) else ():
            value, name = getattr(item, field.name), (item.kind, field.name)
            other = OTHERS.get(field.name, _turned)(value)
            if field.compare and value and name not in done and other != value:
                done.add(name)
                yield (item.id, field.name), other


def _turned(value: object) -> object:
    return not value if isinstance(value, bool) else value


OTHERS: Mapping[str, Callable[..., object]] = {
    "comment": lambda text: f"{text} Changed.",
    "on_delete": lambda text: "CASCADE" if text != "CASCADE" else "SET NULL",
    "on_update": lambda text: text and ("CASCADE" if text != "CASCADE" else "SET NULL"),
    "deferrable": lambda text: "immediate" if text == "deferred" else "deferred",
    "options": lambda options: {
        name: "ANSI" if name == "sql_mode" else f"{text}9" for name, text in options.items()
    },
    "privileges": lambda held: held[1:] if len(held) > 1 else held,
    "member_of": lambda roles: roles[:0],
    "include": lambda columns: columns[:0],
    "values": lambda values: values[::-1],
    "cache": lambda number: number + 1,
    "increment": lambda number: number + 1,
    "start": lambda number: number + 1,
    "owned_by": lambda owner: owner[:0],
    "row_security": lambda text: "forced" if text != "forced" else "enabled",
    "roles": lambda roles: roles[:0],
    "collate": lambda text: text[:0],
    "method": lambda text: text[:0],
}
"""How an attribute is said otherwise; a fact is turned round, and texts of SQL are other tests'."""

_NO_COMMENTS = "the engine keeps none there; the script has it as a remark"
_MYSQL = {
    (kind, "comment"): _NO_COMMENTS for kind in ("check", "foreign_key", "role", "trigger", "view")
}
UNKEPT: Mapping[str, Mapping[tuple[str, str], str]] = {
    "postgresql": {},
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "sqlite": {(kind, "comment"): _NO_COMMENTS for kind in ("index", "trigger", "view")},
}
"""What an engine has no place for, with the reason."""
