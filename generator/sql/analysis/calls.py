"""Calls of the published functions: which case fits, what it gives, whether it may stand there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.model import Type
from generator.sql.analysis.found import Typed
from generator.sql.analysis.kinds import DECIMAL, INT64, TEXT, fit, is_open, near, shared
from generator.sql.cursor import ELSEWHERE
from generator.sql.functions import Function, Overload, families, family, functions
from generator.sql.scope import Scope
from generator.sql.tree import Call, Literal, Node
from generator.sql.types import parse_type

if TYPE_CHECKING:
    from generator.sql.analysis.values import Values

__all__ = ["call", "choose"]


def call(values: Values, node: Call, scope: Scope) -> Typed:
    """Gives what a call gives."""
    function = functions().get(node.name)
    if function is None or function.operator:
        return _unknown(values, node, scope)
    _permit(values, node, function)
    _around(values, node, scope)
    outside, inside = values.aggregates, values.aggregates and function.kind != "aggregate"
    values.aggregates = inside
    args = [values.typed(arg, scope) for arg in node.args]
    values.aggregates = outside
    overload = choose(values, node, function, args)
    if overload is None:
        return Typed(None, nullable=True)
    if "sequence" in overload.takes:
        _sequence(values, node.args[0])
    same = _arguments(values, node, overload)
    of = _result(overload, same, args)
    if function.kind == "aggregate" and values.groups and node.where is None:
        return Typed(of, any(arg.nullable for arg in args))
    return Typed(of, _nullable(function, args))


def _unknown(values: Values, node: Call, scope: Scope) -> Typed:
    args = [values.typed(arg, scope) for arg in node.args]
    names = [name for name, each in functions().items() if not each.operator and "_" not in name]
    hint = near(node.name, names) or ELSEWHERE
    values.fault(node, "G234", f"`{node.name}` is no portable function", hint)
    return Typed(None, any(arg.nullable for arg in args))


def _permit(values: Values, node: Call, function: Function) -> None:
    """Says when a function may not stand where it does."""
    purpose, name = values.purpose, node.name
    if function.kind == "window" and node.over is None:
        values.fault(node, "G234", f"`{name}` needs `OVER (…)`")
    if function.kind == "aggregate" and node.over is None and not values.aggregates:
        values.fault(node, "G234", f"an aggregate like `{name}` has no place here")
    if node.over is not None and purpose.name != "statement":
        values.fault(node, "G234", "a window has no place here")
    if function.volatile and purpose.fixed:
        message = f"`{name}` changes by itself, so it cannot stand in {purpose.name}"
        values.fault(node, "G234", message)
    if function.only == "policies" and not purpose.policy:
        values.fault(node, "G234", f"`{name}` stands only in policies")


def _around(values: Values, node: Call, scope: Scope) -> None:
    """Reads what stands beside the arguments: FILTER and OVER."""
    if node.where is not None:
        values.condition(node.where, scope)
    partition, order = node.over or ((), ())
    for part in (*partition, *(key.value for key in order)):
        values.typed(part, scope)


def choose(
    values: Values, node: Node, function: Function, args: Sequence[Typed]
) -> Overload | None:
    """Takes the case of a function that fits, or says that none does."""
    given = [family(arg.type) for arg in args]
    if isinstance(node, Call) and node.star and node.name == "count":
        given = [""]
    for overload in function.overloads:
        if _takes(overload, given):
            values.found.overloads[id(node)] = overload
            return overload
    name = function.name.replace("_", " ") if function.operator else function.name
    takes = " or ".join(f"({', '.join(each.takes)})" for each in function.overloads)
    found = ", ".join(kind or "?" for kind in given)
    values.fault(node, "G234", f"`{name}` takes {takes}, not ({found})")
    return None


def _takes(overload: Overload, given: Sequence[str]) -> bool:
    wanted = _wanted(overload, len(given))
    if wanted is None:
        return False
    allowed = map(families, wanted)
    return all(
        not kind or not kinds or kind in kinds for kind, kinds in zip(given, allowed, strict=True)
    )


def _wanted(overload: Overload, count: int) -> tuple[str, ...] | None:
    """Spreads what a case takes over so many arguments; None when they do not fit."""
    takes = overload.takes
    if takes and takes[-1].endswith("*"):
        fixed = takes[:-1]
        return (*fixed, *(takes[-1],) * (count - len(fixed))) if count >= len(fixed) else None
    return takes if len(takes) == count else None


def _arguments(values: Values, node: Call, overload: Overload) -> Type | None:
    """Tells open arguments their types; gives what those called T share."""
    types = values.found.types
    wanted = _wanted(overload, len(node.args)) or ()
    same = [arg for arg, want in zip(node.args, wanted, strict=False) if want.startswith("T")]
    closed = [types[id(arg)].type for arg in same if not is_open(arg)]
    of = shared(closed) or shared([types[id(arg)].type for arg in same])
    for arg, want in zip(node.args, wanted, strict=False):
        if is_open(arg):
            values.give(arg, of if want.startswith("T") else _typical(want))
        elif want.startswith("T") and not fit(family(types[id(arg)].type), family(of)):
            values.fault(arg, "G233", f"the arguments of `{node.name}` do not go together")
    return of


def _sequence(values: Values, node: Node) -> None:
    names = [sequence.name for sequence in values.model.sequences]
    name = node.value if isinstance(node, Literal) else ""
    if name not in names:
        values.fault(node, "G231", f"unknown sequence `{name}`", near(name, names))


def _typical(want: str) -> Type | None:
    """Gives the type that an open argument takes from a family."""
    return {"text": TEXT, "integer": INT64, "decimal": DECIMAL, "number": DECIMAL}.get(want)


def _result(overload: Overload, same: Type | None, args: Sequence[Typed]) -> Type | None:
    if overload.gives == "T":
        return same
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
