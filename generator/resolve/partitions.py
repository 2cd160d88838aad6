"""How rows are divided: the partitions with what is theirs alone, and whether they can stand beside
each other.

Takes an Owner, gives its Partition; takes that, notes what an engine would refuse of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import repeat
from types import MappingProxyType
from typing import Literal, cast

from generator.diagnostics import Note
from generator.model import Entity, IndexKey, Model, Partition, PartitionChild, Scalar, Type
from generator.resolve.constraints import checks, exclusions, foreign_keys, primary_key, uniques
from generator.resolve.indexes import indexes
from generator.resolve.node import Node, node
from generator.resolve.owner import Owner, Part, storage
from generator.resolve.scope import Scope
from generator.resolve.values import misfit
from generator.source import Data, Place

__all__ = ["SECTIONS", "check_partition", "check_uniques", "partition"]

_FORMS = {"range": ("from", "to"), "list": ("values",), "hash": ("modulus", "remainder")}
SECTIONS = ("checks", "unique", "indexes", "foreign_keys", "exclude")
"""What `each` and a partition may have of their own."""


def partition(owner: Owner) -> Partition | None:
    """Makes how an entity's rows are divided, or those of a partition; None where they are not."""
    inner = owner.layers[-1].child("partition")
    if inner is None:
        return None
    by = cast(Literal["range", "list", "hash"], inner.text("by"))
    return Partition(
        by, tuple(_keys(owner, inner)), tuple(_children(owner, inner)), inner.text("every")
    )


def _keys(owner: Owner, inner: Node) -> Iterator[IndexKey]:
    if inner.has("expr"):
        yield IndexKey(expr=inner.expr("expr"))
        return
    yield from owner.keys(inner, "fields" if inner.has("fields") else "field")


def _children(owner: Owner, inner: Node) -> Iterator[PartitionChild]:
    found, at = inner.get("children"), inner.place("children")
    for name, data in found.items() if isinstance(found, dict) else ():
        child = node(
            data if isinstance(data, dict) else {},
            at.child(name),
            owner.scope.engine,
            native=inner.is_native("children"),
        )
        yield _child(
            owner,
            inner,
            child,
            PartitionChild(
                name=name,
                physical=child.text("table", name),
                start=_bound(child.get("from")),
                end=_bound(child.get("to")),
                values=_bound(child.get("values")),
                modulus=child.number("modulus"),
                remainder=child.number("remainder"),
                default=child.flag("default"),
                storage=storage(child),
                description=child.description,
                at=child.at,
            ),
        )
    count = inner.number("count") or 0
    for remainder in range(count):
        yield _unwritten(owner, inner, str(remainder), "count", modulus=count, remainder=remainder)
    if inner.flag("default"):
        yield _unwritten(owner, inner, "default", "default", default=True)


def _unwritten(
    owner: Owner,
    inner: Node,
    suffix: str,
    key: str,
    *,
    modulus: int | None = None,
    remainder: int | None = None,
    default: bool = False,
) -> PartitionChild:
    """Gives a partition that nobody wrote a node for."""
    name, at = f"{owner.table}_{suffix}", inner.place(key)
    made = PartitionChild(
        name=name, physical=name, modulus=modulus, remainder=remainder, default=default, at=at
    )
    return _child(owner, inner, node({}, at, owner.scope.engine), made)


def _child(owner: Owner, inner: Node, child: Node, made: PartitionChild) -> PartitionChild:
    """Adds what is the partition's own, and what `each` gives it."""
    each = None if child.get("each") is False else inner.child("each")
    layers = (*((_without(each, child),) if each else ()), child)
    path = f"{owner.path}.partition.{made.name}"
    part = replace(owner, table=made.physical, part=Part(path, layers))
    return replace(
        made,
        key=primary_key(part),
        uniques=uniques(part),
        foreign_keys=foreign_keys(part),
        checks=checks(part),
        exclusions=exclusions(part),
        indexes=indexes(part),
        partition=partition(part),
    )


def _without(each: Node, child: Node) -> Node:
    """Gives what `each` says without what the partition says itself."""
    kept: dict[str, Data] = {}
    for section in SECTIONS:
        found = _members(each.get(section))
        own = _members(child.get(section))
        kept[section] = {name: item for name, item in found.items() if name not in own}
    return replace(each, data=MappingProxyType(kept))


def _members(found: Data) -> Mapping[str, Data]:
    return found if isinstance(found, dict) else {}


def _bound(found: Data) -> tuple[Scalar, ...]:
    if found is None:
        return ()
    entries = found if isinstance(found, list) else [found]
    return tuple(entry for entry in entries if not isinstance(entry, list | dict))


def check_partition(scope: Scope, entity: Entity, partition: Partition, model: Model) -> None:
    """Notes partitions whose bounds are of another kind, number or type than the fields, hold no row,
    or hold rows of another one (G225, G229)."""
    types = [entity.field(key.field).type if key.field else None for key in partition.keys]
    sound = True
    _defaults(scope, partition.children)
    for child in partition.children:
        sound &= _is_bounded(scope, partition, child, types, model)
        if child.partition is not None:
            check_partition(scope, entity, child.partition, model)
    if sound and partition.by == "range" and len(types) == 1:
        _ranges(scope, partition.children)
    if sound and partition.by == "list":
        _lists(scope, partition.children)


def check_uniques(scope: Scope, entity: Entity) -> None:
    """Notes keys and uniques without a field by which their rows are divided: no partition sees the rows
    of another (G229)."""
    for holder in (entity, *entity.parts()):
        by = tuple(_dividing(holder.partition))
        for name, fields, at in _alone(holder):
            lacking = next((field for field in by if field not in fields), None)
            if lacking is not None:
                message = f"`{name}` needs `{lacking}`, by which the rows are divided"
                scope.error("G229", message, at, on_key=True)


def _dividing(partition: Partition | None) -> Iterator[str]:
    """Gives the fields by which rows are divided, down to the last partition."""
    if partition is not None:
        yield from (key.field for key in partition.keys if key.field)
        for child in partition.children:
            yield from _dividing(child.partition)


def _alone(holder: Entity) -> Iterator[tuple[str, tuple[str, ...], Place]]:
    """Gives what lets one row alone have its values, with its fields."""
    if holder.key is not None:
        yield f"{holder.name}.key", holder.key.fields, holder.key.at
    for unique in holder.uniques:
        yield holder.path(unique), unique.fields, unique.at
    for index in holder.indexes:
        if index.unique:
            fields = tuple(key.field for key in index.keys)
            yield f"{holder.name}.indexes.{index.name}", fields, index.at


def _is_bounded(
    scope: Scope,
    partition: Partition,
    child: PartitionChild,
    types: Sequence[Type | None],
    model: Model,
) -> bool:
    """Tells whether a partition has bounds of the right kind, number and types; notes it when not."""
    given = {"from": child.start, "to": child.end, "values": child.values}
    if not _has_form(scope, partition, child, {**given, "modulus": child.modulus}):
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


def _has_form(
    scope: Scope, partition: Partition, child: PartitionChild, given: Mapping[str, object]
) -> bool:
    """Tells whether a partition is bounded as the rows are divided, or not at all if it is the default."""
    forms = () if child.default else _FORMS[partition.by]
    wrong = next((key for key, found in given.items() if found and key not in forms), "")
    ways = " and ".join(f"`{key}`" for key in _FORMS[partition.by])
    if child.default and partition.by == "hash":
        message = (
            "rows that are divided by hash have a partition each, and none is left for a default"
        )
    elif child.default and wrong:
        message = f"`{child.name}` takes what fits nowhere else, so it has no `{wrong}`"
    elif wrong:
        message = f"rows are divided by {partition.by}, so `{child.name}` has {ways}, not `{wrong}`"
    elif partition.by != "range" and not (child.default or given[forms[0]]):
        message = f"rows are divided by {partition.by}, so `{child.name}` has {ways}"
    else:
        return True
    scope.error("G229", message, child.at.child(wrong) if wrong else child.at, on_key=True)
    return False


def _defaults(scope: Scope, children: Sequence[PartitionChild]) -> None:
    """Notes a second partition for what fits nowhere else."""
    defaults = [child for child in children if child.default]
    for other in defaults[1:]:
        _overlap(scope, other, defaults[0])


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
