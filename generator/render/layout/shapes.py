"""What a diagram is made of, before and after it is laid out.

Takes nothing, gives the vocabulary: boxes with rows and lines between them in, a Picture out.
All lengths are SVG user units (CSS pixels); y grows downwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Box",
    "Chips",
    "End",
    "Frame",
    "Line",
    "Path",
    "Picture",
    "Placed",
    "Point",
    "Row",
]

Point = tuple[float, float]
Chips = Mapping[tuple[str, str], str]
"""(box, row) -> the text of the chip that stands in that row in place of a line."""


class End(StrEnum):
    """How many rows of the table at this end a row at the other end may have."""

    ONE = "one"
    ZERO_OR_ONE = "zero_or_one"
    MANY = "many"
    ZERO_OR_MANY = "zero_or_many"


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it stands in a box."""

    name: str
    type: str = ""
    primary: bool = False
    foreign: bool = False
    unique: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A table. name: unique in the diagram. group: its domain, empty for none.

    more: how many rows are left out, said in a last line. focus: drawn as the one it is about.
    href: where a click on the title leads, empty for nowhere."""

    name: str
    title: str
    rows: tuple[Row, ...] = ()
    group: str = ""
    more: int = 0
    focus: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A reference: `source` holds the foreign key, `target` is the table it points at.

    source_rows, target_rows: names of rows, in the order of the key; a name that its box does not
    show ends the line at the title. A target that is in no box becomes a chip."""

    source: str
    source_rows: tuple[str, ...]
    target: str
    target_rows: tuple[str, ...]
    source_end: End = End.ZERO_OR_MANY
    target_end: End = End.ONE
    label: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box and where it stands (top left corner)."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The border around the boxes of one group."""

    group: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Path:
    """A line and its corners, from the target's side to the source's; every leg is level or plumb."""

    line: Line
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram with coordinates. boxes, frames and paths keep the order of what was given."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    frames: tuple[Frame, ...]
    paths: tuple[Path, ...]
    chips: Chips
