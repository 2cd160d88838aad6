"""Writes a Picture as SVG text.

Takes a Picture and its words, gives a document without scripts or outside references: light and
dark by the reader's setting, on a panel of its own, with a title and a description read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from generator.render.layout.metrics import (
    CHIP_PAD,
    HEADER,
    ICONS,
    LONGEST_NAME,
    PAD,
    ROW,
    cut,
    mono_width,
    row_middle,
    sans_width,
    type_text,
)
from generator.render.layout.shapes import End, Frame, Path, Picture, Placed, Point, Row
from generator.render.layout.theme import HUES, style

__all__ = ["draw"]

RADIUS = 7.0
LEGEND = 40.0
EDGE = 24.0
LEAST_WIDTH = 320.0
TIP = 13.0


def draw(picture: Picture, *, title: str, description: str, note: str = "") -> str:
    """Gives the SVG document, ending in a line feed.

    title: one line, drawn at the top and read aloud; description: read aloud only; note: a comment
    for who opens the file, without double hyphens."""
    groups = list(dict.fromkeys(placed.box.group for placed in picture.boxes))
    hues = {group: index % HUES for index, group in enumerate(groups)}
    top = 38.0
    legend, needed = _legend(picture)
    width = max(picture.width, LEAST_WIDTH, needed + 2 * EDGE, sans_width(title, 16) + 2 * EDGE)
    height = picture.height + top + LEGEND
    shift = (width - picture.width) / 2
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}"'
        f' width="{_n(width)}" height="{_n(height)}" role="img" aria-labelledby="title desc">',
        f"<!-- {note} -->" if note else "",
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        f"<style>{style(min(len(groups), HUES))}</style>",
        _DEFS,
        f'<rect class="panel" x=".5" y=".5" width="{_n(width - 1)}" height="{_n(height - 1)}"'
        ' rx="12"/>',
        f'<text class="heading" x="24" y="32">{escape(title)}</text>',
        f'<g transform="translate({_n(shift)} {_n(top)})">',
    ]
    out += [_frame(frame, hues) for frame in picture.frames]
    places = {placed.box.name: placed for placed in picture.boxes}
    out += [_path(path, hues[places[path.line.target].box.group]) for path in picture.paths]
    out += [_frame_title(frame, hues) for frame in picture.frames]
    out += [_box(placed, picture, hues) for placed in picture.boxes]
    out += [_ends(path, places) for path in picture.paths]
    foot = f'<g class="legend" transform="translate({_n(EDGE)} {_n(height - LEGEND + 6)})">'
    out += ["</g>", f"{foot}{legend}</g>", "</svg>"]
    return "\n".join(line for line in out if line) + "\n"


def _n(value: float) -> str:
    """Writes a number as short as it goes: at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


_DEFS = (
    "<defs>"
    '<path id="pk" d="M4 0a4 4 0 1 0 3.7 5.5H9v2h2.2v-2H13v-3H7.7A4 4 0 0 0 4 0Zm0 2.6a1.4 1.4 0 1 1'
    ' 0 2.8 1.4 1.4 0 0 1 0-2.8Z"/>'
    '<path id="uq" d="M5.5.6 10.4 5.5 5.5 10.4.6 5.5Z"/>'
    '<path id="fk" d="M1 8.5 8 1.5M3 1.5h5v5"/>'
    "</defs>"
)


def _frame(frame: Frame, hues: Mapping[str, int]) -> str:
    return (
        f'<rect class="frame h{hues[frame.group]}" x="{_n(frame.x)}" y="{_n(frame.y)}"'
        f' width="{_n(frame.width)}" height="{_n(frame.height)}" rx="10"/>'
    )


def _frame_title(frame: Frame, hues: Mapping[str, int]) -> str:
    """Draws the domain's name on a plate of its own, so that lines may pass behind it."""
    text = cut(frame.group, LONGEST_NAME)
    width = min(sans_width(text, 12) + 20, frame.width - 16)
    return (
        f'<rect class="plate h{hues[frame.group]}" x="{_n(frame.x + 10)}" y="{_n(frame.y + 9)}"'
        f' width="{_n(width)}" height="20" rx="10"/>'
        f'<text class="domain h{hues[frame.group]}" x="{_n(frame.x + 20)}" y="{_n(frame.y + 23)}">'
        f"{escape(text)}</text>"
    )


def _box(placed: Placed, picture: Picture, hues: Mapping[str, int]) -> str:
    box = placed.box
    w, h = _n(placed.width), _n(placed.height)
    hue = f"h{hues[box.group]}"
    head = cut(box.title, LONGEST_NAME)
    out = [
        f'<g class="box{" focus" if box.focus else ""}"'
        f' transform="translate({_n(placed.x)} {_n(placed.y)})">',
        f'<rect class="shadow" x="0" y="2" width="{w}" height="{h}" rx="7"/>',
        f'<rect class="body" width="{w}" height="{h}" rx="7"/>',
        f'<path class="head {hue}" d="{_head(placed)}"/>',
    ]
    name = f'<text class="name {hue}" x="{_n(PAD)}" y="21">{escape(head)}</text>'
    out.append(f'<a href="{escape(box.href)}">{name}</a>' if box.href else name)
    for index, row in enumerate(box.rows):
        chip = picture.chips.get((box.name, row.name), "")
        out.append(_row(row, HEADER + index * ROW, placed.width, chip))
    if box.more:
        y = HEADER + len(box.rows) * ROW + 15
        text = f"+ {box.more} more field{'s' if box.more > 1 else ''}"
        out.append(f'<text class="more" x="{_n(PAD + ICONS)}" y="{_n(y)}">{text}</text>')
    out.append(f'<rect class="edge" width="{w}" height="{h}" rx="7"/></g>')
    return "".join(out)


def _head(placed: Placed) -> str:
    """Gives the outline of the title band: round above, straight below unless nothing follows."""
    width = placed.width
    if placed.height <= HEADER:
        return (
            f"M7 0H{_n(width - 7)}a7 7 0 0 1 7 7V{_n(HEADER - 7)}a7 7 0 0 1-7 7H7"
            f"a7 7 0 0 1-7-7V7a7 7 0 0 1 7-7Z"
        )
    return f"M0 {_n(HEADER)}V7a7 7 0 0 1 7-7H{_n(width - 7)}a7 7 0 0 1 7 7V{_n(HEADER)}Z"


def _row(row: Row, y: float, width: float, chip: str) -> str:
    middle = y + ROW / 2 + 2.5
    base = _n(middle + 4)
    out = []
    if row.primary:
        out.append(f'<use class="pk" href="#pk" x="{_n(PAD)}" y="{_n(middle - 4.2)}"/>')
    elif row.unique:
        out.append(f'<use class="uq" href="#uq" x="{_n(PAD + 1)}" y="{_n(middle - 5.5)}"/>')
    if row.foreign:
        out.append(f'<use class="fk" href="#fk" x="{_n(PAD + 16)}" y="{_n(middle - 5)}"/>')
    style_ = "field key" if row.primary else "field"
    shown = cut(row.name, LONGEST_NAME)
    full = f"<title>{escape(row.name)}</title>" if shown != row.name else ""
    out.append(
        f'<text class="{style_}" x="{_n(PAD + ICONS)}" y="{base}">{escape(shown)}{full}</text>'
    )
    right = width - PAD
    if chip:
        chip_width = mono_width(chip, 11.0) + 2 * CHIP_PAD
        out.append(
            f'<rect class="chip" x="{_n(right - chip_width)}" y="{_n(middle - 8)}"'
            f' width="{_n(chip_width)}" height="16" rx="8"/>'
            f'<text class="chiptext" x="{_n(right - chip_width + CHIP_PAD)}" y="{_n(middle + 3.8)}">'
            f"{escape(chip)}</text>"
        )
        right -= chip_width + 8
    if row.type:
        type_ = escape(type_text(row.type, nullable=False))
        mark = '<tspan class="null">?</tspan>' if row.nullable else ""
        out.append(f'<text class="type" x="{_n(right)}" y="{base}">{type_}{mark}</text>')
    return "".join(out)


def _path(path: Path, hue: int) -> str:
    label = f"<title>{escape(path.line.label)}</title>" if path.line.label else ""
    return f'<path class="line l{hue}" d="{_rounded(path.points)}">{label}</path>'


def _rounded(points: tuple[Point, ...]) -> str:
    """Gives the path data of a way, its corners rounded as far as its legs allow."""
    out = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into = abs(corner[0] - before[0]) + abs(corner[1] - before[1])
        out_of = abs(after[0] - corner[0]) + abs(after[1] - corner[1])
        radius = min(RADIUS, into / 2, out_of / 2)
        start = _towards(corner, before, radius)
        end = _towards(corner, after, radius)
        out.append(
            f"L{_n(start[0])} {_n(start[1])}Q{_n(corner[0])} {_n(corner[1])}"
            f" {_n(end[0])} {_n(end[1])}"
        )
    out.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(out)


def _towards(point: Point, other: Point, distance: float) -> Point:
    """Gives the point that lies `distance` from `point` on the level or plumb way to `other`."""
    if point[0] == other[0]:
        return point[0], point[1] + (distance if other[1] > point[1] else -distance)
    return point[0] + (distance if other[0] > point[0] else -distance), point[1]


def _ends(path: Path, places: Mapping[str, Placed]) -> str:
    line = path.line
    target, source = places[line.target], places[line.source]
    return (
        '<g class="ends">'
        + _brace(path.points[0], target, line.target_rows)
        + _end(path.points[0], target, line.target_end)
        + _brace(path.points[-1], source, line.source_rows)
        + _end(path.points[-1], source, line.source_end)
        + "</g>"
    )


def _brace(point: Point, placed: Placed, rows: tuple[str, ...]) -> str:
    """Joins the rows of a key of several fields by a bar along the box."""
    shown = {row.name for row in placed.box.rows}
    middles = [placed.y + row_middle(placed.box, name) for name in rows if name in shown]
    if len(middles) < 2:
        return ""
    x = point[0]
    out = 3.5 if x > placed.x else -3.5
    ticks = "".join(f"M{_n(x)} {_n(y)}H{_n(x + out)}" for y in middles)
    return f'<path class="tip" d="{ticks}M{_n(x + out)} {_n(min(middles))}V{_n(max(middles))}"/>'


def _end(point: Point, placed: Placed, end: End) -> str:
    """Draws a crow's foot, a ring or bars where a line ends."""
    x, y = point
    sign = 1.0 if x > placed.x else -1.0
    bar = f"M{_n(x + sign * 7)} {_n(y - 4.5)}v9"
    far = f"M{_n(x + sign * TIP)} {_n(y - 4.5)}v9"
    foot = f"M{_n(x)} {_n(y - 5)}L{_n(x + sign * 10)} {_n(y)}L{_n(x)} {_n(y + 5)}"
    ring = f'<circle class="ring" cx="{_n(x + sign * 14)}" cy="{_n(y)}" r="3.6"/>'
    match end:
        case End.ONE:
            return f'<path class="tip" d="{bar}{far.replace(_n(x + sign * TIP), _n(x + sign * 11), 1)}"/>'
        case End.ZERO_OR_ONE:
            return f'<path class="tip" d="{bar}"/>{ring}'
        case End.MANY:
            return f'<path class="tip" d="{foot}{far}"/>'
        case End.ZERO_OR_MANY:
            return f'<path class="tip" d="{foot}"/>{ring}'


def _legend(picture: Picture) -> tuple[str, float]:
    """Explains the signs that are in the picture, in one line; gives its text and its width."""
    used = _used(picture)
    out: list[str] = []
    x = 0.0
    for name, sign, text in _SIGNS:
        if name in used:
            out.append(f'<g transform="translate({_n(x)} 0)">{sign}</g>')
            out.append(f'<text x="{_n(x + 22)}" y="13">{text}</text>')
            x += 22 + sans_width(text, 11) * 0.93 + 16
    return "".join(out), x


def _used(picture: Picture) -> set[str]:
    rows = [row for placed in picture.boxes for row in placed.box.rows]
    used = {
        name
        for name, there in (
            ("pk", any(row.primary for row in rows)),
            ("uq", any(row.unique and not row.primary for row in rows)),
            ("fk", any(row.foreign for row in rows)),
            ("null", any(row.nullable and row.type for row in rows)),
        )
        if there
    }
    return (
        used
        | {str(path.line.source_end) for path in picture.paths}
        | {str(path.line.target_end) for path in picture.paths}
    )


_SIGNS = (
    ("pk", '<use class="pk" href="#pk" y="5"/>', "primary key"),
    ("uq", '<use class="uq" href="#uq" x="1" y="3.5"/>', "unique"),
    ("fk", '<use class="fk" href="#fk" x="3" y="4"/>', "foreign key"),
    ("null", '<text class="null" x="5" y="13">?</text>', "may be NULL"),
    ("one", '<path class="tip" d="M0 9H18M6 4.5v9M10 4.5v9"/>', "exactly one"),
    (
        "zero_or_one",
        '<path class="tip" d="M0 9H6M13.2 9H18M4 4.5v9"/><circle class="ring" cx="9.6" cy="9" r="3.6"/>',
        "at most one",
    ),
    ("many", '<path class="tip" d="M18 9H0M0 4 10 9 0 14M13 4.5v9"/>', "one or more"),
    (
        "zero_or_many",
        '<path class="tip" d="M18 9H16.6M0 4 10 9 0 14"/><circle class="ring" cx="13" cy="9" r="3.6"/>',
        "any number",
    ),
)
