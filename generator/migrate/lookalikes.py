"""A drop beside an add that looks like a rename and does not say so: refused, never guessed.

Takes a Plan, gives Diagnostics; `was:` or an accepted drop settles each."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from generator.catalog import Catalog, Column, Object, Table
from generator.diagnostics import Diagnostic
from generator.migrate.ops import Add, Drop, Op, Rebuild
from generator.migrate.plan import Plan

__all__ = ["lookalikes"]

ALIKE = 0.75
"""Two tables that share this much of their columns are taken for one."""


def lookalikes(plan: Plan, dropped: Collection[str]) -> tuple[Diagnostic, ...]:
    """Finds undeclared renames. dropped: logical paths whose loss somebody accepted.

    A field counts when what it may hold is equal and either the names are close or it is the only pair of
    its entity; a table when most of its columns are."""
    ops = [op for step in plan.steps for part in step.parts for op in _flat(part.op)]
    gone = [op.item for op in ops if isinstance(op, Drop) and op.item.node not in dropped]
    come = [op.item for op in ops if isinstance(op, Add)]
    return tuple(_pairs(gone, come, plan))


def _flat(op: Op) -> Iterator[Op]:
    if not isinstance(op, Rebuild):
        yield op
        return
    before = {item.id: item for item in op.before}
    after = {item.id: item for item in op.after}
    yield from (Drop(item) for key, item in before.items() if key not in after)
    yield from (Add(item) for key, item in after.items() if key not in before)


def _pairs(gone: list[Object], come: list[Object], plan: Plan) -> Iterator[Diagnostic]:
    for old in gone:
        fitting = [new for new in come if _alike(old, new, plan)]
        only = len(fitting) == 1 and sum(_alike(item, fitting[0], plan) for item in gone) == 1
        close = [new for new in fitting if _ratio(old, new) >= 0.5]
        if fitting and (only or close):
            yield _finding(old, max(close or fitting, key=lambda new: _ratio(old, new)))


def _alike(old: Object, new: Object, plan: Plan) -> bool:
    if isinstance(old, Column) and isinstance(new, Column):
        same = (old.schema, old.table) == (new.schema, new.table)
        return same and _kind(old) == _kind(new)
    if isinstance(old, Table) and isinstance(new, Table):
        here, there = _columns(old, plan.old), _columns(new, plan.new)
        return bool(here | there) and len(here & there) / len(here | there) >= ALIKE
    return False


def _kind(column: Column) -> tuple[object, ...]:
    return column.type, column.generated, column.nullable, column.identity


def _columns(table: Table, catalog: Catalog) -> frozenset[tuple[str, str]]:
    columns = catalog.of(Column, (table.schema, table.name))
    return frozenset((item.name, item.type) for item in columns if isinstance(item, Column))


def _ratio(old: Object, new: Object) -> float:
    return difflib.SequenceMatcher(None, _last(old.node), _last(new.node)).ratio()


def _last(node: str) -> str:
    return node.rpartition(".")[2]


def _finding(old: Object, new: Object) -> Diagnostic:
    what = "field" if isinstance(new, Column) else "entity"
    message = f"{what} `{new.node}` is new and `{old.node}` is gone: is it a rename?"
    hint = (
        f"write `was: {_last(old.node)}`, or accept G402 of `{old.node}` in migrations/intent.yaml"
    )
    return Diagnostic("G401", message, new.at, hint, on_key=True)
