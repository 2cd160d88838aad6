"""Portable expressions as a person writes them.

Takes a tree that needs no model, gives the text that `reader` makes the same tree of: keywords in
capitals, parentheses only where the tree needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import assert_never

from generator.sql.cursor import EXPRESSION_WORDS
from generator.sql.printer.binding import BINDS, COMPARE, NOT, OR, SIGN, SUM, WORD, held
from generator.sql.reader import read_expression
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
    Subquery,
)

__all__ = ["changed", "renamed", "written"]

QUOTED = EXPRESSION_WORDS | {
    "select",
    "with",
    "date",
    "timestamp",
    "interval",
    "current_date",
    "current_timestamp",
}
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def written(node: Node, binds: int = OR) -> str:
    """Gives the text of a tree without queries and windows; ValueError for one with them.

    >>> written(Binary("*", Binary("+", Name("a"), Literal("integer", "1")), Name("order by")))
    '(a + 1) * "order by"'"""
    text, own = _node(node)
    return held(text, own, binds)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Gives a portable expression with other names; the text itself where none changes, or where it
    is not of that kind.

    >>> renamed('lower("aB") = c', {"aB": "a_b"})
    'lower(a_b) = c'"""
    if not any(name != other and name in text for name, other in names.items()):
        return text
    try:
        return written(changed(read_expression(text), lambda node: _renamed(node, names)))
    except (Fault, ValueError):
        return text


def changed(node: Node, change: Callable[[Node], Node]) -> Node:
    """Changes a tree from its leaves up."""
    made = {
        each.name: _part(getattr(node, each.name), change) for each in fields(node) if each.compare
    }
    # mypy has no type for `replace` over a union
    return change(replace(node, **made))  # type: ignore[arg-type]


def _part(part: object, change: Callable[[Node], Node]) -> object:
    if isinstance(part, tuple):
        return tuple(_part(each, change) for each in part)
    return changed(part, change) if isinstance(part, Node) else part


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    return replace(node, name=names.get(node.name, node.name)) if isinstance(node, Name) else node


def _node(node: Node) -> tuple[str, int]:
    """Gives the text and how tightly it holds together."""
    match node:
        case Literal():
            return _literal(node), WORD
        case Name():
            return ".".join(_name(name) for name in (node.source, node.name) if name), WORD
        case Parameter():
            return f":{node.name}", WORD
        case Negative():
            return "-" + written(node.operand, WORD), SIGN
        case Not():
            return f"NOT {written(node.operand, NOT)}", NOT
        case Binary():
            return _binary(node)
        case IsNull():
            return f"{written(node.operand, SUM)} IS {_not(node.negated)}NULL", COMPARE
        case IsTruth():
            word = f"{_not(node.negated)}{str(node.value).upper()}"
            return f"{written(node.operand, SUM)} IS {word}", COMPARE
        case IsDistinct():
            word = f"IS {_not(node.negated)}DISTINCT FROM"
            return f"{written(node.left, SUM)} {word} {written(node.right, SUM)}", COMPARE
        case Like():
            escape = f" ESCAPE {_text(node.escape)}" if node.escape else ""
            word = f"{_not(node.negated)}LIKE"
            return (
                f"{written(node.operand, SUM)} {word} {written(node.pattern, SUM)}{escape}",
                COMPARE,
            )
        case Between():
            ends = f"{written(node.low, SUM)} AND {written(node.high, SUM)}"
            return f"{written(node.operand, SUM)} {_not(node.negated)}BETWEEN {ends}", COMPARE
        case In() if node.query is None:
            items = ", ".join(written(item, SUM) for item in node.items)
            return f"{written(node.operand, SUM)} {_not(node.negated)}IN ({items})", COMPARE
        case Case():
            return _case(node), WORD
        case Cast():
            return f"CAST({written(node.operand)} AS {node.type})", WORD
        case Call() if node.where is None and node.over is None:
            return _call(node), WORD
        case Interval():
            parts = " ".join(f"{number} {unit}s" for number, unit in node.parts)
            return f"INTERVAL '{parts}'", WORD
        case In() | Call() | Exists() | Subquery():
            raise ValueError(f"{type(node).__name__} is no expression of one row")
    assert_never(node)


def _not(negated: bool) -> str:
    return "NOT " if negated else ""


def _name(name: str) -> str:
    plain = PLAIN.fullmatch(name) and name not in QUOTED
    return name if plain else '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _literal(node: Literal) -> str:
    match node.kind:
        case "text":
            return _text(node.value)
        case "date" | "timestamp":
            return f"{node.kind.upper()} '{node.value}'"
        case "bool" | "null":
            return node.value.upper()
    return node.value


def _binary(node: Binary) -> tuple[str, int]:
    own = BINDS.get(node.op, SUM if node.op == "||" else COMPARE)
    left, right = _beside(node.op, own, node.left), _beside(node.op, own, node.right)
    right += node.op in ("+", "-", "*", "/", "%")
    return f"{written(node.left, left)} {node.op} {written(node.right, right)}", own


def _beside(op: str, own: int, operand: Node) -> int:
    """Gives how tightly an operand must hold. AND beside OR is read more easily in parentheses, and a
    comparison of comparisons needs them."""
    if op in ("AND", "OR", "||"):
        return own if isinstance(operand, Binary) and operand.op == op else max(own + 1, NOT)
    return SUM if own == COMPARE else own


def _case(node: Case) -> str:
    words = ["CASE"] if node.operand is None else ["CASE", written(node.operand)]
    words += [f"WHEN {written(when)} THEN {written(then)}" for when, then in node.whens]
    words += [f"ELSE {written(node.otherwise)}"] if node.otherwise is not None else []
    return " ".join((*words, "END"))


def _call(node: Call) -> str:
    if node.name.startswith("extract_"):
        return f"extract({node.name.removeprefix('extract_')} FROM {written(node.args[0])})"
    inner = "*" if node.star else ", ".join(map(written, node.args))
    return f"{node.name}({'DISTINCT ' if node.distinct else ''}{inner})"
