"""Reads what the vocabulary has no kind for, as statements: types of other kinds, rules, operators,
foreign data, publications, and what a statement of its own says of a table, an index or a comment.

Takes a Session, gives Verbatim objects, named as the server describes them. An object of a kind that
nobody here knows has no statement; it is still there to be counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.catalog import Verbatim
from generator.database.postgresql import searching, settings, written
from generator.database.session import Session

__all__ = ["others"]


class _Other(NamedTuple):
    name: str
    sql: str
    undo: str


def others(session: Session) -> Iterator[Verbatim]:
    """Reads them all in one query."""
    parts = (*written.OBJECTS, *searching.OBJECTS)
    described = " UNION ALL ".join(parts)
    query = f"{_DESCRIBED.format(described)} UNION ALL {' UNION ALL '.join(settings.SETTINGS)} ORDER BY 1"
    for name, sql, undo in session.rows(_Other, query):
        yield Verbatim(name=name, sql=sql, undo=undo)


# `old` kinds are those that have readers of their own, or come with what has
_DESCRIBED = """
SELECT replace(pg_describe_object(o.class, o.id, 0), 'statistics object', 'statistics'),
    CASE WHEN o.sql = '' OR o.comment IS NULL THEN o.sql ELSE o.sql || E';\\nCOMMENT ON '
        || w.kind || ' ' || w.called || ' IS ' || quote_literal(o.comment) END,
    'DROP ' || w.kind || ' IF EXISTS ' || w.called || CASE WHEN o.class = 'pg_type'::regclass
        AND EXISTS (SELECT FROM pg_type b WHERE b.oid = o.id AND b.typtype = 'b') THEN ' CASCADE' ELSE '' END
FROM (
    SELECT f.class, f.id, f.sql, obj_description(f.id, f.class::regclass::name) AS comment
    FROM ({}) f (class, id, sql)
    WHERE NOT EXISTS (SELECT FROM pg_depend e
        WHERE e.classid = f.class AND e.objid = f.id AND e.deptype = 'e')
) o
CROSS JOIN LATERAL pg_identify_object(o.class, o.id, 0) i
CROSS JOIN LATERAL (
    SELECT CASE i.type WHEN 'statistics object' THEN 'STATISTICS'
            WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER' ELSE upper(i.type) END AS kind,
        CASE WHEN i.type = 'user mapping' THEN 'FOR ' || replace(i.identity, ' on server ', ' SERVER ')
            WHEN i.type = 'transform' THEN i.identity
            WHEN i.type = 'text search parser' THEN i.identity
            ELSE i.identity END AS called
) w
"""
