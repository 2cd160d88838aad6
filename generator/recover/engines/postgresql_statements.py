"""Statements for what the language cannot say: word for word, and such that they may run again.

Takes an object of PostgreSQL's catalog, gives its statement, "" where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from generator import catalog as cat
from generator.sql.profile import Profile, quote

__all__ = ["statement"]

KINDS = {"sequence": "SEQUENCE", "schema": "SCHEMA", "function": "FUNCTION"}


def statement(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that makes an object, unless it is there."""
    match item:
        case cat.Index() if not item.comment:
            return _index(item, profile)
        case cat.ForeignKey() if not item.comment:
            return _guarded(item, _foreign_key(item, profile), profile)
        case cat.Exclusion() if not item.comment:
            return _guarded(item, _exclusion(item, profile), profile)
        case cat.Grant() if item.on_kind != "function" and item.privileges:
            return _grant(item, profile)
        case _:
            return ""


def _list(names: Iterable[str], profile: Profile) -> str:
    return ", ".join(quote(name, profile) for name in names)


def _index(item: cat.Index, profile: Profile) -> str:
    keys = ", ".join(_key(key, profile) for key in item.keys)
    head = f"CREATE {'UNIQUE ' if item.unique else ''}INDEX IF NOT EXISTS"
    method = f" USING {item.method}" if item.method else ""
    parts = [f"{head} {quote(item.name, profile)}", f"ON {profile.table(item.schema, item.table)}"]
    text = f"{' '.join(parts)}{method} ({keys})"
    if item.include:
        text += f" INCLUDE ({_list(item.include, profile)})"
    if item.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    if item.options:
        text += f" WITH ({', '.join(f'{key} = {value}' for key, value in item.options.items())})"
    if item.tablespace:
        text += f" TABLESPACE {quote(item.tablespace, profile)}"
    return text + (f" WHERE {item.where}" if item.where else "")


def _key(key: cat.Key, profile: Profile) -> str:
    text = quote(key.column, profile) if key.column else f"({key.expression})"
    text += f" COLLATE {quote(key.collate, profile)}" if key.collate else ""
    text += f" {key.opclass}" if key.opclass else ""
    text += " DESC" if key.desc else ""
    return text + (f" NULLS {key.nulls.upper()}" if key.nulls else "")


def _foreign_key(item: cat.ForeignKey, profile: Profile) -> str:
    there = profile.table(item.ref_schema, item.ref_table)
    text = f"FOREIGN KEY ({_list(item.columns, profile)}) REFERENCES {there}"
    text += f" ({_list(item.ref_columns, profile)})"
    text += " MATCH FULL" if item.match_full else ""
    text += f" ON UPDATE {item.on_update}" if item.on_update != "NO ACTION" else ""
    text += f" ON DELETE {item.on_delete}" if item.on_delete != "NO ACTION" else ""
    text += f" DEFERRABLE INITIALLY {item.deferrable.upper()}" if item.deferrable else ""
    return text + ("" if item.valid else " NOT VALID")


def _exclusion(item: cat.Exclusion, profile: Profile) -> str:
    keys = ", ".join(f"{_key(key, profile)} WITH {key.operator}" for key in item.keys)
    text = f"EXCLUDE USING {item.method} ({keys})"
    text += f" WHERE ({item.where})" if item.where else ""
    return text + (f" DEFERRABLE INITIALLY {item.deferrable.upper()}" if item.deferrable else "")


def _guarded(item: cat.ForeignKey | cat.Exclusion, text: str, profile: Profile) -> str:
    """Adds a constraint where its table has none of that name."""
    table = profile.table(item.schema, item.table)
    there = f"conrelid = '{_literal(table)}'::regclass AND conname = '{_literal(item.name)}'"
    return (
        f"DO $$ BEGIN\n  IF NOT EXISTS (SELECT FROM pg_constraint WHERE {there}) THEN\n"
        f"    ALTER TABLE {table} ADD CONSTRAINT {quote(item.name, profile)} {text};\n"
        "  END IF;\nEND $$"
    )


def _literal(text: str) -> str:
    return text.replace("'", "''")


def _grant(item: cat.Grant, profile: Profile) -> str:
    role = "PUBLIC" if item.role == "public" else quote(item.role, profile)
    on = quote(item.on, profile)
    if item.on_kind != "schema":
        on = profile.table(item.schema, item.on)
    kind = f"{KINDS[item.on_kind]} " if item.on_kind in KINDS else ""
    option = " WITH GRANT OPTION" if item.grantable else ""
    return f"GRANT {', '.join(item.privileges)} ON {kind}{on} TO {role}{option}"
