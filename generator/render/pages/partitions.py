"""What the page of an entity says of how its rows are divided.

Takes an entity, gives facts: a word and a text of Markdown each."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Entity, Partition
from generator.render.pages.rules import index_keys, rules
from generator.render.pages.words import code, codes, expr_text, prose

__all__ = ["partition_facts"]


def partition_facts(entity: Entity) -> Iterator[tuple[str, str]]:
    """Gives by what rows are divided and into what, then what single partitions have of their own,
    those together that have the same."""
    if entity.partition is None:
        return
    yield "Partitions", _divided(entity.partition)
    if entity.partition.every:
        yield "Partitions", f"one a {prose(entity.partition.every)}"
    having: dict[str, list[str]] = {}
    for part in entity.parts():
        name = part.name.rpartition(".")[2]
        if part.partition:
            yield f"{code(name)}", _divided(part.partition)
        if text := "; ".join(_own(part)):
            having.setdefault(text, []).append(name)
    for text, names in having.items():
        yield f"In {codes(names)}", text


def _divided(partition: Partition) -> str:
    keys = codes(key.field or (expr_text(key.expr) if key.expr else "") for key in partition.keys)
    names = [child.name for child in partition.children]
    return f"by {partition.by} of {keys}{f': {codes(names)}' if names else ''}"


def _own(part: Entity) -> Iterator[str]:
    if part.description:
        yield prose(part.description.rstrip("."))
    yield from (rule.text for rule in rules(part))
    for index in part.indexes:
        where = f" where {code(expr_text(index.where))}" if index.where else ""
        yield f"{'a unique' if index.unique else 'an'} index over {index_keys(index)}{where}"
