"""The tables of a catalog, and their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import NO_OPTIONS, Id, Options, nowhere
from generator.source import Place

__all__ = ["Column", "Identity", "Table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table without its columns and constraints, which are objects of their own.

    partition_by: `RANGE (created_at)`, "" for a plain table; parent: the partitioned table this is a
    partition of, with bound: `FOR VALUES FROM (…) TO (…)` or `DEFAULT`. partitions: for engines that
    declare partitions inside the table (MySQL), (name, bound) in order. options: storage options as
    the engine spells them (ENGINE, fillfactor, STRICT). row_security: "", enabled or forced.
    statement: as the engine itself writes it, from readers of engines that do.
    needs: ids of what must be there before, beside its parent and the types of its columns."""

    kind: ClassVar[str] = "table"
    schema: str = ""
    name: str
    partition_by: str = ""
    parent: str = ""
    bound: str = ""
    partitions: tuple[tuple[str, str], ...] = ()
    tablespace: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    row_security: str = ""
    statement: str = field(default="", compare=False)
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """How an identity (or AUTO_INCREMENT) column counts. mode: always or by_default."""

    mode: str = "always"
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. type: as written in a CREATE TABLE; default: an SQL expression or "";
    generated: its expression or ""; on_update: MySQL's ON UPDATE expression or ""; position: where it
    stands, for printing only; options: what else the engine has (STORAGE, COMPRESSION, charset).
    type_needs: ids of named types that it uses."""

    kind: ClassVar[str] = "column"
    schema: str = ""
    table: str
    name: str
    type: str
    nullable: bool = True
    default: str = ""
    generated: str = ""
    stored: bool = True
    identity: Identity | None = None
    collate: str = ""
    on_update: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    comment: str = ""
    position: int = field(default=0, compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)
