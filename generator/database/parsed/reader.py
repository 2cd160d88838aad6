"""Parses a script into a Catalog, where there is no server to run it.

Takes a path and an engine, gives the Catalog and what was passed over. It is less than running it: a
statement that is not understood is kept word for word."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generator import catalog as cat
from generator.catalog import Id, catalog
from generator.config import OLDEST
from generator.database.scripts.draft import Draft
from generator.database.scripts.errors import SourceError, placed
from generator.database.scripts.including import every
from generator.database.scripts.marks import LOOKED_AT, unfinished
from generator.database.scripts.read import Script
from generator.database.scripts.run import Run, passed
from generator.database.scripts.statements import Statement
from generator.database.scripts.window import Window, opened

__all__ = ["parsed"]

DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql"}
CONDITIONAL = re.compile(r"/\*M?!\d*\s?(.*?)\*/", re.DOTALL)
SAYS_NOTHING = re.compile(
    r"SET\b|SELECT\b|SHOW\b|START\b|COMMIT\b|BEGIN\b|END\b|ANALYZE\b|DROP\b|ALTER\s+(?:TABLE|SEQUENCE|VIEW|FUNCTION"
    r"|SCHEMA|TYPE)\b.*\bOWNER\s+TO\b|CREATE\s+(?:ROLE|USER)\b|CREATE\s+EXTENSION\s+IF\s+NOT\s+EXISTS\s+plpgsql\b",
    re.IGNORECASE | re.DOTALL,
)


def parsed(path: Path, engine: str) -> Script:
    """Parses a script. Errors: SourceError with the place of what has no end, and when sqlglot, which
    does it, is not installed."""
    try:
        import sqlglot
    except ImportError as error:
        sentence = "error: to parse a script without its server, install `schemawright[parse]`"
        raise SourceError(sentence) from error
    logging.getLogger(sqlglot.__name__).setLevel(
        logging.CRITICAL
    )  # what it cannot do is counted here
    draft, run = Draft(), Run()
    with opened(path) as window:
        while len(window.text) < LOOKED_AT and window.more():
            pass
        head = window.text[:LOOKED_AT]
        for source, one in every(window, engine):
            if not passed(source, engine, one, run, rows=False):
                _take(source, one, draft, engine)
        if missing := unfinished(head, window.comments, run.open):
            raise placed(
                window.file,
                window.line,
                window.column,
                f"the dump was cut off: {missing} is not there",
            )
    return Script(
        catalog(engine, OLDEST[engine], _objects(draft, engine)), {**run.passed, **draft.passed}
    )


def _take(window: Window, one: Statement, draft: Draft, engine: str) -> None:
    """Takes one statement: understood, passed over because it makes nothing, or kept word for word."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    text = CONDITIONAL.sub(r"\1", one.text).strip()
    if not text or SAYS_NOTHING.match(text):
        draft.passed["statement that makes nothing"] += 1
        return
    dialect = DIALECTS[engine]
    try:
        node: object = sqlglot.parse_one(text, read=dialect)
    except SqlglotError as error:
        if not one.is_closed:
            said = "the file ends in this statement"
            raise placed(window.file, one.line, one.column, said) from error
        node = None
    if node is None or not _understood(node, text, draft, engine, dialect):
        _keep(text, draft)


def _understood(node: object, text: str, draft: Draft, engine: str, dialect: str) -> bool:
    from sqlglot import exp

    from generator.database.parsed import tables

    match node:
        case exp.Create() if node.args.get("kind") == "TABLE":
            return tables.create(node, draft, engine, dialect)
        case exp.Create() if node.args.get("kind") == "INDEX":
            return tables.index(node, draft, engine, dialect)
        case exp.Create() if node.args.get("kind") == "VIEW":
            return _view(node, text, draft, engine)
        case exp.Create() if node.args.get("kind") == "SCHEMA" and engine == "postgresql":
            draft.add(cat.Schema(name=str(node.this.args["db"].name)))
            return True
        case exp.Alter():
            return tables.add(node, draft, engine, dialect)
        case exp.Comment():
            return _comment(node, draft, engine)
        case _:
            return False


def _view(node: object, text: str, draft: Draft, engine: str) -> bool:
    from sqlglot import exp

    from generator.database.parsed import tables

    assert isinstance(node, exp.Create)
    found = re.search(r"\bVIEW\b.*?\bAS\b\s*(.*)\Z", text, re.IGNORECASE | re.DOTALL)
    if found is None or isinstance(node.this, exp.Schema) or "MATERIALIZED" in text[:60].upper():
        return False
    schema, name = tables.qualified(node.this, engine)
    draft.add(cat.View(schema=schema, name=name, sql=found[1].strip()))
    return True


def _comment(node: object, draft: Draft, engine: str) -> bool:
    from sqlglot import exp

    from generator.database.parsed import tables
    from generator.database.parsed.columns import called

    assert isinstance(node, exp.Comment)
    kind, at, text = str(node.args.get("kind")).upper(), node.this, str(node.expression.this)
    if kind == "COLUMN":
        parts = [called(at.args.get(part), "postgres") for part in ("db", "table")]
        schema = "" if parts[0] == "public" else parts[0]
        return draft.describe(Id("column", schema, parts[1], called(at, "postgres")), text)
    if kind in ("TABLE", "VIEW"):
        schema, name = tables.qualified(at, engine)
        return draft.describe(Id(kind.lower(), schema, "", name), text)
    return False


def _keep(text: str, draft: Draft) -> None:
    words = " ".join(re.findall(r"[\w.\"`]+", text)[:6]).lower()
    name, number = words, 2
    while draft.find("verbatim", "", name):
        name, number = f"{words} {number}", number + 1
    draft.add(cat.Verbatim(name=name, sql=text))


def _objects(draft: Draft, engine: str) -> Iterator[cat.Object]:
    """Gives the objects; views with the tables and views that they name."""
    names = {key.name: key for key in draft.objects if key.kind in ("table", "view")}
    if engine != "postgresql":
        _index_references(draft)
    for item in draft.objects.values():
        if isinstance(item, cat.View):
            words = set(re.findall(r"\w+", item.sql))
            yield replace(item, needs=tuple(sorted(names[word] for word in words & names.keys())))
        else:
            yield item


def _index_references(draft: Draft) -> None:
    """Adds the indexes that MySQL and MariaDB make for foreign keys that have neither one nor a name;
    an index with the key's own name is a part of that."""
    for item in tuple(draft.objects.values()):
        if not isinstance(item, cat.ForeignKey):
            continue
        parts = tuple(draft.parts(cat.Table(name=item.table)))
        if any(_over(part)[: len(item.columns)] == item.columns for part in parts):
            continue
        if item.name.startswith(f"{item.table}_ibfk_"):
            keys = tuple(cat.Key(column=column) for column in item.columns)
            draft.add(cat.Index(table=item.table, name=item.columns[0], keys=keys))


def _over(item: cat.Object) -> tuple[str, ...]:
    match item:
        case cat.PrimaryKey() | cat.Unique():
            return item.columns
        case cat.Index():
            return tuple(key.column for key in item.keys)
        case _:
            return ()
