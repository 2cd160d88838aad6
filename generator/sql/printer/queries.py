"""Whole queries in an engine's spelling, one clause a line.

Takes a Query, gives its lines; expressions inside go to `values`."""

from __future__ import annotations

from generator.sql.printer.binding import AND, MYSQL
from generator.sql.printer.keys import keys
from generator.sql.printer.values import Values
from generator.sql.profile import quote
from generator.sql.tree import (
    From,
    Item,
    Literal,
    Name,
    Node,
    Query,
    Select,
    SetOperation,
    Star,
    conjuncts,
)

__all__ = ["Queries"]

WIDTH = 100


class Queries:
    """Spells the queries of one tree."""

    def __init__(self, values: Values) -> None:
        self.values, self.found = values, values.found
        self.profile, self.engine = values.profile, values.engine

    def statement(self, query: Query, indent: int = 0) -> str:
        """Spells a query, one clause a line."""
        return ("\n" + " " * indent).join(self._lines(query))

    def inline(self, query: Query) -> str:
        """Spells a query on one line, for an expression around it."""
        return " ".join(line.strip() for line in self._lines(query))

    def _lines(self, query: Query) -> list[str]:
        lines = self._commons(query)
        lines += self._body(query.body, query)
        if query.order:
            lines.append("ORDER BY " + keys(self.values, query.order))
        return lines + self._limits(query)

    def _commons(self, query: Query) -> list[str]:
        if not query.commons:
            return []
        lines: list[str] = []
        for common in query.commons:
            columns = ", ".join(quote(column, self.profile) for column in common.columns)
            head = quote(common.name, self.profile) + (f" ({columns})" if columns else "")
            inner = self._lines(common.query)
            lines += [f"{head} AS (", *("    " + line for line in inner), "),"]
        recursive = query.recursive and self.engine != "mssql"
        lines[0] = f"WITH {'RECURSIVE ' if recursive else ''}{lines[0]}"
        return [*lines[:-1], ")"]

    def _body(self, body: Select | SetOperation, query: Query) -> list[str]:
        if isinstance(body, SetOperation):
            return [*self._body(body.left, query), body.op, *self._right(body.right, query)]
        lines = self._items(body, query)
        if body.sources:
            lines.append("FROM " + ", ".join(map(self._source, body.sources)))
        for join in body.joins:
            lines.append(self._join(join.kind, join.source, join.on))
        if body.where is not None:
            lines += self._long("WHERE", body.where)
        if body.group:
            lines.append("GROUP BY " + ", ".join(map(self._group_key, body.group)))
        if body.having is not None:
            lines += self._long("HAVING", body.having)
        return lines

    def _right(self, body: Select | SetOperation, query: Query) -> list[str]:
        """Spells the right side of a set operation; SQLite knows no order among them, so what binds
        tighter becomes a query of its own there."""
        lines = self._body(body, query)
        if self.engine == "sqlite" and isinstance(body, SetOperation):
            return [f"SELECT * FROM ({' '.join(lines)})"]
        return lines

    def _items(self, select: Select, query: Query) -> list[str]:
        word = "SELECT DISTINCT" if select.distinct else "SELECT"
        if (
            self.engine == "mssql"
            and query.limit is not None
            and not query.order
            and query.offset is None
        ):
            word += f" TOP ({self.values.value(query.limit)})"
        items = [text for item in select.items for text in self._item(item)]
        line = f"{word} {', '.join(items)}"
        if len(line) <= WIDTH:
            return [line]
        return [word, *(f"    {item}," for item in items[:-1]), f"    {items[-1]}"]

    def _item(self, item: Item) -> list[str]:
        if isinstance(item.value, Star):
            return self._star(item.value)
        text = self.values.value(item.value)
        name = item.alias or (item.value.name if isinstance(item.value, Name) else "")
        return [self._as(text, name)]

    def _star(self, node: Star) -> list[str]:
        """Spells `*` as the columns that it means today, by the names that the model has for them."""
        columns = self.found.stars.get(id(node))
        if columns is None:
            return [f"{quote(node.source, self.profile)}.*" if node.source else "*"]
        several = node.source or len({source.name for source, _ in columns}) > 1
        spelled = [
            (quote(column.physical, self.profile), source, column) for source, column in columns
        ]
        return [
            self._as(
                f"{quote(source.qualifier, self.profile)}.{text}" if several else text, column.name
            )
            for text, source, column in spelled
        ]

    def _as(self, text: str, name: str) -> str:
        """Names an item, unless its last word is the name already."""
        if name and quote(name, self.profile) != text.rpartition(".")[2]:
            return f"{text} AS {quote(name, self.profile)}"
        return text

    def _source(self, node: From) -> str:
        source = self.found.tables[id(node)]
        if node.query is not None:
            text = f"({self.inline(node.query)})"
        elif len(source.table) == 1:  # a common table, which lives in no schema
            text = quote(source.table[0], self.profile)
        else:
            text = self.profile.table(*source.table)
        if node.alias and (node.alias,) != source.table[-1:]:
            return f"{text} AS {quote(node.alias, self.profile)}"
        return text

    def _join(self, kind: str, source: From, on: Node | None) -> str:
        if kind == "full" and self.engine in MYSQL:
            raise self.values.unspellable(source, "FULL JOIN")
        word = "JOIN" if kind == "inner" else f"{kind.upper()} JOIN"
        condition = f" ON {self.values.condition(on)}" if on is not None else ""
        return f"{word} {self._source(source)}{condition}"

    def _long(self, word: str, node: Node) -> list[str]:
        """Spells a condition on one line, or, when that is too long, with one line a part."""
        line = f"{word} {self.values.condition(node)}"
        parts = conjuncts(node)
        if len(line) <= WIDTH or len(parts) == 1:
            return [line]
        first, *rest = (self.values.condition(part, AND) for part in parts)
        return [f"{word} {first}", *(f"    AND {part}" for part in rest)]

    def _group_key(self, node: Node) -> str:
        """Spells a key; SQL Server knows neither numbers nor aliases here."""
        meant = self.found.aliases.get(id(node))
        if meant is None:
            return self.values.value(node)
        if self.engine == "mssql":
            return self.values.value(meant)
        if isinstance(node, Name):
            return quote(node.name, self.profile)
        return node.value if isinstance(node, Literal) else self.values.value(node)

    def _limits(self, query: Query) -> list[str]:
        limit = self.values.value(query.limit) if query.limit is not None else ""
        offset = self.values.value(query.offset) if query.offset is not None else ""
        if self.engine == "mssql":  # it takes ORDER BY in views and inner queries with OFFSET only
            rows = [f"OFFSET {offset or 0} ROWS"] if query.order or offset else []
            return rows + ([f"FETCH NEXT {limit} ROWS ONLY"] if rows and limit else [])
        if offset and not limit and self.engine != "postgresql":
            limit = "-1" if self.engine == "sqlite" else "18446744073709551615"
        return [f"LIMIT {limit}"] * bool(limit) + [f"OFFSET {offset}"] * bool(offset)
