"""The writer of specs: plain data as YAML that reads as if somebody had typed it.

Takes dicts, lists and scalars, gives text. Short maps and lists stand on one line, the rest is
indented; a text is quoted only where the language would read it as something else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from generator.source.values import Data

__all__ = ["entry", "flow", "item", "written"]

WIDTH = 100
PARTED = ("entities",)
PLAIN = re.compile(r"[A-Za-z_(/$][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff#:{}\[\],&*!|>'\"%@`?\\]*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WORDS = frozenset({"true", "false", "null", "~", "yes", "no", "on", "off", "True", "False", "Null"})


def written(data: Mapping[str, Data]) -> str:
    """Gives a whole file; the sections, and the entities, are parted by empty lines."""
    parts = ("\n".join(_section(key, value)) for key, value in data.items())
    return "\n".join(f"{part}\n" for part in parts)


def _section(key: str, value: Data) -> Iterator[str]:
    if key not in PARTED or not isinstance(value, dict) or not value:
        yield from entry(key, value, 0)
        return
    yield f"{key}:"
    for place, (name, inner) in enumerate(value.items()):
        yield from [""] if place else []
        yield from entry(name, inner, 2)


def entry(key: str, value: Data, indent: int) -> Iterator[str]:
    """Gives the lines of `key: value`: one when it fits."""
    pad, head = " " * indent, _scalar(key)
    one = f"{pad}{head}: {flow(value)}"
    if not isinstance(value, dict | list) or not value:
        yield one
    elif isinstance(value, dict):
        if indent >= 4 and len(one) <= WIDTH and _is_flat(value):
            yield one
            return
        yield f"{pad}{head}:"
        for name, inner in value.items():
            yield from entry(name, inner, indent + 2)
    elif len(one) <= WIDTH and all(not isinstance(inner, dict) for inner in value):
        yield one
    else:
        yield f"{pad}{head}:"
        for inner in value:
            yield from item(inner, indent + 2)


def item(value: Data, indent: int) -> Iterator[str]:
    """Gives the lines of `- value`."""
    one = f"{' ' * indent}- {flow(value)}"
    if len(one) <= WIDTH or not isinstance(value, dict) or not value:
        yield one
        return
    lines = [line for key, inner in value.items() for line in entry(key, inner, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _is_flat(value: Mapping[str, Data], levels: int = 3) -> bool:
    maps = [inner for inner in value.values() if isinstance(inner, dict)]
    return levels > 0 and all(_is_flat(inner, levels - 1) for inner in maps)


def flow(value: Data) -> str:
    """Gives a value on one line, fit to stand between brackets."""
    if isinstance(value, dict):
        pairs = (f"{_scalar(key)}: {flow(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, _items(value))) + "]"
    return _scalar(value)


def _items(value: Sequence[Data]) -> Sequence[Data]:
    return value


def _scalar(value: bool | int | str | None) -> str:
    """Writes a scalar; texts in double quotes where they must be, with JSON's escapes."""
    if not isinstance(value, str):
        return (
            {True: "true", False: "false", None: "null"}[value]
            if (value is None or isinstance(value, bool))
            else str(value)
        )
    if "." in value and NUMBER.fullmatch(value):
        return value
    unbalanced = value.count("(") > value.count(")")  # between braces, its comma would end it
    if value in WORDS or value != value.strip() or unbalanced or not PLAIN.fullmatch(value):
        # `word?` is a type that allows NULL
        return (
            value
            if re.fullmatch(r"[a-z_][a-z0-9_.()]*\?", value)
            else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f")
        )
    return value
