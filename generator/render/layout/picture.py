"""Lays a diagram out: boxes and lines in, a Picture with every coordinate out.

Takes shapes, gives a Picture; the same input gives the same picture, nothing is random. Columns of
boxes inside a domain, domains on shelves, lines along the corridors between."""

from __future__ import annotations

from collections.abc import Sequence

from generator.render.layout.align import align
from generator.render.layout.channels import channels
from generator.render.layout.legs import legs
from generator.render.layout.levels import TITLE, lanes, levels, pins
from generator.render.layout.metrics import box_size
from generator.render.layout.routes import Wire, find
from generator.render.layout.shapes import Box, Chips, Frame, Line, Path, Picture, Placed
from generator.render.layout.shelves import Grid, deal
from generator.render.layout.tracks import assign
from generator.render.layout.walk import Walker
from generator.render.layout.widths import MARGIN, widths
from generator.render.layout.wires import split, wires

__all__ = ["layout"]

HEAD = TITLE + 10.0
FOOT = 20.0
BARE = 4.0
"""What a shelf keeps free above and below when it has no frames."""


def layout(boxes: Sequence[Box], lines: Sequence[Line], *, hub: int = 10) -> Picture:
    """Lays out boxes, grouped by Box.group, and the lines between them.

    boxes: unique names. lines: a line that points outside the boxes, or at a box that has more than
    `hub` lines, becomes a chip in the row it starts from. Groups and boxes keep their order where
    nothing speaks against it. An empty picture has width and height all the same."""
    index = {box.name: at for at, box in enumerate(boxes)}
    drawn, chips = split(boxes, lines, index, hub)
    sizes = [box_size(box, chips) for box in boxes]
    wide, high = [size[0] for size in sizes], [size[1] for size in sizes]
    groups: dict[str, list[int]] = {}
    for at, box in enumerate(boxes):
        groups.setdefault(box.group, []).append(at)
    edges = [(index[line.target], index[line.source]) for line in drawn]
    grid = deal(groups, edges, wide, high)
    return _place(grid, boxes, drawn, wires(boxes, drawn, index), wide, high, chips)


def _place(
    grid: Grid,
    boxes: Sequence[Box],
    lines: Sequence[Line],
    found: Sequence[Wire],
    wide: Sequence[float],
    high: Sequence[float],
    chips: Chips,
) -> Picture:
    """Fixes heights, then routes, then heights with room for these, then widths, then channels."""
    framed = any(box.group for box in boxes)
    head, foot = (HEAD, FOOT) if framed else (BARE, BARE)
    groups = {at: box.group for at, box in enumerate(boxes)}
    ys, rooms = align(grid, found, high, {}, head=head, foot=foot)
    routes = find(grid, found, groups, ys, high, rooms)
    crossing = lanes(routes)
    counts = {gap: len(nets) for gap, nets in crossing.items()}
    ys, rooms = align(grid, found, high, counts, head=head, foot=foot, near=ys)
    ends = pins(routes, ys)
    inside = levels(grid, high, crossing, ends, ys, rooms, routes)
    turns = legs(grid, routes, ends, inside)
    spans = {stop: assign(list(nets.values())) for stop, nets in turns.items()}
    across = widths(grid, wide, turns, spans)
    down = channels(routes, across.tracks, rooms)
    placed = []
    for at, box in enumerate(boxes):
        row, column = grid.where[at]
        x, width = across.columns[row, column]
        placed.append(Placed(box, x, down.tops[row] + ys[at], width, high[at]))
    walker = Walker(placed, down.tops, ends, across.tracks, {**inside, **down.levels})
    frames = tuple(
        Frame(edge.group, edge.x, down.tops[edge.shelf], edge.width, rooms[edge.shelf][edge.first])
        for edge in across.edges
        if edge.group
    )
    paths = tuple(Path(lines[route.wire.line], walker.walk(route)) for route in routes)
    size = (across.right + MARGIN, down.bottom + MARGIN)
    return Picture(*size, tuple(placed), frames, paths, chips)
