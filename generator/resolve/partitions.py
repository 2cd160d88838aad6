"""How rows are divided: whether partitions can stand beside each other.

Takes an entity's partition, notes what an engine would refuse of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import repeat

from generator.diagnostics import Note
from generator.model import Entity, Model, Partition, PartitionChild, Type
from generator.resolve.scope import Scope
from generator.resolve.values import misfit
from generator.source import Scalar

__all__ = ["check_partition"]

_FORMS = {"range": ("from", "to"), "list": ("values",), "hash": ("modulus", "remainder")}


def check_partition(scope: Scope, entity: Entity, partition: Partition, model: Model) -> None:
    """Notes partitions whose bounds are of another kind, number or type than the fields, hold no row,
    or hold rows of another one (G225, G229)."""
    types = [entity.field(key.field).type if key.field else None for key in partition.keys]
    sound = True
    for child in partition.children:
        if not child.default:
            sound &= _is_bounded(scope, partition, child, types, model)
    if sound and partition.by == "range" and len(types) == 1:
        _ranges(scope, partition.children)
    if sound and partition.by == "list":
        _lists(scope, partition.children)


def _is_bounded(
    scope: Scope,
    partition: Partition,
    child: PartitionChild,
    types: Sequence[Type | None],
    model: Model,
) -> bool:
    """Tells whether a partition has bounds of the right kind, number and types; notes it when not."""
    given = {"from": child.start, "to": child.end, "values": child.values}
    wrong = next((k for k, v in given.items() if v and k not in _FORMS[partition.by]), "")
    if wrong:
        ways = " and ".join(f"`{key}`" for key in _FORMS[partition.by])
        message = f"rows are divided by {partition.by}, so `{child.name}` has {ways}, not `{wrong}`"
        scope.error("G229", message, child.at.child(wrong), on_key=True)
        return False
    for key, values in given.items():
        if key != "values" and values and len(values) != len(types):
            message = f"`{child.name}` has {len(values)} bounds for {len(types)} fields"
            scope.error("G229", message, child.at.child(key), on_key=True)
            return False
        kinds = repeat(types[0]) if key == "values" else types
        for value, kind in zip(values, kinds, strict=False):
            reason, hint = misfit(value, kind, model) if kind else ("", "")
            if reason:
                scope.error("G225", f"`{value}` {reason}", child.at.child(key), hint=hint)
                return False
    return True


def _ranges(scope: Scope, children: Sequence[PartitionChild]) -> None:
    """Notes ranges that hold nothing, or what another one holds; texts are left to the engine."""
    found = []
    for child in children:
        start, end = (_rank(bound[0]) if bound else None for bound in (child.start, child.end))
        if child.default or "" in (start, end):
            continue
        if start is not None and end is not None and not _is_below(start, end):
            message = f"partition `{child.name}` ends where it starts or before, and holds no row"
            scope.error("G229", message, child.at, on_key=True)
            return
        found.append((start, end, child))
    for number, (start, end, child) in enumerate(found):
        for other_start, other_end, other in found[:number]:
            if _is_below(start, other_end) and _is_below(other_start, end):
                _overlap(scope, child, other)


def _rank(bound: Scalar) -> Scalar | float:
    """Gives what a bound is compared by: a number, or seconds; "" for a text, which engines order."""
    if isinstance(bound, int):
        return bound
    try:
        return datetime.fromisoformat(str(bound)).replace(tzinfo=None).timestamp()
    except ValueError:
        return ""


def _is_below(start: Scalar | float, end: Scalar | float) -> bool:
    return not isinstance(start, int | float) or not isinstance(end, int | float) or start < end


def _lists(scope: Scope, children: Sequence[PartitionChild]) -> None:
    seen: dict[Scalar, PartitionChild] = {}
    for child in children:
        for value in child.values:
            first = seen.setdefault(value, child)
            if first is not child:
                _overlap(scope, child, first)
                break


def _overlap(scope: Scope, child: PartitionChild, other: PartitionChild) -> None:
    message = f"partition `{child.name}` would hold rows of `{other.name}`"
    scope.error(
        "G229", message, child.at, notes=(Note(f"`{other.name}` is here", other.at),), on_key=True
    )
