"""The catalog readers on schemas of other projects, counted against the engines' own catalogs.

GEN_CASES names the folder of these schemas, which are not part of the project; without it there are
none to read, and the end of the run says how many there were."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from generator.catalog import Catalog, Column, PrimaryKey, Table
from generator.database.compare import compare
from generator.database.programs import installed
from generator.database.read import read
from generator.database.scratch import scratch
from generator.database.servers import serve
from generator.database.session import Session, connect
from tests.engines.counts import COUNTS
from tests.engines.fixtures import Database, note_case

CASES = os.environ.get("GEN_CASES", "")
SCHEMAS = [
    ("postgresql", "chinook"), ("postgresql", "chinook-auto"),
    ("postgresql", "northwind"), ("postgresql", "omop-5.4"), ("postgresql", "pagila"),
    ("postgresql", "quartz"), ("postgresql", "sakila"), ("mysql", "chinook"), ("mysql", "chinook-auto"),
    ("mysql", "quartz"), ("mysql", "sakila"), ("mariadb", "chinook"), ("mariadb", "chinook-auto"),
    ("mariadb", "quartz"), ("mariadb", "sakila"), ("sqlite", "chinook"), ("sqlite", "chinook-auto"),
    ("sqlite", "omop-5.4"), ("sqlite", "sakila"),
]  # fmt: skip


def _load(name: str, session: Session) -> None:
    """Loads a schema with the script that comes with it, by the clients that are installed."""
    clients = [str(program.folder) for program in installed("postgresql")]
    url = session.url.text().replace("mariadb:", "mysql:").replace("sqlite:///", "sqlite:")
    subprocess.run(
        ["bash", str(Path(CASES) / "load.sh"), name, url],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": os.pathsep.join((os.environ["PATH"], *clients))},
    )


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize(("engine", "name"), SCHEMAS)
def test_a_real_schema_is_read_whole(database: Database, engine: str, name: str) -> None:
    if engine == "sqlite" and shutil.which("sqlite3") is None:
        pytest.skip("sqlite3, the command-line client, is not here")
    with database(engine) as session:
        _is_read_whole(name, session)


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
def test_a_real_schema_with_extensions_is_read_whole() -> None:
    contrib = [
        program for program in installed("postgresql") if "pgserver" not in str(program.folder)
    ]
    if not contrib:
        pytest.skip("adventureworks needs extensions that the wheel of PostgreSQL lacks")
    with (
        serve("postgresql", contrib[0].version) as server,
        scratch(server) as url,
        connect(url) as session,
    ):
        _is_read_whole("adventureworks", session)


def _is_read_whole(name: str, session: Session) -> None:
    _load(name, session)

    found = read(session)

    wanted = {kind: session.fetch(query)[0][0] for kind, query in COUNTS[session.engine].items()}
    counted = Counter(item.kind for item in found)
    assert {kind: counted[kind] for kind in wanted} == wanted
    assert _keys_are_columns(found)
    assert compare(found, read(session)) == ()
    note_case(f"{name} on {session.engine}")


def _keys_are_columns(found: Catalog) -> bool:
    columns = {(item.schema, item.table, item.name) for item in found if isinstance(item, Column)}
    return all(
        (key.schema, key.table, column) in columns
        for key in found
        if isinstance(key, PrimaryKey)
        for column in key.columns
        if key.table not in _partitions(found)
    )


def _partitions(found: Catalog) -> set[str]:
    return {item.name for item in found if isinstance(item, Table) and item.parent}
