"""Gives every box its height in its shelf, so that lines run level where they can.

Takes a Grid, wires and how much room each gap needs, gives the tops of the boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from generator.render.layout.routes import Gap, Wire
from generator.render.layout.shelves import GAP, Grid
from generator.render.layout.spread import spread

__all__ = ["LANE", "align"]

LANE = 8.0
SWEEPS = 4
IDLE = 0.01

_Link = tuple[int, float]


def align(
    grid: Grid,
    wires: Sequence[Wire],
    heights: Sequence[float],
    lanes: Mapping[Gap, int],
    *,
    head: float,
    foot: float,
    near: Sequence[float] = (),
) -> tuple[list[float], list[list[float]]]:
    """Gives the tops of all boxes below the top of their shelf, and for each column of each shelf
    how far down its group reaches.

    lanes: how many lines cross each gap. head, foot: what a group keeps free above and below.
    near: a first guess of the tops."""
    ys = dict(enumerate(near))
    rooms: list[list[float]] = []
    links = _links(grid, wires, len(heights))
    for row, shelf in enumerate(grid.shelves):
        stacks = [
            _stack(row, index, column, heights, lanes, head)
            for index, column in enumerate(shelf.columns)
        ]
        depths = [0.0] * len(stacks)
        for _, first, after in shelf.groups:
            deepest = max(stack.end for stack in stacks[first:after]) + foot
            depths[first:after] = [deepest] * (after - first)
        rooms.append(depths)
        if not near:
            for stack in stacks:
                ys.update(zip(stack.boxes, accumulate(stack.steps), strict=True))
        for sweep in range(SWEEPS):
            order = range(len(stacks))
            for index in order if sweep % 2 == 0 else reversed(order):
                _settle(stacks[index], depths[index] - foot, ys, links)
    return [float(round(ys[box])) for box in range(len(heights))], rooms


@dataclass(frozen=True, slots=True)
class _Stack:
    """A column: how far each box is below the one above, the last one's need below its top, and
    where the column ends when it is pushed together."""

    boxes: tuple[int, ...]
    steps: list[float]
    below: float
    end: float


def _stack(
    row: int,
    index: int,
    column: tuple[int, ...],
    heights: Sequence[float],
    lanes: Mapping[Gap, int],
    head: float,
) -> _Stack:
    room = [LANE * lanes.get((row, index, at), 0) for at in range(len(column))]
    steps = [head + room[0]]
    steps += [heights[above] + GAP + more for above, more in zip(column, room[1:], strict=False)]
    below = heights[column[-1]] + LANE * lanes.get((row, index, len(column)), 0)
    return _Stack(column, steps, below, sum(steps) + below)


def _links(grid: Grid, wires: Sequence[Wire], count: int) -> list[list[_Link]]:
    """Lists for each box: another box in the shelf, and how far below that one it wants to be."""
    links: list[list[_Link]] = [[] for _ in range(count)]
    for wire in wires:
        here, there = grid.where[wire.target], grid.where[wire.source]
        if here[0] == there[0] and here[1] != there[1]:
            links[wire.target].append((wire.source, wire.source_at - wire.target_at))
            links[wire.source].append((wire.target, wire.target_at - wire.source_at))
    return links


def _settle(
    stack: _Stack, bottom: float, ys: dict[int, float], links: Sequence[Sequence[_Link]]
) -> None:
    """Moves the boxes of a column to where their lines would be level, as far as there is room."""
    wishes, weights = [], []
    for box in stack.boxes:
        if near := links[box]:
            wishes.append(sum([ys[other] + lower for other, lower in near]) / len(near))
            weights.append(float(len(near)))
        else:
            wishes.append(ys[box])
            weights.append(IDLE)
    tops = spread(wishes, weights, stack.steps, stack.steps[0], bottom - stack.below)
    ys.update(zip(stack.boxes, tops, strict=True))
