"""The order of creation: a catalog's objects as statements, each after what it depends on.

Takes a Catalog, gives Units that DDL templates and migrations walk; no SQL is made here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from generator import catalog as cat
from generator.catalog import MATERIALS, Catalog, Id
from generator.sql.units import (
    FORWARD_KEYS,
    Ownership,
    RowsUnit,
    Single,
    TableUnit,
    Unit,
    rows,
    tables,
    units_of,
)

__all__ = [
    "Ownership",
    "RowsUnit",
    "Section",
    "Single",
    "TableUnit",
    "Unit",
    "arrange",
    "rows",
    "sections",
    "tables",
]

RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("schema",),
            ("extension",),
            ("role",),
            ("enum", "composite", "domain"),
            ("sequence",),
            ("table",),
            ("check",),
            ("ownership",),
            ("index",),
            ("index_use",),
            ("foreign_key",),
            ("function",),
            ("view",),
            ("trigger",),
            ("policy", "security_policy"),
            ("grant",),
            ("rows",),
            ("verbatim",),
        )
    )
    for kind in kinds
}
TITLES = {
    "schema": "Schemas",
    "extension": "Extensions",
    "role": "Roles",
    "enum": "Types",
    "composite": "Types",
    "domain": "Types",
    "sequence": "Sequences",
    "table": "Tables",
    "foreign_key": "Constraints that come after the tables",
    "check": "Constraints that come after the tables",
    "ownership": "Owners of sequences",
    "index": "Indexes",
    "index_use": "Indexes",
    "function": "Functions",
    "view": "Views",
    "trigger": "Triggers",
    "policy": "Row-level policies",
    "security_policy": "Row-level policies",
    "grant": "Grants",
    "rows": "Reference data",
    "verbatim": "Kept word for word",
}
SETTINGS = (
    *("comment on ", "default of ", "grant ", "index use ", "logging of "),
    *(
        "security label of ",
        "identity of ",
        "not null of ",
        "parts of index ",
        "setting ",
        "state of trigger ",
        "settings of ",
        "statistics of ",
        "toast settings ",
    ),
)
LAST = ("default privileges ", "event trigger ")
"""What changes how objects are made: nothing of ours is made after it."""


@dataclass(frozen=True, slots=True)
class Section:
    """Units of one kind that follow each other, under a title."""

    title: str
    units: tuple[Unit, ...]


def arrange(catalog: Catalog) -> tuple[Unit, ...]:
    """Gives a catalog's statements so that each finds what it needs.

    Ties are broken by kind, then by name, so runs agree. Never fails: a loop of foreign keys is cut
    at the table of the smallest name, whose keys come as units of their own; a loop of other needs
    is cut at the object of the smallest name."""
    units = {unit.id: unit for unit in units_of(catalog)}
    hard = {id: _needs(unit, units) for id, unit in units.items()}
    soft = _soft(units)
    order, late = _order(units, hard, soft)
    if catalog.engine in FORWARD_KEYS:
        late = {}
    made = [_without(units[id], late) for id in order]
    keys = sorted((Single(key) for key in late.values()), key=lambda unit: unit.id)
    place = max((n for n, unit in enumerate(made) if unit.kind == "table"), default=-1) + 1
    return (*made[:place], *keys, *made[place:])


def sections(units: Iterable[Unit]) -> tuple[Section, ...]:
    """Puts units that follow each other under one title each."""
    found: list[tuple[str, list[Unit]]] = []
    for unit in units:
        title = TITLES[unit.kind]
        if not found or found[-1][0] != title:
            found.append((title, []))
        found[-1][1].append(unit)
    return tuple(Section(title, tuple(held)) for title, held in found)


def _needs(unit: Unit, units: Mapping[Id, Unit]) -> set[Id]:
    """Gives the ids of the units that must come first."""
    found = {need if need in units else _unit_of(need) for need in _wanted(unit)}
    return {need for need in found if need in units and need != unit.id}


def _unit_of(need: Id) -> Id:
    """Gives the unit that makes an object: a column's or constraint's is its table."""
    inside = ("column", "primary_key", "unique", "check", "exclusion", "foreign_key")
    return Id("table", need.schema, "", need.table) if need.kind in inside else need


def _wanted(unit: Unit) -> Iterator[Id]:
    if isinstance(unit, TableUnit):
        yield Id("schema", unit.table.schema, "", unit.table.schema)
        if unit.table.parent:
            yield Id("table", unit.table.schema, "", unit.table.parent)
        yield from unit.table.needs
        for column in unit.columns:
            yield from column.needs
        return
    if isinstance(unit, RowsUnit):
        yield Id("table", unit.schema, "", unit.table)
        return
    if isinstance(unit, Ownership):
        yield unit.sequence.id
        yield Id("table", unit.sequence.schema, "", unit.sequence.owned_by[0])
        return
    item = unit.object
    yield Id("schema", item.id.schema, "", item.id.schema)
    yield from getattr(item, "needs", ())
    match item:
        case (
            cat.Index()
            | cat.IndexUse()
            | cat.Trigger()
            | cat.Policy()
            | cat.SecurityPolicy()
            | cat.Check()
        ):
            yield Id("table", item.schema, "", item.table)
            yield Id("view", item.schema, "", item.table)
            if isinstance(item, cat.Policy):
                yield from (Id("role", "", "", name) for name in item.roles)
        case cat.ForeignKey():
            yield Id("table", item.schema, "", item.table)
            yield Id("table", item.ref_schema, "", item.ref_table)
        case cat.Grant():
            kinds = ("enum", "domain", "composite") if item.on_kind == "type" else (item.on_kind,)
            yield from (Id(kind, item.schema, "", item.on) for kind in kinds)
            yield from (Id("role", "", "", name) for name in (item.role, item.on))
        case cat.Role():
            yield from (Id("role", "", "", name) for name in item.member_of)
        case cat.Extension() if item.schema:
            yield Id("schema", item.schema, "", item.schema)
        case _:
            pass


def _soft(units: Mapping[Id, Unit]) -> dict[Id, dict[Id, list[cat.ForeignKey]]]:
    """Gives, by table and by rows, the tables that foreign keys refer to."""
    found: dict[Id, dict[Id, list[cat.ForeignKey]]] = defaultdict(dict)
    for unit in units.values():
        for key in unit.foreign_keys if isinstance(unit, TableUnit) else ():
            target = Id("table", key.ref_schema, "", key.ref_table)
            if target != unit.id and target in units:
                found[unit.id].setdefault(target, []).append(key)
    filled: dict[tuple[str, str], list[Id]] = defaultdict(list)
    for unit in units.values():
        if isinstance(unit, RowsUnit):
            filled[unit.schema, unit.table].append(unit.id)
    for unit in units.values():
        if not isinstance(unit, TableUnit):
            continue
        for key in unit.foreign_keys:
            for child in filled[unit.table.schema, unit.table.name]:
                for parent in filled[key.ref_schema, key.ref_table]:
                    if child.table != parent.table:
                        found[child].setdefault(parent, [])
    return found


def _order(
    units: Mapping[Id, Unit],
    hard: Mapping[Id, set[Id]],
    soft: Mapping[Id, Mapping[Id, Sequence[cat.ForeignKey]]],
) -> tuple[list[Id], dict[Id, cat.ForeignKey]]:
    """Gives the order and the foreign keys that had to be cut out of it."""
    waiting = {id: {*hard[id], *soft.get(id, {})} for id in units}
    users: dict[Id, set[Id]] = defaultdict(set)
    for id, needs in waiting.items():
        for need in needs:
            users[need].add(id)
    ready: list[tuple[int, int, Id]] = []
    position = {id: n for n, id in enumerate(units)}
    for id, needs in waiting.items():
        if not needs:
            heappush(ready, _rank(units[id], position))
    order: list[Id] = []
    late: dict[Id, cat.ForeignKey] = {}
    whole = False
    while waiting:
        # what is kept word for word comes after tables, also after those that wait for each other
        whole = whole or (_is_kept(ready) and not any(_reaches(waiting, id) for id in waiting))
        if not ready or (_is_kept(ready) and not whole):
            chosen = _cut(waiting, hard, units, position)
            for need in waiting[chosen]:
                late.update((key.id, key) for key in soft.get(chosen, {}).get(need, ()))
            waiting[chosen] = set()
            heappush(ready, _rank(units[chosen], position))
        id = heappop(ready)[2]
        if waiting.pop(id, None) is None:
            continue
        order.append(id)
        for user in users[id]:
            if user in waiting and id in waiting[user]:
                waiting[user].discard(id)
                if not waiting[user]:
                    heappush(ready, _rank(units[user], position))
    return order, late


def _is_kept(ready: Sequence[tuple[int, int, Id]]) -> bool:
    return bool(ready) and ready[0][0] >= RANKS["verbatim"]


def _rank(unit: Unit, position: Mapping[Id, int]) -> tuple[int, int, Id]:
    """Sorts by kind, then by name; rows keep the order that they were written in."""
    written = position[unit.id] if unit.kind == "rows" else 0
    rank = _verbatim(unit.id.name) if unit.kind == "verbatim" else RANKS[unit.kind]
    if isinstance(unit.subject, cat.Grant) and unit.subject.later:
        rank = RANKS["verbatim"] + 2
    return rank, written, unit.id


def _verbatim(name: str) -> int:
    """Gives the rank of a verbatim statement, by what it makes: what others are made of comes before
    them, as far as it can, and what only speaks of them after all."""
    found = next((made for made in MATERIALS if name.startswith(f"{made} ")), "")
    if found:
        return RANKS.get(found, RANKS["enum"])
    return RANKS["verbatim"] + name.startswith(SETTINGS) + 2 * name.startswith(LAST)


def _cut(
    waiting: Mapping[Id, set[Id]],
    hard: Mapping[Id, set[Id]],
    units: Mapping[Id, Unit],
    position: Mapping[Id, int],
) -> Id:
    """Chooses where a loop is cut: at a unit that only foreign keys hold up, where there is one."""
    looped = [id for id in waiting if _reaches(waiting, id)]
    held_by_keys = [id for id in looped if not (hard[id] & waiting[id])]
    return min(held_by_keys or looped or waiting, key=lambda id: _rank(units[id], position))


def _reaches(waiting: Mapping[Id, set[Id]], start: Id) -> bool:
    """Whether a unit waits, however indirectly, for itself."""
    seen: set[Id] = set()
    stack = list(waiting[start])
    while stack:
        id = stack.pop()
        if id == start:
            return True
        if id not in seen:
            seen.add(id)
            stack.extend(waiting.get(id, ()))
    return False


def _without(unit: Unit, late: Mapping[Id, cat.ForeignKey]) -> Unit:
    if not isinstance(unit, TableUnit) or not any(key.id in late for key in unit.foreign_keys):
        return unit
    return TableUnit(
        table=unit.table,
        columns=unit.columns,
        primary_key=unit.primary_key,
        uniques=unit.uniques,
        foreign_keys=tuple(key for key in unit.foreign_keys if key.id not in late),
        checks=unit.checks,
        exclusions=unit.exclusions,
        indexes=unit.indexes,
    )
