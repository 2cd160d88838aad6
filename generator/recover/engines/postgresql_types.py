"""Named types and sequences of PostgreSQL as statements.

Takes an object, gives a statement that may run again."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.engines.postgresql_words import commented, literal, together, unless_made
from generator.sql.profile import Profile, quote

__all__ = ["owned", "statement"]


def statement(
    item: cat.EnumType | cat.DomainType | cat.CompositeType | cat.Sequence, profile: Profile
) -> str:
    """Gives a type or a sequence with its comment."""
    name = profile.table(item.schema, item.name)
    match item:
        case cat.EnumType():
            values = ", ".join(map(literal, item.values))
            made, kind = unless_made(f"CREATE TYPE {name} AS ENUM ({values})"), "TYPE"
        case cat.CompositeType():
            parts = ", ".join(f"{quote(part, profile)} {of}" for part, of in item.attributes)
            made, kind = unless_made(f"CREATE TYPE {name} AS ({parts})"), "TYPE"
        case cat.DomainType():
            made, kind = unless_made(_domain(item, name, profile)), "DOMAIN"
        case cat.Sequence():
            made, kind = _sequence(item, name), "SEQUENCE"
    return together(made, commented(kind, name, item.comment))


def _domain(item: cat.DomainType, name: str, profile: Profile) -> str:
    text = f"CREATE DOMAIN {name} AS {item.type}"
    text += f" COLLATE {profile.collation(item.collate)}" if item.collate else ""
    text += f" DEFAULT {item.default}" if item.default else ""
    text += "" if item.nullable else " NOT NULL"
    checks = (
        f"\n    CONSTRAINT {quote(check, profile)} CHECK ({expression})"
        for check, expression in item.checks
    )
    return text + "".join(checks)


def _sequence(item: cat.Sequence, name: str) -> str:
    cycle = " CYCLE" if item.cycle else ""
    return (
        f"CREATE SEQUENCE IF NOT EXISTS {name} AS {item.type} INCREMENT BY {item.increment}"
        f" MINVALUE {item.minimum} MAXVALUE {item.maximum} START WITH {item.start}"
        f" CACHE {item.cache}{cycle}"
    )


def owned(item: cat.Sequence, profile: Profile) -> str:
    """Gives a sequence to its column, "" for one that nothing owns."""
    if not item.owned_by:
        return ""
    table, column = item.owned_by
    name = profile.table(item.schema, item.name)
    on = f"{profile.table(item.schema, table)}.{quote(column, profile)}"
    return f"ALTER SEQUENCE {name} OWNED BY {on}"
