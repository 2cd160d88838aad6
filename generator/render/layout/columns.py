"""Sorts the boxes of one domain into columns: what is pointed at stands left of what points at it.

Takes heights and edges by index, gives columns of indices from left to right, each in order from
top to bottom. Longest-path layers, broken into several columns where a layer is too tall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

__all__ = ["Columns", "Edge", "arrange", "order"]

Edge = tuple[int, int]
"""(target, source): the box pointed at, the box that points."""

Columns = list[list[int]]

SWEEPS = 6
TIDY = 2


def arrange(
    boxes: Sequence[int],
    edges: Sequence[Edge],
    heights: Sequence[float],
    *,
    tall: float,
    gap: float,
) -> Columns:
    """Puts each box where its lines are short and the column has room, best right of its targets.

    boxes: no duplicates; edges: between these boxes only, loops and circles allowed.
    tall: how high a column may get, where no single box is higher; also bounds their number, so
    that long chains fold. Every column has a box."""
    targets = _forward(boxes, edges)
    total = sum(heights[box] + gap for box in boxes)
    room = _Room(heights, tall, gap, [0.0] * (ceil(total / tall) + 1))
    pulls = _pulls(targets)
    placed: dict[int, int] = {}
    loose = [box for box in boxes if not pulls[box]]
    for box in [b for b in _topological(boxes, targets) if pulls[b]] + loose:
        room.put(box, _best(box, pulls[box], placed, room), placed)
    for _ in range(TIDY):
        for box in boxes:
            if pulls[box]:
                room.take(box, placed)
                room.put(box, _best(box, pulls[box], placed, room), placed)
    return _collect(boxes, placed)


@dataclass(slots=True)
class _Room:
    """How full the columns are."""

    heights: Sequence[float]
    tall: float
    gap: float
    used: list[float]

    def has(self, box: int, column: int) -> bool:
        """Tells whether a box still fits; anything fits into an empty column."""
        used = self.used[column]
        return used == 0 or used + self.heights[box] <= self.tall

    def put(self, box: int, column: int, placed: dict[int, int]) -> None:
        """Puts a box into a column, opening it where there is none yet."""
        if column == len(self.used):
            self.used.append(0.0)
        self.used[column] += self.heights[box] + self.gap
        placed[box] = column

    def take(self, box: int, placed: dict[int, int]) -> None:
        """Takes a box out again."""
        self.used[placed.pop(box)] -= self.heights[box] + self.gap


_Pull = tuple[int, int]


def _pulls(targets: dict[int, list[int]]) -> dict[int, list[_Pull]]:
    """Lists for each box: a neighbour, and 1 where the box should stand right of it, -1 if left."""
    pulls: dict[int, list[_Pull]] = {box: [] for box in targets}
    for box, ends in targets.items():
        for end in ends:
            pulls[box].append((end, 1))
            pulls[end].append((box, -1))
    return pulls


def _best(box: int, pulls: Sequence[_Pull], placed: dict[int, int], room: _Room) -> int:
    """Finds the column with room where the lines to what is placed already are shortest."""
    near = [(placed[other], side) for other, side in pulls if other in placed]
    best, least = len(room.used), float("inf")
    for column in range(len(room.used)):
        if not room.has(box, column):
            continue
        cost = 0.0
        for other, side in near:
            cost += _cost((column - other) * side)
        if cost < least:
            best, least = column, cost
        if not cost:
            break
    return best


def _cost(distance: int) -> float:
    """Rates how far right of its target a box stands: one column is best, the same one is bad
    for reading, the wrong side costs a little more than the right one."""
    if distance > 0:
        return 0.7 * (distance - 1)
    return 0.8 if distance == 0 else 0.5 - 0.7 * (distance + 1)


def _forward(boxes: Sequence[int], edges: Sequence[Edge]) -> dict[int, list[int]]:
    """Gives each box the boxes it points at, without loops and without what closes a circle."""
    targets: dict[int, list[int]] = {box: [] for box in boxes}
    for target, source in edges:
        if target != source and target not in targets[source]:
            targets[source].append(target)
    kept: dict[int, list[int]] = {box: [] for box in boxes}
    state: dict[int, int] = {}
    for root in boxes:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(targets[root]))]
        while stack:
            box, rest = stack[-1]
            for target in rest:
                if state.get(target) == 1:
                    continue  # on the way here: keeping it would close a circle
                kept[box].append(target)
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(targets[target])))
                    break
            else:
                state[box] = 2
                stack.pop()
    return kept


def _topological(boxes: Sequence[int], parents: dict[int, list[int]]) -> list[int]:
    """Sorts by length of the longest way to a box that points nowhere, then as given."""
    layer: dict[int, int] = {}
    for root in boxes:
        stack = [root]
        while stack:
            box = stack[-1]
            missing = [p for p in parents[box] if p not in layer]
            if missing:
                stack.extend(missing)
            else:
                layer[box] = max((layer[p] + 1 for p in parents[box]), default=0)
                stack.pop()
    return sorted(boxes, key=lambda box: layer[box])


def _collect(boxes: Sequence[int], placed: dict[int, int]) -> Columns:
    columns: Columns = [[] for _ in range(max(placed.values(), default=-1) + 1)]
    for box in boxes:
        columns[placed[box]].append(box)
    return [column for column in columns if column]


def order(columns: Columns, edges: Sequence[Edge]) -> None:
    """Sorts each column in place by the middle of what its boxes are linked to (barycentres)."""
    neighbours: dict[int, list[int]] = {box: [] for column in columns for box in column}
    for one, other in edges:
        if one != other:
            neighbours[one].append(other)
            neighbours[other].append(one)
    rank: dict[int, float] = {}
    for column in columns:
        _rank(column, rank)
    for sweep in range(SWEEPS if len(columns) > 1 else 0):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            if len(column) > 1:
                column.sort(key=lambda box: _centre(box, neighbours[box], rank))
                _rank(column, rank)


def _rank(column: Sequence[int], rank: dict[int, float]) -> None:
    """Writes where each box stands in its column, from 0 to 1."""
    for index, box in enumerate(column):
        rank[box] = (index + 0.5) / len(column)


def _centre(box: int, neighbours: Sequence[int], rank: dict[int, float]) -> float:
    if not neighbours:
        return rank[box]
    return sum(rank[other] for other in neighbours) / len(neighbours)
