"""The constraints of a catalog, and the keys that exclusions share with indexes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import Id, nowhere
from generator.source import Place

__all__ = ["Check", "Exclusion", "ForeignKey", "Key", "PrimaryKey", "Unique"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """A primary key. name: "" where the engine does not keep one (MySQL's is always PRIMARY).
    on_conflict: what SQLite does with a second row, REPLACE or the like; "" is to refuse it.
    keys: one for each column where one of them is more than a column, such as MySQL's over the beginning
    of a text; () where all are whole."""

    kind: ClassVar[str] = "primary_key"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    deferrable: str = ""
    on_conflict: str = ""
    keys: tuple[Key, ...] = ()
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """A unique constraint (a partial or expression one is an Index with unique=True, and so is MySQL's
    over the beginning of a text). on_conflict, keys: as of a primary key."""

    kind: ClassVar[str] = "unique"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    deferrable: str = ""
    on_conflict: str = ""
    keys: tuple[Key, ...] = ()
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key. Actions are upper-case SQL: NO ACTION, RESTRICT, CASCADE, SET NULL, SET DEFAULT.

    deferrable: "", immediate or deferred. valid: whether existing rows are known to satisfy it."""

    kind: ClassVar[str] = "foreign_key"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    ref_schema: str = ""
    ref_table: str
    ref_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    match_full: bool = False
    deferrable: str = ""
    valid: bool = True
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check constraint. expression: without the outer parentheses. column: the one column it is
    about, when an engine writes it there ("" otherwise). emulates: the feature it stands in for."""

    kind: ClassVar[str] = "check"
    schema: str = ""
    table: str
    name: str
    expression: str
    valid: bool = True
    no_inherit: bool = False
    comment: str = ""
    emulates: str = field(default="", compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an index or exclusion: a column, or an SQL expression. nulls: "" is the engine's
    default for the direction. operator: of an exclusion constraint. length: a prefix."""

    column: str = ""
    expression: str = ""
    desc: bool = False
    nulls: str = ""
    collate: str = ""
    opclass: str = ""
    length: int | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An exclusion constraint (PostgreSQL)."""

    kind: ClassVar[str] = "exclusion"
    schema: str = ""
    table: str
    name: str
    keys: tuple[Key, ...]
    method: str = "gist"
    where: str = ""
    deferrable: str = ""
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)
