"""How high the channels between shelves are, and so where everything stands from top to bottom.

Takes Routes with the places of their tracks, gives Channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.render.layout.levels import Levels
from generator.render.layout.routes import Gap, Route, Stop, channel, is_channel
from generator.render.layout.tracks import Leg, assign
from generator.render.layout.widths import MARGIN, TRACK

__all__ = ["Channels", "channels"]

CHANNEL = 30.0
OUTER = 10.0


@dataclass(frozen=True, slots=True)
class Channels:
    """levels: heights of nets in channels, from the top of the picture. tops: of the shelves."""

    levels: Levels
    tops: Sequence[float]
    bottom: float


def channels(
    routes: Iterable[Route],
    tracks: Mapping[tuple[int, Stop | Gap], float],
    rooms: Sequence[Sequence[float]],
) -> Channels:
    """Lays out shelves and channels from top to bottom. rooms: for each column of each shelf how far
    down its group reaches."""
    legs = _legs(routes, tracks)
    levels: dict[tuple[int, Stop | Gap], float] = {}
    tops: list[float] = []
    y = MARGIN
    for index in range(len(rooms) + 1):
        places = assign(list(legs.get(index, {}).values()))
        count = max(places.values(), default=-1) + 1
        between = 0 < index < len(rooms)
        room = (CHANNEL if between else OUTER if count else 0.0) + TRACK * count
        first = y + (room - TRACK * (count - 1)) / 2
        for net, place in places.items():
            levels[net, channel(index)] = first + TRACK * place
        y += room
        if index < len(rooms):
            tops.append(y)
            y += max(rooms[index])
    return Channels(levels, tops, y)


def _legs(
    routes: Iterable[Route], tracks: Mapping[tuple[int, Stop | Gap], float]
) -> dict[int, dict[int, Leg]]:
    """Collects for every channel the nets that run in it, and where they leave upwards and down."""
    legs: dict[int, dict[int, Leg]] = {}
    for route in routes:
        net = route.wire.net
        for at in range(1, len(route.stops), 2):
            stop = route.stops[at]
            if is_channel(stop):
                leg = legs.setdefault(stop[0], {}).setdefault(net, Leg(net))
                for near in (route.stops[at - 1], route.stops[at + 1]):
                    side = leg.before if near[0] < stop[0] else leg.after
                    side.append(tracks[net, near])
    return legs
