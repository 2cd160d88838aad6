"""Lays a diagram out: boxes and lines in, a Picture with every coordinate out.

Takes shapes, gives a Picture; the same input gives the same picture, nothing is random. Columns of
boxes inside a domain, domains on shelves, lines along the corridors between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.render.layout.align import LANE, align
from generator.render.layout.metrics import HEADER, box_size, row_middle
from generator.render.layout.routes import (
    Gap,
    Route,
    Stop,
    Wire,
    find,
    gap_bounds,
    is_channel,
)
from generator.render.layout.shapes import (
    Box,
    Chips,
    End,
    Frame,
    Line,
    Path,
    Picture,
    Placed,
    Point,
)
from generator.render.layout.shelves import FRAME_PAD, GUTTER, Grid, deal
from generator.render.layout.spread import spread
from generator.render.layout.tracks import Leg, assign

__all__ = ["layout"]

MARGIN = 24.0
TITLE = 34.0
FOOT = 20.0
STUB = 24.0
TRACK = 9.0
BETWEEN = 30.0
CHANNEL = 30.0
PIN = 8.0
JOG = 3.0
FAR = 1e6

_Net = tuple[int, tuple[str, ...], End]


def layout(boxes: Sequence[Box], lines: Sequence[Line], *, hub: int = 10) -> Picture:
    """Lays out boxes, grouped by Box.group, and the lines between them.

    boxes: unique names. lines: a line that points outside the boxes, or at a box that has more than
    `hub` lines, becomes a chip in the row it starts from. Groups and boxes keep their order where
    nothing speaks against it. An empty picture has width and height all the same."""
    index = {box.name: at for at, box in enumerate(boxes)}
    drawn, chips = _split(boxes, lines, index, hub)
    sizes = [box_size(box, chips) for box in boxes]
    heights = [size[1] for size in sizes]
    groups: dict[str, list[int]] = {}
    for at, box in enumerate(boxes):
        groups.setdefault(box.group, []).append(at)
    edges = [(index[line.target], index[line.source]) for line in drawn]
    grid = deal(groups, edges, [size[0] for size in sizes], heights)
    wires = _wires(boxes, drawn, index)
    sheet = _Sheet(grid, tuple(boxes), tuple(drawn), wires, [s[0] for s in sizes], heights)
    return sheet.picture(chips)


def _split(
    boxes: Sequence[Box], lines: Sequence[Line], index: Mapping[str, int], hub: int
) -> tuple[list[Line], Chips]:
    """Sorts lines into drawn ones and chips; a hub keeps the lines of its own group first."""
    known = [line for line in lines if line.source in index]
    incoming: dict[str, list[int]] = {}
    for at, line in enumerate(known):
        if line.target in index and line.target != line.source:
            incoming.setdefault(line.target, []).append(at)
    hidden = {at for at, line in enumerate(known) if line.target not in index}
    for target, ats in incoming.items():
        group = boxes[index[target]].group
        ats.sort(key=lambda at: (boxes[index[known[at].source]].group != group, at))
        hidden.update(ats[hub:])
    chips: dict[tuple[str, str], str] = {}
    for at in sorted(hidden):
        line = known[at]
        title = boxes[index[line.target]].title if line.target in index else line.target
        row = line.source_rows[0] if line.source_rows else ""
        chips.setdefault((line.source, row), f"→ {title}")
    return [line for at, line in enumerate(known) if at not in hidden], chips


def _wires(
    boxes: Sequence[Box], lines: Sequence[Line], index: Mapping[str, int]
) -> tuple[Wire, ...]:
    nets: dict[_Net, int] = {}
    wires = []
    for at, line in enumerate(lines):
        target, source = index[line.target], index[line.source]
        net = nets.setdefault((target, line.target_rows, line.target_end), len(nets))
        target_at = _anchor(boxes[target], line.target_rows)
        wires.append(
            Wire(
                at,
                net,
                target,
                source,
                target_at,
                _anchor(boxes[source], line.source_rows),
            )
        )
    return tuple(wires)


def _anchor(box: Box, rows: tuple[str, ...]) -> float:
    """Gives the height below the box's top where a line for these rows ends: at the first shown."""
    shown = {row.name for row in box.rows}
    return next((row_middle(box, name) for name in rows if name in shown), HEADER / 2)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A diagram on its way from a grid to coordinates."""

    grid: Grid
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    wires: tuple[Wire, ...]
    widths: Sequence[float]
    heights: Sequence[float]

    def picture(self, chips: Chips) -> Picture:
        """Fixes heights, then routes, then widths, then the tracks of every leg."""
        head = TITLE + 10 if any(box.group for box in self.boxes) else 4.0
        foot = FOOT if head > 4.0 else 4.0
        groups = {at: box.group for at, box in enumerate(self.boxes)}
        ys, rooms = align(self.grid, self.wires, self.heights, {}, head=head, foot=foot)
        routes = find(self.grid, self.wires, groups, ys, self.heights, rooms)
        lanes = _lanes(routes)
        counts = {gap: len(nets) for gap, nets in lanes.items()}
        ys, rooms = align(
            self.grid, self.wires, self.heights, counts, head=head, foot=foot, near=ys
        )
        pins = _pins(routes, ys)
        levels = self._levels(lanes, pins, ys, rooms, routes)
        legs = self._legs(routes, pins, levels)
        spans = {stop: assign(list(nets.values())) for stop, nets in legs.items()}
        columns, tracks, right, frames = self._across(legs, spans)
        channels, tops, bottom = self._down(routes, tracks, rooms)
        levels.update(channels)
        placed = []
        for at, box in enumerate(self.boxes):
            row, column = self.grid.where[at]
            x, width = columns[row, column]
            placed.append(Placed(box, x, tops[row] + ys[at], width, self.heights[at]))
        walker = _Walker(placed, tops, pins, tracks, levels)
        paths = tuple(Path(self.lines[r.wire.line], walker.walk(r)) for r in routes)
        borders = tuple(
            Frame(name, x, tops[row], width, rooms[row][first])
            for row, name, first, x, width in frames
            if name
        )
        return Picture(right + MARGIN, bottom + MARGIN, tuple(placed), borders, paths, chips)

    def _levels(
        self,
        lanes: Mapping[Gap, Sequence[int]],
        pins: Mapping[tuple[int, str], float],
        ys: Sequence[float],
        rooms: Sequence[Sequence[float]],
        routes: Sequence[Route],
    ) -> dict[tuple[int, Stop | Gap], float]:
        """Gives each net its height in every gap that it crosses, below the top of the shelf."""
        start = {route.wire.net: pins[route.wire.line, "target"] for route in routes}
        goal = {route.wire.net: pins[route.wire.line, "source"] for route in routes}
        levels: dict[tuple[int, Stop | Gap], float] = {}
        for gap, nets in lanes.items():
            shelf, column, at = gap
            boxes = self.grid.shelves[shelf].columns[column]
            top, bottom = gap_bounds(boxes, at, ys, self.heights, rooms[shelf][column])
            top += 9 if at else TITLE - 6
            ordered = sorted(nets, key=lambda net: (start[net], goal[net], net))
            spots = spread(
                [start[net] for net in ordered],
                [1.0] * len(ordered),
                [LANE] * len(ordered),
                min(top, bottom - 9),
                bottom - 9,
            )
            for net, spot in zip(ordered, spots, strict=True):
                levels[net, gap] = spot
        return levels

    def _legs(
        self,
        routes: Iterable[Route],
        pins: Mapping[tuple[int, str], float],
        levels: Mapping[tuple[int, Stop | Gap], float],
    ) -> dict[Stop, dict[int, Leg]]:
        """Collects for every gutter the nets that turn in it."""
        legs: dict[Stop, dict[int, Leg]] = {}
        for route in routes:
            net = route.wire.net
            for at in range(0, len(route.stops), 2):
                gutter = route.stops[at]
                assert len(gutter) == 2
                leg = legs.setdefault(gutter, {}).setdefault(net, Leg(net))
                first, last = at == 0, at == len(route.stops) - 1
                if first:
                    side = leg.before if route.target_right else leg.after
                    side.append(pins[route.wire.line, "target"])
                else:
                    self._meet(leg, gutter, route.stops[at - 1], levels)
                if last:
                    side = leg.before if route.source_right else leg.after
                    side.append(pins[route.wire.line, "source"])
                else:
                    self._meet(leg, gutter, route.stops[at + 1], levels)
        for (shelf, index), nets in legs.items():
            for leg in nets.values():
                leg.zone = self._zone(shelf, index, leg)
        return {
            stop: {net: leg for net, leg in nets.items() if leg.through or leg.high > leg.low}
            for stop, nets in legs.items()
        }

    def _meet(
        self,
        leg: Leg,
        gutter: Stop,
        lane: Stop | Gap,
        levels: Mapping[tuple[int, Stop | Gap], float],
    ) -> None:
        """Notes where the leg of a gutter goes on into a gap or a channel."""
        if is_channel(lane):
            leg.through.append(-FAR if lane[0] == gutter[0] else FAR)
        elif lane[1] == gutter[1]:
            leg.after.append(levels[leg.net, lane])
        else:
            leg.before.append(levels[leg.net, lane])

    def _zone(self, shelf: int, gutter: int, leg: Leg) -> int:
        """Tells whether a leg beside the border of two groups stays in the left (0) or the right
        one (2) or belongs between them (1)."""
        if leg.through or not self._is_border(shelf, gutter):
            return 1
        return 1 if leg.before and leg.after else 0 if leg.before else 2

    def _is_border(self, shelf: int, gutter: int) -> bool:
        groups = self.grid.shelves[shelf].groups
        return any(gutter in (first, after) for _, first, after in groups)

    def _across(
        self,
        legs: Mapping[Stop, Mapping[int, Leg]],
        spans: Mapping[Stop, Mapping[int, int]],
    ) -> tuple[
        dict[tuple[int, int], tuple[float, float]],
        dict[tuple[int, Stop | Gap], float],
        float,
        list[tuple[int, str, int, float, float]],
    ]:
        """Fixes all widths. Gives x and width of the columns, x of each net in each gutter, how far
        right the boxes reach, and (shelf, group, its first column, x, width) of the frames."""
        columns: dict[tuple[int, int], tuple[float, float]] = {}
        tracks: dict[tuple[int, Stop | Gap], float] = {}
        frames: list[tuple[int, str, int, float, float]] = []
        right = 0.0
        for row, shelf in enumerate(self.grid.shelves):
            x = MARGIN
            starts: dict[int, float] = {}
            ends: dict[int, float] = {}
            for gutter in range(len(shelf.columns) + 1):
                stop = (row, gutter)
                nets = legs.get(stop, {})
                border = self._is_border(row, gutter)
                outer = gutter in (0, len(shelf.columns))
                x, ends[gutter], starts[gutter] = _gutter(
                    stop,
                    nets,
                    spans.get(stop, {}),
                    x,
                    tracks,
                    border=border,
                    outer=outer,
                )
                if gutter < len(shelf.columns):
                    width = max(self.widths[box] for box in shelf.columns[gutter])
                    columns[row, gutter] = (x, width)
                    x += width
            for name, first, after in shelf.groups:
                width = ends[after] - starts[first]
                frames.append((row, name, first, starts[first], width))
            right = max(right, x)
        return columns, tracks, right, frames

    def _down(
        self,
        routes: Iterable[Route],
        tracks: Mapping[tuple[int, Stop | Gap], float],
        rooms: Sequence[Sequence[float]],
    ) -> tuple[dict[tuple[int, Stop | Gap], float], list[float], float]:
        """Fixes the heights of channels. Gives the height of each net in each channel, the tops of
        the shelves, and how far down all reaches."""
        legs: dict[int, dict[int, Leg]] = {}
        for route in routes:
            for at in range(1, len(route.stops), 2):
                stop = route.stops[at]
                if is_channel(stop):
                    leg = legs.setdefault(stop[0], {}).setdefault(
                        route.wire.net, Leg(route.wire.net)
                    )
                    for near in (route.stops[at - 1], route.stops[at + 1]):
                        side = leg.before if near[0] < stop[0] else leg.after
                        side.append(tracks[route.wire.net, near])
        heights: dict[tuple[int, Stop | Gap], float] = {}
        tops: list[float] = []
        y = MARGIN
        for index in range(len(rooms) + 1):
            spans = assign(list(legs.get(index, {}).values()))
            count = max(spans.values(), default=-1) + 1
            inner = 0 < index < len(rooms)
            room = CHANNEL + TRACK * count if inner else 10.0 + TRACK * count if count else 0.0
            first = y + (room - TRACK * (count - 1)) / 2
            for net, track in spans.items():
                heights[net, (index, -1)] = first + TRACK * track
            y += room
            if index < len(rooms):
                tops.append(y)
                y += max(rooms[index])
        return heights, tops, y


def _lanes(routes: Iterable[Route]) -> dict[Gap, list[int]]:
    """Lists for each gap the nets that cross it, each once."""
    lanes: dict[Gap, list[int]] = {}
    for route in routes:
        for stop in route.stops:
            if len(stop) == 3 and route.wire.net not in lanes.setdefault(stop, []):
                lanes[stop].append(route.wire.net)
    return lanes


def _pins(routes: Sequence[Route], ys: Sequence[float]) -> dict[tuple[int, str], float]:
    """Gives the height of both ends of every line below the top of its shelf.

    What ends at the same side of the same row is put side by side; the target ends of a net are
    one end. Keys: (line, "target" or "source")."""
    places: dict[tuple[int, bool, float], dict[tuple[str, int], list[tuple[int, str]]]] = {}
    for route in routes:
        wire = route.wire
        at = places.setdefault((wire.target, route.target_right, wire.target_at), {})
        at.setdefault(("net", wire.net), []).append((wire.line, "target"))
        at = places.setdefault((wire.source, route.source_right, wire.source_at), {})
        at.setdefault(("line", wire.line), []).append((wire.line, "source"))
    pins: dict[tuple[int, str], float] = {}
    for (box, _, middle), ends in places.items():
        space = min(PIN, 16.0 / max(1, len(ends) - 1))
        for index, keys in enumerate(ends.values()):
            offset = (index - (len(ends) - 1) / 2) * space
            for key in keys:
                pins[key] = ys[box] + middle + offset
    for route in routes:
        start, end = (route.wire.line, "target"), (route.wire.line, "source")
        if len(route.stops) == 1 and abs(pins[start] - pins[end]) <= JOG:
            pins[end] = pins[start]
    return pins


def _gutter(
    stop: Stop,
    legs: Mapping[int, Leg],
    spans: Mapping[int, int],
    x: float,
    tracks: dict[tuple[int, Stop | Gap], float],
    *,
    border: bool,
    outer: bool,
) -> tuple[float, float, float]:
    """Lays the tracks of one gutter from x on, writing them to `tracks`.

    Gives where the next column starts and, at the border of groups, the end of the frame to the
    left and the start of the frame to the right."""
    used = [sorted({spans[n] for n, leg in legs.items() if leg.zone == z}) for z in range(3)]
    place = {track: (zone, at) for zone, row in enumerate(used) for at, track in enumerate(row)}
    if not border:
        count = len(used[1])
        width = max(GUTTER, 2 * STUB + TRACK * (count - 1))
        first = x + (width - TRACK * (count - 1)) / 2
        for net, track in spans.items():
            tracks[net, stop] = first + TRACK * place[track][1]
        return x + width, x, x
    firsts = [0.0, 0.0, 0.0]
    left_edge = right_edge = x
    if stop[1] > 0:
        firsts[0] = x + STUB
        x += max(FRAME_PAD, STUB + TRACK * len(used[0]) + 4 if used[0] else 0.0)
        left_edge = x
    middle = TRACK * (len(used[1]) - 1) if used[1] else 0.0
    least = 0.0 if outer else BETWEEN
    room = max(least, middle + 2 * 12) if used[1] else least
    firsts[1] = x + (room - middle) / 2
    x += room
    right_edge = x
    if not outer or stop[1] == 0:
        pad = STUB + TRACK * len(used[2]) + 4 if used[2] else 0.0
        firsts[2] = x + 4 + TRACK
        x += max(FRAME_PAD, pad)
    for net, track in spans.items():
        zone, at = place[track]
        tracks[net, stop] = firsts[zone] + TRACK * at
    return x, left_edge, right_edge


@dataclass(frozen=True, slots=True)
class _Walker:
    """Turns routes into corners. pins: below the top of the shelf; levels: gaps below the top of
    their shelf, channels from the top of the picture."""

    placed: Sequence[Placed]
    tops: Sequence[float]
    pins: Mapping[tuple[int, str], float]
    tracks: Mapping[tuple[int, Stop | Gap], float]
    levels: Mapping[tuple[int, Stop | Gap], float]

    def walk(self, route: Route) -> tuple[Point, ...]:
        """Gives the corners of a route from the target's side to the source's."""
        wire = route.wire
        start, end = self.placed[wire.target], self.placed[wire.source]
        y = self.tops[route.stops[0][0]] + self.pins[wire.line, "target"]
        points = [(start.x + start.width if route.target_right else start.x, y)]
        for at in range(0, len(route.stops), 2):
            goal = self._goal(route, at)
            x = self.tracks.get((wire.net, route.stops[at]))
            if x is not None and goal != y:
                points.append((x, y))
                points.append((x, goal))
            y = goal
        points.append((end.x + end.width if route.source_right else end.x, y))
        return tuple(_merged(points))

    def _goal(self, route: Route, at: int) -> float:
        """Gives the height at which a route leaves its gutter number `at`."""
        if at == len(route.stops) - 1:
            return self.tops[route.stops[at][0]] + self.pins[route.wire.line, "source"]
        lane = route.stops[at + 1]
        level = self.levels[route.wire.net, lane]
        return level if is_channel(lane) else self.tops[lane[0]] + level


def _merged(points: Sequence[Point]) -> list[Point]:
    """Drops corners that lie on a straight way."""
    kept: list[Point] = []
    for point in points:
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept[-1] = point
        elif not kept or kept[-1] != point:
            kept.append(point)
    return kept
