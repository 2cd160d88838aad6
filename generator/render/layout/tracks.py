"""Puts the legs of lines that share a corridor side by side, so that few of them cross.

Takes for each net the stretch it needs and where it leaves to either side; gives it a track. The
same code serves upright corridors (tracks from left to right) and level ones (from top to bottom)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Leg", "assign"]

CLOSE = 5.0
"""Legs whose ends are nearer than this would touch on one track."""

ROUNDS = 4
FEW = 60
"""Legs up to which it is worth looking at every pair; beyond, nobody follows a single line."""


@dataclass(slots=True)
class Leg:
    """The part of a net in one corridor. before, after: where it leaves towards the lower and the
    higher tracks, along the corridor; through: where it goes on along the corridor. zone: legs of a
    lower zone get the lower tracks."""

    net: int
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    through: list[float] = field(default_factory=list)
    zone: int = 0

    @property
    def low(self) -> float:
        """Where the leg begins."""
        return min(self.before + self.after + self.through)

    @property
    def high(self) -> float:
        """Where the leg ends."""
        return max(self.before + self.after + self.through)


def assign(legs: Sequence[Leg]) -> dict[int, int]:
    """Gives each net its track, counted from 0.

    Each leg is moved to where it saves the most crossings; legs that do not overlap share."""
    items = [_Item(leg, leg.low, leg.high) for leg in legs]
    items.sort(key=lambda item: (item.leg.zone, _slope(item.leg), item.low, item.leg.net))
    order = list(range(len(items)))
    if 1 < len(items) <= FEW:
        order = _sift([[_price(one, other) for other in items] for one in items])
    tracks: dict[int, int] = {}
    done: list[tuple[int, _Item]] = []
    for item in (items[at] for at in order):
        track = 0
        for other_track, other in done:
            if other_track >= track and (_touch(item, other) or item.leg.zone != other.leg.zone):
                track = other_track + 1
        done.append((track, item))
        tracks[item.leg.net] = track
    return tracks


def _sift(prices: Sequence[Sequence[int]]) -> list[int]:
    """Orders indices for a low sum of prices[i][j] over all i that stand before j."""
    order = list(range(len(prices)))
    for _ in range(ROUNDS):
        moved = False
        for index in range(len(prices)):
            at = order.index(index)
            best, saved = at, 0
            gain = 0
            for left in range(at - 1, -1, -1):
                gain += prices[order[left]][index] - prices[index][order[left]]
                if gain > saved:
                    best, saved = left, gain
            gain = 0
            for right in range(at + 1, len(order)):
                gain += prices[index][order[right]] - prices[order[right]][index]
                if gain > saved:
                    best, saved = right, gain
            if saved:
                order.insert(best, order.pop(at))
                moved = True
        if not moved:
            break
    return order


@dataclass(frozen=True, slots=True)
class _Item:
    leg: Leg
    low: float
    high: float


def _slope(leg: Leg) -> float:
    """Sorts legs that climb before legs that fall, which is nearly right already."""
    if not leg.before or not leg.after:
        return 0.0
    return sum(leg.before) / len(leg.before) - sum(leg.after) / len(leg.after)


def _price(first: _Item, second: _Item) -> int:
    """Rates `first` on the lower track; zones must stay in order whatever it costs."""
    if first.leg.zone != second.leg.zone:
        return 0 if first.leg.zone < second.leg.zone else 10_000
    if not _touch(first, second):
        return 0
    return _crossings(first, second)


def _crossings(first: _Item, second: _Item) -> int:
    """Counts what crosses when `first` has the lower track; ends that would lie on each other
    count more, because a reader could not tell the lines apart."""
    count = 0
    for end in second.leg.before:
        count += first.low < end < first.high
        for other in first.leg.after:
            count += 6 * (-CLOSE < other - end < CLOSE)
    for end in first.leg.after:
        count += second.low < end < second.high
    return count


def _touch(one: _Item, other: _Item) -> bool:
    return one.low - CLOSE < other.high and other.low - CLOSE < one.high
