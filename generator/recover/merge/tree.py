"""The merge itself: what the database changed, against what people changed, key by key.

Takes three trees of plain data in the same words, gives Changes of the middle one; and applies them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from generator.source import Data
from generator.source.editing import same

__all__ = ["GONE", "Change", "Gone", "Map", "Value", "changed", "changes"]


class Gone(Enum):
    """What is not there."""

    GONE = "gone"


GONE: Final = Gone.GONE
Map: TypeAlias = "dict[str, Data]"
Value: TypeAlias = "Data | Gone"

LISTS = ("member_of", "needs", "rows", "values")
"""Keys whose lists are sets to whoever reads them, so that items are merged one by one."""

USUAL = (
    "title", "purpose", "schema", "extensions", "schemas", "roles", "types", "enums", "composites",
    "sequences", "mixins", "entities", "links", "views", "functions", "triggers", "verbatim",
    "description", "table", "use", "fields", "key", "unique", "foreign_keys", "checks", "exclude",
    "indexes", "queries", "policies", "access", "partition",
)  # fmt: skip
"""The order in which new keys of specs and entities stand."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the database says anew. keys: from the node on. value: GONE takes the key out. order: the
    keys beside it, as the database's side has them. conflict: people changed it, too, otherwise."""

    keys: tuple[str, ...]
    value: Value
    order: tuple[str, ...] = ()
    conflict: bool = False

    def instead(self, _: Value) -> Value:
        """Gives the new value, whatever was there."""
        return self.value


def changes(
    base: Value, mine: Value, theirs: Value, keys: tuple[str, ...] = (), *, forced: bool = False
) -> Iterator[Change]:
    """Gives what to change in `mine` so that it says what `theirs` has changed since `base`.

    forced: the database is right, whatever people say; there are no conflicts then."""
    if _equal(base, theirs) or _equal(mine, theirs):
        return
    if isinstance(mine, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        order = tuple(theirs)
        for key in dict.fromkeys((*theirs, *old)):
            found = (old.get(key, GONE), mine.get(key, GONE), theirs.get(key, GONE))
            for change in changes(*found, (*keys, key), forced=forced):
                is_here = change.keys == (*keys, key)
                yield Change(change.keys, change.value, order if is_here else change.order,
                             change.conflict)  # fmt: skip
        return
    if keys and keys[-1] in LISTS and isinstance(mine, list) and isinstance(theirs, list):
        merged, clash = _list(base if isinstance(base, list) else [], mine, theirs)
        if not same(merged, mine):
            yield Change(keys, merged, conflict=clash and not forced)
        return
    yield Change(keys, theirs, conflict=not forced and not _equal(mine, base))


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, Gone) or isinstance(other, Gone):
        return one is other
    return same(one, other)


def _list(base: list[Data], mine: list[Data], theirs: list[Data]) -> tuple[list[Data], bool]:
    """Gives my items with what the other side changed, new ones in their place; and whether one was
    changed by both, in which case it is the other side's."""
    key = _known_by(base, mine, theirs)
    old, new = ({key(item): item for item in side} for side in (base, theirs))
    made: list[Data] = []
    clash = False
    for item in mine:
        name = key(item)
        if name not in old or (name in new and same(old[name], new[name])):
            made.append(item)
        elif name in new:
            made.append(new[name])
        if name in old and not (name in new and same(new[name], old[name])):
            clash |= not same(item, old[name]) and not same(item, new.get(name))
    have = [key(item) for item in made]
    gone = {name for name in old if name in new} - {key(item) for item in mine}
    for index, item in enumerate(theirs):
        if key(item) in have or key(item) in gone:
            continue
        before = [have.index(key(one)) for one in theirs[:index] if key(one) in have]
        at = before[-1] + 1 if before else 0
        made.insert(at, item)
        have.insert(at, key(item))
    return made, clash


def _known_by(*sides: list[Data]) -> Callable[[Data], str]:
    """Tells what items are known by: an enum's value by its name, a row by its first value, unless
    that is not enough."""
    for known in (_first, _whole):
        if all(len({known(item) for item in side}) == len(side) for side in sides):
            break
    return known


def _first(item: Data) -> str:
    known = item.get("value", next(iter(item.values()), None)) if isinstance(item, dict) else item
    return _whole(known)


def _whole(item: Data) -> str:
    return json.dumps(item, sort_keys=True)


def changed(
    node: Value, keys: Sequence[str], update: Callable[[Value], Value], order: Sequence[str] = ()
) -> Value:
    """Gives a tree in which what is at `keys` was updated; `node` itself stays as it is.

    A new key comes behind those that `order` has before it; a map that is left empty goes."""
    if not keys:
        return update(node)
    old: Mapping[str, Data] = node if isinstance(node, dict) else {}
    name, *rest = keys
    value = changed(old.get(name, GONE), rest, update, () if rest and name not in old else order)
    if isinstance(value, Gone):
        made = {key: item for key, item in old.items() if key != name}
        return made or GONE
    if name in old:
        return {key: value if key == name else item for key, item in old.items()}
    return _inserted(old, name, value, order if not rest else ())


def _inserted(old: Mapping[str, Data], name: str, value: Data, order: Sequence[str]) -> Map:
    known = order if name in order else USUAL if name in USUAL else ()
    before = known[: known.index(name)] if known else list(old)
    behind = next((key for key in reversed(before) if key in old), None)
    if behind is None:
        is_first = bool(order) and any(key in old for key in known)
        return {name: value, **old} if is_first else {**old, name: value}
    made: Map = {}
    for key, item in old.items():
        made[key] = item
        if key == behind:
            made[name] = value
    return made
