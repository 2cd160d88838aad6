"""Puts the catalog of a MySQL or MariaDB database together."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.catalog import Catalog, Object, catalog
from generator.database.mysql import code, constraints, rights, tables
from generator.database.mysql.rows import rows
from generator.database.mysql.steady import steady
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["read"]


def read(
    session: Session, of_tables: Collection[tuple[str, str]], of_roles: Collection[str]
) -> Catalog:
    """Reads everything in the session's database, in a constant number of queries.

    of_tables: ("", name) of tables whose rows are read; of_roles: accounts that are read although
    nothing in the database speaks of them. Errors: DatabaseError, also for an address without a
    database."""
    if not session.url.database:
        raise DatabaseError(
            f"{session.url}: name a database, such as `/shop`, at the end of the address"
        )
    with steady(session), session.snapshot("START TRANSACTION READ ONLY"):
        objects = list(_objects(session, of_roles))
        found = [*objects, *rows(session, objects, of_tables)]
    return catalog(session.engine, session.version, found)


def _objects(session: Session, of_roles: Collection[str]) -> Iterator[Object]:
    granted = list(rights.grants(session))
    checks, json_columns = constraints.without_json(list(constraints.checks(session)))
    yield from rights.roles(session, sorted({*of_roles, *(grant.role for grant in granted)}))
    yield from tables.sequences(session)
    there = list(tables.tables(session))
    yield from there
    statements = {table.name: table.statement for table in there}
    yield from tables.columns(session, json_columns, statements)
    foreign_keys = list(constraints.foreign_keys(session))
    yield from constraints.keys_and_indexes(session, foreign_keys)
    yield from foreign_keys
    yield from checks
    yield from code.views(session)
    yield from code.routines(session)
    yield from code.triggers(session)
    yield from code.events(session)
    yield from granted
