"""Reads a T-SQL script into a Catalog, as if it had been run on an empty database.

Takes a path, gives the Catalog and what was passed over. Nobody runs the script: it is checked by
grammar alone. A statement that makes something and is not understood is kept word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator import catalog as cat
from generator.catalog import Catalog, Id, catalog
from generator.config import OLDEST
from generator.database.mssql import security
from generator.database.mssql.access import grant, role
from generator.database.mssql.branches import choose
from generator.database.mssql.calls import arguments, describe
from generator.database.mssql.computed import computed
from generator.database.mssql.constraints import index
from generator.database.mssql.programs import program
from generator.database.mssql.renames import rename
from generator.database.mssql.selecting import into
from generator.database.mssql.sequences import sequence
from generator.database.mssql.skipping import skip
from generator.database.mssql.sqlcmd import expanded
from generator.database.mssql.tables import alter, create
from generator.database.mssql.tokens import Cursor, Token, batches, unquoted
from generator.database.mssql.values import data_type
from generator.database.mssql.verbatim import needing, plain, verbatim
from generator.database.mssql.words import KINDS, ROWS, TALK
from generator.database.scripts.draft import Draft
from generator.database.scripts.errors import SourceError, placed
from generator.database.scripts.window import opened, place

__all__ = ["Read", "read", "scripted"]

PROGRAMS = ("VIEW", "PROC", "PROCEDURE", "FUNCTION", "TRIGGER")
SERVER = (
    "DATABASE", "LOGIN", "SERVER", "CREDENTIAL", "ENDPOINT", "CERTIFICATE", "MASTER", "AVAILABILITY",
    "RESOURCE", "EVENT", "AUTHORIZATION",
)  # fmt: skip
CHANGES = ("sp_bindrule", "sp_bindefault", "sp_addtype", "sp_changeobjectowner")
GUARDS = ("SET", "PRINT", "USE", "BEGIN", "END", "COMMIT", "ROLLBACK", "RETURN")


@dataclass(frozen=True, slots=True)
class Read:
    """What a script makes. passed: counts of what a catalog has no place for, by what it is; left: the
    objects that lack it, where it is of objects."""

    catalog: Catalog
    passed: Mapping[str, int]
    left: Mapping[str, tuple[str, ...]]


def scripted(path: Path) -> Read:
    """Reads the script at a path. Errors: SourceError with the place."""
    with opened(path) as window:
        while window.more():
            pass
        return read(window.file, window.text)


def read(file: str, text: str) -> Read:
    """Reads a script. file: what it is called in errors."""
    if found := re.search("[\udc80-\udcff]", text):
        raise placed(file, *place(text, found.start()), "this is not UTF-8")
    text = expanded(file, text)
    draft = Draft()
    for tokens in batches(file, text):
        _batch(Cursor(file, text, tokens), draft)
    for key in draft.disabled & draft.objects.keys():
        item = draft.objects[key]
        if isinstance(item, cat.ForeignKey | cat.Check):
            what = "constraint that is switched off, taken as not proven"
            draft.leave(what, item.schema, item.table, item.name)
            draft.objects[key] = replace(item, valid=False)
    for schema in {key.schema: None for key in draft.objects if key.schema}:
        if draft.find("schema", "", schema) is None:
            draft.add(cat.Schema(name=schema))
    objects = tuple(_whole(item, draft) for item in needing(draft))
    passed = {what: number for what, number in draft.passed.items() if number}
    left = {what: tuple(names) for what, names in draft.left.items()}
    return Read(catalog("mssql", OLDEST["mssql"], objects), passed, left)


def _whole(item: cat.Object, draft: Draft) -> cat.Object:
    """Says of a unique that it takes one NULL, where its columns allow any; of a computed column, which
    type its terms have."""
    if isinstance(item, cat.Column) and item.generated:
        return replace(item, type=computed(item, draft))
    if isinstance(item, cat.Index) and item.unique and not item.where:
        columns = tuple(key.column for key in item.keys)
    elif isinstance(item, cat.Unique):
        columns = item.columns
    else:
        return item
    found = (draft.objects.get(Id("column", item.schema, item.table, name)) for name in columns)
    takes = any(isinstance(column, cat.Column) and column.nullable for column in found)
    return replace(item, nulls_not_distinct=takes)


def _batch(cursor: Cursor, draft: Draft) -> None:
    while not cursor.done:
        if cursor.take(";"):
            continue
        before = cursor.at
        _statement(cursor, draft)
        assert cursor.at > before
    return


def _statement(cursor: Cursor, draft: Draft) -> None:
    """Reads one statement; a batch that is nothing but a definition is read whole."""
    word = cursor.token.key
    if word == "CREATE":
        _create(cursor, draft)
    elif word == "ALTER":
        _alter(cursor, draft)
    elif word == "DROP":
        _drop(cursor, draft)
    elif word == "IF":
        choose(cursor, draft, _statement)
    elif word in ("EXEC", "EXECUTE"):
        _execute(cursor, draft)
    elif word in ("BEGIN", "END", "ELSE"):
        cursor.at += 1
        cursor.take("TRANSACTION") or cursor.take("TRAN") or cursor.take("TRY") or cursor.take(
            "CATCH"
        )
    elif word == "GRANT":
        grant(cursor, draft)
    elif word in ROWS:
        draft.passed["statement that only changes rows"] += 1
        skip(cursor)
    elif word in ("SELECT", "WITH"):
        draft.passed["statement that makes nothing"] += not into(cursor, draft)
    elif word in TALK:
        if word not in GUARDS:
            draft.passed["statement that makes nothing"] += 1
        _remember(cursor, draft)
        skip(cursor)
    elif word in ("DENY", "REVOKE", "ENABLE", "DISABLE"):
        verbatim(cursor, draft)
    else:
        raise cursor.wrong("this is no statement of T-SQL that gen import knows")


def _remember(cursor: Cursor, draft: Draft) -> None:
    """Keeps the text that a variable is set to, for the calls that are given it."""
    words = cursor.tokens[cursor.at : cursor.at + 7]
    if len(words) > 3 and words[0].key == "SET" and words[2].text == "=":
        name, value = words[1].text.lower(), words[3]
        if value.kind == "text" or value.key == "SCHEMA_NAME":
            draft.texts[name] = value.text if value.kind == "text" else "'dbo'"


def _create(cursor: Cursor, draft: Draft) -> None:
    start = cursor.at
    cursor.need("CREATE")
    cursor.take("OR", "ALTER")
    word = cursor.token.key
    if _is_temporary(cursor):
        draft.passed["statement about a temporary table"] += 1
        skip(cursor)
        return
    if word in PROGRAMS:
        if word in ("PROC", "PROCEDURE") and cursor.tokens[cursor.at + 1].text.startswith(
            ("#", "[#")
        ):
            cursor.at = len(cursor.tokens)  # a procedure for the time of the script
            return
        program(cursor, draft, word)
    elif cursor.take("TABLE"):
        create(cursor, draft)
    elif cursor.take("SCHEMA"):
        cursor.take("AUTHORIZATION")
        name = cursor.name()
        if cursor.take("AUTHORIZATION"):
            cursor.name()
        draft.add(cat.Schema(name=name))
    elif cursor.take("SECURITY", "POLICY"):
        security.policy(cursor, draft)
    elif cursor.take("SEQUENCE"):
        sequence(cursor, draft)
    elif word in ("ROLE", "USER"):
        cursor.at += 1
        role(cursor, draft, login=word == "USER")
    elif cursor.take("TYPE"):
        _type(cursor, draft, start)
    elif _is_index(cursor):
        _index(cursor, draft, start)
    elif word in SERVER:
        draft.passed["statement about the whole server"] += 1
        skip(cursor)
    else:
        cursor.at = start
        verbatim(cursor, draft)


def _is_temporary(cursor: Cursor) -> bool:
    """Whether a table, or what an index is made on, is gone with the session."""
    words = iter(cursor.tokens[cursor.at : cursor.at + 8])
    kinds = ("TABLE", "ON") if _is_index(cursor) or cursor.ahead("TABLE") else ()
    after = next((next(words, cursor.end) for word in words if word.key in kinds), cursor.end)
    return unquoted(after.text).startswith("#") or unquoted(after.text).lower() == "tempdb"


def _is_index(cursor: Cursor) -> bool:
    words = [token.key for token in cursor.tokens[cursor.at : cursor.at + 4]]
    plain = [
        word for word in words if word not in ("UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE")
    ]
    return bool(plain) and plain[0] == "INDEX" and not cursor.ahead("CLUSTERED", "COLUMNSTORE")


def _index(cursor: Cursor, draft: Draft, start: int) -> None:
    unique = cursor.take("UNIQUE")
    clustered = cursor.take("CLUSTERED")
    cursor.take("NONCLUSTERED")
    store = cursor.take("COLUMNSTORE")
    cursor.need("INDEX")
    name = cursor.name()
    cursor.need("ON")
    at = cursor.at
    schema, owner = cursor.qualified()
    table = draft.table(schema, owner)
    if table is None and draft.find("view", schema, owner):
        cursor.at = start
        verbatim(cursor, draft)
        return
    if table is None:
        cursor.at = at
        raise cursor.missing(f"there is no table {cursor.token.text} here")
    index(cursor, draft, table, name, unique=unique, clustered=clustered)
    if store:
        found = draft.part(table, name)
        assert isinstance(found, cat.Index)
        draft.add(replace(found, options={**found.options, "columnstore": ""}))


def _type(cursor: Cursor, draft: Draft, start: int) -> None:
    """Reads a type: what an alias stands for is remembered, and the statement kept word for word."""
    schema, name = cursor.qualified()
    if cursor.take("FROM"):
        kind, _ = data_type(cursor, draft)
        nullable = not cursor.take("NOT", "NULL")
        cursor.take("NULL")
        draft.types[schema.lower(), name.lower()] = (kind, nullable)
    elif cursor.take("AS", "TABLE"):
        cursor.group()
        if cursor.take("WITH"):
            cursor.group()
    else:
        skip(cursor)
    text = cursor.script[cursor.tokens[start].start : cursor.tokens[cursor.at - 1].end]
    draft.add(cat.Verbatim(name=f"type {schema or 'dbo'}.{name}", sql=plain(text)))


def _alter(cursor: Cursor, draft: Draft) -> None:
    start = cursor.at
    cursor.need("ALTER")
    word = cursor.token.key
    if _is_temporary(cursor):
        draft.passed["statement about a temporary table"] += 1
        skip(cursor)
        return
    if word in PROGRAMS:
        program(cursor, draft, word)
    elif cursor.take("TABLE"):
        at = cursor.at
        table = draft.table(*cursor.qualified())
        if table is None and cursor.ahead("DROP"):
            skip(cursor)  # behind an IF that looks for it
            return
        cursor.at = at
        alter(cursor, draft)
    elif cursor.take("ROLE"):
        role(cursor, draft, login=False, change=True)
    elif cursor.take("SECURITY", "POLICY"):
        security.change(cursor, draft)
    elif word in SERVER:
        draft.passed["statement about the whole server"] += 1
        skip(cursor)
    else:
        cursor.at = start
        verbatim(cursor, draft)


def _drop(cursor: Cursor, draft: Draft) -> None:
    cursor.need("DROP")
    word = cursor.name().upper()
    if word in ("DATABASE", "LOGIN", "USER", "ROLE"):
        skip(cursor)
        return
    secures = word == "SECURITY" and cursor.take("POLICY")
    cursor.take("IF", "EXISTS")
    kind = {"PROC": "function", "TYPE": "verbatim"}.get(word) or KINDS.get(word, word.lower())
    while True:
        if secures:
            security.drop(draft, *cursor.qualified())
        elif kind == "index":
            _drop_index(cursor, draft)
        else:
            schema, name = cursor.qualified()
            draft.drop(kind, schema, name)
        if not cursor.take(","):
            return


def _drop_index(cursor: Cursor, draft: Draft) -> None:
    first, second = cursor.qualified()
    schema, owner = cursor.qualified() if cursor.take("ON") else ("", first)
    table = draft.table(schema, owner)
    found = draft.part(table, second) if table else None
    if found:
        draft.remove(found.id)


def _execute(cursor: Cursor, draft: Draft) -> None:
    """Reads a call: descriptions are taken, texts of SQL are read, all else makes nothing."""
    cursor.at += 1
    if cursor.ahead("("):
        first = cursor.token
        cursor.group()
        inner = [
            token
            for token in cursor.tokens
            if first.start < token.start < cursor.tokens[cursor.at - 1].start
        ]
        if len(inner) == 1 and inner[0].kind == "text":
            _inner(cursor, draft, inner[0])
        else:
            draft.passed["call that makes its own SQL"] += 1
        return
    if cursor.token.text.startswith("@"):
        cursor.at += 1  # what the call gives back
        cursor.need("=")
    if cursor.token.text.startswith("@"):
        cursor.at += 1
        draft.passed["call that makes its own SQL"] += 1
        return
    name = cursor.qualified()[1].lower()
    if name in CHANGES:
        raise cursor.wrong(f"`{name}` changes what is there, which gen import does not follow")
    at = cursor.at
    given = list(arguments(cursor))
    if name == "sp_rename":
        after, cursor.at = cursor.at, at
        rename(cursor, draft, _told(given, draft))
        cursor.at = after
    elif name in ("sp_addextendedproperty", "sp_updateextendedproperty", "#describe"):
        describe(draft, name, _told(given, draft))
    elif name == "sp_executesql" and given and given[0][1].kind == "text":
        _inner(cursor, draft, given[0][1])
    else:
        draft.passed[f"call of {name}"] += 1


def _told(given: Iterable[tuple[str, Token]], draft: Draft) -> dict[str, Token]:
    """Gives arguments with the texts that variables were set to in their place."""
    return {
        name: replace(token, kind="text", text=draft.texts.get(token.text.lower(), token.text))
        for name, token in given
    }


def _inner(cursor: Cursor, draft: Draft, token: Token) -> None:
    """Reads the text of a call as a batch of its own, at its place."""
    text = unquoted(token.text)
    before = cursor.script[: token.start]
    for tokens in batches(cursor.file, text):
        try:
            _batch(Cursor(cursor.file, text, tokens), draft)
        except SourceError as error:
            sentence = str(error).partition("error: ")[2]
            raise placed(
                cursor.file, *place(before, len(before)), f"in this text: {sentence}"
            ) from error
