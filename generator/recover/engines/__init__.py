"""How each engine spells what specs say in words of their own: a module an engine.

Takes the engine's folder name, gives its Spelling."""

from __future__ import annotations

from generator.recover.engines import mssql, mysql, postgresql, sqlite
from generator.recover.spelling import Spelling

__all__ = ["spelling"]

ENGINES = {
    "mariadb": mysql.SPELLING,
    "mssql": mssql.SPELLING,
    "mysql": mysql.SPELLING,
    "postgresql": postgresql.SPELLING,
    "sqlite": sqlite.SPELLING,
}


def spelling(engine: str) -> Spelling:
    """Gives the spelling of an engine."""
    return ENGINES[engine]
