"""What the names, types and parameters of an expression are, and what is wrong with it.

Takes a tree, its scope and the model, gives an Analysis: faults at their characters, and beside each
node what `printer` must know to spell it. Nodes are looked up by identity, since two equal nodes can
mean different things in two scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import assert_never

from generator.model import Enum, Model, Type
from generator.sql.functions import (
    Function,
    Overload,
    families,
    family,
    functions,
)
from generator.sql.reader import ELSEWHERE, Fault
from generator.sql.scope import Column, Owner, Scope, Source, owner_scope, table_source
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
    Statement,
    Subquery,
)
from generator.sql.types import parse_type, type_text

__all__ = ["Analysis", "Purpose", "Typed", "analyse"]

BOOL, TEXT, INT64, DECIMAL = Type("bool"), Type("text"), Type("int64"), Type("decimal")
LITERALS = {
    "integer": INT64,
    "decimal": DECIMAL,
    "text": TEXT,
    "bool": BOOL,
    "date": Type("date"),
    "timestamp": Type("timestamp"),
}
NUMBERS = ("integer", "decimal", "float")
# a text in quotes takes one of these when it meets one, with the shape that it must have
SHAPES = {
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?",
    "datetime": r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?",
    "time": r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
}
CASTS = {"integer": ("integer",), "decimal": NUMBERS, "float": NUMBERS, "text": ("integer", "text")}
WHOLE = ("floor", "ceil", "round")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Where an expression stands. name: as messages call it. fixed: it must give the same tomorrow,
    so no function that changes by itself; policy: it may ask for the tenant; condition: it must be
    true or false."""

    name: str
    fixed: bool = False
    policy: bool = False
    condition: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a node gives. type: None when it is open (a parameter, NULL) or not known."""

    type: Type | None
    nullable: bool = False


Output = tuple[str, Type | None, bool]


@dataclass(slots=True)
class Analysis:
    """What was found out; the dictionaries go by id(node). columns: what a name stands for; types:
    what a node gives; overloads: the case of a function; meant: the type that a literal takes from
    what it meets; aliases: names that mean an item of the select list, with that item's value;
    tables: what a FROM reads; crowded: names that more than one source has.

    parameters: in order of first use, None where nothing tells the type. fields: of the owner, in
    order of first use. needs: entities and views that are read. outputs: of a statement."""

    faults: list[Fault] = field(default_factory=list)
    columns: dict[int, tuple[Source, Column]] = field(default_factory=dict)
    types: dict[int, Typed] = field(default_factory=dict)
    overloads: dict[int, Overload] = field(default_factory=dict)
    meant: dict[int, Type] = field(default_factory=dict)
    aliases: dict[int, Node] = field(default_factory=dict)
    tables: dict[int, Source] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)
    parameters: dict[str, Type | None] = field(default_factory=dict)
    places: dict[str, Parameter] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    needs: dict[str, None] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()


def analyse(tree: Statement, owner: Owner, model: Model, purpose: Purpose) -> Analysis:
    """Finds out all about a tree."""
    analyser = _Analyser(model, purpose)
    scope = owner_scope(owner, model)
    if isinstance(tree, Query):
        analyser.found.outputs = analyser.query(tree, scope)
    elif purpose.condition:
        analyser.condition(tree, scope)
    else:
        analyser.typed(tree, scope)
    for name, of in analyser.found.parameters.items():
        if of is None:
            place = analyser.found.places[name]
            analyser.fault(
                place, "G236", f"nothing tells the type of `:{name}`", f"write `CAST(:{name} AS …)`"
            )
    return analyser.found


class _Analyser:
    """Walks one tree. aggregates: whether they may stand here; groups: whether each has rows, since
    GROUP BY makes no empty ones."""

    def __init__(self, model: Model, purpose: Purpose) -> None:
        self.model, self.purpose = model, purpose
        self.found = Analysis()
        self.aggregates = False
        self.groups = False

    def fault(self, node: _Placed, code: str, message: str, hint: str = "") -> None:
        self.found.faults.append(Fault(message, node.start, node.end, hint, code))

    # expressions

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
                return self._number(node.operand, scope)
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
                return self._call(node, scope)
            case Exists():
                self.query(node.query, Scope(parent=scope), named=False)
                return Typed(BOOL)
            case Subquery():
                return self._value_of(node.query, node, scope)
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
            hint = _near(node.source, scope.source_names())
            self.fault(node, "G231", f"`{node.source}` is no source of this query", hint)
            return
        named = [source for source in sources if node.source in ("", source.name)]
        known = [column.name for source in named for column in source.columns]
        where = (
            f"`{named[0].name}` has no field"
            if len(named) == 1 and named[0].name
            else "unknown field"
        )
        self.fault(node, "G231", f"{where} `{node.name}`", _near(node.name, known))

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
        elif not _fit(family(known), family(of)):
            message = f"`:{node.name}` is `{type_text(known)}` and `{type_text(of)}`"
            self.fault(node, "G233", message, "use two parameters")

    def _text(self, node: Literal, of: Type) -> None:
        kind = family(of)
        if of.name == "enum":
            self._enum_value(node, of)
        elif kind in NUMBERS or kind == "bool":
            self.fault(node, "G233", f"a text meets `{type_text(of)}`", "leave the quotes out")
        elif kind and kind != "text":
            self.found.meant[id(node)] = of
            if kind in SHAPES and not re.fullmatch(SHAPES[kind], node.value):
                self.fault(node, "G233", f"`{node.value}` is no `{kind}`")

    def _enum_value(self, node: Literal, of: Type) -> None:
        enum: Enum | None = next((item for item in self.model.enums if item.name == of.ref), None)
        values = [value.name for value in enum.values] if enum is not None else [node.value]
        if node.value not in values:
            message = f"`{node.value}` is no value of `{of.ref}`"
            self.fault(node, "G238", message, _near(node.value, values))

    def meet(self, nodes: Sequence[Node], scope: Scope, around: Node) -> Typed:
        """Gives the one type of nodes that are compared or chosen from."""
        found = [self.typed(node, scope) for node in nodes]
        shared = _shared(
            [each.type for node, each in zip(nodes, found, strict=True) if not _is_open(node)]
        )
        shared = shared or _shared([each.type for each in found])
        for node, each in zip(nodes, found, strict=True):
            if _is_open(node):
                self.give(node, shared)
            elif not _fit(family(each.type), family(shared)):
                texts = " and ".join(f"`{type_text(of)}`" for of in (shared, each.type) if of)
                self.fault(around, "G233", f"{texts} do not go together")
                break
        return Typed(shared, any(each.nullable for each in found))

    def _number(self, node: Node, scope: Scope) -> Typed:
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
        self._choose(node, functions()["shift"], [found])
        return found

    def _arithmetic(self, node: Binary, scope: Scope) -> Typed:
        left, right = self.typed(node.left, scope), self.typed(node.right, scope)
        if node.op == "-" and family(left.type) == family(right.type) == "date":
            self._choose(node, functions()["days_between"], [left, right])
            return Typed(Type("int32"), left.nullable or right.nullable)
        self.give(node.left, right.type)
        self.give(node.right, left.type)
        shared = _shared([left.type, right.type])
        kinds = (family(left.type), family(right.type))
        if any(kind not in ("", *NUMBERS) for kind in kinds):
            self.fault(node, "G233", f"`{node.op}` takes numbers")
        elif node.op == "%" and any(kind not in ("", "integer") for kind in kinds):
            self.fault(node, "G233", "`%` takes whole numbers")
        return Typed(shared, left.nullable or right.nullable)

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
            self.give(node.operand, self._value_of(node.query, node, scope).type)
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
        target = _cast_type(node)
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

    # functions

    def _call(self, node: Call, scope: Scope) -> Typed:
        function = functions().get(node.name)
        if function is None or function.operator:
            args = [self.typed(arg, scope) for arg in node.args]
            names = [
                name for name, each in functions().items() if not each.operator and "_" not in name
            ]
            near = _near(node.name, names)
            self.fault(node, "G234", f"`{node.name}` is no portable function", near or ELSEWHERE)
            return Typed(None, any(arg.nullable for arg in args))
        self._permit(node, function, scope)
        around, self.aggregates = self.aggregates, self.aggregates and function.kind != "aggregate"
        args = [self.typed(arg, scope) for arg in node.args]
        self.aggregates = around
        overload = self._choose(node, function, args)
        if overload is None:
            return Typed(None, nullable=True)
        if "sequence" in overload.takes:
            self._sequence(node.args[0])
        shared = self._arguments(node, overload, args)
        full = function.kind == "aggregate" and self.groups and node.where is None
        nullable = full and any(arg.nullable for arg in args)
        if not full:
            nullable = _nullable(function, args)
        return Typed(_result(overload, shared, args), nullable)

    def _permit(self, node: Call, function: Function, scope: Scope) -> None:
        if function.kind == "window" and node.over is None:
            self.fault(node, "G234", f"`{node.name}` needs `OVER (…)`")
        if function.kind == "aggregate" and node.over is None and not self.aggregates:
            self.fault(node, "G234", f"an aggregate like `{node.name}` has no place here")
        if node.over is not None and self.purpose.name != "statement":
            self.fault(node, "G234", "a window has no place here")
        if function.volatile and self.purpose.fixed:
            self.fault(
                node,
                "G234",
                f"`{node.name}` changes by itself, so it cannot stand in {self.purpose.name}",
            )
        if function.only == "policies" and not self.purpose.policy:
            self.fault(node, "G234", f"`{node.name}` stands only in policies")
        if node.where is not None:
            self.condition(node.where, scope)
        for part in node.over[0] if node.over is not None else ():
            self.typed(part, scope)
        for key in node.over[1] if node.over is not None else ():
            self.typed(key.value, scope)

    def _choose(self, node: Node, function: Function, args: Sequence[Typed]) -> Overload | None:
        """Takes the case of a function that fits, or says that none does."""
        given = [family(arg.type) for arg in args]
        if isinstance(node, Call) and node.star and node.name == "count":
            given = [""]
        for overload in function.overloads:
            wanted = _wanted(overload, len(given))
            if wanted is not None and all(
                not kind or not allowed or kind in allowed
                for kind, allowed in zip(given, map(families, wanted), strict=True)
            ):
                self.found.overloads[id(node)] = overload
                return overload
        name = function.name.replace("_", " ") if function.operator else function.name
        takes = " or ".join(f"({', '.join(each.takes)})" for each in function.overloads)
        self.fault(
            node, "G234", f"`{name}` takes {takes}, not ({', '.join(k or '?' for k in given)})"
        )
        return None

    def _arguments(self, node: Call, overload: Overload, args: Sequence[Typed]) -> Type | None:
        """Tells open arguments their types; gives what those called T share."""
        wanted = _wanted(overload, len(args)) or ()
        same = [arg for arg, want in zip(node.args, wanted, strict=False) if want.startswith("T")]
        known = [self.found.types[id(arg)].type for arg in same if not _is_open(arg)]
        shared = _shared(known) or _shared([self.found.types[id(arg)].type for arg in same])
        for arg, want in zip(node.args, wanted, strict=False):
            given = shared if want.startswith("T") else _example(want)
            if _is_open(arg):
                self.give(arg, given)
            elif want.startswith("T") and not _fit(
                family(self.found.types[id(arg)].type), family(shared)
            ):
                self.fault(arg, "G233", f"the arguments of `{node.name}` do not go together")
        return shared

    def _sequence(self, node: Node) -> None:
        names = [sequence.name for sequence in self.model.sequences]
        name = node.value if isinstance(node, Literal) else ""
        if name not in names:
            self.fault(node, "G231", f"unknown sequence `{name}`", _near(name, names))

    # statements

    def _value_of(self, query: Query, node: Node, scope: Scope) -> Typed:
        columns = self.query(query, Scope(parent=scope), named=False)
        if len(columns) != 1:
            self.fault(node, "G233", f"one column is expected of this query, not {len(columns)}")
            return Typed(None, nullable=True)
        return Typed(columns[0][1], nullable=True)

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
                self._number(bound, Scope())
                self.give(bound, INT64)
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
            self.fault(
                body,
                "G233",
                f"{len(left)} columns on one side of {body.op}, {len(right)} on the other",
            )
            return left, scope
        both = zip(left, right, strict=True)
        return tuple((a[0], a[1] or b[1], a[2] or b[2]) for a, b in both), scope

    def _select(self, select: Select, scope: Scope) -> tuple[tuple[Output, ...], Scope]:
        within = self._from(select, scope)
        around, self.aggregates = (self.aggregates, self.groups), False
        if select.where is not None:
            self.condition(select.where, within)
        self.aggregates, self.groups = True, bool(select.group)
        items = tuple(output for item in select.items for output in self._item(item, within))
        for node in select.group:
            self._group(node, select, within)
        if select.having is not None:
            self.condition(select.having, within)
        self._grouped(select)
        self.aggregates, self.groups = around
        return items, within

    def _from(self, select: Select, scope: Scope) -> Scope:
        sources = [self._source(source, scope) for source in select.sources]
        for join in select.joins:
            right = self._source(join.source, scope)
            if join.kind in ("right", "full"):
                sources[:] = [source.outer() for source in sources]
            sources.append(right.outer() if join.kind in ("left", "full") else right)
            if join.on is not None:
                self.condition(join.on, Scope(tuple(sources), parent=scope))
        names = [source.name for source in sources]
        for node in (*select.sources, *(join.source for join in select.joins)):
            if names.count(node.alias or node.name) > 1:
                self.fault(
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
        source = table_source(node.name, self.model)
        if source is None:
            known = [entity.name for entity in self.model.entities]
            known += [view.name for view in self.model.views]
            hint = _near(node.name, known)
            self.fault(node, "G231", f"unknown entity or view `{node.name}`", hint)
            return Source(node.name, ())
        self.found.needs.setdefault(node.name)
        return source

    def _item(self, item: Item, scope: Scope) -> tuple[Output, ...]:
        if isinstance(item.value, Star):
            chosen = [s for s in scope.sources if item.value.source in ("", s.name)]
            if not chosen:
                hint = _near(item.value.source, scope.source_names())
                self.fault(item, "G231", f"`{item.value.source}` is no source of this query", hint)
            return tuple((c.name, c.type, c.nullable) for s in chosen for c in s.columns)
        found = self.typed(item.value, scope)
        name = item.alias
        if not name and isinstance(item.value, Name):
            name = item.value.name
        return ((name, found.type, found.nullable),)

    def _named(self, body: Select | SetOperation) -> None:
        while isinstance(body, SetOperation):
            body = body.left
        for item in body.items:
            if not item.alias and not isinstance(item.value, (Name, Star)):
                self.fault(item, "G234", "a computed column needs a name", "write `AS name`")

    def _group(self, node: Node, select: Select, scope: Scope) -> None:
        item = _chosen(node, select, scope)
        if item is not None:
            self.found.aliases[id(node)] = item
        else:
            self.typed(node, scope)

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
                self.fault(name, "G234", f"`{name.name}` is neither grouped nor in an aggregate")

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
            self.fault(node, "G231", "a union is ordered by the names of its columns")
            return
        around, self.aggregates = self.aggregates, True
        self.typed(node, scope)
        self.aggregates = around


_Placed = Node | Item | From | SetOperation | Query
CASTABLE = "an integer type, `decimal`, `decimal(p,s)`, `float64`, `text` or `string(n)`"


def children(node: Node) -> tuple[Node, ...]:
    """Gives the nodes right below a node, in order; queries inside it are left out."""
    match node:
        case Literal() | Name() | Parameter() | Interval() | Exists() | Subquery():
            return ()
        case Negative() | Not() | IsNull() | IsTruth() | Cast():
            return (node.operand,)
        case Binary() | IsDistinct():
            return (node.left, node.right)
        case Like():
            return (node.operand, node.pattern)
        case Between():
            return (node.operand, node.low, node.high)
        case In():
            return (node.operand, *node.items)
        case Case():
            ends = (node.operand, node.otherwise)
            pairs = (part for pair in node.whens for part in pair)
            return (*pairs, *(end for end in ends if end is not None))
        case Call():
            return (*node.args, *((node.where,) if node.where is not None else ()))
    assert_never(node)


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


def _bare(node: Name, scope: Scope) -> Source | None:
    """Gives a source whose columns are not known (a native view), for a name that may be among them."""
    sources = (source for one in scope.up() for source in one.sources)
    return next((s for s in sources if not s.columns and node.source in ("", s.name)), None)


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
        name, tuple(Column(n, n, of, nullable) for n, (_, of, nullable) in both), ("", name), name
    )


def _is_open(node: Node) -> bool:
    """Whether a node takes its type from what it meets."""
    if isinstance(node, Literal):
        return node.kind in ("text", "null", "timestamp")
    return isinstance(node, Parameter) or (isinstance(node, Call) and node.name == "current_tenant")


def _shared(types: Sequence[Type | None]) -> Type | None:
    """Gives the type that others can join: the first, or of numbers the widest kind."""
    known = [of for of in types if of is not None]
    return max(known, key=_width) if known else None


def _width(of: Type) -> int:
    kind = family(of)
    return NUMBERS.index(kind) if kind in NUMBERS else -1


def _fit(left: str, right: str) -> bool:
    return not left or not right or left == right or {left, right} <= set(NUMBERS)


def _wanted(overload: Overload, count: int) -> tuple[str, ...] | None:
    """Spreads what a case takes over so many arguments; None when they do not fit."""
    takes = overload.takes
    if takes and takes[-1].endswith("*"):
        fixed = takes[:-1]
        return (*fixed, *(takes[-1],) * (count - len(fixed))) if count >= len(fixed) else None
    return takes if len(takes) == count else None


def _example(want: str) -> Type | None:
    return {"text": TEXT, "integer": INT64, "decimal": DECIMAL, "number": DECIMAL}.get(want)


def _result(overload: Overload, shared: Type | None, args: Sequence[Typed]) -> Type | None:
    if overload.gives == "T":
        return shared
    return args[0].type if overload.gives == "T0" else parse_type(overload.gives)


def _nullable(function: Function, args: Sequence[Typed]) -> bool:
    match function.nullable:
        case "never":
            return False
        case "always":
            return True
        case "all":
            return all(arg.nullable for arg in args)
    return any(arg.nullable for arg in args)


def _cast_type(node: Cast) -> Type | None:
    if not re.fullmatch(
        r"u?int(8|16|32|64)|decimal(\(\d+,\d+\))?|float64|text|string\(\d+\)", node.type
    ):
        return None
    return parse_type(node.type)


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""
