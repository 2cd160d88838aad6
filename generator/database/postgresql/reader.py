"""Puts the catalog of a PostgreSQL database together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from generator.catalog import Catalog, Grant, Object, Policy, catalog
from generator.database.postgresql import code, constraints, indexes, rights, tables, types
from generator.database.postgresql.depends import depends
from generator.database.postgresql.others import others
from generator.database.postgresql.rows import rows
from generator.database.postgresql.steady import steady
from generator.database.session import Session

__all__ = ["read"]


def read(
    session: Session, of_tables: Collection[tuple[str, str]], of_roles: Collection[str]
) -> Catalog:
    """Reads everything in the database, in a constant number of queries.

    of_tables: (schema, name) of tables whose rows are read; of_roles: roles that are read although
    nothing in the database speaks of them. Errors: DatabaseError."""
    return steady(session, lambda: _read(session, of_tables, of_roles))


def _read(
    session: Session, of_tables: Collection[tuple[str, str]], of_roles: Collection[str]
) -> Catalog:
    with _snapshot(session):
        found = catalog("postgresql", session.version, _objects(session, of_roles))
        return replace(
            found,
            objects=catalog("", "", [*found, *rows(session, found, of_tables)]).objects,
            depends=depends(session),
        )


@contextmanager
def _snapshot(session: Session) -> Iterator[None]:
    """One view of the database for all queries; what is read cannot be changed by reading it."""
    with session.snapshot("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
        session.fetch("SET LOCAL search_path = public")
        yield


def _objects(session: Session, of_roles: Collection[str]) -> Iterator[Object]:
    of_indexes = indexes.keys(session)
    granted = list(rights.grants(session))
    policies = list(code.policies(session))
    yield from types.schemas(session)
    yield from types.extensions(session)
    named = sorted({*of_roles, *_mentioned(granted, policies)})
    yield from rights.roles(session, named)
    yield from types.enums(session)
    yield from types.domains(session)
    yield from types.composites(session)
    yield from types.sequences(session)
    yield from tables.tables(session)
    yield from tables.columns(session)
    yield from constraints.constraints(session, of_indexes)
    yield from indexes.indexes(session, of_indexes)
    yield from indexes.uses(session)
    yield from code.views(session)
    yield from code.functions(session)
    yield from code.triggers(session)
    yield from policies
    yield from granted
    yield from rights.default_privileges(session)
    yield from rights.role_settings(session, named)
    yield from others(session)


def _mentioned(grants: list[Grant], policies: list[Policy]) -> set[str]:
    of_policies = {role for policy in policies for role in policy.roles}
    return ({grant.role for grant in grants} | of_policies) - {rights.PUBLIC}
