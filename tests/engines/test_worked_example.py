"""What the worked example's specs say is what stands in the database, object by object."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalog import Role, Row
from generator.database.compare import compare
from generator.database.normalise import normalise
from generator.database.read import read
from generator.database.servers import Server
from generator.pipeline import understand
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("engine", ENGINES)
def test_database_holds_what_the_specs_say(
    engine: str, database: Database, server: Callable[[str], Server]
) -> None:
    result = understand(ROOT)
    expected, script = result.catalogs[engine], rendered(result, engine)["schema.sql"]
    rows = {(item.schema, item.table) for item in expected if isinstance(item, Row)}
    roles = [item.name for item in expected if isinstance(item, Role)]

    normal = normalise(expected, script, server(engine))
    with database(engine) as session:
        session.run(script)
        session.run(script)
        found = read(session, rows=rows, roles=roles)
    differing = compare(normal.catalog, found, unknown=normal.unknown)

    assert [str(one) for one in differing] == []
