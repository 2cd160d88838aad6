"""Indexes: what a person wrote or a query demanded, as the engine can have it.

Takes an entity, gives the catalog's indexes, and the generated columns that some of them stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator import catalog as cat
from generator.model import Entity, Field, Index, IndexKey, Type
from generator.sql.literals import text_literal
from generator.sql.lower import nodes, reading
from generator.sql.lower.collations import collation
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.keys import (
    FLAG,
    Entry,
    entry,
    index,
    is_filter,
    parts,
    prefix,
    shortened,
)
from generator.sql.lower.storage import flags, options, place, storage

__all__ = ["indexes"]

OPCLASSES = {"cosine": "vector_cosine_ops", "l2": "vector_l2_ops", "inner": "vector_ip_ops"}
ORDINARY = ("", "btree")
PLAIN_ELSEWHERE = ("hash", "brin")
OWN = {"mysql": ("spatial",), "mariadb": ("spatial",)}


def indexes(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives an entity's indexes in their order."""
    for item in entity.indexes:
        origin = nodes.of_item(entity, "indexes", item.name, item.was, item.at)
        match item.method:
            case "fulltext":
                yield from _fulltext(low, entity, item, origin)
            case "vector":
                yield from _vector(low, entity, item, origin)
            case _:
                yield from _ordinary(low, entity, item, origin)


def _ordinary(
    low: Lowering, entity: Entity, item: Index, origin: nodes.Origin
) -> Iterator[cat.Object]:
    method = _method(low, entity, item, origin)
    if method is None:
        return
    found = [made for key in item.keys for made in _entries(low, entity, key, origin)]
    entries = shortened(low, found, origin, entity.spec, unique=item.unique)
    made, where = list(entries), item.where
    condition, not_distinct, emulates = "", False, ""
    if item.unique:
        means = parts(low, entity, entries, origin, nulls=item.nulls, where=where)
        made = list(means.entries)
        condition, not_distinct, emulates = means.where, means.nulls_not_distinct, means.emulates
    elif where is not None:
        answer = low.verdict("partial_index", origin.path, item.at, entity.spec)
        if answer == NATIVE and is_filter(low, where):
            condition = low.spell(where, entity)
        else:
            emulates = low.emulate("whole-index", "partial_index", origin.path)
    include, trailing = _include(low, entity, item, origin)
    last = [entry(low, field) for field in trailing]
    made += shortened(low, last, origin, entity.spec, unique=False)
    shell = _shell(low, entity, item, origin)
    yield from index(
        low,
        entity,
        replace(
            shell,
            unique=item.unique,
            nulls_not_distinct=not_distinct,
            method=method,
            where=condition,
            include=include,
            emulates=emulates,
        ),
        made,
    )


def _shell(low: Lowering, entity: Entity, item: Index, origin: nodes.Origin) -> cat.Index:
    """Gives what every index has, without its keys."""
    kept = storage(low, item.storage, origin, entity.spec)
    return cat.Index(
        schema=entity.schema,
        table=entity.table,
        name=item.physical,
        keys=(),
        tablespace=place(kept.tablespace),
        options={**options(kept.options), **flags(item.options)},
        comment=item.description,
        node=origin.path,
        was=origin.was,
        at=item.at,
    )


def _method(low: Lowering, entity: Entity, item: Index, origin: nodes.Origin) -> str | None:
    """Gives the engine's method, None when it has no such one."""
    if item.method in ORDINARY:
        return ""
    if item.method in OWN.get(low.engine, ()):
        return item.method
    answer = low.answer("index_method")
    if answer == NATIVE:
        return item.method
    if answer == "plain-index" and item.method in PLAIN_ELSEWHERE:
        low.emulate(answer, "index_method", origin.path)
        return ""
    if not low.waived("index_method", origin.path, entity.spec):
        note = f"{low.profile.label} has no index method `{item.method}`"
        low.refuse("index_method", origin.path, item.at, note)
    return None


def _entries(low: Lowering, entity: Entity, key: IndexKey, origin: nodes.Origin) -> Iterator[Entry]:
    """Gives the key, after a flag where NULLs must sort otherwise than the engine sorts them."""
    field = entity.field(key.field) if key.field else None
    one = _entry(low, entity, key, field, origin)
    nulls = _nulls(low, key, field)
    if nulls:
        answer = low.verdict("nulls_order", origin.path, origin.at, entity.spec)
        if answer == "null-flag-key":
            text = one.key.expression or low.quote(one.key.column)
            flag = cat.Key(expression=f"{text} IS NULL", desc=nulls == "first")
            yield Entry(flag, FLAG)
    native = nulls if low.answer("nulls_order") == NATIVE else ""
    if key.desc or native:
        one = replace(one, key=replace(one.key, desc=key.desc, nulls=native))
    yield one


def _entry(
    low: Lowering, entity: Entity, key: IndexKey, field: Field | None, origin: nodes.Origin
) -> Entry:
    if key.expr is not None:
        one = Entry(
            cat.Key(expression=low.spell(key.expr, entity)),
            reading.type_of(key.expr, entity, low.model),
        )
    else:
        assert field is not None, "an index key has a field or an expression"
        one = entry(low, field)
    length = key.length if field is None else prefix(field, key.length)
    if length is not None:
        one = _prefix(low, entity, one, length, origin)
    collate, opclass = "", ""
    if key.collate and low.verdict("index_collation", origin.path, origin.at, entity.spec):
        collate = collation(low, key.collate, origin, entity.spec)
    if key.opclass and low.verdict("opclass", origin.path, origin.at, entity.spec):
        opclass = key.opclass
    if collate or opclass:
        one = replace(one, key=replace(one.key, collate=collate, opclass=opclass))
    return one


def _prefix(low: Lowering, entity: Entity, one: Entry, length: int, origin: nodes.Origin) -> Entry:
    answer = low.verdict("prefix_length", origin.path, origin.at, entity.spec)
    if answer == NATIVE:
        return replace(one, key=replace(one.key, length=length))
    text = one.key.expression or low.quote(one.key.column)
    cut = f"substr({text}, 1, {length})" if low.engine == "sqlite" else f"left({text}, {length})"
    return replace(one, key=cat.Key(expression=cut), type=Type("string", (length,)))


def _nulls(low: Lowering, key: IndexKey, field: Field | None) -> str:
    """Gives where NULLs must go, "" where the engine puts them anyway or there are none."""
    if field is not None and not field.nullable:
        return ""
    lowest = low.engine != "postgresql"
    usual = "first" if lowest != key.desc else "last"
    return "" if key.nulls in ("", usual) else key.nulls


def _include(
    low: Lowering, entity: Entity, item: Index, origin: nodes.Origin
) -> tuple[tuple[str, ...], tuple[Field, ...]]:
    """Gives the included columns and the fields that become the last keys instead."""
    if not item.include:
        return (), ()
    answer = low.verdict("include", origin.path, item.at, entity.spec)
    columns = nodes.columns(entity, item.include)
    if answer == NATIVE:
        return columns, ()
    keys = {key.field for key in item.keys}
    trailing = tuple(
        entity.field(name) for name in item.include if name not in keys and not item.unique
    )
    return (), trailing if answer else ()


def _fulltext(
    low: Lowering, entity: Entity, item: Index, origin: nodes.Origin
) -> Iterator[cat.Object]:
    answer = low.verdict("fulltext", origin.path, item.at, entity.spec)
    if not answer:
        return
    shell = _shell(low, entity, item, origin)
    fields = [entity.field(key.field) for key in item.keys if key.field]
    columns = tuple(cat.Key(column=field.column) for field in fields)
    if answer == "tsvector-gin":
        text = _tsvector(low, fields, item.language)
        yield replace(shell, keys=(cat.Key(expression=text),), method="gin", emulates="fulltext")
    elif answer == "fts5":
        yield from _fts5(low, entity, item, shell, columns, origin)
    elif low.engine == "mssql":
        key = low.model.entity(entity.name).key
        kept = {"key_index": key.name if key else "", "catalog": "ft", **shell.options}
        kept["language"] = item.language.capitalize() or "Neutral"
        yield replace(shell, keys=columns, method="fulltext", options=kept, emulates="fulltext")
    else:
        yield replace(shell, keys=columns, method="fulltext")


def _tsvector(low: Lowering, fields: Sequence[Field], language: str) -> str:
    """Gives the expression of the index; `simple` has no language. A query must repeat it."""
    column = [low.quote(field.column) for field in fields]
    texts = [
        f"coalesce({name}, '')" if field.nullable else name
        for name, field in zip(column, fields, strict=True)
    ]
    joined = " || ' ' || ".join(texts)
    return f"to_tsvector({text_literal(language or 'simple', low.profile)}::regconfig, {joined})"


def _fts5(
    low: Lowering,
    entity: Entity,
    item: Index,
    shell: cat.Index,
    columns: tuple[cat.Key, ...],
    origin: nodes.Origin,
) -> Iterator[cat.Object]:
    """Gives the FTS5 table: it finds rows by rowid, which only an integer key keeps stable."""
    key = entity.key.fields if entity.key else ()
    if len(key) != 1 or "int" not in entity.field(key[0]).type.name:
        note = f"the full-text index of SQLite needs an integer key, `{entity.name}` has none"
        low.refuse("fulltext", origin.path, item.at, note)
        return
    stemmed = "porter unicode61" if item.language == "english" else "unicode61"
    kept = {
        "content_rowid": low.quote(entity.field(key[0]).column),
        "tokenize": str(shell.options.get("tokenize", stemmed)),
    }
    yield replace(shell, keys=columns, method="fts5", options=kept, emulates="fulltext")


def _vector(
    low: Lowering, entity: Entity, item: Index, origin: nodes.Origin
) -> Iterator[cat.Object]:
    if not low.verdict("vector", origin.path, item.at, entity.spec):
        return
    shell = _shell(low, entity, item, origin)
    column = entity.field(item.keys[0].field).column
    metric = item.metric or "cosine"
    if low.engine == "postgresql":
        key = cat.Key(column=column, opclass=item.keys[0].opclass or OPCLASSES[metric])
        yield replace(shell, keys=(key,), method="hnsw")
    else:
        distance = "euclidean" if metric == "l2" else metric
        kept = {**shell.options, "distance": distance}
        yield replace(shell, keys=(cat.Key(column=column),), method="vector", options=kept)
