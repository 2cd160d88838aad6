"""SQLite's spelling: texts as they were written, types that are only words, constraints without names.

Takes texts as the catalog reader gives them, gives what specs say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from generator import catalog as cat
from generator.catalog import Catalog
from generator.database.sqlite.spelling import spelled
from generator.database.sqlite.tokens import tokens
from generator.recover.spelling import Fires, Map, Spelling, Terms
from generator.source import Data
from generator.sql.profile import Profile, quote
from generator.sql.written import renamed

__all__ = ["SPELLING"]

NUMBER = re.compile(r"-?\d+(\.\d+)?")
TEXT = re.compile(r"'((?:[^']|'')*)'", re.DOTALL)
AFFINITIES = (
    (("INT",), "int64"),
    (("CHAR", "CLOB", "TEXT"), "text"),
    (("BLOB",), "bytes"),
    (("REAL", "FLOA", "DOUB"), "float64"),
)
"""Parts of words and what they mean, in SQLite's order."""
MADE = re.compile(
    r"\s*CREATE\s+(?:(TEMP|TEMPORARY|UNIQUE|VIRTUAL)\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s+",
    re.IGNORECASE,
)


TIED = (cat.Column, cat.PrimaryKey, cat.Unique, cat.Check, cat.ForeignKey)


def _own_type(text: str) -> str:
    return text  # in capitals, so never one of the language's


def _same_type(one: str, other: str, profile: Profile) -> bool:
    del profile  # a type is only a word: INT is not INTEGER
    return one == other


def _nearest(kind: str) -> str:
    """Gives the type of what SQLite makes of a column with a word that is not listed: it looks for
    parts of words.

    >>> [_nearest(word) for word in ("INT(5)", "TEXT(80)", "LONGBLOB", "DOUBLE(8,2)", "STRING")]
    ['int64', 'text', 'bytes', 'float64', 'text']"""
    found = (made for words, made in AFFINITIES if any(word in kind.upper() for word in words))
    return next(found, "text")


def _default(text: str, kind: str) -> Data | None:
    """Reads a number or a text."""
    if kind == "bool" and text in ("0", "1"):
        return text == "1"
    if NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else text
    found = TEXT.fullmatch(text)
    if found is None:
        return None
    value = found[1].replace("''", "'")
    if NUMBER.fullmatch(value) and kind.startswith(("int", "uint", "decimal", "float", "bool")):
        return _default(value, kind)
    return {"literal": value} if value.endswith("()") else value


def _bound(text: str) -> Map:
    del text  # there are no partitions
    return {}


def _fires(definition: str) -> Fires | None:
    """Reads the words before the table's name."""
    head = [token.text.lower() for token in tokens(definition)]
    head = head[: head.index("on")] if "on" in head else head
    events = [word for word in ("insert", "update", "delete") if word in head]
    times = ["_".join(pair) for pair in pairwise(head) if pair == ("instead", "of")]
    times += [word for word in ("before", "after") if word in head]
    return Fires((*times, "before")[0], (events[0],)) if events else None


def _statement(item: cat.Object, profile: Profile) -> str:
    match item:
        case cat.Index() if not item.method:
            return _index(item, profile)
        case cat.Index() if item.statement:
            head, *triggers = re.split(r";\n(?=CREATE TRIGGER)", item.statement)
            return ";\n".join(map(_unless, (head, *triggers)))
        case cat.View():
            columns = f" ({item.options['columns']})" if "columns" in item.options else ""
            return f"CREATE VIEW IF NOT EXISTS {quote(item.name, profile)}{columns} AS {item.sql}"
        case cat.Trigger():
            return _unless(item.definition)
        case cat.Verbatim():
            return _unless(item.sql)
        case _:
            return ""


def whole(catalog: Catalog, item: cat.Table, profile: Profile) -> str:
    """Gives the statement by which a table was made."""
    del catalog, profile
    return _unless(item.statement)


def undo(item: cat.Object, profile: Profile) -> str:
    """Gives the statement that takes an object away again."""
    name = item.id.name
    match item:
        case cat.Index() if item.method:
            kind = "TABLE"
        case cat.Table() | cat.View() | cat.Trigger() | cat.Index():
            kind = item.kind.upper()
        case cat.Verbatim() if item.name.startswith("virtual table "):
            kind, name = "TABLE", name.removeprefix("virtual table ")
        case _:
            return ""
    return f"DROP {kind} IF EXISTS {quote(name, profile)}"


def _inside(catalog: Catalog, item: cat.Table) -> Iterator[cat.Object]:
    """Gives what the statement of a table makes with it."""
    parts = catalog.by_table.get((item.schema, item.name), ())
    return (part for part in parts if isinstance(part, TIED))


def _unless(statement: str) -> str:
    """Says IF NOT EXISTS, unless that is said."""
    found = MADE.match(statement)
    if found is None or statement[found.end() :].upper().startswith("IF NOT"):
        return statement
    return f"{statement[: found.end()]}IF NOT EXISTS {statement[found.end() :]}".rstrip(" ;\n")


def _index(item: cat.Index, profile: Profile) -> str:
    keys = ", ".join(_key(key, profile) for key in item.keys)
    unique = "UNIQUE " if item.unique else ""
    head = f"CREATE {unique}INDEX IF NOT EXISTS {quote(item.name, profile)}"
    where = f" WHERE {item.where}" if item.where else ""
    return f"{head} ON {quote(item.table, profile)} ({keys}){where}"


def _key(key: cat.Key, profile: Profile) -> str:
    text = quote(key.column, profile) if key.column else key.expression
    text += f" COLLATE {key.collate}" if key.collate else ""
    return text + (" DESC" if key.desc else "")


def _plain(item: cat.Object, profile: Profile) -> cat.Object:
    del profile
    return item


def _table(table: cat.Table) -> Map:
    made: Map = {} if "strict" in table.options else {"strict": False}
    return made | {
        name: text or True for name, text in table.options.items() if name == "without_rowid"
    }


def _meant(catalog: Catalog, item: cat.Index) -> cat.Index:
    """A virtual table of words, which triggers keep, is how a full-text index is made here."""
    del catalog
    return replace(item, method="fulltext") if item.method == "fts5" else item


def _index_keys(index: cat.Index) -> Map:
    return {"tokenize": index.options["tokenize"]} if "tokenize" in index.options else {}


def _view(view: cat.View) -> Map:
    del view
    return {}


def _reads(item: cat.Object) -> str:
    return item.sql if isinstance(item, cat.View) else ""


def _values(text: str) -> tuple[str, ...]:
    del text  # there are no enums
    return ()


def _alike(found: Catalog) -> Catalog:
    return spelled(found)


def _portable(text: str, terms: Terms) -> str:
    """Says fields for columns, where these are called otherwise; case does not count in names here."""
    known = {name.lower(): name for name in terms.fields}
    quoted = text
    for token in reversed(list(tokens(text))):
        name = known.get(token.text.lower(), "") if token.kind == "word" else ""
        if name:
            escaped = name.replace('"', '""')
            quoted = f'{quoted[: token.start]}"{escaped}"{quoted[token.end :]}'
    made = renamed(quoted, terms.fields)
    return text if made == quoted else made


SPELLING = Spelling(
    own_type=_own_type,
    same_type=_same_type,
    default=_default,
    bound=_bound,
    fires=_fires,
    statement=_statement,
    plain=_plain,
    alike=_alike,
    table=_table,
    index=_index_keys,
    view=_view,
    reads=_reads,
    values=_values,
    undo=undo,
    whole=whole,
    inside=_inside,
    tied=TIED,
    portable=_portable,
    value=_portable,
    nameless=True,
    nearest=_nearest,
    meant=_meant,
)
