"""Statements that see only rows that live: entities with `soft_delete` are narrowed in views and `sql:`.

Takes the tree of a statement, gives one with the conditions that nobody should have to remember. A
statement that names the field of deletion itself knows what it does, and is left alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import TypeVar, cast

from generator.model import Model
from generator.sql.tree import Binary, From, IsNull, Join, Name, Node, Query, Select

__all__ = ["living"]

Tree = TypeVar("Tree")


def living(query: Query, model: Model) -> Query:
    """Adds `deleted_at IS NULL` for each entity that is marked as deleted rather than removed.

    On the optional side of an outer join it goes into the join's condition, so that the other side
    keeps its rows."""
    marked = {entity.name: entity.soft_delete for entity in model.entities if entity.soft_delete}
    used = {entity: name for entity, name in marked.items() if not _names(query, name)}
    return _narrowed(query, used, {common.name for common in query.commons}) if used else query


def _names(tree: object, name: str) -> bool:
    """Whether a tree mentions a field of that name."""
    if isinstance(tree, Name):
        return tree.name == name
    if isinstance(tree, tuple):
        return any(_names(item, name) for item in cast(tuple[object, ...], tree))
    parts = fields(tree) if hasattr(tree, "__dataclass_fields__") else ()  # type: ignore[arg-type]
    return any(_names(getattr(tree, part.name), name) for part in parts)


def _narrowed(tree: Tree, marked: Mapping[str, str], commons: Collection[str]) -> Tree:
    """Narrows every SELECT of a tree, the innermost first."""
    if isinstance(tree, tuple):
        items = cast(tuple[object, ...], tree)
        return cast(Tree, tuple(_narrowed(item, marked, commons) for item in items))
    if not hasattr(tree, "__dataclass_fields__"):
        return tree
    values = {
        part.name: _narrowed(getattr(tree, part.name), marked, commons)
        for part in fields(tree)  # type: ignore[arg-type]
        if part.init
    }
    made = replace(tree, **values)  # type: ignore[type-var]
    return cast(Tree, _select(made, marked, commons)) if isinstance(made, Select) else made


def _select(select: Select, marked: Mapping[str, str], commons: Collection[str]) -> Select:
    where = select.where
    for source in select.sources:
        where = _and(where, _lives(source, marked, commons))
    joins: list[Join] = []
    for join in select.joins:
        lives = _lives(join.source, marked, commons)
        if join.on is not None and "left" in join.kind.lower():
            join = replace(join, on=_and(join.on, lives))
        else:
            where = _and(where, lives)
        joins.append(join)
    return replace(select, where=where, joins=tuple(joins))


def _lives(source: From, marked: Mapping[str, str], commons: Collection[str]) -> Node | None:
    """Gives the condition on a source, None for what is never marked."""
    if source.query is not None or source.name in commons or source.name not in marked:
        return None
    return IsNull(Name(marked[source.name], source.alias or source.name))


def _and(one: Node | None, two: Node | None) -> Node | None:
    if one is None or two is None:
        return one or two
    return Binary("AND", one, two)
