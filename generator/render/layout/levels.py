"""At which height lines end at their rows and cross the gaps between boxes.

Takes Routes and the tops of boxes, gives heights below the top of the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.render.layout.align import LANE
from generator.render.layout.routes import Gap, Route, Stop, gap_bounds
from generator.render.layout.shelves import Grid
from generator.render.layout.spread import spread

__all__ = ["TITLE", "Levels", "Pins", "lanes", "levels", "pins"]

TITLE = 34.0
"""How far a frame's title reaches below its top."""

PIN = 8.0
JOG = 3.0

Pins = Mapping[tuple[int, str], float]
"""(line, "target" or "source") -> height of that end below the top of its shelf."""

Levels = Mapping[tuple[int, Stop | Gap], float]
"""(net, corridor) -> where the net runs in it."""


def lanes(routes: Iterable[Route]) -> dict[Gap, list[int]]:
    """Lists for each gap the nets that cross it, each once."""
    found: dict[Gap, list[int]] = {}
    for route in routes:
        for stop in route.stops:
            if len(stop) == 3 and route.wire.net not in found.setdefault(stop, []):
                found[stop].append(route.wire.net)
    return found


def pins(routes: Sequence[Route], ys: Sequence[float]) -> Pins:
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
    found: dict[tuple[int, str], float] = {}
    for (box, _, middle), ends in places.items():
        space = min(PIN, 16.0 / max(1, len(ends) - 1))
        for index, keys in enumerate(ends.values()):
            offset = (index - (len(ends) - 1) / 2) * space
            for key in keys:
                found[key] = ys[box] + middle + offset
    for route in routes:
        start, end = (route.wire.line, "target"), (route.wire.line, "source")
        if len(route.stops) == 1 and abs(found[start] - found[end]) <= JOG:
            found[end] = found[start]
    return found


def levels(
    grid: Grid,
    heights: Sequence[float],
    lanes: Mapping[Gap, Sequence[int]],
    pins: Pins,
    ys: Sequence[float],
    rooms: Sequence[Sequence[float]],
    routes: Sequence[Route],
) -> dict[tuple[int, Stop | Gap], float]:
    """Gives each net its height in every gap that it crosses, below the top of the shelf."""
    start = {route.wire.net: pins[route.wire.line, "target"] for route in routes}
    goal = {route.wire.net: pins[route.wire.line, "source"] for route in routes}
    found: dict[tuple[int, Stop | Gap], float] = {}
    for gap, nets in lanes.items():
        shelf, column, at = gap
        boxes = grid.shelves[shelf].columns[column]
        top, bottom = gap_bounds(boxes, at, ys, heights, rooms[shelf][column])
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
            found[net, gap] = spot
    return found
