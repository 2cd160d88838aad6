"""Statements for what the language cannot say of SQL Server: word for word, and such that they may run
again.

Takes an object of the catalog, gives its statement, "" where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import indent

from generator import catalog as cat
from generator.sql.literals import text_literal
from generator.sql.profile import Profile, quote

__all__ = ["statement", "undo"]

THERE = "EXISTS (SELECT 1 FROM sys.{kind} WHERE object_id = OBJECT_ID({table}){more})"


def statement(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that makes an object, unless it is there."""
    match item:
        case cat.Schema():
            text = text_literal(f"CREATE SCHEMA {quote(item.name, profile)}", profile)
            return f"IF SCHEMA_ID({text_literal(item.name, profile)}) IS NULL\n    EXEC ({text})"
        case cat.Index():
            return _index(item, profile)
        case cat.Unique():
            text = f"UNIQUE ({_list(item.columns, profile)})"
            return _guarded(item, "UQ", text, profile)
        case cat.ForeignKey():
            return _guarded(item, "F", _foreign_key(item, profile), profile)
        case cat.Check():
            return _guarded(item, "C", f"CHECK ({item.expression})", profile)
        case cat.Grant():
            return _grant(item, profile)
        case cat.View():
            options = " WITH SCHEMABINDING" if "schemabinding" in item.options else ""
            ending = "\nWITH CHECK OPTION" if "check_option" in item.options else ""
            name = profile.table(item.schema, item.name)
            return f"CREATE OR ALTER VIEW {name}{options} AS\n{item.sql}{ending}"
        case cat.Function() | cat.Trigger():
            return item.definition
        case cat.SecurityPolicy():
            return _security(item, profile)
        case cat.Verbatim():
            return _again(item.sql, item.name, profile)
        case _:
            return ""


def _again(text: str, name: str, profile: Profile) -> str:
    """Puts in front of a type, a security policy, a function that one holds and a table that a query
    makes what asks whether it is there."""
    kind, _, called = name.rpartition(" ")
    if kind == "table":
        asked, whole = text_literal(called, profile), text_literal(text, profile)
        return f"IF OBJECT_ID({asked}) IS NULL\n    EXEC ({whole})"
    if asked := _versioning(kind, text_literal(called, profile), profile):
        return f"IF {asked}\n    {text}"
    made = re.match(r"CREATE\s+(TYPE|SECURITY\s+POLICY|FUNCTION)\b", text, re.IGNORECASE)
    if made is None or kind not in ("type", "security policy", "function"):
        return text
    asked = text_literal(called, profile)
    if kind == "type":
        return f"IF TYPE_ID({asked}) IS NULL\n    {text}"
    whole = f"EXEC ({text_literal(text, profile)})" if kind == "function" else text
    return f"IF OBJECT_ID({asked}) IS NULL\n    {whole}"


def _versioning(kind: str, table: str, profile: Profile) -> str:
    """Gives what asks whether a part of system versioning is still to be made, "" for anything else."""
    match kind:
        case "period of":
            return "NOT " + THERE.format(kind="periods", table=table, more="")
        case "system versioning of":
            return "NOT " + THERE.format(kind="tables", table=table, more=" AND temporal_type = 2")
        case _ if kind.startswith("hidden column "):
            column = kind.removeprefix("hidden column ").removesuffix(" of")
            more = f" AND name = {text_literal(column, profile)} AND is_hidden = 0"
            return THERE.format(kind="columns", table=table, more=more)
        case _:
            return ""


def _security(item: cat.SecurityPolicy, profile: Profile) -> str:
    """Makes a policy with its functions, each where it is not there."""
    table = profile.table(item.schema, item.table)
    texts, asks = [], []
    for each in item.predicates:
        function = profile.table(item.schema, each.name)
        given = ", ".join(f"@{name} {kind}" for _, name, kind in each.parameters)
        body = indent(each.condition, "        ")
        text = (
            f"CREATE FUNCTION {function} ({given})\nRETURNS TABLE\nWITH SCHEMABINDING\nAS\nRETURN\n"
            f"    SELECT 1 AS passes\n    WHERE\n{body}"
        )
        name = f"function {item.schema or 'dbo'}.{each.name}"
        texts.append(_again(text, name, profile))
        columns = _list((column for column, _, _ in each.parameters), profile)
        asks += [
            f"{_guarding(guard)} {function} ({columns}) ON {table}{_when(guard)}"
            for guard in each.guards
        ]
    made = f"CREATE SECURITY POLICY {profile.table(item.schema, item.name)}\n    "
    name = f"security policy {item.schema or 'dbo'}.{item.name}"
    texts.append(_again(made + ",\n    ".join(asks), name, profile))
    return ";\n".join(texts)


def _guarding(guard: str) -> str:
    return f"ADD {'FILTER' if guard == 'FILTER' else 'BLOCK'} PREDICATE"


def _when(guard: str) -> str:
    return "" if guard == "FILTER" else f" {guard}"


def _list(names: Iterable[str], profile: Profile) -> str:
    return ", ".join(quote(name, profile) for name in names)


def _index(item: cat.Index, profile: Profile) -> str:
    table = profile.table(item.schema, item.table)
    keys = ", ".join(
        quote(key.column, profile) + (" DESC" if key.desc else "") for key in item.keys
    )
    kind = "UNIQUE " if item.unique else ""
    kind += "CLUSTERED " if "clustered" in item.options else ""
    kind += "NONCLUSTERED COLUMNSTORE " if "columnstore" in item.options else ""
    text = f"CREATE {kind}INDEX {quote(item.name, profile)} ON {table} ({keys})"
    if item.include:
        text += f" INCLUDE ({_list(item.include, profile)})"
    text += f" WHERE {item.where}" if item.where else ""
    settings = {key: value for key, value in item.options.items() if value}
    if settings:
        text += (
            f" WITH ({', '.join(f'{key.upper()} = {value}' for key, value in settings.items())})"
        )
    text += f" ON {quote(item.tablespace, profile)}" if item.tablespace else ""
    name, owner = text_literal(item.name, profile), text_literal(table, profile)
    there = f"name = {name} AND object_id = OBJECT_ID({owner})"
    return f"IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE {there})\n    {text}"


def _foreign_key(item: cat.ForeignKey, profile: Profile) -> str:
    there = profile.table(item.ref_schema, item.ref_table)
    text = f"FOREIGN KEY ({_list(item.columns, profile)}) REFERENCES {there}"
    text += f" ({_list(item.ref_columns, profile)})"
    text += f" ON DELETE {item.on_delete}" if item.on_delete != "NO ACTION" else ""
    return text + (f" ON UPDATE {item.on_update}" if item.on_update != "NO ACTION" else "")


def _guarded(
    item: cat.ForeignKey | cat.Check | cat.Unique, kind: str, text: str, profile: Profile
) -> str:
    """Adds a constraint where there is none of that name."""
    table = profile.table(item.schema, item.table)
    name = text_literal(profile.table(item.schema, item.name), profile)
    check = " WITH NOCHECK" if not isinstance(item, cat.Unique) and not item.valid else ""
    return (
        f"IF OBJECT_ID({name}, N'{kind}') IS NULL\n"
        f"    ALTER TABLE {table}{check} ADD CONSTRAINT {quote(item.name, profile)} {text}"
    )


def _grant(item: cat.Grant, profile: Profile) -> str:
    on = profile.table(item.schema, item.on.partition("(")[0])
    option = " WITH GRANT OPTION" if item.grantable else ""
    return f"GRANT {', '.join(item.privileges)} ON {on} TO {quote(item.role, profile)}{option}"


def undo(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that takes away what has been kept word for word, "" where none is known."""
    if not isinstance(item, cat.Verbatim):
        return ""
    kind, _, called = item.name.rpartition(" ")
    table = re.match(r"ALTER TABLE ((?:\[(?:[^\]]|\]\])*\]\.?)+)", item.sql)
    schema, _, name = called.rpartition(".")
    match kind:
        case "system versioning of" if table:
            return f"ALTER TABLE {table[1]} SET (SYSTEM_VERSIONING = OFF)"
        case "period of" if table:
            return f"ALTER TABLE {table[1]} DROP PERIOD FOR SYSTEM_TIME"
        case "table" | "type":
            return f"DROP {kind.upper()} IF EXISTS {profile.table(schema, name)}"
        case _:
            return ""
