"""Conditions and values as a person writes them: MySQL and MariaDB keep them in small letters, with
backticks, MySQL with parentheses around everything.

Takes the text that a server gives, gives portable text; `same` gives both sides of a comparison, what
stands there and what is made of the specs, in the one form that the server brings both to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import reduce

from generator.sql.reader import read_expression
from generator.sql.tokens import Fault
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    In,
    IsDistinct,
    IsNull,
    IsTruth,
    Like,
    Literal,
    Name,
    Node,
    Not,
    children,
)
from generator.sql.written import changed, written

__all__ = ["portable", "same"]

TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.|'')*')|(?P<name>`(?:[^`]|``)*`)|(?P<charset>\bchar(?:\(\d+\))? charset \w+)"
    r"|(?P<same><=>)|(?P<mod>\bMOD\b(?!\())|(?P<double>\")",
    re.DOTALL | re.IGNORECASE,
)
LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "0": "\0",
    "Z": "\x1a",
    "b": "\b",
    "%": "\\%",
    "_": "\\_",
}
CALLS = {"lcase": "lower", "ucase": "upper", "substring": "substr", "ceiling": "ceil"}
"""Names that the engines give to functions of other names."""
LOGICAL = {"char_length": "length", **CALLS}
CASTS = {"signed": "int64", "unsigned": "uint64", "char": "text"}
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
COMPARING = (IsNull, IsTruth, IsDistinct, Like, Between, In)


def portable(text: str, names: Mapping[str, str], truths: Collection[str], engine: str) -> str:
    """Gives the portable text, or the text itself where there is none.

    names: fields by their columns; truths: the columns that hold true or false.
    >>> portable("(`aB` >= 0) and (char_length(`c`) > 3)", {"aB": "a_b", "c": "c"}, (), "mysql")
    'a_b >= 0 AND length(c) > 3'
    >>> portable("(0 = `on`) or ((`s` = 'it\\\\'s') and (`on` = 1))", {}, ["on"], "mysql")
    "NOT on OR (s = 'it''s' AND on)"
    """

    def logical(node: Node) -> Node:
        match node:
            case Name(name):
                return replace(node, name=names.get(name, name))
            case Call("concat", (first, *rest)) if rest:
                return reduce(lambda left, right: Binary("||", left, right), rest, first)
            case Call(name):
                return replace(node, name=LOGICAL.get(name, name))
            case Cast(operand, "date"):
                return Call("date", (operand,))
            case Cast(_, kind):
                return replace(node, type=re.sub(r"^char\(", "string(", CASTS.get(kind, kind)))
            case Not(Like() | In() | Between() | IsNull() | IsDistinct() as inner):
                return replace(inner, negated=not inner.negated)
        return node

    tree = _read(text)
    if tree is None:
        return text
    try:
        return written(changed(changed(tree, lambda node: _truth(node, truths, engine)), logical))
    except ValueError:
        return text


def same(text: str, engine: str) -> str:
    """Gives a condition or value as the engine keeps it, whoever wrote it; the text itself where it
    cannot be read.

    >>> same("NOT (a = 1 OR b)", "mysql") == same("((`a` <> 1) and (0 = `b`))", "mysql")
    True"""
    tree = _read(text)
    return text if tree is None else repr(changed(tree, lambda node: _kept(node, engine)))


def _read(text: str) -> Node | None:
    """Reads a text; None where it is not of the portable kind, or means another thing in MySQL, where
    comparisons, IN, LIKE and IS bind alike."""
    plain = TOKEN.sub(_token, text)
    try:
        tree = read_expression(plain)
    except Fault:
        return None
    return tree if _is_clear(tree, plain) else None


def _token(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "text":
            value = found[0][1:-1].replace("''", "'")
            value = re.sub(
                r"\\(.)", lambda one: ESCAPES.get(one[1], one[1]), value, flags=re.DOTALL
            )
            return "'" + value.replace("'", "''") + "'"
        case "name":
            return '"' + found[0][1:-1].replace("``", "`").replace('"', '""') + '"'
        case "charset":
            return found[0].partition(" ")[0]
        case "same":
            return " IS NOT DISTINCT FROM "
        case "mod":
            return "%"
    return "`"  # a text in double quotes, which is none of the portable kind


def _is_clear(node: Node, text: str) -> bool:
    """Whether what is compared inside a comparison stands in parentheses."""
    inner = children(node)
    if _compares(node) and any(_compares(part) and not _is_held(part, text) for part in inner):
        return False
    return all(_is_clear(part, text) for part in inner)


def _is_held(node: Node, text: str) -> bool:
    """Whether a node stands in parentheses of its own."""
    depth, inside = 0, LITERAL.sub("", text[node.start : node.end])
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0 and text[: node.start].endswith("(") and text[node.end :].startswith(")")


def _compares(node: Node) -> bool:
    return isinstance(node, COMPARING) or (isinstance(node, Binary) and node.op in OPPOSITE)


def _truth(node: Node, truths: Collection[str], engine: str) -> Node:
    """Gives a comparison of what is true or false with a number as a person says it."""
    match node:
        case In(Name(name), items) if name in truths:
            return replace(node, items=tuple(map(_said, items)))
        case Binary("<>" | "=" as op, Literal("integer", "0"), Name(name) as one) if name in truths:
            return one if op == "<>" else Not(one)
        case Binary("<>" | "=" as op, Name(name) as one, Literal("integer", "0")) if name in truths:
            return one if op == "<>" else Not(one)
        case Binary("=", Name(name) as one, Literal("integer", "1")) if name in truths:
            return one if engine == "mysql" else Binary("=", one, Literal("bool", "true"))
    return node


def _said(node: Node) -> Node:
    """Gives 0 and 1 as false and true."""
    if isinstance(node, Literal) and node.kind == "integer" and node.value in ("0", "1"):
        return Literal("bool", "true" if node.value == "1" else "false")
    return node


def _kept(node: Node, engine: str) -> Node:
    """Does to a node, whose parts are done, what the engine does by itself."""
    match node:
        case Call("mod", (left, right)):
            return Binary("%", left, right)
        case Call("date", (operand,)):
            return Cast(operand, "date")
        case Call(name):
            return replace(node, name=CALLS.get(name, name))
        case Cast(_, kind):
            return replace(node, type=kind.replace("integer", ""))
        case Binary("AND" | "OR" as op, left, right):
            return Binary(op, _condition(left, engine), _condition(right, engine))
        case IsTruth(operand):
            return replace(node, operand=_condition(operand, engine)) if engine == "mysql" else node
        case Not(operand):
            return _negated(operand, engine)
        case Literal("bool", value) if engine == "mariadb":
            return Literal("integer", "1" if value == "true" else "0")
    return node


def _condition(node: Node, engine: str) -> Node:
    """What is no condition by its form is compared with zero."""
    if not isinstance(node, Name | Call | Case):
        return node
    zero = Literal("integer", "0")
    return Binary("<>", zero, node) if engine == "mysql" else Binary("<>", node, zero)


def _negated(node: Node, engine: str) -> Node:
    match node:
        case Binary(op, left, right) if op in OPPOSITE:
            return Binary(OPPOSITE[op], left, right)
        case Binary("AND" | "OR" as op, left, right):
            other = "OR" if op == "AND" else "AND"
            return Binary(other, _negated(left, engine), _negated(right, engine))
        case Like() | In() | Between() | IsNull() | IsDistinct():
            return replace(node, negated=not node.negated)
        case Name():
            zero = Literal("integer", "0")
            return Binary("=", zero, node) if engine == "mysql" else Binary("=", node, zero)
    return Not(node)
