"""Whether what was read is one state: a transaction sees one, but what the server writes out of its
catalogs (definitions, names) is that of the moment.

Takes a Session, gives a mark that is another one once something in the database has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from generator.database.postgresql.words import NOWHERE_ELSE
from generator.database.session import Session
from generator.database.url import DatabaseError

__all__ = ["steady"]

Read = TypeVar("Read")
TRIES = 3


def steady(session: Session, read: Callable[[], Read]) -> Read:
    """Gives what was read while nothing changed; begins anew when something did.

    Errors: DatabaseError of the reading, or when the database was changed each time."""
    for _ in range(TRIES):
        before = session.fetch(_QUERY)
        try:
            found = read()
        except DatabaseError:
            if session.fetch(_QUERY) == before:
                raise
            continue
        if session.fetch(_QUERY) == before:
            return found
    raise DatabaseError(f"{session.url}: the database was changed while it was read; try again")


# of a relation all but what maintenance and rows change, of the rest its version
_RELATION = """(to_jsonb(c) - '{relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,
    relminmxid}'::text[])::text"""
_OF_RELATIONS = (
    *(("pg_attribute", "attrelid"), ("pg_attrdef", "adrelid"), ("pg_index", "indrelid")),
    *(("pg_rewrite", "ev_class"), ("pg_trigger", "tgrelid"), ("pg_policy", "polrelid")),
    ("pg_inherits", "inhrelid"),
)
_OF_SCHEMAS = (
    *(("pg_constraint", "connamespace"), ("pg_proc", "pronamespace"), ("pg_type", "typnamespace")),
    *(("pg_operator", "oprnamespace"), ("pg_statistic_ext", "stxnamespace")),
)
_OTHERS = ("pg_namespace", "pg_extension", "pg_sequence", "pg_description", "pg_default_acl")
_MARKS = (
    f"""SELECT {_RELATION} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {NOWHERE_ELSE}""",
    *(
        f"""SELECT o.xmin::text || o.ctid FROM {catalog} o JOIN pg_class c ON c.oid = o.{relation}
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {NOWHERE_ELSE}"""
        for catalog, relation in _OF_RELATIONS
    ),
    *(
        f"""SELECT o.xmin::text || o.ctid FROM {catalog} o JOIN pg_namespace n ON n.oid = o.{schema}
    WHERE {NOWHERE_ELSE}"""
        for catalog, schema in _OF_SCHEMAS
    ),
    *(f"SELECT o.xmin::text || o.ctid FROM {catalog} o" for catalog in _OTHERS),
)
_QUERY = (
    "SELECT count(*), sum(hashtextextended(m.mark, 0)) FROM ("
    + " UNION ALL ".join(_MARKS)
    + ") AS m (mark)"
)
