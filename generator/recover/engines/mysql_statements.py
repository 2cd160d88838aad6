"""Statements for what the language cannot say of MySQL and MariaDB: word for word, and such that they
may run again.

Takes an object of the catalog, gives its statement, "" where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator import catalog as cat
from generator.catalog import Catalog
from generator.recover.engines.mysql_heads import definer, mode, written
from generator.sql.literals import text_literal
from generator.sql.profile import Profile, quote

__all__ = ["statement", "undo", "whole"]

KINDS = ("fulltext", "spatial", "vector")
"""Methods that stand before the word INDEX."""
FOREIGN = re.compile(r"  CONSTRAINT `(?:[^`]|``)+` FOREIGN KEY ")


def statement(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that makes an object, unless it is there."""
    match item:
        case cat.Index():
            return _guarded(item, "statistics", "index", _index(item, profile), profile)
        case cat.Unique():
            keys = _list(item.columns, profile)
            text = f"CONSTRAINT {quote(item.name, profile)} UNIQUE ({keys})"
            return _guarded(item, "table_constraints", "constraint", text, profile)
        case cat.ForeignKey():
            text = _foreign_key(item, profile)
            made = _guarded(item, "table_constraints", "constraint", text, profile)
            return _unchecked(made) if item.ref_schema else made
        case cat.Check():
            text = f"CONSTRAINT {quote(item.name, profile)} CHECK ({item.expression})"
            text += "" if item.valid else " NOT ENFORCED"
            return _guarded(item, "table_constraints", "constraint", text, profile)
        case cat.Grant() if item.privileges and item.on_kind in ("table", "view", "schema"):
            return _grant(item, profile)
        case cat.View():
            return _view(item, profile)
        case cat.Function() | cat.Trigger():
            kinds = r"(FUNCTION|PROCEDURE|TRIGGER)"
            head = rf"^CREATE (AGGREGATE )?{kinds} (?!IF NOT EXISTS)"
            text = re.sub(head, r"CREATE \1\2 IF NOT EXISTS ", item.definition)
            return _in_mode(written(text, item, profile), item.options)
        case cat.Verbatim():
            text = re.sub(r"^CREATE EVENT (?!IF )", "CREATE EVENT IF NOT EXISTS ", item.sql)
            return _in_mode(written(text, item, profile), item.options)
        case _:
            return ""


def _in_mode(text: str, options: cat.Options) -> str:
    """Makes a program in the SQL mode, and with texts of the collation, that it was made in, where these
    are others than is usual."""
    if "collate" in options:
        head = f"SET @collation = @@collation_connection, collation_connection = '{options['collate']}'"
        text = f"{head};\n{text};\nSET collation_connection = @collation"
    if "sql_mode" not in options:
        return text
    words = mode(options["sql_mode"])
    return f"SET @mode = @@sql_mode, sql_mode = '{words}';\n{text};\nSET sql_mode = @mode"


def whole(catalog: Catalog, item: cat.Table, profile: Profile) -> str:
    """Gives the engine's own statement, without foreign keys, which come later, and counters."""
    del catalog, profile
    lines = [line for line in item.statement.splitlines() if not FOREIGN.match(line)]
    text = re.sub(r",\n\)", "\n)", "\n".join(lines))
    text = re.sub(r"(\n\).*?) AUTO_INCREMENT=\d+", r"\1", text)
    return text.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1)


def undo(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that takes an object away again, "" for what goes with its table."""
    name = quote(item.id.name, profile)
    on = quote(item.id.table, profile) if item.id.table else ""
    match item:
        case cat.Table() | cat.View() | cat.Trigger():
            return f"DROP {item.kind.upper()} IF EXISTS {name}"
        case cat.Function():
            return f"DROP {item.routine.upper()} IF EXISTS {quote(item.name, profile)}"
        case cat.Index() | cat.Unique():
            return f"ALTER TABLE {on} DROP INDEX {name}"
        case cat.ForeignKey():
            return f"ALTER TABLE {on} DROP FOREIGN KEY {name}"
        case cat.Check():
            return f"ALTER TABLE {on} DROP CONSTRAINT {name}"
        case cat.Grant():
            where = "*" if item.on_kind == "schema" else quote(item.on, profile)
            return (
                f"REVOKE {', '.join(item.privileges)} ON {where} FROM {quote(item.role, profile)}"
            )
        case cat.Verbatim() if item.name.startswith("event "):
            return f"DROP EVENT IF EXISTS {quote(item.name.removeprefix('event '), profile)}"
        case _:
            return ""


def _list(names: Iterable[str], profile: Profile) -> str:
    return ", ".join(quote(name, profile) for name in names)


def _index(item: cat.Index, profile: Profile) -> str:
    named = f"{item.method.upper()} " if item.method in KINDS else ""
    kind = "UNIQUE " if item.unique else named
    keys = ", ".join(_key(key, profile) for key in item.keys)
    text = f"{kind}INDEX {quote(item.name, profile)} ({keys})"
    text += f" USING {item.method.upper()}" if item.method and item.method not in KINDS else ""
    text += f" WITH PARSER {item.options['parser']}" if "parser" in item.options else ""
    text += f" COMMENT {text_literal(item.comment, profile)}" if item.comment else ""
    for word in ("invisible", "ignored"):
        text += f" {word.upper()}" if word in item.options else ""
    return text


def _key(key: cat.Key, profile: Profile) -> str:
    text = quote(key.column, profile) if key.column else f"({key.expression})"
    text += f"({key.length})" if key.length else ""
    return text + (" DESC" if key.desc else "")


def _foreign_key(item: cat.ForeignKey, profile: Profile) -> str:
    text = f"CONSTRAINT {quote(item.name, profile)} FOREIGN KEY ({_list(item.columns, profile)})"
    there = _list(item.ref_columns, profile)
    to = [name for name in (item.ref_schema, item.ref_table) if name]
    text += f" REFERENCES {'.'.join(quote(name, profile) for name in to)} ({there})"
    text += f" ON DELETE {item.on_delete}" if item.on_delete != "NO ACTION" else ""
    return text + (f" ON UPDATE {item.on_update}" if item.on_update != "NO ACTION" else "")


def _unchecked(text: str) -> str:
    """Makes a foreign key to another database, whether that is there or not."""
    head = "SET @checks = @@foreign_key_checks, foreign_key_checks = 0"
    return f"{head};\n{text};\nSET foreign_key_checks = @checks"


def _guarded(
    item: cat.Index | cat.Unique | cat.ForeignKey | cat.Check,
    where: str,
    kind: str,
    text: str,
    profile: Profile,
) -> str:
    """Adds a part to its table where that has none of the name."""
    table, name = (text_literal(part, profile) for part in (item.table, item.name))
    schema = "table_schema" if where == "statistics" else "constraint_schema"
    added = text_literal(f"ALTER TABLE {quote(item.table, profile)} ADD {text}", profile)
    return (
        "SET @statement = IF(\n    EXISTS (\n"
        f"        SELECT 1 FROM information_schema.{where} WHERE {schema} = DATABASE()\n"
        f"            AND table_name = {table} AND {kind}_name = {name}\n"
        f"    ),\n    'DO 0',\n    {added}\n);\n"
        "PREPARE pending FROM @statement;\nEXECUTE pending;\nDEALLOCATE PREPARE pending"
    )


def _grant(item: cat.Grant, profile: Profile) -> str:
    on = "*" if item.on_kind == "schema" else quote(item.on, profile)
    option = " WITH GRANT OPTION" if item.grantable else ""
    role = quote(item.role, profile)
    return f"GRANT {', '.join(item.privileges)} ON {on} TO {role}{option}"


def _view(item: cat.View, profile: Profile) -> str:
    options = item.options
    text = "CREATE OR REPLACE"
    text += f" ALGORITHM = {options['algorithm'].upper()}" if "algorithm" in options else ""
    text += f" {definer(item.options['definer'])}" if "definer" in options else ""
    text += " SQL SECURITY INVOKER" if "security_invoker" in options else ""
    text += f" VIEW {quote(item.name, profile)}"
    text += f" ({options['columns']})" if "columns" in options else ""
    check = options.get("check_option", "")
    return f"{text} AS {item.sql}" + (f" WITH {check.upper()} CHECK OPTION" if check else "")
