"""Entities: a table's meaning, with its access patterns, its rights and its relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.model.constraints import (
    Check,
    Exclusion,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Unique,
)
from generator.model.fields import USUAL, Expr, Field, Storage, Type
from generator.model.values import EMPTY, Scalar, Value
from generator.source import NOWHERE, Place

__all__ = [
    "Access",
    "Entity",
    "Partition",
    "PartitionChild",
    "Policy",
    "Query",
    "Relation",
    "Volume",
    "Waiver",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An access pattern: a repository method and the index that it demands.

    where: over the entity's fields and `:parameters`. order: (field, descending) pairs. page: rows a
    page, for keyset pagination; None for no paging. fields: the projection; () is the whole entity.
    include: relations to load with it. sql: a whole statement instead of where and order.
    params: name and type of each parameter, in order of first use. columns: name, type and
    nullability of what `sql` gives back."""

    name: str
    where: Expr | None = None
    sql: Expr | None = None
    order: tuple[tuple[str, bool], ...] = ()
    page: int | None = None
    one: bool = False
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    params: tuple[tuple[str, Type], ...] = ()
    columns: tuple[tuple[str, Type, bool], ...] = ()
    slow: bool = False
    deleted: bool = False
    description: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionChild:
    """One partition. Ranges use start (inclusive) and end (exclusive); lists use values; hashes use
    modulus and remainder. Values are texts of literals, one a partition field.

    key and what follows it: what this partition has and the whole table has not; partition: how its
    rows are divided further."""

    name: str
    physical: str
    start: tuple[Scalar, ...] = ()
    end: tuple[Scalar, ...] = ()
    values: tuple[Scalar, ...] = ()
    modulus: int | None = None
    remainder: int | None = None
    default: bool = False
    key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    partition: Partition | None = None
    storage: Storage = USUAL
    description: str = ""
    at: Place = field(default=NOWHERE, compare=False)

    @property
    def own(self) -> bool:
        """Whether it has something that the whole table has not."""
        items = (*self.uniques, *self.foreign_keys, *self.checks, *self.exclusions, *self.indexes)
        plain = self.storage == USUAL and not self.description
        return bool(items or self.key or self.partition or not plain)


@dataclass(frozen=True, slots=True)
class Partition:
    """How an entity's rows are divided. every: the declared width (upkeep is a later feature)."""

    by: Literal["range", "list", "hash"]
    keys: tuple[IndexKey, ...]
    children: tuple[PartitionChild, ...] = ()
    every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Row-level security. commands: of select, insert, update, delete; () is all."""

    name: str
    physical: str
    commands: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    using: Expr | None = None
    check: Expr | None = None
    restrictive: bool = False
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Access:
    """What a role may do: a privilege, on the whole entity or on the fields named. privilege: "" takes
    away what everybody has by default."""

    role: str
    privilege: str
    fields: tuple[str, ...] = ()
    grantable: bool = False
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Volume:
    """Declared size. rows and grows are the texts that were written; count is rows as a number."""

    rows: str = ""
    grows: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's decision to live without a feature on an engine, or to allow a lint rule.

    subject: engine and feature, or the rule's name. node: the logical path it was written on."""

    kind: Literal["waive", "allow"]
    node: str
    engine: str
    subject: str
    reason: str
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key seen from one side; derived, both directions are listed.

    name: what `entity` calls it. many: the other side is a list. via: the link entity for
    many-to-many ("" otherwise). key: the foreign key's logical name; key_entity: who holds it."""

    entity: str
    name: str
    target: str
    key_entity: str
    key: str
    many: bool
    nullable: bool
    inverse: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A table's meaning. spec: the id of the spec that declares it (`database/shop`).

    schema: the namespace ("" is the engine's default). lookup: the enum it holds the values of.
    link: the foreign keys at
    its ends, for one written under `links:`. uniques include inline ones; indexes include those derived
    from queries; soft_delete, version and tenant are field names ("" for none)."""

    name: str
    table: str
    spec: str
    schema: str = ""
    description: str = ""
    domain: str = ""
    fields: tuple[Field, ...] = ()
    key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    queries: tuple[Query, ...] = ()
    policies: tuple[Policy, ...] = ()
    access: tuple[Access, ...] = ()
    partition: Partition | None = None
    storage: Storage = USUAL
    rows: tuple[Mapping[str, Value], ...] = ()
    volume: Volume = Volume()
    soft_delete: str = ""
    version: str = ""
    tenant: str = ""
    row_security: Literal["", "enabled", "forced"] = ""
    depends: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    lookup: str = ""
    abstract: bool = False
    was: str = ""
    tags: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)

    def field(self, name: str) -> Field:
        """Gives the field of that logical name; KeyError when there is none (a bug, not input)."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name}.{name}")

    def parts(self) -> Iterator[Entity]:
        """Gives each partition, of any depth, as an entity: the fields are the same, the table and
        what holds of it are the partition's own."""
        for child in self.partition.children if self.partition else ():
            part = replace(
                self,
                name=f"{self.name}.partition.{child.name}",
                table=child.physical,
                description=child.description,
                key=child.key,
                uniques=child.uniques,
                foreign_keys=child.foreign_keys,
                checks=child.checks,
                exclusions=child.exclusions,
                indexes=child.indexes,
                partition=child.partition,
                storage=child.storage,
                queries=(),
                policies=(),
                access=(),
                rows=(),
                link=(),
                row_security="",
                was=f"{self.was}.partition.{child.name}" if self.was else "",
                options=EMPTY,
                at=child.at,
            )
            yield part
            yield from part.parts()

    def path(self, item: Unique | ForeignKey | Check) -> str:
        """Gives how requirements and errors name a constraint: by the field that it was written on."""
        section = {Unique: "unique", ForeignKey: "foreign_keys", Check: "checks"}[type(item)]
        return f"{self.name}.{item.inline or f'{section}.{item.name}'}"
