"""Which types go together, and which nodes take theirs from what they meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from generator.model import Type
from generator.sql.functions import family
from generator.sql.tree import Call, Cast, Literal, Node, Parameter
from generator.sql.types import parse_type

__all__ = [
    "BOOL",
    "CASTABLE",
    "CASTS",
    "DECIMAL",
    "INT64",
    "LITERALS",
    "NUMBERS",
    "SHAPES",
    "TEXT",
    "cast_type",
    "fit",
    "is_open",
    "near",
    "shared",
]

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
CASTABLE = "an integer type, `decimal`, `decimal(p,s)`, `float64`, `text` or `string(n)`"


def is_open(node: Node) -> bool:
    """Whether a node takes its type from what it meets."""
    if isinstance(node, Literal):
        return node.kind in ("text", "null", "timestamp")
    return isinstance(node, Parameter) or (isinstance(node, Call) and node.name == "current_tenant")


def shared(types: Sequence[Type | None]) -> Type | None:
    """Gives the type that others can join: the first, or of numbers the widest kind."""
    known = [of for of in types if of is not None]
    return max(known, key=_width) if known else None


def _width(of: Type) -> int:
    kind = family(of)
    return NUMBERS.index(kind) if kind in NUMBERS else -1


def fit(left: str, right: str) -> bool:
    return not left or not right or left == right or {left, right} <= set(NUMBERS)


def cast_type(node: Cast) -> Type | None:
    if not re.fullmatch(
        r"u?int(8|16|32|64)|decimal(\(\d+,\d+\))?|float64|text|string\(\d+\)", node.type
    ):
        return None
    return parse_type(node.type)


def near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""
