"""Diagrams in Mermaid's language, within what forges render.

Takes the boxes and lines of diagrams, gives sources of at most 25 tables and 45,000 characters each:
forges refuse more than 50,000, and more tables than that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from generator.render.layout.shapes import Box, End, Line, Row

__all__ = ["MOST_CHARACTERS", "MOST_TABLES", "diagrams"]

MOST_TABLES = 25
MOST_CHARACTERS = 45_000

_TARGET = {End.ONE: "||", End.ZERO_OR_ONE: "|o", End.MANY: "}|", End.ZERO_OR_MANY: "}o"}
_SOURCE = {End.ONE: "||", End.ZERO_OR_ONE: "o|", End.MANY: "|{", End.ZERO_OR_MANY: "o{"}
_WORD = re.compile(r"[^\w()\[\]-]+")


def diagrams(boxes: Sequence[Box], lines: Sequence[Line]) -> tuple[str, ...]:
    """Writes the boxes as one diagram or, where that would be too large, as several.

    A line is in the diagram that holds both of its ends; one to a table in no diagram of its own
    brings that table along as a bare name where there is room."""
    return tuple(_source(part, lines) for part in _parts(boxes, lines))


def _parts(boxes: Sequence[Box], lines: Sequence[Line]) -> Iterator[list[Box]]:
    """Deals boxes out, linked ones together, in their order otherwise."""
    part: list[Box] = []
    size = 0
    for box in _by_links(boxes, lines):
        cost = (
            len(_table(box))
            + 1
            + sum(len(_line(line)) + 1 for line in lines if box.name in (line.source, line.target))
        )
        if part and (len(part) == MOST_TABLES or size + cost > MOST_CHARACTERS):
            yield part
            part, size = [], 0
        part.append(_fitting(box))
        size += min(cost, MOST_CHARACTERS)
    if part:
        yield part


def _fitting(box: Box) -> Box:
    """Leaves out rows of a table that is too long alone."""
    if len(_table(box)) <= MOST_CHARACTERS // 2:
        return box
    keys = tuple(row for row in box.rows if row.primary or row.foreign)[:100]
    return Box(box.name, box.title, keys, box.group)


def _by_links(boxes: Sequence[Box], lines: Sequence[Line]) -> list[Box]:
    """Sorts boxes so that linked ones follow each other."""
    if len(boxes) <= MOST_TABLES:
        return list(boxes)
    known = {box.name: box for box in boxes}
    near: dict[str, list[str]] = {name: [] for name in known}
    for line in lines:
        if line.source in known and line.target in known:
            near[line.source].append(line.target)
            near[line.target].append(line.source)
    done: dict[str, Box] = {}
    for start in known:
        waiting = [start]
        while waiting:
            name = waiting.pop(0)
            if name not in done:
                done[name] = known[name]
                waiting.extend(near[name])
    return list(done.values())


def _source(boxes: Sequence[Box], lines: Sequence[Line]) -> str:
    """Writes one diagram: the tables, then the lines that start at them and fit."""
    own = {box.name for box in boxes}
    shown = set(own)
    out = ["erDiagram", *(_table(box) for box in boxes)]
    size = sum(len(text) + 1 for text in out)
    for line in lines:
        ends = shown | {line.source, line.target}
        text = _line(line)
        if (
            line.source in own
            and len(ends) <= MOST_TABLES
            and size + len(text) + 1 <= MOST_CHARACTERS
        ):
            shown = ends
            size += len(text) + 1
            out.append(text)
    return "\n".join(out)


def _table(box: Box) -> str:
    if not box.rows:
        return f"    {_quoted(box.name)}"
    rows = "\n".join(_row(row) for row in box.rows)
    return f"    {_quoted(box.name)} {{\n{rows}\n    }}"


def _row(row: Row) -> str:
    keys = [
        word for word, on in (("PK", row.primary), ("FK", row.foreign), ("UK", row.unique)) if on
    ]
    note = ' "may be NULL"' if row.nullable else ""
    mark = f" {', '.join(keys)}" if keys else ""
    return f"        {_word(row.type or 'any')} {_word(row.name)}{mark}{note}"


def _line(line: Line) -> str:
    label = ", ".join(line.source_rows) or "refers to"
    return (
        f"    {_quoted(line.target)} {_TARGET[line.target_end]}--{_SOURCE[line.source_end]}"
        f" {_quoted(line.source)} : {_quoted(label)}"
    )


def _quoted(name: str) -> str:
    """Quotes a name; Mermaid knows no escape, so a quote becomes an apostrophe."""
    return '"' + name.replace('"', "'").replace("%", "٪").replace("\\", "/") + '"'


@lru_cache(maxsize=4096)
def _word(text: str) -> str:
    """Gives a type or a field's name as Mermaid takes it: letters first, no commas, no spaces."""
    word = _WORD.sub("_", text.replace("?", "")).strip("_") or "_"
    return word if word[0].isalpha() or word[0] == "_" else f"_{word}"
