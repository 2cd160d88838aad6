"""Whether numbers that a database hands out begin inside of their bounds.

Takes the node of a sequence or an identity, notes what no engine would make."""

from __future__ import annotations

from generator.resolve.node import Node
from generator.resolve.scope import Scope

__all__ = ["check_bounds"]


def check_bounds(scope: Scope, item: Node) -> None:
    """Notes a start that is outside of the bounds, and bounds that leave no room (G259).

    Numbers rise from 1 and fall from -1 where no bounds are said."""
    rising = (item.number("increment") or 1) > 0
    low, high = item.number("min"), item.number("max")
    low = 1 if low is None and rising else low
    high = -1 if high is None and not rising else high
    start = item.number("start")
    if low is not None and high is not None and low >= high:
        key = "max" if item.has("max") else "min"
        scope.error("G259", f"there is no number from {low} to {high}", item.place(key))
    elif start is not None and low is not None and start < low:
        scope.error("G259", f"{start} is below {low}, the lowest number", item.place("start"))
    elif start is not None and high is not None and start > high:
        scope.error("G259", f"{start} is above {high}, the highest number", item.place("start"))
