"""The indexes of a catalog, and what a table uses one of them for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.constraints import Key
from generator.catalog.identity import NO_OPTIONS, Id, Options, nowhere
from generator.source import Place

__all__ = ["Index", "IndexUse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index that no constraint owns; `table` may be a materialized view. method: lower case, ""
    is the engine's default; options: as the engine spells them (fillfactor, parser, m).

    virtual: an emulation made of several objects (SQLite's FTS5 table with its triggers) that is
    created and dropped as one; its statements are the engine's template's business, or `statement`,
    where a reader found them."""

    kind: ClassVar[str] = "index"
    schema: str = ""
    table: str
    name: str
    keys: tuple[Key, ...]
    unique: bool = False
    nulls_not_distinct: bool = False
    method: str = ""
    where: str = ""
    include: tuple[str, ...] = ()
    tablespace: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    statement: str = field(default="", compare=False)
    comment: str = ""
    emulates: str = field(default="", compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexUse:
    """An index, or the one of a constraint, that a table or materialized view uses. name: for what,
    `cluster` (the order of rows) or `replica_identity` (how replication tells rows)."""

    kind: ClassVar[str] = "index_use"
    schema: str = ""
    table: str
    name: str
    index: str
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)
