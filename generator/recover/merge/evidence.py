"""What shows that a table or a column was renamed, and not dropped and made anew.

Takes the catalogs of both imports, gives the renames for which there is evidence that nothing but a
rename leaves behind, and apart from them what only looks like one. What has no rows of its own needs
none: there, a rename is the same as a drop and something equal under another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.migrate.rename import Renaming, renamed, with_values
from generator.recover.merge.renames import Rename, Renames, lacking

__all__ = ["recognised"]

NAMED: Mapping[str, tuple[type[cat.Object], ...]] = {
    "postgresql": (cat.Index, cat.PrimaryKey, cat.Unique, cat.Exclusion),
    "sqlite": (cat.Index,),
    "mysql": (cat.ForeignKey,),
    "mariadb": (cat.ForeignKey,),
}
"""What has a name that is used once in a schema, and that a table takes along when it is renamed: a
new table cannot have it by chance."""
ROWLESS = (
    cat.EnumType, cat.DomainType, cat.CompositeType, cat.Sequence, cat.View,
    cat.Check, cat.Exclusion, cat.ForeignKey, cat.Index, cat.Policy, cat.Unique,
)  # fmt: skip
"""What has no rows, and a name."""

ALIKE = 0.5
"""Which part of its columns, by their types, a table with such evidence must have kept."""
SIMILAR = 0.75
"""Which part, by names and types, for being offered without evidence."""

Columns = dict[str, tuple[str, bool]]
"""Type, and whether it takes NULL, by name."""

Mark = tuple[str, ...]
"""What shows which table a table is."""


def recognised(
    base: Catalog, today: Catalog, positions: Mapping[Id, int], stated: Sequence[Rename] = ()
) -> tuple[tuple[Rename, ...], tuple[Rename, ...]]:
    """Gives the renames that are certain, and those that are only likely. positions: of the columns
    of today, as the database has them; stated: what a person says of it."""
    tables = [one for one in stated if one.old.kind == "table"]
    told = {key for one in tables for key in (one.old, one.new)}
    gone = [key for key in lacking(base, today) if key.kind == "table" and key not in told]
    new = [key for key in lacking(today, base) if key.kind == "table" and key not in told]
    sure, likely = _tables(base, today, gone, new)
    tables += sure
    columns = [one for one in stated if one.old.kind == "column"]
    renames = Renames.of([*tables, *columns])
    before, after = _by_table(base), _by_table(today)
    for key, held in before.items():
        now = renames.id(key)
        if now in today.objects:
            sure, perhaps = _columns(held, after.get(now, []), now, renames, positions)
            columns += sure
            likely += perhaps
    certain = [*tables, *columns]
    return (*certain, *_rowless(base, today, certain)), tuple(likely)


def _rowless(base: Catalog, today: Catalog, known: Sequence[Rename]) -> Iterator[Rename]:
    """Pairs what is gone with what is new and equal but for its name and comment. known: the renames
    of tables and columns."""
    before = tuple(_in_todays_names(base, known))
    there = {item.id for item in before}
    gone = [
        (item.id, _nameless(now))
        for item, now in zip(base, before, strict=True)
        if isinstance(item, ROWLESS) and now.id not in today.objects
    ]
    new = [
        (item.id, _nameless(item))
        for item in today
        if isinstance(item, ROWLESS) and item.id not in there
    ]
    pairs = [(old, now) for old, one in gone for now, other in new if one == other]
    yield from (Rename(*pair) for pair in pairs if _is_alone(pair, pairs))


def _in_todays_names(base: Catalog, known: Sequence[Rename]) -> Iterable[cat.Object]:
    """Gives the objects of the last import as they would be called today, in their order."""
    objects: Iterable[cat.Object] = base
    tables = Renames.of(one for one in known if one.old.kind == "table")
    for one in known:
        old = one.old if one.old.kind == "table" else tables.id(one.old)
        objects = tuple(renamed(objects, Renaming(old, one.new)))
    return objects


def _nameless(item: cat.Object) -> cat.Object:
    return with_values(item, name="", comment="")


def _by_table(catalog: Catalog) -> dict[Id, list[cat.Object]]:
    """Gives what stands on each table."""
    found: dict[Id, list[cat.Object]] = {}
    for item in catalog:
        if item.id.table:
            found.setdefault(Id("table", item.id.schema, "", item.id.table), []).append(item)
    return found


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
