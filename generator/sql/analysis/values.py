"""Expressions: what each node gives, what each name and parameter is.

Takes nodes with their scope, gives their types; faults and findings are gathered on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import assert_never

from generator.model import Enum, Model, Type
from generator.sql.analysis.calls import call, choose
from generator.sql.analysis.found import Analysis, Output, Placed, Purpose, Typed
from generator.sql.analysis.kinds import (
    BOOL,
    CASTABLE,
    CASTS,
    LITERALS,
    NUMBERS,
    SHAPES,
    TEXT,
    cast_type,
    fit,
    is_open,
    near,
    shared,
)
from generator.sql.cursor import ELSEWHERE
from generator.sql.functions import family, functions
from generator.sql.scope import Column, Scope, Source
from generator.sql.tokens import Fault
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Exists,
    In,
    Interval,
    IsDistinct,
    IsNull,
    IsTruth,
    Like,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Parameter,
    Query,
    Subquery,
)
from generator.sql.types import type_text

__all__ = ["Values"]

WHOLE = ("floor", "ceil", "round")  # what they give of one number has no fraction to lose


class Values:
    """Walks the expressions of one tree. query: reads a query inside an expression.

    aggregates: whether they may stand here; groups: whether each has rows, since GROUP BY makes no
    empty ones."""

    query: Callable[[Query, Scope], tuple[Output, ...]]

    def __init__(self, model: Model, purpose: Purpose) -> None:
        self.model, self.purpose = model, purpose
        self.found = Analysis()
        self.aggregates = False
        self.groups = False

    def fault(self, node: Placed, code: str, message: str, hint: str = "") -> None:
        self.found.faults.append(Fault(message, node.start, node.end, hint, code))

    def typed(self, node: Node, scope: Scope) -> Typed:
        """Gives what a node gives, and remembers it."""
        found = self._typed(node, scope)
        self.found.types[id(node)] = found
        return found

    def _typed(self, node: Node, scope: Scope) -> Typed:
        match node:
            case Literal():
                return Typed(LITERALS.get(node.kind), node.kind == "null")
            case Name():
                return self._name(node, scope)
            case Parameter():
                self.found.parameters.setdefault(node.name, None)
                self.found.places.setdefault(node.name, node)
                return Typed(self.found.parameters[node.name])
            case Negative():
                return self.number(node.operand, scope)
            case Not():
                return self.condition(node.operand, scope)
            case Binary():
                return self._binary(node, scope)
            case IsNull():
                self.typed(node.operand, scope)
                return Typed(BOOL)
            case IsTruth():
                self.condition(node.operand, scope)
                return Typed(BOOL)
            case IsDistinct():
                self.meet([node.left, node.right], scope, node)
                return Typed(BOOL)
            case Like():
                return self._like(node, scope)
            case Between():
                met = self.meet([node.operand, node.low, node.high], scope, node)
                return Typed(BOOL, met.nullable)
            case In():
                return self._in(node, scope)
            case Case():
                return self._case(node, scope)
            case Cast():
                return self._cast(node, scope)
            case Call():
                return call(self, node, scope)
            case Exists():
                self.query(node.query, scope)
                return Typed(BOOL)
            case Subquery():
                return self.value_of(node.query, node, scope)
            case Interval():
                self.fault(node, "G233", "an interval stands only beside `+` or `-`")
                return Typed(None)
        assert_never(node)

    def condition(self, node: Node, scope: Scope) -> Typed:
        """Gives the type of what must be true or false."""
        found = self.typed(node, scope)
        self.give(node, BOOL)
        if family(found.type) not in ("", "bool"):
            spelled = type_text(found.type) if found.type is not None else ""
            self.fault(node, "G233", f"a condition is expected here, not `{spelled}`")
        return Typed(BOOL, found.nullable)

    def _name(self, node: Name, scope: Scope) -> Typed:
        found = scope.find(node.name, node.source)
        if len(found) > 1:
            names = " and ".join(f"`{source.name}`" for source, _ in found)
            self.fault(node, "G235", f"`{node.name}` is in {names}", "write the source before it")
        if not found:
            source = _bare(node, scope)
            if source is None:
                self._unknown(node, scope)
                return Typed(None, nullable=True)
            found = ((source, Column(node.name, node.name, None, nullable=True)),)
        source, column = found[0]
        self.found.columns[id(node)] = (source, column)
        self.found.fields.setdefault(column.name)
        here = next((s for s in scope.up() if source in s.sources), scope)
        others = (column for one in here.sources if one is not source for column in one.columns)
        if any(other.physical == column.physical for other in others):
            self.found.crowded.add(id(node))
        return Typed(column.type, column.nullable)

    def _unknown(self, node: Name, scope: Scope) -> None:
        sources = [source for one in scope.up() for source in one.sources]
        if node.source and node.source not in scope.source_names():
            hint = near(node.source, scope.source_names())
            self.fault(node, "G231", f"`{node.source}` is no source of this query", hint)
            return
        named = [source for source in sources if node.source in ("", source.name)]
        known = [column.name for source in named for column in source.columns]
        where = (
            f"`{named[0].name}` has no field"
            if len(named) == 1 and named[0].name
            else "unknown field"
        )
        self.fault(node, "G231", f"{where} `{node.name}`", near(node.name, known))

    def give(self, node: Node, of: Type | None) -> None:
        """Tells an open node what it meets: a parameter gets its type, a text its kind."""
        if of is None:
            return
        match node:
            case Parameter():
                self._parameter(node, of)
            case Literal(kind="text"):
                self._text(node, of)
            case Literal(kind="timestamp") if of.name == "datetime":
                self.found.meant[id(node)] = of
            case Call(name="current_tenant"):
                self.found.types[id(node)] = Typed(of, nullable=True)
            case Negative():
                self.give(node.operand, of)

    def _parameter(self, node: Parameter, of: Type) -> None:
        known = self.found.parameters.get(node.name)
        if known is None:
            self.found.parameters[node.name] = of
        elif not fit(family(known), family(of)):
            message = f"`:{node.name}` is `{type_text(known)}` and `{type_text(of)}`"
            self.fault(node, "G233", message, "use two parameters")

    def _text(self, node: Literal, of: Type) -> None:
        kind = family(of)
        if of.name == "enum":
            self._enum_value(node, of)
        elif kind in NUMBERS or kind == "bool":
            bare = re.fullmatch(r"-?\d+(\.\d+)?|true|false", node.value)
            hint = "leave the quotes out" if bare else ""
            self.fault(node, "G233", f"`{type_text(of)}` and a text do not go together", hint)
        elif kind and kind != "text":
            self.found.meant[id(node)] = of
            if kind in SHAPES and not re.fullmatch(SHAPES[kind], node.value):
                self.fault(node, "G233", f"`{node.value}` is no `{kind}`")

    def _enum_value(self, node: Literal, of: Type) -> None:
        enum: Enum | None = next((item for item in self.model.enums if item.name == of.ref), None)
        values = [value.name for value in enum.values] if enum is not None else [node.value]
        if node.value not in values:
            message = f"`{node.value}` is no value of `{of.ref}`"
            self.fault(node, "G238", message, near(node.value, values))

    def meet(self, nodes: Sequence[Node], scope: Scope, around: Node) -> Typed:
        """Gives the one type of nodes that are compared or chosen from."""
        found = [self.typed(node, scope) for node in nodes]
        closed = [each.type for node, each in zip(nodes, found, strict=True) if not is_open(node)]
        of = shared(closed) or shared([each.type for each in found])
        for node, each in zip(nodes, found, strict=True):
            if is_open(node):
                self.give(node, of)
            elif not fit(family(each.type), family(of)):
                first = next(one for one in nodes if self.found.types[id(one)].type == of)
                pair = sorted((first, node), key=lambda one: one.start)
                texts = " and ".join(map(self._called, pair))
                self.fault(around, "G233", f"{texts} do not go together")
                break
        return Typed(of, any(each.nullable for each in found))

    def _called(self, node: Node) -> str:
        """Names what a node gives, for a message."""
        of = self.found.types[id(node)].type
        if isinstance(node, Literal) and node.kind in NUMBERS:
            return "a number"
        return f"`{type_text(of)}`" if of is not None else "this"

    def number(self, node: Node, scope: Scope) -> Typed:
        found = self.typed(node, scope)
        if family(found.type) not in ("", *NUMBERS):
            self.fault(node, "G233", "a number is expected here")
        return found

    def _binary(self, node: Binary, scope: Scope) -> Typed:
        if node.op in ("AND", "OR"):
            left, right = (self.condition(side, scope) for side in (node.left, node.right))
            return Typed(BOOL, left.nullable or right.nullable)
        if node.op in ("=", "<>", "<", "<=", ">", ">="):
            met = self.meet([node.left, node.right], scope, node)
            if family(met.type) in ("json", "xml"):
                self.fault(
                    node, "G232", f"comparing `{family(met.type)}` is not portable", ELSEWHERE
                )
            return Typed(BOOL, met.nullable)
        if node.op == "||":
            return self._concatenation(node, scope)
        if isinstance(node.right, Interval):
            return self._shift(node, scope)
        return self._arithmetic(node, scope)

    def _concatenation(self, node: Binary, scope: Scope) -> Typed:
        sides = [self.typed(side, scope) for side in (node.left, node.right)]
        for side, found in zip((node.left, node.right), sides, strict=True):
            self.give(side, TEXT)
            if family(found.type) not in ("", "text"):
                spelled = type_text(found.type) if found.type else ""
                self.fault(
                    side, "G233", f"`||` joins texts, not `{spelled}`", "write `CAST(… AS text)`"
                )
        return Typed(TEXT, any(found.nullable for found in sides))

    def _shift(self, node: Binary, scope: Scope) -> Typed:
        found = self.typed(node.left, scope)
        if node.op not in "+-":
            self.fault(node, "G233", "an interval stands only beside `+` or `-`")
            return found
        assert isinstance(node.right, Interval)
        short = [unit for _, unit in node.right.parts if unit not in ("day", "week")]
        if family(found.type) == "date" and short:
            self.fault(node.right, "G233", f"a date has no {short[0]}s", "count in days")
        choose(self, node, functions()["shift"], [found])
        return found

    def _arithmetic(self, node: Binary, scope: Scope) -> Typed:
        left, right = self.typed(node.left, scope), self.typed(node.right, scope)
        if node.op == "-" and family(left.type) == family(right.type) == "date":
            choose(self, node, functions()["days_between"], [left, right])
            return Typed(Type("int32"), left.nullable or right.nullable)
        self.give(node.left, right.type)
        self.give(node.right, left.type)
        of = shared([left.type, right.type])
        kinds = (family(left.type), family(right.type))
        if any(kind not in ("", *NUMBERS) for kind in kinds):
            self.fault(node, "G233", f"`{node.op}` takes numbers")
        elif node.op == "%" and any(kind not in ("", "integer") for kind in kinds):
            self.fault(node, "G233", "`%` takes whole numbers")
        return Typed(of, left.nullable or right.nullable)

    def _like(self, node: Like, scope: Scope) -> Typed:
        sides = (node.operand, node.pattern)
        found = [self.typed(side, scope) for side in sides]
        for side, each in zip(sides, found, strict=True):
            self.give(side, TEXT)
            if family(each.type) not in ("", "text"):
                self.fault(side, "G233", "`LIKE` takes texts")
        return Typed(BOOL, any(each.nullable for each in found))

    def _in(self, node: In, scope: Scope) -> Typed:
        if node.list_parameter is not None:
            found = self.typed(node.operand, scope)
            self.found.places.setdefault(node.list_parameter.name, node.list_parameter)
            self.found.parameters.setdefault(node.list_parameter.name, None)
            if found.type is not None:
                self._parameter(node.list_parameter, Type("array", of=found.type))
            return Typed(BOOL, found.nullable)
        if node.query is not None:
            found = self.typed(node.operand, scope)
            self.give(node.operand, self.value_of(node.query, node, scope).type)
            return Typed(BOOL, found.nullable)
        met = self.meet([node.operand, *node.items], scope, node)
        return Typed(BOOL, met.nullable)

    def _case(self, node: Case, scope: Scope) -> Typed:
        if node.operand is None:
            for condition, _ in node.whens:
                self.condition(condition, scope)
        else:
            self.meet([node.operand, *(value for value, _ in node.whens)], scope, node)
        results = [result for _, result in node.whens]
        if node.otherwise is not None:
            results.append(node.otherwise)
        met = self.meet(results, scope, node)
        return Typed(met.type, met.nullable or node.otherwise is None)

    def _cast(self, node: Cast, scope: Scope) -> Typed:
        found = self.typed(node.operand, scope)
        target = cast_type(node)
        if target is None:
            self.fault(node, "G232", f"a cast to `{node.type}` is not portable", "use " + CASTABLE)
            return Typed(None, found.nullable)
        if isinstance(node.operand, Parameter):
            self._parameter(node.operand, target)
            return Typed(target)
        kind, given = family(target), family(found.type)
        whole = (
            isinstance(node.operand, Call)
            and node.operand.name in WHOLE
            and len(node.operand.args) == 1
        )
        if given and given not in CASTS[kind] and not (kind == "integer" and whole):
            message = f"a cast of `{given}` to `{node.type}` is not portable"
            self.fault(node, "G232", message, "round it first" if kind == "integer" else ELSEWHERE)
        return Typed(target, found.nullable)

    def value_of(self, query: Query, node: Node, scope: Scope) -> Typed:
        columns = self.query(query, scope)
        if len(columns) != 1:
            self.fault(node, "G233", f"one column is expected of this query, not {len(columns)}")
            return Typed(None, nullable=True)
        return Typed(columns[0][1], nullable=True)


def _bare(node: Name, scope: Scope) -> Source | None:
    """Gives a source whose columns are not known (a native view), for a name that may be among them."""
    sources = (source for one in scope.up() for source in one.sources)
    return next((s for s in sources if not s.columns and node.source in ("", s.name)), None)
