"""Which lines are drawn, between which rows, and which become chips.

Takes boxes and lines by name, gives Wires by index and the chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.render.layout.metrics import HEADER, row_middle
from generator.render.layout.routes import Wire
from generator.render.layout.shapes import Box, Chips, End, Line

__all__ = ["split", "wires"]

_Net = tuple[int, tuple[str, ...], End]


def split(
    boxes: Sequence[Box], lines: Sequence[Line], index: Mapping[str, int], hub: int
) -> tuple[list[Line], Chips]:
    """Sorts lines into drawn ones and chips; a hub keeps the lines of its own group first."""
    known = [line for line in lines if line.source in index]
    incoming: dict[str, list[int]] = {}
    for at, line in enumerate(known):
        if line.target in index and line.target != line.source:
            incoming.setdefault(line.target, []).append(at)
    hidden = {at for at, line in enumerate(known) if line.target not in index}
    for target, ats in incoming.items():
        group = boxes[index[target]].group
        ats.sort(key=lambda at: (boxes[index[known[at].source]].group != group, at))
        hidden.update(ats[hub:])
    chips: dict[tuple[str, str], str] = {}
    for at in sorted(hidden):
        line = known[at]
        title = boxes[index[line.target]].title if line.target in index else line.target
        row = line.source_rows[0] if line.source_rows else ""
        chips.setdefault((line.source, row), f"→ {title}")
    return [line for at, line in enumerate(known) if at not in hidden], chips


def wires(
    boxes: Sequence[Box], lines: Sequence[Line], index: Mapping[str, int]
) -> tuple[Wire, ...]:
    nets: dict[_Net, int] = {}
    found = []
    for at, line in enumerate(lines):
        target, source = index[line.target], index[line.source]
        net = nets.setdefault((target, line.target_rows, line.target_end), len(nets))
        target_at = _anchor(boxes[target], line.target_rows)
        found.append(
            Wire(
                at,
                net,
                target,
                source,
                target_at,
                _anchor(boxes[source], line.source_rows),
            )
        )
    return tuple(found)


def _anchor(box: Box, rows: tuple[str, ...]) -> float:
    """Gives the height below the box's top where a line for these rows ends: at the first shown."""
    shown = {row.name for row in box.rows}
    return next((row_middle(box, name) for name in rows if name in shown), HEADER / 2)
