"""Statements that see what they may: rows that live, and in `sql:` of an entity with a tenant those of
that tenant.

Takes the tree of a statement, gives one with the conditions that nobody should have to remember, or says
why it cannot be done. What each FROM reads is what the analysis found, not what its name looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import TypeVar, cast

from generator.model import Entity, Model, View
from generator.sql.analysis import Analysis
from generator.sql.tokens import Fault
from generator.sql.tree import Binary, From, IsNull, Join, Name, Node, Parameter, Query, Select

__all__ = ["NAMED", "TENANT", "beyond", "visible"]

TENANT = "tenant"
"""The parameter of `sql:` that a repository fills in from its scope."""
NAMED = f"compare with `:{TENANT}`, which the repository fills in"

Tree = TypeVar("Tree")
Condition = Callable[[From], Node | None]


def visible(query: Query, found: Analysis, model: Model, *, owned: bool = False) -> Query:
    """Adds to every SELECT the conditions of what it reads: `deleted_at IS NULL` for an entity whose
    rows are marked as deleted, and with owned `org_id = :tenant` for one whose rows belong to a tenant.

    A statement that names a field of deletion itself knows what it does, and is left alone with it."""
    marked = {entity.soft_delete for entity in model.entities if entity.soft_delete}
    asked = {name for name in marked if _names(query, name)}

    def condition(source: From) -> Node | None:
        entity = _entity(source, found, model)
        if entity is None:
            return None
        name = source.alias or source.name
        hides = entity.soft_delete and entity.soft_delete not in asked
        lives = IsNull(Name(entity.soft_delete, name)) if hides else None
        mine = Binary("=", Name(entity.tenant, name), Parameter(TENANT))
        return _and(lives, mine if owned and entity.tenant else None)

    return _narrowed(query, condition)


def beyond(query: Query, found: Analysis, model: Model) -> Iterator[Fault]:
    """Finds what of a statement cannot be kept to the rows of one tenant (G239): a view that reads rows
    of tenants, unless the statement says `:tenant` itself, and a full join."""
    told = TENANT in found.parameters
    for source in _all(query, From):
        view = _view(source, found, model)
        if view is not None and not told and _shows_tenants(view, model):
            message = f"view `{view.name}` shows rows of every tenant"
            yield Fault(message, source.start, source.end, NAMED, "G239")
    for select in _all(query, Select):
        sources = [*select.sources]
        for join in select.joins:
            sources.append(join.source)
            entities = [_entity(source, found, model) for source in sources]
            if join.kind == "full" and any(entity and entity.tenant for entity in entities):
                message = "a full join cannot be kept to one tenant"
                hint = "join two queries: `(SELECT … FROM …) AS a FULL JOIN (SELECT … FROM …) AS b`"
                yield Fault(message, join.start, join.end, hint, "G239")


def _shows_tenants(view: View, model: Model) -> bool:
    """Whether a view may show rows that belong to tenants; one that does not say what it reads may."""
    entities = {entity.name: entity for entity in model.entities}
    views = {each.name: each for each in model.views}
    waiting, seen = [view], {view.name}
    for each in waiting:
        if each.body is None or not each.needs:
            return True
        if any(name in entities and entities[name].tenant for name in each.needs):
            return True
        further = [name for name in each.needs if name in views and name not in seen]
        seen.update(further)
        waiting.extend(views[name] for name in further)
    return False


def _entity(source: From, found: Analysis, model: Model) -> Entity | None:
    """Gives the entity that a FROM reads; None for a query, a common table or a view."""
    table = _table(source, found)
    return next((e for e in model.entities if table == (e.schema, e.table)), None)


def _view(source: From, found: Analysis, model: Model) -> View | None:
    table = _table(source, found)
    return next((v for v in model.views if table == (v.schema, v.physical)), None)


def _table(source: From, found: Analysis) -> tuple[str, ...]:
    read = found.tables.get(id(source))
    return read.table if read is not None else ()


def _parts(tree: object) -> Iterator[object]:
    if isinstance(tree, tuple):
        yield from cast(tuple[object, ...], tree)
    elif hasattr(tree, "__dataclass_fields__"):
        yield from (getattr(tree, part.name) for part in fields(tree))  # type: ignore[arg-type]


def _all(tree: object, kind: type[Tree]) -> Iterator[Tree]:
    if isinstance(tree, kind):
        yield tree
    for part in _parts(tree):
        yield from _all(part, kind)


def _names(tree: object, name: str) -> bool:
    """Whether a tree mentions a field of that name."""
    return any(found.name == name for found in _all(tree, Name))


def _narrowed(tree: Tree, condition: Condition) -> Tree:
    """Narrows every SELECT of a tree."""
    if isinstance(tree, tuple):
        items = cast(tuple[object, ...], tree)
        return cast(Tree, tuple(_narrowed(item, condition) for item in items))
    if not hasattr(tree, "__dataclass_fields__"):
        return tree
    values = {
        part.name: _narrowed(getattr(tree, part.name), condition)
        for part in fields(tree)  # type: ignore[arg-type]
        if part.init
    }
    made = replace(tree, **values)  # type: ignore[type-var]
    if isinstance(tree, Select):
        return cast(Tree, _select(cast(Select, made), tree, condition))
    return made


def _select(made: Select, written: Select, condition: Condition) -> Select:
    """Narrows a SELECT. written: as it was, which the conditions know.

    Each condition holds before the row is joined: on the optional side of an outer join it goes into
    the join's own, so that the other side keeps its rows."""
    waiting: Node | None = None
    for source in written.sources:
        waiting = _and(waiting, condition(source))
    joins: list[Join] = []
    for join, before in zip(made.joins, written.joins, strict=True):
        own = condition(before.source)
        if join.kind == "left":
            join = replace(join, on=_and(join.on, own))
        elif join.kind == "right":
            join, waiting = replace(join, on=_and(join.on, waiting)), own
        else:
            waiting = _and(waiting, own)
        joins.append(join)
    return replace(made, where=_and(made.where, waiting), joins=tuple(joins))


def _and(one: Node | None, two: Node | None) -> Node | None:
    if one is None or two is None:
        return one or two
    return Binary("AND", one, two)
