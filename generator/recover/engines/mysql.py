"""MySQL's and MariaDB's spelling: literals with backslashes, partitions inside tables, statements with
backticks.

Takes texts as the catalog reader gives them, gives what specs say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from generator import catalog as cat
from generator.catalog import Catalog
from generator.catalog.heads import bare
from generator.recover.engines.mysql_defaults import TEXT, default, same_default, unescaped
from generator.recover.engines.mysql_expressions import portable, same
from generator.recover.engines.mysql_heads import mode, program, usual
from generator.recover.engines.mysql_statements import statement, undo, whole
from generator.recover.spelling import Fires, Map, Spelling, Terms
from generator.sql.profile import Profile
from generator.sql.types import normal

__all__ = ["SPELLING"]

Item = TypeVar("Item", cat.Function, cat.Trigger)
WHOLE_SECONDS = re.compile(r"^('.*:\d\d)\.0+(?='$)")
TIED = (cat.Column, cat.PrimaryKey)
FIRES = re.compile(
    r"CREATE\s+TRIGGER\s+(?:`(?:[^`]|``)+`|\S+)\s+(BEFORE|AFTER)\s+(INSERT|UPDATE|DELETE)\s",
    re.IGNORECASE,
)
LOGICAL = ("text", "date", "json", "time", "datetime", "timestamp", "decimal", "uuid", "char")
BINARY = {"mysql": "utf8mb4_0900_bin", "mariadb": "utf8mb4_nopad_bin"}


def _own_type(text: str) -> str:
    """Types of the language are in small letters: in capitals it is the engine's."""
    word = re.match(r"\w+", text)
    return text.upper() if word and word[0] in LOGICAL and "'" not in text else text


def _same_type(one: str, other: str, profile: Profile) -> bool:
    return normal(one, profile) == normal(other, profile)


def _bound(text: str) -> Map:
    del text  # partitions stand inside the table
    return {}


def _fires(definition: str) -> Fires | None:
    found = FIRES.match(definition)
    return Fires(found[1].lower(), (found[2].lower(),)) if found else None


def _plain(item: cat.Object, profile: Profile) -> cat.Object:
    match item:
        case cat.Column():
            kind = normal(item.type, profile)
            on_update = re.sub(r"\(0?\)$", "", item.on_update.lower())
            usual = same_default(item.default)
            if kind.startswith(("datetime", "timestamp", "time")):
                usual = WHOLE_SECONDS.sub(r"\1", usual)
            generated = same(item.generated, profile.name) if item.generated else ""
            return replace(item, type=kind, default=usual, generated=generated, on_update=on_update)
        case cat.Check():
            return replace(item, expression=same(item.expression, profile.name))
        case cat.Index():
            return replace(item, keys=tuple(_key(key, profile) for key in item.keys))
        case cat.Function():
            kinds = ", ".join(normal(kind, profile) for kind in _split(item.arguments))
            return replace(_created(item), arguments=kinds)
        case cat.Trigger():
            return _created(item)
        case cat.View():
            return replace(item, sql=item.sql.strip())
        case _:
            return item


def _key(key: cat.Key, profile: Profile) -> cat.Key:
    return replace(key, expression=same(key.expression, profile.name)) if key.expression else key


def _portable(text: str, terms: Terms) -> str:
    truths = [name for name, kind in terms.types.items() if kind == "tinyint(1)"]
    return portable(text, terms.fields, truths, terms.engine)


def _split(arguments: str) -> list[str]:
    return re.split(r", (?![^(]*\))", arguments) if arguments else []


def _created(item: Item) -> Item:
    """Spells a statement in one way; who made it, and how, is said by its options."""
    text = re.sub(r"^CREATE OR REPLACE ", "CREATE ", bare(item.definition.strip()))
    text = re.sub(r"^CREATE +(AGGREGATE +)?(\w+) +IF NOT EXISTS +", r"CREATE \1\2 ", text)
    options = {
        name: mode(words) if name == "sql_mode" else words for name, words in item.options.items()
    }
    lines = (line.rstrip() for line in text.splitlines())
    return replace(item, definition="\n".join(lines), options=options)


def _table(table: cat.Table) -> Map:
    """Gives what a table has that is not what every table of ours has."""
    options = dict(table.options)
    made: Map = {}
    engine, collate = options.pop("engine", "InnoDB"), options.pop("collate", "")
    options.pop("charset", "")
    if engine != "InnoDB":
        made["engine"] = engine
    if collate and collate not in BINARY.values():
        made["collate"] = collate
    if "row_format" in options:
        made["row_format"] = options.pop("row_format").lower()
    if "system_versioned" in options:
        made["system_versioned"] = not options.pop("system_versioned")
    if options:
        made["with"] = dict(options)
    if table.partition_by:
        made["partition_by"] = table.partition_by
        if table.partitions:
            made["partitions"] = dict(table.partitions)
    return made


def _index(index: cat.Index) -> Map:
    return {name: text or True for name, text in index.options.items()}


def _view(view: cat.View) -> Map:
    return {name: view.options[name] for name in ("algorithm", "definer") if name in view.options}


def _values(text: str) -> tuple[str, ...]:
    if not text.startswith("enum("):
        return ()
    found = tuple(unescaped(value) for value in TEXT.findall(text))
    return found if all(value.strip() for value in found) else ()


def _reads(item: cat.Object) -> str:
    """A view's query is looked at when it is made; routines and triggers are not."""
    return item.sql if isinstance(item, cat.View) else ""


def _inside(catalog: Catalog, item: cat.Table) -> Iterator[cat.Object]:
    """Gives what the statement of a table makes with it: all but foreign keys and triggers."""
    kinds = cat.Column | cat.PrimaryKey | cat.Unique | cat.Check | cat.Index
    parts = catalog.by_table.get((item.schema, item.name), ())
    return (part for part in parts if isinstance(part, kinds))


SPELLING = Spelling(
    own_type=_own_type,
    same_type=_same_type,
    default=default,
    bound=_bound,
    fires=_fires,
    statement=statement,
    plain=_plain,
    table=_table,
    index=_index,
    view=_view,
    reads=_reads,
    values=_values,
    undo=undo,
    whole=whole,
    inside=_inside,
    tied=TIED,
    portable=_portable,
    value=_portable,
    usual=usual,
    program=program,
)
