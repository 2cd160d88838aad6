"""The plan of a migration: steps in an order in which each finds what it needs.

Takes the operations between two catalogs, gives a Plan; ties are broken by name, so runs agree. What
belongs to a table goes with it when the table is made or dropped, and SQLite's tables are rebuilt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.catalog import (
    Catalog,
    Column,
    ForeignKey,
    Grant,
    Id,
    Index,
    Object,
    PrimaryKey,
    Row,
    Table,
    Unique,
    View,
)
from generator.migrate.diff import diff
from generator.migrate.hazards import Hazard, hazards
from generator.migrate.ops import Add, Alter, Drop, Op, Rebuild, Rename
from generator.migrate.rename import Renaming, renamed
from generator.migrate.rules import Rules

__all__ = ["Part", "Plan", "Step", "plan"]


@dataclass(frozen=True, slots=True)
class Part:
    """An operation with what it brings along.

    inside: the columns, constraints and, where the engine wants them there, foreign keys of a table
    that is made or dropped; the columns of a type that changes. along: what else goes with a table
    that is dropped, and must come back with it."""

    op: Op
    inside: tuple[Object, ...] = ()
    along: tuple[Object, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What is run at once. number: from 1, in order. phase: prepare (take away what stands in the
    way), change (names, types, tables, columns), finish (put constraints, indexes and programs
    back), contract (drop what held data). hazards: of its operations."""

    number: int
    phase: str
    slug: str
    parts: tuple[Part, ...]
    hazards: tuple[Hazard, ...] = ()

    @property
    def name(self) -> str:
        """The stem of its files: `03_change_columns`."""
        return f"{self.number:02}_{self.phase}_{self.slug}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A migration of one engine. steps: () when nothing changes."""

    engine: str
    old: Catalog
    new: Catalog
    steps: tuple[Step, ...] = ()

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """What can go wrong, in the order of the steps."""
        return tuple(hazard for step in self.steps for hazard in step.hazards)


# (phase, slug) in the order in which steps run
ORDER = (
    ("prepare", "policies"),
    ("prepare", "triggers"),
    ("prepare", "views"),
    ("prepare", "functions"),
    ("prepare", "rows"),
    ("prepare", "foreign_keys"),
    ("prepare", "indexes"),
    ("prepare", "constraints"),
    ("prepare", "columns"),
    ("change", "names"),
    ("change", "schemas"),
    ("change", "roles"),
    ("change", "types"),
    ("change", "sequences"),
    ("change", "routines"),
    ("change", "tables"),
    ("change", "columns"),
    ("change", "rebuild"),
    ("finish", "rows"),
    ("finish", "constraints"),
    ("finish", "indexes"),
    ("finish", "foreign_keys"),
    ("finish", "functions"),
    ("finish", "views"),
    ("finish", "triggers"),
    ("finish", "policies"),
    ("finish", "verbatim"),
    ("finish", "grants"),
    ("contract", "columns"),
    ("contract", "tables"),
    ("contract", "functions"),
    ("contract", "sequences"),
    ("contract", "types"),
    ("contract", "roles"),
    ("contract", "schemas"),
)
SLUGS = {
    "schema": "schemas",
    "extension": "schemas",
    "role": "roles",
    "enum": "types",
    "domain": "types",
    "composite": "types",
    "sequence": "sequences",
    "table": "tables",
    "column": "columns",
    "primary_key": "constraints",
    "unique": "constraints",
    "check": "constraints",
    "exclusion": "constraints",
    "foreign_key": "foreign_keys",
    "index": "indexes",
    "view": "views",
    "function": "functions",
    "trigger": "triggers",
    "policy": "policies",
    "grant": "grants",
    "row": "rows",
    "verbatim": "verbatim",
}
KEPT_TO_THE_END = frozenset(
    {"table", "column", "sequence", "enum", "domain", "composite", "role", "schema", "extension"}
)


def plan(old: Catalog, new: Catalog, rules: Rules) -> Plan:
    """Plans the way from old to new."""
    ops = diff(old, new, rules)
    parts = list(_fold(_around(ops, old, new), old, new, rules))
    placed: dict[tuple[str, str], list[Part]] = {}
    views = {item.id[1:4:2] for item in (*old, *new) if isinstance(item, View)}
    for part in parts:
        placed.setdefault(_place(part.op, parts, views), []).append(part)
    for place in placed:
        if place[0] == "prepare":  # it runs before the renames, so it speaks of the old names
            placed[place] = [_as_it_was(part, ops) for part in placed[place]]
    standing = _standing(old, ops)
    steps = (
        _step(phase, slug, placed[phase, slug], new, standing)
        for phase, slug in ORDER
        if (phase, slug) in placed
    )
    numbered = (replace(step, number=number) for number, step in enumerate(steps, 1))
    return Plan(new.engine, old, new, tuple(numbered))


def _as_it_was(part: Part, ops: Sequence[Op]) -> Part:
    items: tuple[Object, ...] = (part.op.item, *part.along) if isinstance(part.op, Drop) else ()
    for op in reversed(ops):
        if isinstance(op, Rename):
            back = Renaming(op.new.id, op.old.id)
            items = tuple(renamed(items, back))
    return Part(Drop(items[0]), part.inside, items[1:]) if items else part


def _around(ops: Sequence[Op], old: Catalog, new: Catalog) -> tuple[Op, ...]:
    """Drops and makes again the views that stand on a column whose type changes or that goes: no
    engine lets one change under a view."""
    touched = {op.item.id for op in ops if isinstance(op, Drop) and op.item.kind == "view"}
    touched |= {
        Id("table", op.old.id.schema, "", op.old.id.table)
        for op in ops
        if isinstance(op, Alter)
        and isinstance(op.old, Column)
        and set(op.changed) - {"comment", "default"}
    } | {
        Id("table", op.item.id.schema, "", op.item.id.table)
        for op in ops
        if isinstance(op, Drop) and isinstance(op.item, Column)
    }
    moved = {op.item.id for op in ops if isinstance(op, Drop | Add)}
    known = {item.id: item for item in (*old, *new)}
    standing = [
        item
        for item in new
        if item.kind == "view"
        and item.id in old.objects
        and item.id not in moved
        and touched & _below(item, known)
    ]
    drops = tuple(Drop(old.objects[item.id]) for item in standing)
    ops = (*ops, *drops, *(Add(item) for item in standing))
    return (*ops, *_lost(ops, old, new))


def _lost(ops: Sequence[Op], old: Catalog, new: Catalog) -> Iterator[Op]:
    """Gives back what goes with a view that is dropped and made again: its indexes and grants."""
    added = {op.item.id for op in ops if isinstance(op, Add)}
    again = {op.item.id for op in ops if isinstance(op, Drop) and op.item.kind == "view"} & added
    views = {(key.schema, key.name) for key in again}
    for item in new:
        on = (item.schema, item.on) if isinstance(item, Grant) else item.id[1:3]
        if on in views and item.id in old.objects and item.id not in added:
            yield Add(item)


def _below(item: Object, known: dict[Id, Object]) -> set[Id]:
    """Gives all that an object needs, however far down."""
    found: set[Id] = set()
    waiting = list(getattr(item, "needs", ()))
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting.extend(getattr(known.get(need), "needs", ()))
    return found


def _fold(ops: Iterable[Op], old: Catalog, new: Catalog, rules: Rules) -> Iterator[Part]:
    """Puts what belongs to a table that is made or dropped into that operation."""
    ops = tuple(ops)
    made = {op.item.id[1:4:2] for op in ops if isinstance(op, Add) and isinstance(op.item, Table)}
    gone = {op.item.id[1:4:2] for op in ops if isinstance(op, Drop) and _is_relation(op.item)}
    for op in _rebuilt(ops, new, rules, made | gone):
        match op:
            case Add(Table() as table):
                yield Part(op, tuple(_inside(table, new, rules)))
            case Add(item) if item.id[1:3] in made and _is_inside(item, rules):
                continue
            case Drop(Table() as table):
                yield Part(op, tuple(_inside(table, old, rules)), tuple(_along(table, old, rules)))
            case Drop(View() as view):
                yield Part(op, along=tuple(_along(view, old, rules)))
            case Drop(item) if _table_of(item) in gone and not _is_relation(item):
                if isinstance(item, ForeignKey) and not rules.rebuilds:
                    yield Part(op)  # loops among dropped tables are cut first
            case Drop(Index() | Unique() as item) if rules.indexes_keys:
                yield Part(op, tuple(_orphans(item, new)))
            case Alter(item, _, _) if item.kind in ("enum", "domain", "composite"):
                yield Part(op, tuple(_users(item.id, new)))
            case _:
                yield Part(op)


def _is_relation(item: Object) -> bool:
    return isinstance(item, Table | View)


def _is_inside(item: Object, rules: Rules) -> bool:
    if isinstance(item, ForeignKey):
        return rules.rebuilds
    return item.kind in ("column", "primary_key", "unique", "check", "exclusion")


def _inside(table: Table, found: Catalog, rules: Rules) -> Iterator[Object]:
    for item in found.by_table.get((table.schema, table.name), ()):
        if _is_inside(item, rules):
            yield item


def _along(table: Table | View, old: Catalog, rules: Rules) -> Iterator[Object]:
    for item in old:
        belongs = _table_of(item) == (table.schema, table.name)
        kept = not _is_relation(item) and not isinstance(item, ForeignKey)
        if belongs and kept and not _is_inside(item, rules):
            yield item


def _orphans(gone: Index | Unique, new: Catalog) -> Iterator[Object]:
    """Gives the foreign keys of a table that no index serves once one is gone."""
    columns = _leading(gone)
    here = [item for item in new if item.id[1:3] == (gone.schema, gone.table)]
    served = [_leading(item) for item in here if isinstance(item, Index | Unique | PrimaryKey)]
    for key in here:
        if isinstance(key, ForeignKey):
            width = len(key.columns)
            lost = columns[:width] == key.columns
            if lost and not any(other[:width] == key.columns for other in served):
                yield key


def _leading(item: Index | Unique | PrimaryKey) -> tuple[str, ...]:
    return tuple(k.column for k in item.keys) if isinstance(item, Index) else item.columns


def _users(type_id: Id, new: Catalog) -> Iterator[Object]:
    """Gives the columns of a named type."""
    return (item for item in new if isinstance(item, Column) and type_id in item.needs)


def _table_of(item: Object) -> tuple[str, ...]:
    """Gives the (schema, name) of the table that an object belongs to."""
    return (item.schema, item.on) if isinstance(item, Grant) else item.id[1:3]


def _rebuilt(
    ops: Sequence[Op], new: Catalog, rules: Rules, whole: set[tuple[str, ...]]
) -> Iterator[Op]:
    """Turns the operations on a table into one rebuild, where the engine cannot do them in place."""
    if not rules.rebuilds:
        yield from ops
        return
    tables = {_table(op) for op in ops if _needs_rebuild(op)} - whole - {("", "")}
    done: set[tuple[str, str]] = set()
    objects = _after_renames(ops, new)
    for op in ops:
        table = _table(op)
        if table not in tables or isinstance(op, Rename) or _is_loose(op):
            yield op
        elif table not in done:
            done.add(table)
            yield _rebuild(table, objects, new)


def _after_renames(ops: Sequence[Op], new: Catalog) -> tuple[Object, ...]:
    """Gives the old objects under their new names: undoes all but the renames."""
    found = {item.id: item for item in new}
    for op in reversed(ops):
        match op:
            case Add(item):
                found.pop(item.id, None)
            case Drop(item):
                found[item.id] = item
            case Alter(old, _, _):
                found[old.id] = old
            case _:
                continue
    return tuple(found.values())


def _is_loose(op: Op) -> bool:
    item = op.item if isinstance(op, Add | Drop) else op.new
    return item.kind in ("row", "grant", "policy", "view")


def _table(op: Op) -> tuple[str, str]:
    item = op.item if isinstance(op, Add | Drop) else op.new
    if isinstance(item, Table):
        return item.schema, item.name
    return item.id.schema, item.id.table


def _needs_rebuild(op: Op) -> bool:
    if isinstance(op, Rename) or _is_loose(op):
        return False
    item = op.item if isinstance(op, Add | Drop) else op.new
    if item.kind in ("index", "trigger"):
        return False
    if isinstance(op, Add) and isinstance(item, Column):  # ADD COLUMN takes constants only
        plain = item.nullable and not (item.generated or item.identity or item.comment)
        return not plain or item.default.startswith(("(", "CURRENT_"))
    return bool(item.id.table) or (isinstance(op, Alter) and isinstance(item, Table))


def _rebuild(table: tuple[str, str], old: Sequence[Object], new: Catalog) -> Rebuild:
    before = tuple(item for item in old if _belongs(item, table))
    after = tuple(item for item in new if _belongs(item, table))
    there = {item.name for item in before if isinstance(item, Column) and not item.generated}
    copied = tuple(
        (item.name, item.name)
        for item in after
        if isinstance(item, Column) and not item.generated and item.name in there
    )
    first = next(item for item in before if isinstance(item, Table))
    last = next(item for item in after if isinstance(item, Table))
    return Rebuild(first, last, before, after, copied)


def _belongs(item: Object, table: tuple[str, str]) -> bool:
    if isinstance(item, Table):
        return (item.schema, item.name) == table
    return (
        item.id[1:3] == table and not isinstance(item, Row) and item.kind not in ("grant", "policy")
    )


def _place(op: Op, parts: Sequence[Part], views: Collection[tuple[str, ...]]) -> tuple[str, str]:
    match op:
        case Add(Index() as item) if item.id[1:3] in views:
            return "finish", "views"
        case Rename():
            return "change", "names"
        case Rebuild():
            return "change", "rebuild"
        case Add(item) | Alter(_, item, _):
            slug = SLUGS[item.kind]
            early = slug in ("schemas", "roles", "types", "sequences", "tables", "columns")
            return ("change" if early else "finish"), slug
        case Drop(item):
            slug = SLUGS[item.kind]
            if slug == "grants":
                return "prepare", "policies"
            comes_back = any(isinstance(p.op, Add) and p.op.item.id == item.id for p in parts)
            late = item.kind in KEPT_TO_THE_END and not comes_back
            return ("contract" if late else "prepare"), slug
    raise AssertionError(op)


def _standing(old: Catalog, ops: Iterable[Op]) -> frozenset[tuple[str, ...]]:
    """Gives the (schema, name) of tables that are there before anything is made, as they are called
    after the renames."""
    tables = {(item.schema, item.name) for item in old if isinstance(item, Table)}
    for op in ops:
        if isinstance(op, Rename) and isinstance(op.new, Table):
            tables.discard((op.old.id.schema, op.old.id.name))
            tables.add((op.new.schema, op.new.name))
    return frozenset(tables)


def _step(
    phase: str, slug: str, parts: list[Part], new: Catalog, standing: frozenset[tuple[str, ...]]
) -> Step:
    ordered = _ordered(parts, reverse=phase in ("prepare", "contract"))
    found = tuple(hazard for part in ordered for hazard in hazards(part.op, new, standing))
    return Step(0, phase, slug, ordered, found)


def _ordered(parts: list[Part], *, reverse: bool) -> tuple[Part, ...]:
    """Sorts by need, then by name; drops go the other way round."""
    if any(isinstance(part.op, Rename) for part in parts):
        return tuple(parts)  # each rename speaks of names as the one before left them
    by_id = {_item(part.op).id: part for part in sorted(parts, key=lambda part: _item(part.op).id)}
    done: dict[Id, Part] = {}

    def visit(key: Id, above: frozenset[Id]) -> None:
        if key in done or key in above:
            return
        part = by_id[key]
        for need in getattr(_item(part.op), "needs", ()):
            if need in by_id:
                visit(need, above | {key})
        done[key] = part

    for key in by_id:
        visit(key, frozenset())
    found = tuple(done.values())
    return found[::-1] if reverse else found


def _item(op: Op) -> Object:
    return op.item if isinstance(op, Add | Drop) else op.new
