"""Calls of published functions in an engine's spelling, by the templates of specs/functions.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator.sql.functions import functions, spelling
from generator.sql.intervals import at_once, move, moves
from generator.sql.printer.binding import COMPARE, OR, SIGN, SUM, WORD
from generator.sql.printer.keys import keys
from generator.sql.tree import Binary, Call, Interval, Literal, Node
from generator.sql.types import sql_type

if TYPE_CHECKING:
    from generator.sql.printer.values import Values

__all__ = ["call", "operator"]

PLACE = re.compile(r"\{(\w+)(!?)\}")


def call(values: Values, node: Call) -> tuple[str, int]:
    """Spells a call; gives with it how tightly the spelling holds together."""
    overload = values.found.overloads[id(node)]
    template = spelling(overload, values.profile)
    if not template:
        raise values.unspellable(node, f"`{node.name}`")
    if functions()[node.name].kind == "aggregate":
        return _aggregate(values, node, template) + _over(values, node), WORD
    text = _places(values, template, node.args, _words(values, node, template))
    guarded = overload.guards.get(values.engine)
    if guarded is not None and values.found.types[id(node.args[guarded])].nullable:
        present = f"{values.value(node.args[guarded], SIGN)} IS NOT NULL"
        return f"CASE WHEN {present} THEN {text} END", WORD
    return text + _over(values, node), COMPARE + 1 if overload.is_sum else WORD


def _words(values: Values, node: Call, template: str) -> Mapping[str, str]:
    """Gives what a template wants besides the arguments."""
    words: dict[str, str] = {}
    if "{rest}" in template:
        words["rest"] = "".join(f", {values.value(arg)}" for arg in node.args[2:])
    of = values.found.types[id(node)].type
    if "{T}" in template and of is not None:
        words["T"] = sql_type(of, values.profile, values.model).text
    if "{sequence}" in template and isinstance(node.args[0], Literal):
        spelled = _sequence(values, node.args[0].value)
        quoted = "'{sequence}'" in template
        words["sequence"] = spelled.replace("'", "''") if quoted else spelled
    return words


def _sequence(values: Values, name: str) -> str:
    sequence = next(item for item in values.model.sequences if item.name == name)
    return values.profile.table(sequence.schema, sequence.physical)


def _places(values: Values, template: str, args: Sequence[Node], words: Mapping[str, str]) -> str:
    """Fills a template: {0} with an argument, {0!} so that it holds as a word does."""

    def place(found: re.Match[str]) -> str:
        if found[1].isdigit():
            return values.value(args[int(found[1])], SIGN if found[2] else OR)
        return words.get(found[1], "")

    return PLACE.sub(place, template)


def _aggregate(values: Values, node: Call, template: str) -> str:
    """Spells an aggregate; its FILTER goes into a CASE where the engine has none."""
    inner = "*" if node.star else ", ".join(values.value(arg) for arg in node.args)
    after = ""
    if node.where is not None and values.engine in ("postgresql", "sqlite"):
        after = f" FILTER (WHERE {values.condition(node.where)})"
    elif node.where is not None:
        counted = "1" if node.star else inner
        inner = f"CASE WHEN {values.condition(node.where)} THEN {counted} END"
    before, _, behind = template.partition("{0}")
    name, _, rest = before.partition("(")
    return f"{name}({'DISTINCT ' if node.distinct else ''}{rest}{inner}{behind}{after}"


def _over(values: Values, node: Call) -> str:
    if node.over is None:
        return ""
    partition, order = node.over
    parts = [f"PARTITION BY {', '.join(map(values.value, partition))}"] if partition else []
    parts += [f"ORDER BY {keys(values, order)}"] if order else []
    return f" OVER ({' '.join(parts)})"


def operator(values: Values, node: Binary) -> tuple[str, int]:
    """Spells an operator that engines write as a function: dates and intervals."""
    overload = values.found.overloads[id(node)]
    template = spelling(overload, values.profile)
    own = SUM if overload.is_sum else WORD
    if not isinstance(node.right, Interval):
        return _places(values, template, (node.left, node.right), {}), own
    return _moved(values, node.left, moves(node.right, backwards=node.op == "-"), template), own


def _moved(values: Values, node: Node, by: Sequence[tuple[int, str]], template: str) -> str:
    """Spells a moment that is moved: all at once where the engine can, else part after part."""
    if any(word in template for word in ("{length}", "{steps}", "{days}")):
        return _places(values, template, (node,), at_once(by))
    text = _places(values, template, (node,), move(*by[0]))
    further = re.sub(r"\{0!?\}", "{text}", template)
    for number, unit in by[1:]:
        text = _places(values, further, (), {**move(number, unit), "text": text})
    return text
