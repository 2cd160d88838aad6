"""From a route to the corners of its line.

Takes everything that has a place by now, gives points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.render.layout.levels import Levels, Pins
from generator.render.layout.routes import Gap, Route, Stop, is_channel
from generator.render.layout.shapes import Placed, Point

__all__ = ["Walker"]


@dataclass(frozen=True, slots=True)
class Walker:
    """Turns routes into corners. pins: below the top of the shelf; levels: gaps below the top of
    their shelf, channels from the top of the picture."""

    placed: Sequence[Placed]
    tops: Sequence[float]
    pins: Pins
    tracks: Mapping[tuple[int, Stop | Gap], float]
    levels: Levels

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
