"""Constraints without a name: they go by their content in brackets, as SQLite's reader calls them.

Takes the objects of a catalog, gives them with no name empty but that of a primary key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator import catalog as cat

__all__ = ["nameless"]


def nameless(objects: Iterable[cat.Object]) -> Iterator[cat.Object]:
    """Calls each constraint that has no name by its content; two alike are told apart by a mark."""
    taken: set[cat.Id] = set()
    for item in objects:
        if not isinstance(item, cat.Unique | cat.Check | cat.ForeignKey) or item.name:
            yield item
            continue
        content = item.expression if isinstance(item, cat.Check) else ", ".join(item.columns)
        made = replace(item, name=f"({content})")
        while made.id in taken:
            made = replace(made, name=f"{made.name}'")
        taken.add(made.id)
        yield made
