"""Indexes that a person wrote, of an entity, a partition or a view.

Takes an Owner, gives the model's indexes in the order they were written."""

from __future__ import annotations

from generator.model import Index
from generator.resolve.node import Node
from generator.resolve.owner import Owner, options, storage
from generator.source import Data

__all__ = ["indexes"]

INDEX_OPTIONS = (
    "catalog",
    "columnstore",
    "filegroup",
    "clustered",
    "ignored",
    "invisible",
    "parser",
    "tokenize",
)


def indexes(owner: Owner) -> tuple[Index, ...]:
    """Makes the indexes that a person wrote; `bind` adds those that queries demand. One that has its
    keys only under `engines:` is none elsewhere."""
    return tuple(
        Index(
            name=item.name,
            physical=owner.physical("ix", item.name, item.node, _fields(item.node)),
            keys=owner.keys(item.node, "fields"),
            unique=item.node.flag("unique"),
            nulls="not_distinct" if item.node.text("nulls") == "not_distinct" else "distinct",
            method=item.node.text("method"),
            where=item.node.expr("where"),
            include=owner.field_list(item.node, "include"),
            language=item.node.text("language"),
            metric=item.node.text("metric"),
            storage=storage(item.node),
            options=options(item.node, *INDEX_OPTIONS),
            description=item.node.description,
            was=item.node.text("was"),
            only=item.only,
            at=item.node.at,
        )
        for item in owner.items("indexes", "fields")
        if item.node.has("fields")
    )


def _fields(item: Node) -> list[str]:
    """Gives the fields that an index is over, [] when it is over more than fields."""
    found = item.get("fields")
    keys = [key.get("field", "") if isinstance(key, dict) else key for key in _list(found)]
    return [str(key) for key in keys] if all(keys) else []


def _list(found: Data) -> list[Data]:
    return found if isinstance(found, list) else [found]
