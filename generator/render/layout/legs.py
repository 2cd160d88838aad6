"""The legs of lines in the gutters: where each net turns off and goes on.

Takes Routes with the heights of their ends and crossings, gives Legs, which tracks puts side by side."""

from __future__ import annotations

from collections.abc import Iterable

from generator.render.layout.levels import Levels, Pins
from generator.render.layout.routes import Gap, Route, Stop, is_channel
from generator.render.layout.shelves import Grid
from generator.render.layout.tracks import Leg

__all__ = ["Legs", "is_border", "legs"]

FAR = 1e6
"""Beyond all shelves: where a leg leads that goes on into a channel, whose height is not known yet."""

Legs = dict[Stop, dict[int, Leg]]


def legs(grid: Grid, routes: Iterable[Route], pins: Pins, levels: Levels) -> Legs:
    """Collects for every gutter the nets that turn in it."""
    found: Legs = {}
    for route in routes:
        net = route.wire.net
        for at in range(0, len(route.stops), 2):
            gutter = route.stops[at]
            assert len(gutter) == 2
            leg = found.setdefault(gutter, {}).setdefault(net, Leg(net))
            first, last = at == 0, at == len(route.stops) - 1
            if first:
                side = leg.before if route.target_right else leg.after
                side.append(pins[route.wire.line, "target"])
            else:
                _meet(leg, gutter, route.stops[at - 1], levels)
            if last:
                side = leg.before if route.source_right else leg.after
                side.append(pins[route.wire.line, "source"])
            else:
                _meet(leg, gutter, route.stops[at + 1], levels)
    for (shelf, index), nets in found.items():
        for leg in nets.values():
            leg.zone = _zone(grid, shelf, index, leg)
    return {
        stop: {net: leg for net, leg in nets.items() if leg.through or leg.high > leg.low}
        for stop, nets in found.items()
    }


def _meet(
    leg: Leg,
    gutter: Stop,
    lane: Stop | Gap,
    levels: Levels,
) -> None:
    """Notes where the leg of a gutter goes on into a gap or a channel."""
    if is_channel(lane):
        leg.through.append(-FAR if lane[0] == gutter[0] else FAR)
    elif lane[1] == gutter[1]:
        leg.after.append(levels[leg.net, lane])
    else:
        leg.before.append(levels[leg.net, lane])


def _zone(grid: Grid, shelf: int, gutter: int, leg: Leg) -> int:
    """Tells whether a leg beside the border of two groups stays in the left (0) or the right
    one (2) or belongs between them (1)."""
    if leg.through or not is_border(grid, shelf, gutter):
        return 1
    return 1 if leg.before and leg.after else 0 if leg.before else 2


def is_border(grid: Grid, shelf: int, gutter: int) -> bool:
    """Whether a group begins or ends at this gutter."""
    groups = grid.shelves[shelf].groups
    return any(gutter in (first, after) for _, first, after in groups)
