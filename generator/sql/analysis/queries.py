"""Whole queries: their sources, their columns, what is grouped and ordered.

Takes a Query and the scope around it, gives its columns; expressions inside go to `values`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.sql.analysis.found import Output
from generator.sql.analysis.kinds import INT64, near
from generator.sql.analysis.values import Values
from generator.sql.functions import functions
from generator.sql.scope import Column, Scope, Source, table_source
from generator.sql.tree import (
    Call,
    From,
    Item,
    Literal,
    Name,
    Node,
    Order,
    Query,
    Select,
    SetOperation,
    Star,
    children,
)

__all__ = ["Queries"]


class Queries:
    """Reads the queries of one tree."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.found = values.found

    def inner(self, query: Query, scope: Scope) -> tuple[Output, ...]:
        """Gives the columns of a query inside an expression, which need no names."""
        return self.query(query, Scope(parent=scope), named=False)

    def query(self, query: Query, scope: Scope, *, named: bool = True) -> tuple[Output, ...]:
        """Gives the columns of a query. named: whether each must have a name."""
        commons: dict[str, Source] = {}
        inner = Scope(commons=commons, parent=scope)
        for common in query.commons:
            if query.recursive and isinstance(common.query.body, SetOperation):
                first = self._quietly(common.query.body.left, inner)
                commons[common.name] = _common(common.name, first, common.columns)
            outputs = self.query(common.query, Scope(commons=dict(commons), parent=scope))
            commons[common.name] = _common(common.name, outputs, common.columns)
        outputs, within = self._body(query.body, inner)
        if named:
            self._named(query.body)
        for key in query.order:
            self._order(key, query.body, outputs, within)
        for bound in (query.limit, query.offset):
            if bound is not None:
                self.values.number(bound, Scope())
                self.values.give(bound, INT64)
        return outputs

    def _quietly(self, body: Select | SetOperation, scope: Scope) -> tuple[Output, ...]:
        """Gives the columns of the first part of a recursive table, whose faults are told later."""
        kept = list(self.found.faults)
        outputs, _ = self._body(body, scope)
        self.found.faults[:] = kept
        return outputs

    def _body(self, body: Select | SetOperation, scope: Scope) -> tuple[tuple[Output, ...], Scope]:
        if isinstance(body, Select):
            return self._select(body, scope)
        left, _ = self._body(body.left, scope)
        right, _ = self._body(body.right, scope)
        if len(left) != len(right):
            self.values.fault(
                body,
                "G233",
                f"{len(left)} columns on one side of {body.op}, {len(right)} on the other",
            )
            return left, scope
        both = zip(left, right, strict=True)
        return tuple((a[0], a[1] or b[1], a[2] or b[2]) for a, b in both), scope

    def _select(self, select: Select, scope: Scope) -> tuple[tuple[Output, ...], Scope]:
        within = self._from(select, scope)
        around, self.values.aggregates = (self.values.aggregates, self.values.groups), False
        if select.where is not None:
            self.values.condition(select.where, within)
        self.values.aggregates, self.values.groups = True, bool(select.group)
        items = tuple(output for item in select.items for output in self._item(item, within))
        for node in select.group:
            self._group(node, select, within)
        if select.having is not None:
            self.values.condition(select.having, within)
        self._grouped(select)
        self.values.aggregates, self.values.groups = around
        return items, within

    def _from(self, select: Select, scope: Scope) -> Scope:
        sources = [self._source(source, scope) for source in select.sources]
        for join in select.joins:
            right = self._source(join.source, scope)
            if join.kind in ("right", "full"):
                sources[:] = [source.outer() for source in sources]
            sources.append(right.outer() if join.kind in ("left", "full") else right)
            if join.on is not None:
                self.values.condition(join.on, Scope(tuple(sources), parent=scope))
        names = [source.name for source in sources]
        for node in (*select.sources, *(join.source for join in select.joins)):
            if names.count(node.alias or node.name) > 1:
                self.values.fault(
                    node,
                    "G235",
                    f"two sources are called `{node.alias or node.name}`",
                    "write `AS name`",
                )
                break
        return Scope(tuple(sources), parent=scope)

    def _source(self, node: From, scope: Scope) -> Source:
        if node.query is not None:
            source = _common(node.alias, self.query(node.query, Scope(parent=scope)), ())
            source = replace(source, table=())
        else:
            source = scope.common(node.name) or self._table(node)
        if node.alias:
            source = replace(source, name=node.alias, qualifier=node.alias)
        self.found.tables[id(node)] = source
        return source

    def _table(self, node: From) -> Source:
        source = table_source(node.name, self.values.model)
        if source is None:
            known = [entity.name for entity in self.values.model.entities]
            known += [view.name for view in self.values.model.views]
            hint = near(node.name, known)
            self.values.fault(node, "G231", f"unknown entity or view `{node.name}`", hint)
            return Source(node.name, ())
        self.found.needs.setdefault(node.name)
        return source

    def _item(self, item: Item, scope: Scope) -> tuple[Output, ...]:
        if isinstance(item.value, Star):
            return self._star(item.value, scope)
        found = self.values.typed(item.value, scope)
        name = item.alias
        if not name and isinstance(item.value, Name):
            name = item.value.name
        return ((name, found.type, found.nullable),)

    def _star(self, node: Star, scope: Scope) -> tuple[Output, ...]:
        chosen = [source for source in scope.sources if node.source in ("", source.name)]
        if not chosen:
            hint = near(node.source, scope.source_names())
            message = f"`{node.source}` is no source of this query"
            self.values.fault(node, "G231", message, hint)
        columns = tuple((source, column) for source in chosen for column in source.columns)
        if all(source.columns for source in chosen):
            self.found.stars[id(node)] = columns
        return tuple((column.name, column.type, column.nullable) for _, column in columns)

    def _named(self, body: Select | SetOperation) -> None:
        while isinstance(body, SetOperation):
            body = body.left
        for item in body.items:
            if not item.alias and not isinstance(item.value, (Name, Star)):
                self.values.fault(item, "G234", "a computed column needs a name", "write `AS name`")

    def _group(self, node: Node, select: Select, scope: Scope) -> None:
        item = _chosen(node, select, scope)
        if item is not None:
            self.found.aliases[id(node)] = item
        else:
            self.values.typed(node, scope)

    def _grouped(self, select: Select) -> None:
        """Refuses a field that is neither grouped nor inside an aggregate: engines disagree on it."""
        values: list[Node] = [
            item.value for item in select.items if not isinstance(item.value, Star)
        ]
        if not select.group and not any(_has_aggregate(value) for value in values):
            return
        keys = [self.found.aliases.get(id(node), node) for node in select.group]
        if select.having is not None:
            values.append(select.having)
        for node in values:
            for name in self._loose(node, keys):
                self.values.fault(
                    name, "G234", f"`{name.name}` is neither grouped nor in an aggregate"
                )

    def _loose(self, node: Node, keys: Sequence[Node]) -> Iterable[Name]:
        if any(self._same(node, key) for key in keys):
            return
        if isinstance(node, Name):
            if id(node) in self.found.columns:
                yield node
        elif not _is_aggregate(node):
            for child in children(node):
                yield from self._loose(child, keys)

    def _same(self, left: Node, right: Node) -> bool:
        if isinstance(left, Name) and isinstance(right, Name):
            found = self.found.columns.get(id(left)), self.found.columns.get(id(right))
            return found[0] is not None and found[0] == found[1]
        return left == right

    def _order(
        self, key: Order, body: Select | SetOperation, outputs: tuple[Output, ...], scope: Scope
    ) -> None:
        node = key.value
        if isinstance(node, Literal) and node.kind == "integer":
            return
        if (
            isinstance(node, Name)
            and not node.source
            and node.name in [name for name, _, _ in outputs]
        ):
            self.found.aliases[id(node)] = _called(node, body)
            return
        if isinstance(body, SetOperation):
            self.values.fault(node, "G231", "a union is ordered by the names of its columns")
            return
        around, self.values.aggregates = self.values.aggregates, True
        self.values.typed(node, scope)
        self.values.aggregates = around


def _is_aggregate(node: Node) -> bool:
    if not isinstance(node, Call):
        return False
    function = functions().get(node.name)
    return function is not None and function.kind == "aggregate" and node.over is None


def _has_aggregate(node: Node) -> bool:
    return _is_aggregate(node) or any(_has_aggregate(child) for child in children(node))


def _chosen(node: Node, select: Select, scope: Scope) -> Node | None:
    """Gives the item of the select list that a key of GROUP BY means by number or by alias."""
    values = [(item.alias, item.value) for item in select.items if not isinstance(item.value, Star)]
    if isinstance(node, Literal) and node.kind == "integer":
        place = int(node.value) - 1
        return values[place][1] if 0 <= place < len(values) else None
    if isinstance(node, Name) and not node.source and not scope.find(node.name, ""):
        return next((value for alias, value in values if alias == node.name), None)
    return None


def _called(node: Name, body: Select | SetOperation) -> Node:
    """Gives the item of the select list that a name in ORDER BY means; itself after a union."""
    if isinstance(body, SetOperation):
        return node
    return next(
        (
            item.value
            for item in body.items
            if not isinstance(item.value, Star)
            and (item.alias or (isinstance(item.value, Name) and item.value.name)) == node.name
        ),
        node,
    )


def _common(name: str, outputs: tuple[Output, ...], columns: tuple[str, ...]) -> Source:
    names = columns or tuple(output[0] for output in outputs)
    both = zip(names, outputs, strict=False)
    return Source(
        name, tuple(Column(n, n, of, nullable) for n, (_, of, nullable) in both), (name,), name
    )
