"""The plan of a migration: steps in an order in which each finds what it needs.

Takes the operations between two catalogs, gives a Plan; ties are broken by name, so runs agree. What
belongs to a table goes with it when the table is made or dropped, and SQLite's tables are rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.catalog import (
    Catalog,
    Id,
    Object,
    Table,
    View,
)
from generator.migrate.collations import recollated
from generator.migrate.diff import diff
from generator.migrate.hazards import Hazard, hazards
from generator.migrate.ops import Add, Drop, Move, Op, Rename
from generator.migrate.parts import Part, around, fold
from generator.migrate.places import needed_by_tables, place
from generator.migrate.rename import Renaming, renamed
from generator.migrate.rules import Rules
from generator.migrate.security import aside

__all__ = ["Plan", "Step", "plan"]


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
    ("prepare", "verbatim"),
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
    ("change", "values"),
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


def plan(old: Catalog, new: Catalog, rules: Rules, moves: Sequence[Move] = ()) -> Plan:
    """Plans the way from old to new. moves: what rows get instead of values that go."""
    ops = diff(old, new, rules)
    if ops:
        ops = (*ops, *moves)
    ops = recollated(ops, new)
    parts = list(fold(aside(around(ops, old, new, rules), old, new), old, new, rules))
    placed: dict[tuple[str, str], list[Part]] = {}
    views = {item.id[1:4:2] for item in (*old, *new) if isinstance(item, View)}
    early = needed_by_tables(old) | needed_by_tables(new)
    for part in parts:
        placed.setdefault(place(part.op, parts, views, early), []).append(part)
    for where in placed:
        if where[0] == "prepare":  # it runs before the renames, so it speaks of the old names
            placed[where] = [_as_it_was(part, ops) for part in placed[where]]
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
        for need in _needs(part):
            if need in by_id:
                visit(need, above | {key})
        done[key] = part

    for key in by_id:
        visit(key, frozenset())
    found = tuple(done.values())
    return found[::-1] if reverse else found


def _needs(part: Part) -> Iterator[Id]:
    """Gives what a part needs, and what goes along with it: a table also what its columns need."""
    item = _item(part.op)
    columns = part.inside if isinstance(item, Table) else ()
    for each in (item, *columns, *part.along):
        yield from getattr(each, "needs", ())


def _item(op: Op) -> Object:
    return op.item if isinstance(op, Add | Drop | Move) else op.new
