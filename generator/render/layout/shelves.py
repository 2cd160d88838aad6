"""Deals domains, as columns of boxes, out to shelves, so that the whole has a pleasant shape.

Takes sizes, groups and edges by index, gives a Grid: shelves from top to bottom, in each the
columns of its groups from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from generator.render.layout.columns import Columns, Edge, arrange, order

__all__ = ["FRAME_PAD", "GAP", "GUTTER", "Grid", "Shelf", "deal"]

ASPECT = 1.4
GAP = 26.0
GUTTER = 64.0
FRAME_PAD = 20.0
FRAME_GAP = 2 * FRAME_PAD + 28.0
MANY = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """columns: indices of boxes from top to bottom. groups: (name, first column, column after)."""

    columns: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where every box stands, in words of rows and columns. where: box -> (shelf, column)."""

    shelves: tuple[Shelf, ...]
    where: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Sizes:
    widths: Sequence[float]
    heights: Sequence[float]
    groups: Mapping[str, Sequence[int]]
    edges: Mapping[str, Sequence[Edge]]


def deal(
    groups: Mapping[str, Sequence[int]],
    edges: Sequence[Edge],
    widths: Sequence[float],
    heights: Sequence[float],
) -> Grid:
    """Tries a few column heights and numbers of shelves and keeps the best shape.

    groups: name -> its boxes, in the order to show them; edges: (target, source)."""
    group_of = {box: name for name, boxes in groups.items() for box in boxes}
    inside: dict[str, list[Edge]] = {name: [] for name in groups}
    for edge in edges:
        if group_of[edge[0]] == group_of[edge[1]]:
            inside[group_of[edge[0]]].append(edge)
    sizes = _Sizes(widths, heights, groups, inside)
    names = _neighbourly(list(groups), edges, group_of)
    best: tuple[float, list[list[str]], dict[str, Columns]] | None = None
    for tall in _heights_to_try(sizes):
        columns = {
            name: arrange(groups[name], inside[name], heights, tall=tall, gap=GAP) for name in names
        }
        for shelves in _packings(names, {n: _width(columns[n], widths) for n in names}):
            score = _score(shelves, columns, sizes)
            if best is None or score < best[0]:
                best = (score, shelves, columns)
    if best is None:
        return Grid((), {})
    return _grid(best[1], best[2], inside)


def _neighbourly(names: list[str], edges: Sequence[Edge], group_of: Mapping[int, str]) -> list[str]:
    """Sorts groups so that each stands near those it has most lines to."""
    ties: dict[str, dict[str, int]] = {name: {} for name in names}
    for one, other in edges:
        a, b = group_of[one], group_of[other]
        if a != b:
            ties[a][b] = ties[a].get(b, 0) + 1
            ties[b][a] = ties[b].get(a, 0) + 1
    pull = dict.fromkeys(names, 0.0)
    left = list(names)
    done: list[str] = []
    while left:
        name = max(left, key=pull.__getitem__)
        left.remove(name)
        done.append(name)
        for waiting in left:
            pull[waiting] *= 0.5
        for tied, count in ties[name].items():
            pull[tied] += count
    return done


def _heights_to_try(sizes: _Sizes) -> list[float]:
    """Gives heights of columns, each about right for some number of shelves."""
    area = sum(
        (sizes.widths[box] + GUTTER) * (sizes.heights[box] + GAP)
        for boxes in sizes.groups.values()
        for box in boxes
    )
    count = sum(len(boxes) for boxes in sizes.groups.values())
    whole = sqrt(1.15 * area / ASPECT)
    least = max(
        (sizes.heights[b] for boxes in sizes.groups.values() for b in boxes),
        default=0.0,
    )
    usual = sqrt(len(sizes.groups))
    shelves: tuple[float, ...]
    factors: tuple[float, ...]
    if len(sizes.groups) == 1:
        shelves, factors = (1.0,), (0.6, 0.75, 0.9, 1.1, 1.4)
    elif count > MANY:
        shelves, factors = (usual,), (1.0,)
    else:
        shelves = (1.0, usual, *(usual * f for f in (0.6, 0.8, 1.3, 1.7)))
        factors = (0.7, 0.85, 1.0, 1.2)
    tries = [max(least, whole / max(1.0, n) * f) + GAP for n in shelves for f in factors]
    return list(dict.fromkeys(tries))


def _width(columns: Columns, widths: Sequence[float]) -> float:
    inner = sum(max(widths[box] for box in column) for column in columns)
    return inner + GUTTER * (len(columns) - 1) + FRAME_GAP


def _packings(names: Sequence[str], widths: Mapping[str, float]) -> list[list[list[str]]]:
    """Gives ways to break the row of groups into shelves, one for each number of shelves."""
    total, widest = sum(widths.values()), max(widths.values(), default=0.0)
    packings: list[list[list[str]]] = []
    for count in range(1, min(len(names), 12) + 1):
        limit = max(widest, total / count * 1.08)
        shelves: list[list[str]] = [[]]
        used = 0.0
        for name in names:
            if used + widths[name] > limit and shelves[-1]:
                shelves.append([])
                used = 0.0
            shelves[-1].append(name)
            used += widths[name]
        if shelves not in packings:
            packings.append(shelves)
    return packings


def _score(shelves: list[list[str]], columns: Mapping[str, Columns], sizes: _Sizes) -> float:
    """Rates a packing: its area, made worse by a shape far from the one wished for."""
    width = max(sum(_width(columns[n], sizes.widths) for n in shelf) for shelf in shelves)
    height = 0.0
    for shelf in shelves:
        height += 2 * FRAME_PAD + 50.0
        height += max(
            sum(sizes.heights[box] + GAP for box in column)
            for name in shelf
            for column in columns[name]
        )
    return width * height * (1 + 0.6 * abs(log(width / height / ASPECT)))


def _grid(
    shelves: list[list[str]],
    columns: Mapping[str, Columns],
    inside: Mapping[str, Sequence[Edge]],
) -> Grid:
    result: list[Shelf] = []
    where: dict[int, tuple[int, int]] = {}
    for row, names in enumerate(shelves):
        cells: Columns = []
        groups: list[tuple[str, int, int]] = []
        for name in names:
            order(columns[name], inside[name])
            groups.append((name, len(cells), len(cells) + len(columns[name])))
            cells.extend(columns[name])
        for index, column in enumerate(cells):
            where.update(dict.fromkeys(column, (row, index)))
        result.append(Shelf(tuple(tuple(column) for column in cells), tuple(groups)))
    return Grid(tuple(result), where)
