"""Renames in a database: the same table or column, under another name than at the last import.

Takes the catalogs of both imports, gives the renames for which there is evidence that nothing but a
rename leaves behind, and apart from them what only looks like one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.merge.sides import Names

__all__ = ["Rename", "Renames", "called", "label", "recognised"]

NAMED: Mapping[str, tuple[type[cat.Object], ...]] = {
    "postgresql": (cat.Index, cat.PrimaryKey, cat.Unique, cat.Exclusion),
    "sqlite": (cat.Index,),
    "mysql": (cat.ForeignKey,),
    "mariadb": (cat.ForeignKey,),
}
"""What has a name that is used once in a schema, and that a table takes along when it is renamed: a
new table cannot have it by chance."""

ALIKE = 0.5
"""Which part of its columns, by their types, a table with such evidence must have kept."""
SIMILAR = 0.75
"""Which part, by names and types, for being offered without evidence."""


Columns = dict[str, tuple[str, bool]]
"""Type, and whether it takes NULL, by name."""


Mark = tuple[str, ...]
"""What shows which table a table is."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A table or a column that is called otherwise. old: at the last import; new: today."""

    old: Id
    new: Id


@dataclass(frozen=True, slots=True)
class Renames:
    """The renames that a merge goes by. tables: old to new; columns: by the table as it is called
    today, old name to new."""

    tables: Mapping[Id, Id] = field(default_factory=dict)
    columns: Mapping[Id, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Rename]) -> Renames:
        """Sorts renames by what they are of."""
        tables: dict[Id, Id] = {}
        columns: dict[Id, dict[str, str]] = {}
        for one in found:
            if one.old.kind == "table":
                tables[one.old] = one.new
            else:
                owner = Id("table", one.new.schema, "", one.new.table)
                columns.setdefault(owner, {})[one.old.name] = one.new.name
        return cls(tables, columns)

    def id(self, key: Id) -> Id:
        """Gives what an object is called today."""
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
        items = {self._table(key): one for key, one in known.items.items()}
        return Names({at: self.id(key) for at, key in known.ids.items()}, fields, items)

    def _table(self, key: Id) -> Id:
        return self.tables.get(key, key)


def label(key: Id) -> str:
    """Gives a table or a column as a person would name it: `customers.phone`."""
    return ".".join(part for part in (key.schema, key.table, key.name) if part)


def called(base: Catalog, today: Catalog, given: Sequence[tuple[str, str]]) -> tuple[Rename, ...]:
    """Gives the renames that a person states, by their labels. Errors: LookupError with a sentence."""
    gone = {label(key): key for key in _named(base, today)}
    new = {label(key): key for key in _named(today, base)}
    found: list[Rename] = []
    for old, now in given:
        if old not in gone:
            raise LookupError(f"`{old}` is no table or column that is gone from the database")
        if now not in new or new[now].kind != gone[old].kind:
            raise LookupError(f"`{now}` is no {gone[old].kind} that is new in the database")
        found.append(Rename(gone[old], new[now]))
    return tuple(found)


def recognised(
    base: Catalog, today: Catalog, positions: Mapping[Id, int], stated: Sequence[Rename] = ()
) -> tuple[tuple[Rename, ...], tuple[Rename, ...]]:
    """Gives the renames that are certain, and those that are only likely. positions: of the columns
    of today, as the database has them; stated: what a person says of it."""
    tables = [one for one in stated if one.old.kind == "table"]
    told = {key for one in tables for key in (one.old, one.new)}
    gone = [key for key in _named(base, today) if key.kind == "table" and key not in told]
    new = [key for key in _named(today, base) if key.kind == "table" and key not in told]
    certain, likely = _tables(base, today, gone, new)
    tables += certain
    columns = [one for one in stated if one.old.kind == "column"]
    renames = Renames.of([*tables, *columns])
    before, after = _by_table(base), _by_table(today)
    for key, held in before.items():
        now = renames.id(key)
        if now in today.objects:
            sure, perhaps = _columns(held, after.get(now, []), now, renames, positions)
            columns += sure
            likely += perhaps
    return (*tables, *columns), tuple(likely)


def _by_table(catalog: Catalog) -> dict[Id, list[cat.Object]]:
    """Gives what stands on each table."""
    found: dict[Id, list[cat.Object]] = {}
    for item in catalog:
        if item.id.table:
            found.setdefault(Id("table", item.id.schema, "", item.id.table), []).append(item)
    return found


def _named(one: Catalog, other: Catalog) -> Iterator[Id]:
    """Gives the tables and columns that only one catalog has; partitions are their table's business."""
    for item in one:
        is_whole = isinstance(item, cat.Column) or (isinstance(item, cat.Table) and not item.parent)
        if is_whole and item.id not in other.objects:
            yield item.id


def _tables(
    base: Catalog, today: Catalog, gone: Sequence[Id], new: Sequence[Id]
) -> tuple[list[Rename], list[Rename]]:
    before, after = _shapes(base), _shapes(today)
    marks, holders = _marks(base), _holders(_marks(today), new)
    proven = [
        (old, now)
        for old in gone
        for now in {one for mark in marks.get(old, ()) for one in holders.get(mark, ())}
        if old.schema == now.schema and _kept(before.get(old, {}), after.get(now, {})) >= ALIKE
    ]
    certain = [Rename(*pair) for pair in proven if _is_alone(pair, proven)]
    told = {key for one in certain for key in (one.old, one.new)}
    likely = [
        Rename(old, now)
        for old in gone
        for now in new
        if not told & {old, now} and old.schema == now.schema
        if _likeness(before.get(old, {}), after.get(now, {})) >= SIMILAR
    ]
    return certain, likely


def _holders(marks: Mapping[Id, set[Mark]], new: Sequence[Id]) -> dict[Mark, list[Id]]:
    """Gives the new tables by what they are known by."""
    found: dict[Mark, list[Id]] = {}
    for key in new:
        for mark in marks.get(key, ()):
            found.setdefault(mark, []).append(key)
    return found


def _is_alone(pair: tuple[Id, Id], pairs: Iterable[tuple[Id, Id]]) -> bool:
    return not any(other != pair and set(other) & set(pair) for other in pairs)


def _shapes(catalog: Catalog) -> dict[Id, Columns]:
    found: dict[Id, Columns] = {}
    for item in catalog:
        if isinstance(item, cat.Column):
            owner = Id("table", item.schema, "", item.table)
            found.setdefault(owner, {})[item.name] = item.type, item.nullable
    return found


def _likeness(one: Columns, other: Columns) -> float:
    """Gives which part of their columns two tables have in common, by name and type."""
    same = sum(other.get(name) == kind for name, kind in one.items())
    return same / max(len(one), len(other), 1)


def _kept(one: Columns, other: Columns) -> float:
    """Gives which part of their columns two tables have in common, whatever these are called."""
    same = Counter(one.values()) & Counter(other.values())
    return same.total() / max(len(one), len(other), 1)


def _marks(catalog: Catalog) -> dict[Id, set[Mark]]:
    """Gives what shows which table a table is, whatever it is called: names that are used once, and the
    references of other tables."""
    found: dict[Id, set[Mark]] = {}
    for item in catalog:
        name = str(getattr(item, "name", ""))
        if isinstance(item, NAMED.get(catalog.engine, ())) and name:
            found.setdefault(Id("table", item.id.schema, "", item.id.table), set()).add((name,))
        if isinstance(item, cat.ForeignKey) and item.table != item.ref_table:
            told = Id("table", item.ref_schema or item.schema, "", item.ref_table)
            mark = (item.schema, item.table, item.name, *item.columns, *item.ref_columns)
            found.setdefault(told, set()).add(mark)
    return found


def _columns(
    base: Sequence[cat.Object],
    today: Sequence[cat.Object],
    now: Id,
    renames: Renames,
    positions: Mapping[Id, int],
) -> tuple[list[Rename], list[Rename]]:
    """Looks for renames among the columns of one table; one that is certain is evidence for those
    beside it. base, today: what stands on it; now: what it is called today."""
    before = {item.name: item for item in base if isinstance(item, cat.Column)}
    after = {item.name: item for item in today if isinstance(item, cat.Column)}
    if before.keys() == after.keys():
        return [], []
    known = {name: name for name in before if name in after} | dict(renames.columns.get(now, {}))
    uses = dict(_using(base)), dict(_using(today))
    places = {name: positions.get(item.id, item.position) for name, item in after.items()}
    certain: list[Rename] = []
    while True:
        pairs = [
            (old, new)
            for old, new in _pairs(before, after, known)
            if replace(old, table=now.name, name=new.name, comment=new.comment) == new
        ]
        proven = [
            (old, new)
            for old, new in pairs
            if _is_followed(*uses, old.name, new.name)
            or (
                _is_alone((old.id, new.id), ((one.id, two.id) for one, two in pairs))
                and any(places[name] > places[new.name] for name in known.values())
            )
        ]
        if not proven:
            return certain, [Rename(old.id, new.id) for old, new in pairs]
        for old, new in proven:
            if old.name not in known and new.name not in known.values():
                certain.append(Rename(old.id, new.id))
                known[old.name] = new.name


def _pairs(
    before: Mapping[str, cat.Column], after: Mapping[str, cat.Column], known: Mapping[str, str]
) -> Iterator[tuple[cat.Column, cat.Column]]:
    """Gives what is gone with what is new: those of one place between columns that are known, one by
    one where they are as many, else each with each."""
    new = _runs(after, {name: name for name in known.values()})
    for mark, gone in _runs(before, known).items():
        there = new.get(mark, [])
        if len(gone) == len(there):
            yield from zip(gone, there, strict=True)
        else:
            yield from ((one, two) for one in gone for two in there)


def _runs(
    columns: Mapping[str, cat.Column], known: Mapping[str, str]
) -> dict[str, list[cat.Column]]:
    """Gives the columns that are not known, by the known one before them, as it is called today."""
    found: dict[str, list[cat.Column]] = {}
    last = ""
    for item in sorted(columns.values(), key=lambda item: item.position):
        if item.name in known:
            last = known[item.name]
        else:
            found.setdefault(last, []).append(item)
    return found


def _is_followed(
    before: Mapping[tuple[str, str], tuple[str, ...]],
    after: Mapping[tuple[str, str], tuple[str, ...]],
    old: str,
    new: str,
) -> bool:
    """Whether a constraint or an index that had the column under its old name has it under the new
    one: it would have gone with the column."""
    return any(
        new in used
        and len(was := before.get(key, ())) == len(used)
        and all(one == two or (one, two) == (old, new) for one, two in zip(was, used, strict=True))
        for key, used in after.items()
    )


def _using(objects: Iterable[cat.Object]) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Gives what each constraint and index of a table is over, by its kind and name: columns, or the
    words of a check."""
    for item in objects:
        key = item.kind, item.id.name
        if isinstance(item, cat.Index):
            yield key, tuple(one.column for one in item.keys)
        elif isinstance(item, cat.PrimaryKey | cat.Unique | cat.ForeignKey):
            yield key, item.columns
        elif isinstance(item, cat.Check):
            yield key, tuple(re.findall(r"\w+", item.expression))
