"""Statements for what the language cannot say: word for word, and such that they may run again.

Takes an object of PostgreSQL's catalog, gives the statement that makes it and the one that takes it
away, "" where there is none."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.engines import postgresql_constraints as constraints
from generator.recover.engines import postgresql_programs as programs
from generator.recover.engines import postgresql_types as types
from generator.recover.engines.postgresql_rights import grant, revoke, role
from generator.recover.engines.postgresql_words import commented, together, unless_made
from generator.sql.profile import Profile, quote

__all__ = ["statement", "undo"]

REPEATABLE = (
    *("ALTER ", "COMMENT ON", "CREATE INDEX IF NOT EXISTS", "CREATE OR REPLACE"),
    *("CREATE UNIQUE INDEX IF NOT EXISTS", "DO $", "GRANT ", "REVOKE "),
)
"""What may run again as it is."""
DROPPED = {
    "composite": "TYPE",
    "domain": "DOMAIN",
    "enum": "TYPE",
    "index": "INDEX",
    "sequence": "SEQUENCE",
    "table": "TABLE",
}


def statement(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that makes an object, unless it is there."""
    match item:
        case cat.Schema():
            name = quote(item.name, profile)
            made = f"CREATE SCHEMA IF NOT EXISTS {name}"
            return together(made, commented("SCHEMA", name, item.comment))
        case cat.Index():
            return constraints.index(item, profile)
        case cat.IndexUse():
            return constraints.used(item, profile)
        case cat.ForeignKey() | cat.Exclusion() | cat.Check() | cat.PrimaryKey() | cat.Unique():
            return constraints.constraint(item, profile)
        case cat.EnumType() | cat.DomainType() | cat.CompositeType() | cat.Sequence():
            return types.statement(item, profile)
        case cat.View() | cat.Function() | cat.Trigger() | cat.Policy():
            return programs.statement(item, profile)
        case cat.Grant():
            return grant(item, profile)
        case cat.Role():
            return role(item, profile)
        case cat.Extension():
            return _extension(item, profile)
        case cat.Verbatim():
            return _again(item.sql)
        case _:
            return ""


def undo(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that takes an object away again."""
    name = profile.table(item.id.schema, item.id.name)
    match item:
        case cat.Verbatim():
            return item.undo
        case cat.Grant():
            return revoke(item, profile)
        case cat.IndexUse():
            return constraints.unused(item, profile)
        case cat.View():
            return f"DROP {programs.kind(item)} IF EXISTS {name}"
        case cat.Function():
            return f"DROP {item.routine.upper()} IF EXISTS {programs.called(item, profile)}"
        case cat.Trigger() | cat.Policy():
            on = profile.table(item.schema, item.table)
            return f"DROP {item.kind.upper()} IF EXISTS {quote(item.name, profile)} ON {on}"
        case cat.ForeignKey() | cat.Exclusion() | cat.Check():
            on = profile.table(item.schema, item.table)
            return (
                f"ALTER TABLE IF EXISTS {on} DROP CONSTRAINT IF EXISTS {quote(item.name, profile)}"
            )
        case _ if item.kind in DROPPED:
            return f"DROP {DROPPED[item.kind]} IF EXISTS {name}"
        case _:
            return ""


def _extension(item: cat.Extension, profile: Profile) -> str:
    made = f"CREATE EXTENSION IF NOT EXISTS {quote(item.name, profile)}"
    made += f" WITH SCHEMA {quote(item.schema, profile)}" if item.schema else ""
    return made + (f" VERSION '{item.version}'" if item.version else "")


def _again(sql: str) -> str:
    """Makes a statement of the server's own one that may run again."""
    if sql.startswith("CREATE RULE "):
        return sql.replace("CREATE RULE ", "CREATE OR REPLACE RULE ", 1)
    return sql if not sql or sql.startswith(REPEATABLE) else unless_made(sql)
