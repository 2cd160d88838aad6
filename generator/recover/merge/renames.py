"""Renames in a database: the same object, under another name than at the last import.

Takes renames, gives what an object and the names of a side are called today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.merge.sides import ITEMS, Names

__all__ = ["Rename", "Renames", "called", "label", "lacking"]


@dataclass(frozen=True, slots=True)
class Rename:
    """An object that is called otherwise. old: at the last import; new: today."""

    old: Id
    new: Id


@dataclass(frozen=True, slots=True)
class Renames:
    """The renames that a merge goes by. tables: old to new; columns: by the table as it is called
    today, old name to new; others: old to new, of what has no rows."""

    tables: Mapping[Id, Id] = field(default_factory=dict)
    columns: Mapping[Id, Mapping[str, str]] = field(default_factory=dict)
    others: Mapping[Id, Id] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Rename]) -> Renames:
        """Sorts renames by what they are of."""
        tables: dict[Id, Id] = {}
        columns: dict[Id, dict[str, str]] = {}
        others: dict[Id, Id] = {}
        for one in found:
            if one.old.kind == "table":
                tables[one.old] = one.new
            elif one.old.kind == "column":
                owner = Id("table", one.new.schema, "", one.new.table)
                columns.setdefault(owner, {})[one.old.name] = one.new.name
            else:
                others[one.old] = one.new
        return cls(tables, columns, others)

    def id(self, key: Id) -> Id:
        """Gives what an object is called today."""
        if key in self.others:
            return self.others[key]
        if key.table:
            owner = self._table(Id("table", key.schema, "", key.table))
            name = self.columns.get(owner, {}).get(key.name, key.name)
            return key._replace(table=owner.name, name=name if key.kind == "column" else key.name)
        return self._table(key)

    def names(self, known: Names) -> Names:
        """Gives what the names of a side mean today."""
        fields = {
            self._table(key): {
                name: self.columns.get(self._table(key), {}).get(column, column)
                for name, column in items.items()
            }
            for key, items in known.fields.items()
        }
        items = {
            self._table(key): {at: self._item(key, at[0], name) for at, name in items.items()}
            for key, items in known.items.items()
        }
        return Names({at: self.id(key) for at, key in known.ids.items()}, fields, items)

    def _table(self, key: Id) -> Id:
        return self.tables.get(key, key)

    def _item(self, owner: Id, section: str, name: str) -> str:
        told = (Id(kind, owner.schema, owner.name, name) for kind in ITEMS[section])
        return next((self.others[key].name for key in told if key in self.others), name)


def label(key: Id) -> str:
    """Gives a table or a column as a person would name it: `customers.phone`."""
    return ".".join(part for part in (key.schema, key.table, key.name) if part)


def called(base: Catalog, today: Catalog, given: Sequence[tuple[str, str]]) -> tuple[Rename, ...]:
    """Gives the renames that a person states, by their labels. Errors: LookupError with a sentence."""
    gone = {label(key): key for key in lacking(base, today)}
    new = {label(key): key for key in lacking(today, base)}
    found: list[Rename] = []
    for old, now in given:
        if old not in gone:
            raise LookupError(f"`{old}` is no table or column that is gone from the database")
        if now not in new or new[now].kind != gone[old].kind:
            raise LookupError(f"`{now}` is no {gone[old].kind} that is new in the database")
        found.append(Rename(gone[old], new[now]))
    return tuple(found)


def lacking(one: Catalog, other: Catalog) -> Iterator[Id]:
    """Gives the tables and columns that only one catalog has; partitions are their table's business."""
    for item in one:
        is_whole = isinstance(item, cat.Column) or (isinstance(item, cat.Table) and not item.parent)
        if is_whole and item.id not in other.objects:
            yield item.id
