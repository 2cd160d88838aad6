"""A statement that was given by hand, as people and machines read what was learnt about it.

Takes what the pipeline learnt, gives text."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from generator.report import Format

if TYPE_CHECKING:
    from generator.database.explain.plan import Plan
    from generator.pipeline.slow import Looked, Try

__all__ = ["aligned", "reading", "room", "shown"]

FIRST = 3
"""So many indexes of a plan are named, and one more where that is all."""

LEAST = 12
"""So many characters of the second column are left, however narrow a terminal is."""


def shown(looked: Looked, label: str, format: Format) -> str:
    """Gives the ways that were tried with their plans and times, then how each is written."""
    if format == "json":
        return json.dumps(asdict(looked), indent=2) + "\n"
    sizes = ", ".join(f"{name} {rows:,}" for name, rows in looked.rows.items())
    lines = [f"{label} {looked.version}, rows: {sizes or 'of no table of the specs'}"]
    before = looked.tries[0].milliseconds
    rows: list[tuple[str, ...]] = [
        ("", "read by", "rows", "sort", "cost", f"on {looked.sampled:,} rows", "ratio", "")
    ]
    rows += [_row(each, before) for each in looked.tries]
    lines += aligned(rows, room())
    helpful = [each for each in looked.tries if each.better]
    for each in helpful:
        lines += ["", f"{each.what}:", *(f"  {line}" for line in _written(each))]
    if not helpful:
        lines += ["", "nothing that was tried helps"]
    lines += [f"note: {note}" for note in looked.notes]
    return "".join(f"{line}\n" for line in lines)


def _row(each: Try, before: float | None) -> tuple[str, ...]:
    took = f"{each.milliseconds:.2f} ms" if each.milliseconds is not None else "-"
    ratio = f"{each.milliseconds / before:.2f}" if each.milliseconds is not None and before else "-"
    cost = f"{each.plan.cost:,.0f}" if each.plan.cost is not None else "-"
    return (each.what, *reading(each.plan), cost, took, ratio, "better" if each.better else "")


def reading(plan: Plan) -> tuple[str, str, str]:
    """Says what a plan reads by, how many rows it expects and how many it sorts."""
    by = dict.fromkeys(
        access.index or f"all of {access.table}"
        for access in plan.accesses
        if access.index or (access.read is None or access.read > 0)
    )
    last = plan.accesses[-1].rows if plan.accesses else None
    expected = plan.rows if plan.rows is not None else last
    most = max((sort.rows or 0 for sort in plan.sorts), default=0)
    sort = (f"{most:,}" if most else "yes") if plan.sorts else "-"
    return _some(tuple(by)) or "-", f"{expected:,}" if expected is not None else "?", sort


def _some(names: Sequence[str]) -> str:
    """Names the first of many, such as the indexes of a table's partitions."""
    more = len(names) - FIRST
    return ", ".join(names[:FIRST] if more > 1 else names) + (
        f" and {more} more" if more > 1 else ""
    )


def aligned(rows: Sequence[tuple[str, ...]], room: int = 0) -> list[str]:
    """Sets rows in columns: the words of the first two and of the last to the left, numbers to the
    right. room: characters of a line, for which the second column is cut; 0 for any number."""
    last = len(rows[0]) - 1
    widths = [max(len(row[column]) for row in rows) for column in range(last + 1)]
    over = sum(widths) + 2 * len(widths) - room if room else 0
    if over > 0:
        widths[1] = max(LEAST, widths[1] - over)
        rows = [(row[0], _cut(row[1], widths[1]), *row[2:]) for row in rows]
    return [
        "  "
        + "  ".join(
            f"{cell:<{width}}" if column < 2 or column == last else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def room() -> int:
    """Gives the width of the terminal that is written to, 0 for what is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _written(each: Try) -> list[str]:
    lines = [f"{line}" for line in each.sql.splitlines()]
    if each.wish is not None:
        keys = ", ".join(
            (key.expression or key.column) + (" DESC" if key.desc else "") for key in each.wish.keys
        )
        lines.append(f"index on {each.wish.table.name} ({keys})")
    return lines
