"""What is created at once: a catalog's objects, put together into statements.

Takes a Catalog, gives Units that templates are given one at a time; `arrange` puts them in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from generator import catalog as cat
from generator.catalog import Catalog, Id

__all__ = ["Ownership", "RowsUnit", "Single", "TableUnit", "Unit", "rows", "tables", "units_of"]

INLINE_INDEXES = ("mysql", "mariadb")
"""Engines whose indexes are parts of the table: MySQL has no CREATE INDEX IF NOT EXISTS."""
FORWARD_KEYS = ("sqlite",)
"""Engines where a foreign key may name a table that is not there yet, and cannot be added later."""
PARTS = (cat.Table, cat.Column, cat.PrimaryKey, cat.Unique, cat.ForeignKey, cat.Exclusion, cat.Row)
"""What comes with its table, or by many to a statement."""
ADDED_CHECKS = ("postgresql", "mssql")
"""Engines that have checks which old rows need not satisfy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUnit:
    """A table as one statement. columns: in their order; constraints: in the order of the catalog.

    foreign_keys: those whose table is there already; indexes: where they are parts of the table."""

    kind: ClassVar[str] = "table"
    table: cat.Table
    columns: tuple[cat.Column, ...] = ()
    primary_key: cat.PrimaryKey | None = None
    uniques: tuple[cat.Unique, ...] = ()
    foreign_keys: tuple[cat.ForeignKey, ...] = ()
    checks: tuple[cat.Check, ...] = ()
    exclusions: tuple[cat.Exclusion, ...] = ()
    indexes: tuple[cat.Index, ...] = ()

    @property
    def id(self) -> Id:
        return self.table.id

    @property
    def constraints(self) -> tuple[cat.Object, ...]:
        """All constraints in the order of a CREATE TABLE."""
        key = (self.primary_key,) if self.primary_key else ()
        return (*key, *self.uniques, *self.foreign_keys, *self.checks, *self.exclusions)

    @property
    def parts(self) -> tuple[cat.Object, ...]:
        """All that the statement is made of."""
        return (self.table, *self.columns, *self.constraints, *self.indexes)

    @property
    def subject(self) -> TableUnit:
        """What a template is given."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsUnit:
    """Rows of one table with the same columns, as one statement. key: the columns that identify a
    row, which come first in `columns`; rows: literals, one a column. identity: the column that the
    database numbers itself and the rows fill, or ""; keyed: the key is one of the database too."""

    kind: ClassVar[str] = "rows"
    schema: str
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    identity: str = ""
    keyed: bool = True

    @property
    def id(self) -> Id:
        return Id("rows", self.schema, self.table, f"{self.columns} {self.rows[0]}")

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that do not identify a row."""
        return self.columns[len(self.key) :]

    @property
    def subject(self) -> RowsUnit:
        """What a template is given."""
        return self


@dataclass(frozen=True, slots=True)
class Single:
    """An object that is a statement of its own."""

    object: cat.Object

    @property
    def kind(self) -> str:
        return self.object.kind

    @property
    def id(self) -> Id:
        return self.object.id

    @property
    def subject(self) -> cat.Object:
        """What a template is given."""
        return self.object


@dataclass(frozen=True, slots=True)
class Ownership:
    """A sequence that goes when a column goes; told once both are there."""

    kind: ClassVar[str] = "ownership"
    sequence: cat.Sequence

    @property
    def id(self) -> Id:
        return Id(self.kind, self.sequence.schema, "", self.sequence.name)

    @property
    def subject(self) -> cat.Sequence:
        """What a template is given."""
        return self.sequence


Unit = TableUnit | RowsUnit | Ownership | Single


def tables(catalog: Catalog) -> Iterator[TableUnit]:
    """Gives each table with all its parts, whatever the order of creation."""
    parts: dict[tuple[str, str], list[cat.Object]] = defaultdict(list)
    for key, item in catalog.objects.items():
        if key.table:
            parts[key.schema, key.table].append(item)
    for item in catalog:
        if isinstance(item, cat.Table):
            yield _table(catalog, item, parts[item.schema, item.name])


def rows(items: Iterable[cat.Row], catalog: Catalog) -> Iterator[RowsUnit]:
    """Puts rows that follow each other, of one table and the same columns, into one statement.

    catalog: where the tables of the rows are; the rows themselves need not be in it."""
    items = tuple(items)
    if not items:
        return
    known = _Known.of(catalog)
    held: list[cat.Row] = []
    for item in items:
        if held and _shape(held[0]) != _shape(item):
            yield _rows(held, known)
            held = []
        held.append(item)
    if held:
        yield _rows(held, known)


@dataclass(frozen=True, slots=True)
class _Known:
    """What statements of rows must know of the tables: (schema, table, …) of columns and keys."""

    identities: frozenset[tuple[str, str, str]]
    keys: frozenset[tuple[str, str, frozenset[str]]]

    @classmethod
    def of(cls, catalog: Catalog) -> _Known:
        identities, keys = set(), set()
        for item in catalog:
            if isinstance(item, cat.Column) and item.identity is not None:
                identities.add((item.schema, item.table, item.name))
            elif isinstance(item, (cat.PrimaryKey, cat.Unique)):
                keys.add((item.schema, item.table, frozenset(item.columns)))
            elif isinstance(item, cat.Index) and item.unique and not item.where:
                columns = frozenset(key.column for key in item.keys)
                keys.add((item.schema, item.table, columns))
        return cls(frozenset(identities), frozenset(keys))


def units_of(catalog: Catalog) -> Iterator[Unit]:
    """Gives all units of a catalog, in no order that matters."""
    yield from tables(catalog)
    views = {item.id[1::2] for item in catalog if isinstance(item, cat.View)}
    for item in catalog:
        if isinstance(item, cat.Index):
            if catalog.engine not in INLINE_INDEXES or (item.schema, item.table) in views:
                yield Single(item)
            continue
        if isinstance(item, cat.Sequence) and item.owned_by:
            yield Ownership(item)
        if isinstance(item, cat.ForeignKey) and _is_late(catalog, item):
            yield Single(item)
        if isinstance(item, cat.Check):
            if _is_added(catalog, item):
                yield Single(item)
        elif not isinstance(item, PARTS):
            yield Single(item)
    yield from rows((item for item in catalog if isinstance(item, cat.Row)), catalog)


def _table(catalog: Catalog, table: cat.Table, parts: Sequence[cat.Object]) -> TableUnit:
    columns = sorted(
        (item for item in parts if isinstance(item, cat.Column)),
        key=lambda column: (column.position, column.name),
    )
    inline = catalog.engine in INLINE_INDEXES
    return TableUnit(
        table=table,
        columns=tuple(columns),
        primary_key=next((item for item in parts if isinstance(item, cat.PrimaryKey)), None),
        uniques=tuple(item for item in parts if isinstance(item, cat.Unique)),
        foreign_keys=tuple(
            item
            for item in parts
            if isinstance(item, cat.ForeignKey) and not _is_late(catalog, item)
        ),
        checks=tuple(
            item for item in parts if isinstance(item, cat.Check) and not _is_added(catalog, item)
        ),
        exclusions=tuple(item for item in parts if isinstance(item, cat.Exclusion)),
        indexes=tuple(item for item in parts if isinstance(item, cat.Index) and inline),
    )


def _is_added(catalog: Catalog, check: cat.Check) -> bool:
    """Whether a check is added to its table: only then may old rows break it."""
    return not check.valid and catalog.engine in ADDED_CHECKS


def _is_late(catalog: Catalog, key: cat.ForeignKey) -> bool:
    """Whether a foreign key waits for an index: only a unique index holds what it refers to."""
    if catalog.engine in (*INLINE_INDEXES, *FORWARD_KEYS):
        return False
    there = catalog.by_table.get((key.ref_schema, key.ref_table), ())
    keys = [set(item.columns) for item in there if isinstance(item, cat.PrimaryKey | cat.Unique)]
    indexes = [
        {part.column for part in item.keys}
        for item in there
        if isinstance(item, cat.Index) and item.unique
    ]
    wanted = set(key.ref_columns)
    return wanted in indexes and wanted not in keys


def _shape(row: cat.Row) -> tuple[object, ...]:
    return (row.schema, row.table, _names(row.key), _names(row.values))


def _names(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for name, _ in pairs)


def _rows(held: Sequence[cat.Row], known: _Known) -> RowsUnit:
    first = held[0]
    schema, table, key = first.schema, first.table, _names(first.key)
    columns = key + _names(first.values)
    numbered = (name for name in columns if (schema, table, name) in known.identities)
    return RowsUnit(
        schema=schema,
        table=table,
        key=key,
        columns=columns,
        rows=tuple(tuple(text for _, text in (*row.key, *row.values)) for row in held),
        identity=next(numbered, ""),
        keyed=(schema, table, frozenset(key)) in known.keys,
    )
