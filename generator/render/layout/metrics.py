"""How wide text is and how large a box is, without a font at hand.

Takes boxes and the chips in their rows, gives sizes. Rows are set in a monospaced face, where every
common font is 0.6 em wide; titles in the reader's own sans, estimated from Arial with some air."""

from __future__ import annotations

from functools import lru_cache

from generator.render.layout.shapes import Box, Chips
from generator.width import columns

__all__ = [
    "CHIP_PAD",
    "HEADER",
    "ICONS",
    "PAD",
    "ROW",
    "box_size",
    "cut",
    "mono_width",
    "row_middle",
    "sans_width",
    "type_text",
]

ROW = 22.0
HEADER = 32.0
BOTTOM = 5.0
PAD = 10.0
ICONS = 30.0
COLUMN_SPACE = 18.0
CHIP_PAD = 6.0
NARROWEST = 132.0
MONO_SIZE = 12.0
CELL = 0.602 * MONO_SIZE
LONGEST_NAME = 40
LONGEST_TYPE = 26

_NARROW = frozenset("fijlrtI.,:;'|!()[]{}-/ ")
_WIDE = frozenset("mwMWGOQ%@")


def mono_width(text: str, size: float = MONO_SIZE) -> float:
    """Gives the width of text in the face of the rows."""
    return columns(text) * size * 0.602


@lru_cache(maxsize=8192)
def sans_width(text: str, size: float) -> float:
    """Estimates the width of semi-bold text in the face of the titles, rather too wide."""
    total = 0.0
    for c in text:
        if not c.isascii():
            total += float(columns(c))
        elif c in _NARROW:
            total += 0.38
        elif c in _WIDE:
            total += 0.9
        else:
            total += 0.72 if c.isupper() else 0.61
    return total * size


def cut(text: str, longest: int) -> str:
    """Shortens text to at most `longest` cells, with an ellipsis for what is left out."""
    if len(text) <= longest and columns(text) <= longest:
        return text
    kept = text[: longest - 1]
    while columns(kept) > longest - 1:
        kept = kept[:-1]
    return kept + "…"


def type_text(type_: str, *, nullable: bool) -> str:
    """Writes a type as the spec language does: a question mark means that NULL is allowed."""
    return cut(type_, LONGEST_TYPE) + ("?" if nullable else "")


def box_size(box: Box, chips: Chips) -> tuple[float, float]:
    """Gives width and height of a box with these chips in its rows."""
    names = types = 0
    chip = 0.0
    for row in box.rows:
        names = max(names, min(columns(row.name), LONGEST_NAME))
        types = max(types, min(columns(row.type), LONGEST_TYPE) + row.nullable)
        if chips and (text := chips.get((box.name, row.name))) is not None:
            chip = max(chip, mono_width(text, 11.0) + 2 * CHIP_PAD + 8)
    space = COLUMN_SPACE if types else 0.0
    rows = 2 * PAD + ICONS + (names + types) * CELL + space + chip
    title = sans_width(cut(box.title, LONGEST_NAME), 13.0) + 2 * PAD
    lines = len(box.rows) + bool(box.more)
    height = HEADER + lines * ROW + (BOTTOM if lines else 0.0)
    return float(round(max(rows if box.rows else 0.0, title, NARROWEST))), height


def row_middle(box: Box, row: str) -> float:
    """Gives the height, from the box's top, where a line to this row ends."""
    for index, candidate in enumerate(box.rows):
        if candidate.name == row:
            return HEADER + index * ROW + ROW / 2
    return HEADER / 2
