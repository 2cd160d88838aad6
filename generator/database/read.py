"""Reads a live database into a Catalog, whatever its engine.

Takes a Url or an open Session, gives the Catalog of what really stands there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from generator.catalog import Catalog
from generator.database.session import Session, session
from generator.database.url import DatabaseError, Url

__all__ = ["read"]


def read(
    source: Url | Session,
    *,
    rows: Collection[tuple[str, str]] = (),
    roles: Collection[str] = (),
    tell: Callable[[], None] | None = None,
) -> Catalog:
    """Reads every object of a database in a constant number of queries, changing nothing.

    rows: (schema, name) of tables whose rows are read too. roles: roles that are read although
    nothing in the database mentions them. tell: called at each statement, where the source is an
    address. Names of the default schema are without schema. Errors: DatabaseError when the database
    cannot be reached or does not let us read."""
    if isinstance(source, Url):
        if source.engine == "sqlite" and not Path(source.database).is_file():
            what = "this is no file" if Path(source.database).exists() else "there is no such file"
            raise DatabaseError(f"{source}: {what}")  # opening it would make one
        with session(source, tell) as opened:
            return read(opened, rows=rows, roles=roles)
    match source.engine:
        case "postgresql":
            from generator.database.postgresql import reader as postgresql

            return postgresql.read(source, rows, roles)
        case "sqlite":
            from generator.database.sqlite import reader as sqlite

            return sqlite.read(source, rows)
        case "mysql" | "mariadb":
            from generator.database.mysql import reader as mysql

            return mysql.read(source, rows, roles)
        case _:
            raise DatabaseError(f"{source.url}: cannot be read")
