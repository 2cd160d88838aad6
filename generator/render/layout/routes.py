"""Finds the way of every line through the corridors between the boxes, not yet in coordinates.

Takes a Grid and where boxes stand in their shelf, gives Routes. Corridors: gutters run upright
beside the columns, gaps lie between two boxes of a column, channels lie between two shelves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.render.layout.shelves import Grid

__all__ = [
    "Gap",
    "Route",
    "Stop",
    "Wire",
    "channel",
    "find",
    "gap_bounds",
    "is_channel",
]

Stop = tuple[int, int]
"""(shelf, gutter): gutter i is left of column i. (channel, -1): channel i is above shelf i."""

Gap = tuple[int, int, int]
"""(shelf, column, gap): gap i is above box i."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line by index: from box `target` at height `target_at` below its top, to box `source`.

    net: wires that leave the same row for the same kind of end run together as one."""

    line: int
    net: int
    target: int
    source: int
    target_at: float
    source_at: float


@dataclass(frozen=True, slots=True)
class Route:
    """stops: gutters and what lies between them, in turn, from the target to the source.

    target_right, source_right: which sides of the boxes the line ends at."""

    wire: Wire
    target_right: bool
    source_right: bool
    stops: tuple[Stop | Gap, ...]


def channel(index: int) -> Stop:
    """Gives the channel above shelf `index`."""
    return (index, -1)


def is_channel(stop: Stop | Gap) -> bool:
    """Tells channels from gutters and gaps."""
    return len(stop) == 2 and stop[1] == -1


def gap_bounds(
    column: Sequence[int],
    gap: int,
    ys: Sequence[float],
    heights: Sequence[float],
    room: float,
) -> tuple[float, float]:
    """Gives top and bottom of a gap; room: how far down its group reaches."""
    top = ys[column[gap - 1]] + heights[column[gap - 1]] if gap else 0.0
    return top, ys[column[gap]] if gap < len(column) else room


def find(
    grid: Grid,
    wires: Sequence[Wire],
    groups: Mapping[int, str],
    ys: Sequence[float],
    heights: Sequence[float],
    rooms: Sequence[Sequence[float]],
) -> tuple[Route, ...]:
    """Finds one route a wire, in the order given. ys: tops of boxes below the top of their shelf;
    rooms: for each column of each shelf how far down its
    group reaches."""
    finder = _Finder(grid, groups, ys, heights, rooms)
    return tuple(finder.route(wire) for wire in wires)


@dataclass(frozen=True, slots=True)
class _Finder:
    grid: Grid
    groups: Mapping[int, str]
    ys: Sequence[float]
    heights: Sequence[float]
    rooms: Sequence[Sequence[float]]

    def route(self, wire: Wire) -> Route:
        """Finds the way from wire.target to wire.source."""
        shelf, column = self.grid.where[wire.target]
        other_shelf, other = self.grid.where[wire.source]
        if shelf != other_shelf:
            return self._across_shelves(wire)
        if column == other:
            return Route(wire, True, True, ((shelf, column + 1),))
        rightwards = other > column
        between = range(column + 1, other) if rightwards else range(column - 1, other, -1)
        start, end = (column + 1, other) if rightwards else (column, other + 1)
        if not between:
            return Route(wire, rightwards, not rightwards, ((shelf, start),))
        if self.groups[wire.target] != self.groups[wire.source] and len(between) > 1:
            above = self._above_is_shorter(wire, max(self.rooms[shelf]))
            lane = channel(shelf if above else shelf + 1)
            stops: tuple[Stop | Gap, ...] = ((shelf, start), lane, (shelf, end))
            return Route(wire, rightwards, not rightwards, stops)
        stops = self._through(wire, shelf, between, rightwards=rightwards)
        return Route(wire, rightwards, not rightwards, stops)

    def _above_is_shorter(self, wire: Wire, room: float) -> bool:
        heights = (
            self.ys[wire.target] + wire.target_at,
            self.ys[wire.source] + wire.source_at,
        )
        return sum(heights) < 2 * room - sum(heights)

    def _through(
        self, wire: Wire, shelf: int, between: range, *, rightwards: bool
    ) -> tuple[Stop | Gap, ...]:
        """Crosses columns one by one, each by the gap that costs the least detour."""
        here = self.ys[wire.target] + wire.target_at
        goal = self.ys[wire.source] + wire.source_at
        gutter = between[0] if rightwards else between[0] + 1
        stops: list[Stop | Gap] = [(shelf, gutter)]
        for column in between:
            gap, here = self._best_gap(shelf, column, here, goal)
            stops.append((shelf, column, gap))
            stops.append((shelf, column + 1 if rightwards else column))
        return tuple(stops)

    def _best_gap(self, shelf: int, column: int, here: float, goal: float) -> tuple[int, float]:
        boxes = self.grid.shelves[shelf].columns[column]
        room = self.rooms[shelf][column]
        best = (float("inf"), 0, here)
        for gap in range(len(boxes) + 1):
            top, bottom = gap_bounds(boxes, gap, self.ys, self.heights, room)
            at = min(max(here, top + 8), max(bottom - 8, top + 8))
            best = min(best, (abs(at - here) + 0.6 * abs(at - goal), gap, at))
        return best[1], best[2]

    def _across_shelves(self, wire: Wire) -> Route:
        """Leaves by the channel on the way, crosses shelves between by their nearest gutter."""
        shelf, column = self.grid.where[wire.target]
        goal_shelf, goal = self.grid.where[wire.source]
        share = self._share(shelf, column + 0.5)
        goal_share = self._share(goal_shelf, goal + 0.5)
        right, goal_right = goal_share >= share, goal_share < share
        stops: list[Stop | Gap] = [(shelf, column + 1 if right else column)]
        down = goal_shelf > shelf
        for passed in range(shelf + 1, goal_shelf) if down else range(shelf - 1, goal_shelf, -1):
            stops.append(channel(passed if down else passed + 1))
            columns = len(self.grid.shelves[passed].columns)
            stops.append((passed, round((share + goal_share) / 2 * columns)))
        stops.append(channel(goal_shelf if down else goal_shelf + 1))
        stops.append((goal_shelf, goal + 1 if goal_right else goal))
        return Route(wire, right, goal_right, tuple(stops))

    def _share(self, shelf: int, column: float) -> float:
        """Tells how far right a column stands in its shelf, from 0 to 1."""
        return column / len(self.grid.shelves[shelf].columns)
