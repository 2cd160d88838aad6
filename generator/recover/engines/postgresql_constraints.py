"""Indexes and constraints of PostgreSQL as statements.

Takes an object, gives a statement that may run again, or the constraint as a line of CREATE TABLE."""

from __future__ import annotations

from generator import catalog as cat
from generator.recover.engines.postgresql_words import (
    commented,
    literal,
    names,
    settings,
    together,
    unless,
)
from generator.sql.profile import Profile, quote

__all__ = ["Constraint", "constraint", "defined", "index", "unused", "used"]

Constraint = cat.PrimaryKey | cat.Unique | cat.ForeignKey | cat.Check | cat.Exclusion


def index(item: cat.Index, profile: Profile) -> str:
    """Gives an index with its comment."""
    keys = ", ".join(_key(key, profile) for key in item.keys)
    head = f"CREATE {'UNIQUE ' if item.unique else ''}INDEX IF NOT EXISTS"
    method = f" USING {item.method}" if item.method else ""
    on = "ON ONLY" if "invalid" in item.options else "ON"
    parts = [
        f"{head} {quote(item.name, profile)}",
        f"{on} {profile.table(item.schema, item.table)}",
    ]
    text = f"{' '.join(parts)}{method} ({keys})"
    if item.include:
        text += f" INCLUDE ({names(item.include, profile)})"
    if item.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    if set(item.options) - {"invalid"}:
        own = {name: value for name, value in item.options.items() if name != "invalid"}
        text += f" WITH {settings(own)}"
    if item.tablespace:
        text += f" TABLESPACE {quote(item.tablespace, profile)}"
    text += f" WHERE {item.where}" if item.where else ""
    return together(text, commented("INDEX", profile.table(item.schema, item.name), item.comment))


def _key(key: cat.Key, profile: Profile) -> str:
    text = quote(key.column, profile) if key.column else f"({key.expression})"
    text += f" COLLATE {profile.collation(key.collate)}" if key.collate else ""
    text += f" {key.opclass}" if key.opclass else ""
    text += " DESC" if key.desc else ""
    return text + (f" NULLS {key.nulls.upper()}" if key.nulls else "")


def used(item: cat.IndexUse, profile: Profile) -> str:
    """Tells a table which index to use."""
    words = {"cluster": "CLUSTER ON", "replica_identity": "REPLICA IDENTITY USING INDEX"}
    table = profile.table(item.schema, item.table)
    return f"ALTER TABLE {table} {words[item.name]} {quote(item.index, profile)}"


def unused(item: cat.IndexUse, profile: Profile) -> str:
    """Tells a table to use none."""
    words = {"cluster": "SET WITHOUT CLUSTER", "replica_identity": "REPLICA IDENTITY DEFAULT"}
    return f"ALTER TABLE IF EXISTS {profile.table(item.schema, item.table)} {words[item.name]}"


def constraint(item: Constraint, profile: Profile) -> str:
    """Adds a constraint where its table has none of that name."""
    table = profile.table(item.schema, item.table)
    there = (
        f"SELECT FROM pg_constraint WHERE conrelid = {literal(table)}::regclass"
        f" AND conname = {literal(item.name)}"
    )
    added = f"ALTER TABLE {table} ADD {defined(item, profile)}"
    name = f"{quote(item.name, profile)} ON {table}"
    return together(unless(there, added), commented("CONSTRAINT", name, item.comment))


def defined(item: Constraint, profile: Profile) -> str:
    """Gives a constraint as a line of CREATE TABLE."""
    return f"CONSTRAINT {quote(item.name, profile)} {_body(item, profile)}"


def _body(item: Constraint, profile: Profile) -> str:
    match item:
        case cat.PrimaryKey():
            return f"PRIMARY KEY {_columns(item, profile)}{_deferred(item.deferrable)}"
        case cat.Unique():
            nulls = "NULLS NOT DISTINCT " if item.nulls_not_distinct else ""
            return f"UNIQUE {nulls}{_columns(item, profile)}{_deferred(item.deferrable)}"
        case cat.ForeignKey():
            return _foreign_key(item, profile)
        case cat.Check():
            inherited = " NO INHERIT" if item.no_inherit else ""
            return f"CHECK ({item.expression}){inherited}{'' if item.valid else ' NOT VALID'}"
        case cat.Exclusion():
            return _exclusion(item, profile)


def _columns(item: cat.PrimaryKey | cat.Unique, profile: Profile) -> str:
    """Gives the columns of a key; the words WITHOUT OVERLAPS stand behind the last one's name."""
    overlap = " WITHOUT OVERLAPS"
    columns = ", ".join(
        quote(name.removesuffix(overlap), profile) + (overlap if name.endswith(overlap) else "")
        for name in item.columns
    )
    return f"({columns})" + (f" INCLUDE ({names(item.include, profile)})" if item.include else "")


def _foreign_key(item: cat.ForeignKey, profile: Profile) -> str:
    there = profile.table(item.ref_schema, item.ref_table)
    text = f"FOREIGN KEY ({names(item.columns, profile)}) REFERENCES {there}"
    text += f" ({names(item.ref_columns, profile)})"
    text += " MATCH FULL" if item.match_full else ""
    text += f" ON UPDATE {item.on_update}" if item.on_update != "NO ACTION" else ""
    text += f" ON DELETE {item.on_delete}" if item.on_delete != "NO ACTION" else ""
    return text + _deferred(item.deferrable) + ("" if item.valid else " NOT VALID")


def _exclusion(item: cat.Exclusion, profile: Profile) -> str:
    keys = ", ".join(f"{_key(key, profile)} WITH {key.operator}" for key in item.keys)
    text = f"EXCLUDE USING {item.method} ({keys})"
    return text + (f" WHERE ({item.where})" if item.where else "") + _deferred(item.deferrable)


def _deferred(when: str) -> str:
    return f" DEFERRABLE INITIALLY {when.upper()}" if when else ""
