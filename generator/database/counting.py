"""Counts rows, as far as it matters: in one query, which reads no more than it must.

Takes an open Session and names of tables, gives those that have few rows."""

from __future__ import annotations

from collections.abc import Sequence

from generator.database.session import Session

__all__ = ["few"]


def few(
    session: Session, tables: Sequence[tuple[str, str]], most: int
) -> dict[tuple[str, str], int]:
    """Gives the tables (schema, name) with at least one row and at most `most`, and how many.

    Errors: DatabaseError when a table cannot be read."""
    if not tables:
        return {}
    mark = '"' if session.engine in ("postgresql", "sqlite") else "`"
    home = "public" if session.engine == "postgresql" else ""
    counts = []
    for place, (schema, name) in enumerate(tables):
        parts = [part for part in (schema or home, name) if part]
        source = ".".join(f"{mark}{part.replace(mark, mark * 2)}{mark}" for part in parts)
        limited = f"SELECT 1 FROM {source} LIMIT {most + 1}"
        counts.append(f"SELECT {place}, (SELECT count(*) FROM ({limited}) AS t)")
    found = session.rows(_pair, " UNION ALL ".join(counts))
    return {tables[place]: count for place, count in sorted(found) if 0 < count <= most}


def _pair(place: int, count: int) -> tuple[int, int]:
    return place, count
