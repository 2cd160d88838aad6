"""What a new name of a table or a column does to the objects that speak of it.

Takes objects and a renaming, gives the objects as the engine has them afterwards: engines follow a
rename in constraints, indexes and their own stored expressions, so the record must too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace

from generator.catalog import (
    Column,
    CompositeType,
    DomainType,
    Exclusion,
    ForeignKey,
    Grant,
    Id,
    Index,
    Key,
    Object,
    PrimaryKey,
    Row,
    Sequence,
    Table,
    Unique,
)

__all__ = ["Renaming", "mentions", "renamed", "with_values"]

TYPES = ("composite", "domain", "enum")
PLAIN = re.compile("[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Renaming:
    """From one identity to another of the same kind."""

    old: Id
    new: Id


def renamed(objects: Iterable[Object], renaming: Renaming) -> Iterator[Object]:
    """Gives the objects with the new name wherever the old one was meant."""
    kind = renaming.old.kind
    for item in objects:
        if item.id == renaming.old:
            yield _self(item, renaming)
        elif kind == "table":
            yield _in_table(item, renaming)
        elif kind == "column":
            yield _in_column(item, renaming)
        elif kind in TYPES:
            yield _in_type(item, renaming)
        else:
            yield item


def _self(item: Object, renaming: Renaming) -> Object:
    new = renaming.new
    if isinstance(item, Table):
        return replace(item, schema=new.schema, name=new.name)
    return item if isinstance(item, PrimaryKey | Row | Grant) else replace(item, name=new.name)


def with_values(item: Object, **values: str) -> Object:
    """Gives the object with other texts in attributes that its kind has."""
    kept = {field.name for field in fields(item)}
    return _replace(item, **{name: value for name, value in values.items() if name in kept})


_replace: Callable[..., Object] = replace


def _in_table(item: Object, renaming: Renaming) -> Object:
    old, new = renaming.old, renaming.new
    here, there = (old.schema, old.name), (new.schema, new.name)
    if isinstance(item, ForeignKey) and (item.ref_schema, item.ref_table) == here:
        item = replace(item, ref_schema=new.schema, ref_table=new.name)
    if isinstance(item, Table) and (item.schema, item.parent) == here:
        return replace(item, parent=new.name)
    if (
        isinstance(item, Sequence)
        and item.schema == old.schema
        and item.owned_by[:1] == (old.name,)
    ):
        return replace(item, owned_by=(new.name, *item.owned_by[1:]))
    if isinstance(item, Grant):
        on_it = item.on_kind == "table" and (item.schema, item.on) == here
        return replace(item, schema=there[0], on=there[1]) if on_it else item
    names = {field.name for field in fields(item)}
    if "table" in names and (item.id.schema, item.id.table) == here:
        return with_values(item, schema=new.schema, table=new.name)
    return item


def _in_column(item: Object, renaming: Renaming) -> Object:
    old, new = renaming.old.name, renaming.new.name
    table = (renaming.old.schema, renaming.old.table)
    if isinstance(item, ForeignKey):
        return _foreign_key(item, renaming, table)
    if (item.id.schema, item.id.table) != table:
        return item
    match item:
        case PrimaryKey() | Unique():
            return replace(
                item,
                columns=_swap(item.columns, old, new),
                include=_swap(item.include, old, new),
                keys=tuple(_key(key, old, new) for key in item.keys),
            )
        case Index():
            keys = tuple(_key(key, old, new) for key in item.keys)
            where, include = _text(item.where, old, new), _swap(item.include, old, new)
            return replace(item, keys=keys, where=where, include=include)
        case Exclusion():
            keys = tuple(_key(key, old, new) for key in item.keys)
            return replace(item, keys=keys, where=_text(item.where, old, new))
        case Column():
            return replace(item, generated=_text(item.generated, old, new))
        case Row():
            return replace(item, key=_row(item.key, old, new), values=_row(item.values, old, new))
        case _:
            return _expressions(item, old, new)


def _in_type(item: Object, renaming: Renaming) -> Object:
    """Follows a type into the columns, domains and composites that are of it, or of arrays of it."""
    if isinstance(item, Column | DomainType):
        return replace(item, type=_typed(item.type, renaming))
    if isinstance(item, CompositeType):
        attributes = tuple((name, _typed(type_, renaming)) for name, type_ in item.attributes)
        return replace(item, attributes=attributes)
    return item


def _typed(text: str, renaming: Renaming) -> str:
    """Gives a type under its new name; texts of types are those of the one engine that renames types,
    PostgreSQL: bare in the default schema, quoted where they must be.

    >>> _typed('"Mood"[]', Renaming(Id("enum", "", "", "Mood"), Id("enum", "", "", "state")))
    'state[]'"""
    bare = text.removesuffix("[]")
    old, new = (_spelled(key) for key in (renaming.old, renaming.new))
    return new + text[len(bare) :] if bare == old else text


def _spelled(key: Id) -> str:
    names = (name for name in (key.schema, key.name) if name)
    return ".".join(name if PLAIN.fullmatch(name) else _quoted(name) for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _foreign_key(item: ForeignKey, renaming: Renaming, table: tuple[str, str]) -> ForeignKey:
    old, new = renaming.old.name, renaming.new.name
    if (item.schema, item.table) == table:
        item = replace(item, columns=_swap(item.columns, old, new))
    if (item.ref_schema, item.ref_table) == table:
        item = replace(item, ref_columns=_swap(item.ref_columns, old, new))
    return item


def _expressions(item: Object, old: str, new: str) -> Object:
    changes = {
        name: _text(getattr(item, name), old, new)
        for name in ("expression", "using", "check")
        if isinstance(getattr(item, name, None), str)
    }
    return with_values(item, **changes) if changes else item


def mentions(item: Object, column: str) -> bool:
    """Whether an expression of a check, an index or a generated column speaks of a column."""
    texts = [getattr(item, name, "") for name in ("expression", "generated", "where")]
    if isinstance(item, Index):
        texts += [key.expression for key in item.keys]
    return any(text and _text(text, column, "") != text for text in texts)


def _swap(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if column == old else column for column in columns)


def _row(pairs: tuple[tuple[str, str], ...], old: str, new: str) -> tuple[tuple[str, str], ...]:
    return tuple((new if column == old else column, text) for column, text in pairs)


def _key(key: Key, old: str, new: str) -> Key:
    column = new if key.column == old else key.column
    return replace(key, column=column, expression=_text(key.expression, old, new))


def _text(sql: str, old: str, new: str) -> str:
    """Swaps a name in an expression, outside string literals; quoted names are names too.

    >>> _text("amount > 0 AND note <> 'amount'", "amount", "total")
    "total > 0 AND note <> 'amount'\""""
    pattern = re.compile(
        rf"('(?:[^']|'')*')|(?<![\w.])(\"?`?\[?){re.escape(old)}(\"?`?\]?)(?![\w(])"
    )
    return pattern.sub(lambda m: m[1] or f"{m[2]}{new}{m[3]}", sql)
