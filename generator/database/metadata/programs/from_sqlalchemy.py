"""Makes the tables of SQLAlchemy's metadata: `package.module:Base` or `package.module:metadata`."""

from __future__ import annotations

import importlib
import os
import sys

from gen_scratch import engine, lead  # type: ignore[import-not-found]
from sqlalchemy import MetaData, inspect
from sqlalchemy.schema import CreateSchema


def main(name: str) -> None:
    sys.path.insert(0, os.getcwd())
    lead()
    module, _, attribute = name.partition(":")
    found = importlib.import_module(module)
    for part in (attribute or "metadata").split("."):
        found = getattr(found, part)
    metadata = found if isinstance(found, MetaData) else getattr(found, "metadata", None)
    if not isinstance(metadata, MetaData):
        raise SystemExit(f"`{name}` is neither a MetaData nor a class with one")
    if not metadata.tables:
        raise SystemExit(f"`{name}` has no tables; is the module that declares them imported?")
    with engine().begin() as connection:
        if connection.dialect.name == "postgresql":
            there = set(inspect(connection).get_schema_names())
            schemas = {table.schema for table in metadata.tables.values() if table.schema}
            for schema in sorted(schemas - there):
                connection.execute(CreateSchema(schema))
        metadata.create_all(connection)


if __name__ == "__main__":
    main(sys.argv[1])
