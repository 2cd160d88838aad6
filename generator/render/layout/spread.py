"""Puts things of given sizes in a row, each as near as it can to where it wants to be.

Takes wishes, gives positions that keep the order and the distances."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spread"]


def spread(
    wishes: Sequence[float],
    weights: Sequence[float],
    steps: Sequence[float],
    low: float,
    high: float,
) -> list[float]:
    """Gives the positions with the least weighted sum of squared distances to the wishes.

    steps[i]: how far position i is from position i - 1 at least (steps[0] is not looked at).
    low, high: bounds of the first and the last position; if they leave no room, low wins.
    Isotonic regression by pooling neighbours; cutting its result at the bounds stays optimal.

    >>> spread([5, 5, 40], [1, 1, 1], [0, 10, 10], 0, 100)
    [0.0, 10.0, 40.0]"""
    offsets: list[float] = []
    total = 0.0
    for index, step in enumerate(steps):
        total += step if index else 0.0
        offsets.append(total)
    blocks: list[tuple[float, float, int]] = []
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        mean, mass, count = wish - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, other_mass, other_count = blocks.pop()
            mean = (mean * mass + other * other_mass) / (mass + other_mass)
            mass, count = mass + other_mass, count + other_count
        blocks.append((mean, mass, count))
    flat = [mean for mean, _, count in blocks for _ in range(count)]
    top = max(low, high - total)
    return [min(max(z, low), top) + offset for z, offset in zip(flat, offsets, strict=True)]
