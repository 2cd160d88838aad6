"""How wide gutters and columns are, and so where everything stands from left to right.

Takes a Grid and the tracks of its gutters, gives Widths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.render.layout.legs import Legs, is_border
from generator.render.layout.routes import Gap, Stop
from generator.render.layout.shelves import FRAME_PAD, GUTTER, Grid
from generator.render.layout.tracks import Leg

__all__ = ["MARGIN", "TRACK", "Edge", "Widths", "widths"]

MARGIN = 24.0
TRACK = 9.0
STUB = 24.0
BETWEEN = 30.0
BESIDE = 12.0
EDGE = 4.0

Tracks = dict[tuple[int, Stop | Gap], float]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the frame of a group begins and how wide it is. first: its first column."""

    shelf: int
    group: str
    first: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Widths:
    """columns: (shelf, column) -> x and width. tracks: (net, gutter) -> x. right: where the widest
    shelf ends."""

    columns: Mapping[tuple[int, int], tuple[float, float]]
    tracks: Mapping[tuple[int, Stop | Gap], float]
    right: float
    edges: tuple[Edge, ...]


def widths(
    grid: Grid, wide: Sequence[float], legs: Legs, spans: Mapping[Stop, Mapping[int, int]]
) -> Widths:
    """Lays out every shelf from left to right. wide: widths of the boxes; spans: net -> track of each
    gutter. Boxes of a column are all as wide as the widest."""
    columns: dict[tuple[int, int], tuple[float, float]] = {}
    tracks: Tracks = {}
    edges: list[Edge] = []
    right = 0.0
    for row, shelf in enumerate(grid.shelves):
        x = MARGIN
        starts: dict[int, float] = {}
        ends: dict[int, float] = {}
        for gutter in range(len(shelf.columns) + 1):
            stop = (row, gutter)
            nets, places = legs.get(stop, {}), spans.get(stop, {})
            if is_border(grid, row, gutter):
                outer = gutter in (0, len(shelf.columns))
                lanes = _border(stop, nets, places, x, outer=outer)
            else:
                lanes = _inner(stop, places, x)
            tracks.update(lanes.tracks)
            x, ends[gutter], starts[gutter] = lanes.after, lanes.left, lanes.right
            if gutter < len(shelf.columns):
                width = max(wide[box] for box in shelf.columns[gutter])
                columns[row, gutter] = (x, width)
                x += width
        for name, first, after in shelf.groups:
            edges.append(Edge(row, name, first, starts[first], ends[after] - starts[first]))
        right = max(right, x)
    return Widths(columns, tracks, right, tuple(edges))


@dataclass(frozen=True, slots=True)
class _Lanes:
    """A gutter that is laid out. after: where the next column starts; left: where the frame to the
    left ends, right: where the one to the right starts (inside a group both are of no use)."""

    tracks: Tracks
    after: float
    left: float
    right: float


def _inner(stop: Stop, places: Mapping[int, int], x: float) -> _Lanes:
    """Lays out a gutter inside a group: its tracks in the middle."""
    count = max(places.values(), default=-1) + 1
    width = max(GUTTER, 2 * STUB + TRACK * (count - 1))
    first = x + (width - TRACK * (count - 1)) / 2
    tracks: Tracks = {(net, stop): first + TRACK * place for net, place in places.items()}
    return _Lanes(tracks, x + width, x, x)


def _border(
    stop: Stop, legs: Mapping[int, Leg], places: Mapping[int, int], x: float, *, outer: bool
) -> _Lanes:
    """Lays out a gutter where groups meet: tracks inside the frame to the left, between the frames,
    inside the frame to the right. outer: whether there is a group on one side only."""
    zones = [sorted({places[n] for n, leg in legs.items() if leg.zone == z}) for z in range(3)]
    firsts = [0.0, 0.0, 0.0]
    if stop[1] > 0:
        firsts[0] = x + STUB
        x += max(FRAME_PAD, STUB + TRACK * len(zones[0]) + EDGE if zones[0] else 0.0)
    left = x
    inner = TRACK * (len(zones[1]) - 1) if zones[1] else 0.0
    least = 0.0 if outer else BETWEEN
    room = max(least, inner + 2 * BESIDE) if zones[1] else least
    firsts[1] = x + (room - inner) / 2
    x += room
    right = x
    if not outer or stop[1] == 0:
        firsts[2] = x + EDGE + TRACK
        x += max(FRAME_PAD, STUB + TRACK * len(zones[2]) + EDGE if zones[2] else 0.0)
    tracks: Tracks = {
        (net, stop): firsts[leg.zone] + TRACK * zones[leg.zone].index(places[net])
        for net, leg in legs.items()
    }
    return _Lanes(tracks, x, left, right)
