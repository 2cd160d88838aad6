"""Expressions and statements in the spelling of an engine.

Takes a tree with its Analysis and a Profile, gives SQL as a database engineer writes it: keywords in
capitals, names bare where they may be, parentheses only where the tree needs them. Short things stay
on one line; a statement has one line a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from generator.model import Model, Type
from generator.sql.analysis import Analysis
from generator.sql.functions import family, functions, spelling
from generator.sql.literals import boolean_literal, literal, text_literal
from generator.sql.patterns import glob, globbed, like_pattern
from generator.sql.profile import Profile, quote
from generator.sql.reader import Fault
from generator.sql.scope import Source
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Exists,
    From,
    In,
    Interval,
    IsDistinct,
    IsNull,
    IsTruth,
    Item,
    Like,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Order,
    Parameter,
    Query,
    Select,
    SetOperation,
    Star,
    Subquery,
)
from generator.sql.types import parse_type, sql_type

__all__ = ["Printer"]

# how tightly things hold together; an operand must hold tighter than what is around it
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, WORD = range(8)
BINDS = {"OR": OR, "AND": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT}
CONDITIONS = (IsNull, IsTruth, IsDistinct, Like, Between, In, Exists, Not)
WIDTH = 100
MYSQL = ("mysql", "mariadb")


class Printer:
    """Spells the nodes of one tree for one engine. Raises Fault (G237) for what it cannot say."""

    def __init__(self, found: Analysis, model: Model, profile: Profile) -> None:
        self.found, self.model, self.profile = found, model, profile
        self.engine = profile.name

    # values and conditions: SQL Server keeps them apart, a bit is no condition and a condition no bit

    def condition(self, node: Node, binds: int = OR) -> str:
        """Spells a node where the engine wants a condition."""
        if self.engine == "mssql" and not _is_condition(node):
            if isinstance(node, Literal):
                return "1 = 1" if node.value == "true" else "1 = 0"
            return self._held(f"{self.value(node, COMPARE + 1)} = 1", COMPARE, binds)
        return self._spelled(node, binds)

    def value(self, node: Node, binds: int = OR) -> str:
        """Spells a node where the engine wants a value."""
        if self.engine == "mssql" and _is_condition(node):
            yes, no = self.condition(node), self.condition(Not(node))
            return f"CAST(CASE WHEN {yes} THEN 1 WHEN {no} THEN 0 END AS bit)"
        return self._spelled(node, binds)

    def _held(self, text: str, own: int, binds: int) -> str:
        return f"({text})" if own < binds else text

    def _spelled(self, node: Node, binds: int) -> str:
        text, own = self._node(node)
        return self._held(text, own, binds)

    def _node(self, node: Node) -> tuple[str, int]:
        """Gives the spelling and how tightly it holds together."""
        match node:
            case Literal():
                return self._literal(node), WORD
            case Name():
                return self._name(node), WORD
            case Parameter():
                return f":{node.name}", WORD
            case Negative():
                return "-" + self.value(node.operand, SIGN + 1), SIGN
            case Not():
                return self._not(node.operand)
            case Binary():
                return self._binary(node)
            case IsNull():
                word = "IS NOT NULL" if node.negated else "IS NULL"
                return f"{self.value(node.operand, COMPARE + 1)} {word}", COMPARE
            case IsTruth():
                return self._truth(node), COMPARE
            case IsDistinct():
                return self._distinct(node)
            case Like():
                return self._like(node), COMPARE
            case Between():
                low, high = (self.value(each, COMPARE + 1) for each in (node.low, node.high))
                word = "NOT BETWEEN" if node.negated else "BETWEEN"
                return f"{self.value(node.operand, COMPARE + 1)} {word} {low} AND {high}", COMPARE
            case In():
                return self._in(node), COMPARE
            case Case():
                return self._case(node), WORD
            case Cast():
                return self._cast(node), WORD
            case Call():
                return self._call(node)
            case Exists():
                return f"EXISTS ({self._inline(node.query)})", WORD
            case Subquery():
                return f"({self._inline(node.query)})", WORD
            case Interval():
                raise self._unspellable(node, "an interval by itself")
        assert_never(node)

    def _unspellable(self, node: Node | From, what: str) -> Fault:
        message = f"{self.profile.label} {self.profile.version} has no {what}"
        hint = f"write it under `engines: {{{self.engine}: …}}`"
        return Fault(message, node.start, node.end, hint, "G237")

    def _literal(self, node: Literal) -> str:
        meant = self.found.meant.get(id(node))
        if meant is not None:
            return literal(node.value, meant, self.profile, self.model)
        match node.kind:
            case "null":
                return "NULL"
            case "bool":
                return boolean_literal(node.value == "true", self.profile)
            case "text":
                return text_literal(node.value, self.profile)
            case "date" | "timestamp":
                return self._moment(node)
        return node.value

    def _moment(self, node: Literal) -> str:
        of = Type(node.kind)
        text = literal(node.value, of, self.profile)
        if self.engine == "sqlite":
            return text
        if self.engine in MYSQL:
            return f"{node.kind.upper()} {text}"
        name = sql_type(of, self.profile, self.model).text
        return f"CAST({text} AS {name})" if self.engine == "mssql" else f"{name.upper()} {text}"

    def _name(self, node: Name) -> str:
        if id(node) in self.found.aliases:
            return quote(node.name, self.profile)
        source, column = self.found.columns[id(node)]
        if source.spelled:
            return source.spelled
        name = quote(column.physical, self.profile)
        if node.source or id(node) in self.found.crowded:
            return f"{self._qualifier(source)}.{name}"
        return name

    def _qualifier(self, source: Source) -> str:
        if source.name in ("new", "old") and source.qualifier in ("NEW", "OLD"):
            return source.qualifier
        return quote(source.qualifier, self.profile)

    def _not(self, operand: Node) -> tuple[str, int]:
        match operand:
            case Not():
                return self.condition(operand.operand, NOT), NOT
            case Exists():
                return f"NOT {self.condition(operand)}", NOT
        if self.engine == "mssql" and not _is_condition(operand):
            return f"{self.value(operand, COMPARE + 1)} = 0", COMPARE
        return f"NOT {self.condition(operand, NOT)}", NOT

    def _binary(self, node: Binary) -> tuple[str, int]:
        if node.op in ("AND", "OR"):
            own = BINDS[node.op]
            left, right = self.condition(node.left, own), self.condition(node.right, own + 1)
            if isinstance(node.right, Binary) and node.right.op == node.op:
                right = self.condition(node.right, own)
            return f"{left} {node.op} {right}", own
        if node.op == "||":
            return self._concatenation(node)
        if id(node) in self.found.overloads:
            return self._operator(node)
        if node.op in BINDS:
            own = BINDS[node.op]
            left, right = self.value(node.left, own), self.value(node.right, own + 1)
            return f"{left} {self._operation(node)} {right}", own
        if self._is_folded(node.left) or self._is_folded(node.right):
            return (
                f"lower({self.value(node.left)}) {node.op} lower({self.value(node.right)})",
                COMPARE,
            )
        left, right = self.value(node.left, COMPARE + 1), self.value(node.right, COMPARE + 1)
        return f"{left} {node.op} {right}", COMPARE

    def _is_folded(self, node: Node) -> bool:
        """Whether a column's case does not matter and the engine's comparison needs to be told."""
        if not isinstance(node, Name) or id(node) not in self.found.columns:
            return False
        way = self.profile.capabilities["case_insensitive"].by
        return way == "lower-index" and self.found.columns[id(node)][1].folded

    def _operation(self, node: Binary) -> str:
        """MySQL's `/` never gives a whole number; `DIV` does, cut toward zero as elsewhere."""
        kinds = [family(self.found.types[id(side)].type) for side in (node.left, node.right)]
        whole = node.op == "/" and kinds == ["integer", "integer"]
        return "DIV" if whole and self.engine in MYSQL else node.op

    def _concatenation(self, node: Binary) -> tuple[str, int]:
        """Joins texts; NULL if one is NULL, which SQL Server's `+` gives and its concat does not."""
        parts = [self.value(part, SIGN) for part in _joined(node)]
        if self.engine in MYSQL:
            return f"concat({', '.join(self.value(part) for part in _joined(node))})", WORD
        return (" + " if self.engine == "mssql" else " || ").join(parts), SUM

    def _truth(self, node: IsTruth) -> str:
        word = f"IS {'NOT ' if node.negated else ''}{'TRUE' if node.value else 'FALSE'}"
        if self.engine != "mssql":
            return f"{self.condition(node.operand, COMPARE + 1)} {word}"
        inner = node.operand if node.value else Not(node.operand)
        case = f"CASE WHEN {self.condition(inner)} THEN 1 ELSE 0 END"
        return f"{case} = {0 if node.negated else 1}"

    def _distinct(self, node: IsDistinct) -> tuple[str, int]:
        left, right = self.value(node.left, COMPARE + 1), self.value(node.right, COMPARE + 1)
        if self.engine in MYSQL:
            same = f"{left} <=> {right}"
            return (same, COMPARE) if node.negated else (f"NOT {same}", NOT)
        if self.engine == "sqlite":
            return f"{left} {'IS' if node.negated else 'IS NOT'} {right}", COMPARE
        if self.engine == "mssql":
            same = f"{left} = {right} OR {left} IS NULL AND {right} IS NULL"
            return f"CASE WHEN {same} THEN 1 ELSE 0 END = {1 if node.negated else 0}", COMPARE
        return f"{left} IS {'NOT ' if node.negated else ''}DISTINCT FROM {right}", COMPARE

    def _like(self, node: Like) -> str:
        operand = self.value(node.operand, COMPARE + 1)
        word = "NOT LIKE" if node.negated else "LIKE"
        pattern = node.pattern.value if isinstance(node.pattern, Literal) else None
        if self.engine == "sqlite":  # its LIKE takes a for A, its GLOB does not
            word = word.replace("LIKE", "GLOB")
            if pattern is not None:
                return f"{operand} {word} {text_literal(glob(pattern, node.escape), self.profile)}"
            if node.escape:
                raise self._unspellable(
                    node, "LIKE with an escape for a pattern that it does not know"
                )
            return f"{operand} {word} {globbed(self.value(node.pattern))}"
        escape = f" ESCAPE {text_literal(node.escape, self.profile)}" if node.escape else ""
        if pattern is None:
            return f"{operand} {word} {self.value(node.pattern, COMPARE + 1)}{escape}"
        spelled = like_pattern(pattern, node.escape, self.engine)
        return f"{operand} {word} {text_literal(spelled, self.profile)}{escape}"

    def _in(self, node: In) -> str:
        operand = self.value(node.operand, COMPARE + 1)
        word = "NOT IN" if node.negated else "IN"
        if self._is_folded(node.operand) and node.list_parameter is None and node.query is None:
            items = ", ".join(f"lower({self.value(item)})" for item in node.items)
            return f"lower({operand}) {word} ({items})"
        if node.list_parameter is not None:
            return f"{operand} {word} :{node.list_parameter.name}"
        if node.query is not None:
            return f"{operand} {word} ({self._inline(node.query)})"
        return f"{operand} {word} ({', '.join(self.value(item) for item in node.items)})"

    def _case(self, node: Case) -> str:
        spell = self.condition if node.operand is None else self.value
        words = ["CASE"] if node.operand is None else ["CASE", self.value(node.operand)]
        for condition, result in node.whens:
            words.append(f"WHEN {spell(condition)} THEN {self.value(result)}")
        if node.otherwise is not None:
            words.append(f"ELSE {self.value(node.otherwise)}")
        return " ".join((*words, "END"))

    def _cast(self, node: Cast) -> str:
        of = parse_type(node.type)
        operand = self.value(node.operand)
        if isinstance(node.operand, Parameter) and self.engine != "postgresql":
            return operand
        if self.engine == "sqlite" and of.name == "decimal" and of.args:
            return f"round({operand}, {of.args[1]})"
        if self.engine in MYSQL:
            return f"CAST({operand} AS {_mysql_cast(of)})"
        if self.engine == "mssql" and of.name == "text":
            return f"CAST({operand} AS nvarchar(max))"
        return f"CAST({operand} AS {sql_type(of, self.profile, self.model).text})"

    # functions

    def _call(self, node: Call) -> tuple[str, int]:
        overload = self.found.overloads[id(node)]
        template = spelling(overload, self.profile)
        if not template:
            raise self._unspellable(node, f"`{node.name}`")
        if functions()[node.name].kind == "aggregate":
            return self._aggregate(node, template) + self._over(node), WORD
        filled = self._fill(template, node)
        own = COMPARE + 1 if overload.is_sum else WORD
        return filled + self._over(node), own

    def _fill(self, template: str, node: Call) -> str:
        rest = (
            "".join(f", {self.value(arg)}" for arg in node.args[2:]) if "{rest}" in template else ""
        )
        of = self.found.types[id(node)].type
        parts = {"rest": rest, "sequence": "", "T": ""}
        if "{T}" in template and of is not None:
            parts["T"] = sql_type(of, self.profile, self.model).text
        if "{sequence}" in template and isinstance(node.args[0], Literal):
            name = node.args[0].value
            sequence = next(item for item in self.model.sequences if item.name == name)
            spelled = self.profile.table(sequence.schema, sequence.physical)
            quoted = "'{sequence}'" in template
            parts["sequence"] = spelled.replace("'", "''") if quoted else spelled
        return self._places(template, node.args, parts)

    def _places(self, template: str, args: Sequence[Node], parts: dict[str, str]) -> str:
        def place(found: re.Match[str]) -> str:
            if found[1].isdigit():
                return self.value(args[int(found[1])], SIGN if found[2] else OR)
            return parts[found[1]]

        return re.sub(r"\{(\w+)(!?)\}", place, template)

    def _aggregate(self, node: Call, template: str) -> str:
        """Spells an aggregate; its FILTER goes into a CASE where the engine has none."""
        inner = "*" if node.star else ", ".join(self.value(arg) for arg in node.args)
        after = ""
        if node.where is not None and self.engine in ("postgresql", "sqlite"):
            after = f" FILTER (WHERE {self.condition(node.where)})"
        elif node.where is not None:
            inner = f"CASE WHEN {self.condition(node.where)} THEN {'1' if node.star else inner} END"
        before, _, behind = template.partition("{0}")
        word = "DISTINCT " if node.distinct else ""
        name, _, rest = before.partition("(")
        return f"{name}({word}{rest}{inner}{behind}{after}"

    def _over(self, node: Call) -> str:
        if node.over is None:
            return ""
        partition, order = node.over
        parts = [f"PARTITION BY {', '.join(map(self.value, partition))}"] if partition else []
        parts += [f"ORDER BY {self._keys(order)}"] if order else []
        return f" OVER ({' '.join(parts)})"

    def _operator(self, node: Binary) -> tuple[str, int]:
        """Spells an operator that engines write as a function: dates and intervals."""
        overload = self.found.overloads[id(node)]
        template = spelling(overload, self.profile)
        own = SUM if overload.is_sum else WORD
        if not isinstance(node.right, Interval):
            return self._places(template, (node.left, node.right), {}), own
        moves = _moves(node.right, backwards=node.op == "-")
        if "{length}" in template or "{steps}" in template or "{days}" in template:
            return self._places(template, (node.left,), _at_once(moves)), own
        text = self._places(template, (node.left,), _move(*moves[0]))
        for number, unit in moves[1:]:  # what was moved already takes the place of the operand
            parts = _move(number, unit)
            filled = template.replace("{0!}", "{0}").replace("{0}", "{text}")
            text = self._places(filled, (), parts | {"text": text})
        return text, own

    # statements

    def statement(self, query: Query, indent: int = 0) -> str:
        """Spells a query, one clause a line."""
        return ("\n" + " " * indent).join(self._lines(query))

    def _inline(self, query: Query) -> str:
        return " ".join(line.strip() for line in self._lines(query))

    def _lines(self, query: Query) -> list[str]:
        lines = self._commons(query)
        lines += self._body(query.body, query)
        if query.order:
            lines.append("ORDER BY " + self._keys(query.order))
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
            return [*self._body(body.left, query), body.op, *self._body(body.right, query)]
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

    def _items(self, select: Select, query: Query) -> list[str]:
        word = "SELECT DISTINCT" if select.distinct else "SELECT"
        if (
            self.engine == "mssql"
            and query.limit is not None
            and not query.order
            and query.offset is None
        ):
            word += f" TOP ({self.value(query.limit)})"
        items = [self._item(item) for item in select.items]
        line = f"{word} {', '.join(items)}"
        if len(line) <= WIDTH:
            return [line]
        return [word, *(f"    {item}," for item in items[:-1]), f"    {items[-1]}"]

    def _item(self, item: Item) -> str:
        if isinstance(item.value, Star):
            return f"{quote(item.value.source, self.profile)}.*" if item.value.source else "*"
        text = self.value(item.value)
        name = item.alias or (item.value.name if isinstance(item.value, Name) else "")
        if name and quote(name, self.profile) != text.rpartition(".")[2]:
            return f"{text} AS {quote(name, self.profile)}"
        return text

    def _source(self, node: From) -> str:
        source = self.found.tables[id(node)]
        if node.query is not None:
            text = f"({self._inline(node.query)})"
        else:
            schema, name = source.table
            text = self.profile.table(schema, name)
        if node.alias and (node.alias,) != source.table[-1:]:
            return f"{text} AS {quote(node.alias, self.profile)}"
        return text

    def _join(self, kind: str, source: From, on: Node | None) -> str:
        if kind == "full" and self.engine in MYSQL:
            raise self._unspellable(source, "FULL JOIN")
        word = "JOIN" if kind == "inner" else f"{kind.upper()} JOIN"
        condition = f" ON {self.condition(on)}" if on is not None else ""
        return f"{word} {self._source(source)}{condition}"

    def _long(self, word: str, node: Node) -> list[str]:
        """Spells a condition on one line, or, when that is too long, with one line a part."""
        line = f"{word} {self.condition(node)}"
        parts = _conjuncts(node)
        if len(line) <= WIDTH or len(parts) == 1:
            return [line]
        first, *rest = (self.condition(part, AND) for part in parts)
        return [f"{word} {first}", *(f"    AND {part}" for part in rest)]

    def _group_key(self, node: Node) -> str:
        """Spells a key; SQL Server knows neither numbers nor aliases here."""
        meant = self.found.aliases.get(id(node))
        if meant is None:
            return self.value(node)
        if self.engine == "mssql":
            return self.value(meant)
        if isinstance(node, Name):
            return quote(node.name, self.profile)
        return self._literal(node) if isinstance(node, Literal) else self.value(node)

    def _keys(self, order: Sequence[Order]) -> str:
        return ", ".join(self._key(key) for key in order)

    def _key(self, key: Order) -> str:
        text = self.value(key.value)
        text = f"{text} DESC" if key.desc else text
        if not key.nulls:
            return text
        if self.engine in ("postgresql", "sqlite"):
            return f"{text} NULLS {key.nulls.upper()}"
        last, first = (1, 0) if key.nulls == "last" else (0, 1)
        # an alias alone may be a key, but SQL Server takes none inside an expression
        value = self.value(self.found.aliases.get(id(key.value), key.value))
        return f"CASE WHEN {value} IS NULL THEN {last} ELSE {first} END, {text}"

    def _limits(self, query: Query) -> list[str]:
        limit = self.value(query.limit) if query.limit is not None else ""
        offset = self.value(query.offset) if query.offset is not None else ""
        if self.engine == "mssql":
            if not query.order and not offset:
                return []
            rows = [f"OFFSET {offset or 0} ROWS"] if offset or limit else []
            return rows + ([f"FETCH NEXT {limit} ROWS ONLY"] if limit else [])
        if offset and not limit and self.engine != "postgresql":
            limit = "-1" if self.engine == "sqlite" else "18446744073709551615"
        return [f"LIMIT {limit}"] * bool(limit) + [f"OFFSET {offset}"] * bool(offset)


def _is_condition(node: Node) -> bool:
    """Whether a node is a condition by its form, not a value that is true or false."""
    if isinstance(node, Binary):
        return node.op in ("AND", "OR", "=", "<>", "<", "<=", ">", ">=")
    return isinstance(node, CONDITIONS)


def _joined(node: Node) -> tuple[Node, ...]:
    """Gives the texts of a chain of `||`."""
    if isinstance(node, Binary) and node.op == "||":
        return (*_joined(node.left), *_joined(node.right))
    return (node,)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Binary) and node.op == "AND":
        return (*_conjuncts(node.left), *_conjuncts(node.right))
    return (node,)


Move = tuple[int, str]


def _moves(interval: Interval, *, backwards: bool) -> list[Move]:
    """Gives the parts of an interval, weeks as days."""
    parts = [(n * 7, "day") if unit == "week" else (n, unit) for n, unit in interval.parts]
    return [(-n, unit) if backwards else (n, unit) for n, unit in parts]


def _move(number: int, unit: str) -> dict[str, str]:
    """Gives the words that a spelling of `shift` may use for one part."""
    sign = "-" if number < 0 else "+"
    return {"number": str(number), "sign": sign, "count": str(abs(number)), "unit": unit}


def _at_once(moves: list[Move]) -> dict[str, str]:
    """Gives the words that a spelling of `shift` may use for all parts together."""
    sign = -1 if moves[0][0] < 0 else 1
    length = " ".join(f"{n * sign} {unit}{'s' * (abs(n) != 1)}" for n, unit in moves)
    steps = ", ".join(f"'{n:+} {unit}s'" for n, unit in moves)
    days = abs(sum(number for number, _ in moves))
    return {"sign": "-" if sign < 0 else "+", "length": length, "steps": steps, "days": str(days)}


def _mysql_cast(of: Type) -> str:
    """Names what MySQL's CAST calls the type, which is not what its columns call it."""
    match of.name:
        case "decimal":
            return f"decimal({of.args[0]},{of.args[1]})" if of.args else "decimal(65,30)"
        case "float64":
            return "double"
        case "text":
            return "char"
        case "string":
            return f"char({of.args[0]})"
    return "unsigned" if of.name.startswith("u") else "signed"
