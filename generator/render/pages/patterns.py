"""Indexes and the access patterns that justify them, each named beside the other.

Takes an entity, gives lines of Markdown for its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.model import Entity, Index, Query
from generator.render.pages.rules import index_keys
from generator.render.pages.words import all_of, code, codes, expr_text, prose, sentence
from generator.sql.demand import serving

__all__ = ["IndexLine", "QueryLine", "index_lines", "query_line"]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """An index. serves: the access patterns that justify it."""

    name: str
    keys: str
    about: str
    serves: str


@dataclass(frozen=True, slots=True)
class QueryLine:
    """An access pattern. uses: the index that serves it."""

    name: str
    asks: str
    gives: str
    uses: str


def index_lines(entity: Entity) -> Iterator[IndexLine]:
    if entity.key:
        serves = ["`get`", *_served(entity, "key", entity.key.fields, "")]
        yield IndexLine(
            code(entity.key.name), codes(entity.key.fields), "primary key", _joined(serves)
        )
    for item in entity.uniques:
        where = f"rows where {code(expr_text(item.where))}" if item.where else ""
        found = _served(entity, f"unique.{item.name}", item.fields, where)
        serves = found or [f"keeps {all_of(map(code, item.fields))} unique"]
        about = ", ".join(part for part in ("unique", where) if part)
        yield IndexLine(code(item.physical), codes(item.fields), about, _joined(serves))
    yield from (_index(entity, item) for item in entity.indexes)


def _index(entity: Entity, item: Index) -> IndexLine:
    where = expr_text(item.where) if item.where else ""
    fields = tuple(key.field or (expr_text(key.expr) if key.expr else "") for key in item.keys)
    about = [
        "unique" if item.unique else "",
        prose(item.method),
        f"{prose(item.language)} words" if item.language else "",
        f"rows where {code(where)}" if where else "",
        f"carries {codes(item.include)}" if item.include else "",
        f"only on {all_of(item.only)}" if item.only else "",
    ]
    serves = _served(entity, f"indexes.{item.name}", fields, where)
    said = [prose(item.description).removesuffix(".")] if item.description else []
    return IndexLine(
        code(item.physical),
        index_keys(item),
        ", ".join(part for part in about if part),
        _joined([*said, *serves]) or "*no access pattern names it*",
    )


def _joined(items: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(items))


def _served(entity: Entity, path: str, fields: Sequence[str], where: str) -> list[str]:
    """Lists the queries that an index serves, and the references whose fields it begins with.

    path: the index in its entity, as `serving` names it."""
    found = [code(query.name) for query in entity.queries if serving(entity, query) == path]
    return found + [
        f"looking up by {code(key.name)}, deleting {code(key.entity)}"
        for key in entity.foreign_keys
        if tuple(fields[: len(key.fields)]) == key.fields and not where
    ]


def query_line(entity: Entity, query: Query) -> QueryLine:
    asks = code(expr_text(query.where)) if query.where else "all rows"
    if query.sql:
        asks = code(expr_text(query.sql))
    if query.order:
        asks += ", by " + all_of(
            f"{code(name)}{' falling' if falls else ''}" for name, falls in query.order
        )
    return QueryLine(
        code(query.name),
        f"{sentence(prose(query.description))} {asks}" if query.description else asks,
        _gives(query),
        _uses(entity, query),
    )


def _gives(query: Query) -> str:
    what = codes(query.fields) if query.fields else ""
    if query.columns:
        what = codes(name for name, _, _ in query.columns)
    rows = "one row or none" if query.one else f"pages of {query.page}" if query.page else "rows"
    loaded = f"with {codes(query.include)}" if query.include else ""
    return " ".join(part for part in (rows, f"of {what}" if what else "", loaded) if part)


def _uses(entity: Entity, query: Query) -> str:
    """Names the index that finds the rows of a query; "" where there is none, or nobody can tell."""
    kind, _, name = serving(entity, query).partition(".")
    match kind:
        case "key" if entity.key is not None:
            return code(entity.key.name)
        case "unique":
            return code(next(item.physical for item in entity.uniques if item.name == name))
        case "indexes":
            return code(next(item.physical for item in entity.indexes if item.name == name))
        case _:
            return ""
