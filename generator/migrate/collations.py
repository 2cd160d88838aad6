"""A table that gets another collation takes its texts along.

Takes the operations between two catalogs, gives them with those of the columns that follow: engines
change only what columns will have that are added later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.catalog import Catalog, Column, Table
from generator.migrate.ops import Add, Alter, Op

__all__ = ["recollated"]

TEXT = re.compile("char|text|enum|set")
"""The types of columns that have a collation."""


@dataclass(frozen=True, slots=True)
class Change:
    """The collation of a table, before and after. Both are said with each column, since on the way
    back the columns come first."""

    old: str
    new: str

    def of(self, old: Column, new: Column, changed: tuple[str, ...]) -> Alter:
        """Gives the change of a column of the table."""
        return Alter(_said(old, self.old), _said(new, self.new), changed)


def recollated(ops: Sequence[Op], new: Catalog) -> tuple[Op, ...]:
    """Gives the operations, with one for each text that has the collation of its table."""
    changes = dict(_changes(ops))
    if not changes:
        return tuple(ops)
    return (*(_along(op, changes) for op in ops), *_following(ops, new, changes))


def _changes(ops: Sequence[Op]) -> Iterator[tuple[tuple[str, str], Change]]:
    for op in ops:
        if isinstance(op, Alter) and isinstance(op.old, Table) and isinstance(op.new, Table):
            change = Change(op.old.options.get("collate", ""), op.new.options.get("collate", ""))
            if change.old != change.new:
                yield (op.new.schema, op.new.name), change


def _along(op: Op, changes: Mapping[tuple[str, str], Change]) -> Op:
    if isinstance(op, Alter) and isinstance(op.old, Column) and isinstance(op.new, Column):
        change = changes.get((op.new.schema, op.new.table))
        return change.of(op.old, op.new, op.changed) if change else op
    return op


def _following(
    ops: Sequence[Op], new: Catalog, changes: Mapping[tuple[str, str], Change]
) -> Iterator[Op]:
    """Gives the changes of columns that nothing else changes."""
    done = {op.item.id for op in ops if isinstance(op, Add)}
    done |= {op.new.id for op in ops if isinstance(op, Alter)}
    for table, change in changes.items():
        for item in new.by_table.get(table, ()):
            if isinstance(item, Column) and item.id not in done and _is_of_table(item):
                yield change.of(item, item, ("collate",))


def _said(column: Column, of_table: str) -> Column:
    return replace(column, collate=of_table) if _is_of_table(column) else column


def _is_of_table(column: Column) -> bool:
    return TEXT.search(column.type) is not None and not column.collate
