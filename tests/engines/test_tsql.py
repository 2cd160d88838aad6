"""No SQL Server runs here, so its scripts are read by sqlfluff's grammar and Microsoft's own parser."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

from generator.pipeline import understand
from tests.engines.tsql import Check, sqlfluff
from tests.engines.workspaces import rendered

ROOT = Path(__file__).parents[2]


def test_scripts_of_the_worked_example_are_t_sql(tsql: Check) -> None:
    files = rendered(understand(ROOT), "mssql")

    assert {name: tsql(text) for name, text in files.items()} == {"schema.sql": (), "demo.sql": ()}


def test_models_make_what_goes_with_tables_in_t_sql(microsoft: Check, generated: Path) -> None:
    assert (generated / "shop/data/programs/mssql.py").exists()
    from shop.data import Base
    from shop.data.programs import mssql

    said: list[str] = []
    engine = create_mock_engine("mssql+pyodbc://", lambda ddl, *_, **__: said.append(_text(ddl)))
    engine.dialect.default_schema_name = "dbo"  # which a connection would ask for
    engine.exec_driver_sql = lambda text, **_: said.append(text)  # type: ignore[attr-defined]

    def _text(ddl: Any) -> str:
        return str(ddl.compile(dialect=engine.dialect)).strip()

    Base.metadata.create_all(engine, checkfirst=False)
    Base.metadata.drop_all(engine, checkfirst=False)

    made = {*mssql.BEFORE, *mssql.AFTER, *mssql.GONE, *chain(*mssql.TABLES.values())}
    assert made <= {*said}
    assert microsoft("\nGO\n".join(said)) == ()
    rare = re.compile("ALTER COLUMN .* ADD (?:MASKED|ROWGUIDCOL|SPARSE)")  # not in sqlfluff
    known = [text for text in said if not rare.search(text)]
    assert sqlfluff("\nGO\n".join(known)) == ()
