"""All objects of one database together, and the kinds that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.catalog.access import Grant, Policy, SecurityPolicy
from generator.catalog.constraints import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from generator.catalog.contents import Row, Verbatim
from generator.catalog.identity import Id
from generator.catalog.indexes import Index, IndexUse
from generator.catalog.places import Extension, Role, Schema
from generator.catalog.programs import Function, Trigger, View
from generator.catalog.tables import Column, Table
from generator.catalog.types import CompositeType, DomainType, EnumType, Sequence

__all__ = ["KINDS", "MATERIALS", "Catalog", "Object", "catalog"]

MATERIALS = (
    *("type", "enum", "domain", "composite", "collation", "language", "access method"),
    *("operator", "cast", "text search", "conversion", "foreign-data wrapper", "server"),
    *("sequence", "extension", "schema", "role", "transform"),
    *("xml schema collection", "fulltext catalog", "fulltext stoplist", "assembly", "rule"),
)
"""What a verbatim statement may make, by the first word of its name, that tables are made of."""

Object = (
    Schema
    | Extension
    | Role
    | EnumType
    | DomainType
    | CompositeType
    | Sequence
    | Table
    | Column
    | PrimaryKey
    | Unique
    | ForeignKey
    | Check
    | Exclusion
    | Index
    | IndexUse
    | View
    | Function
    | Trigger
    | Policy
    | SecurityPolicy
    | Grant
    | Row
    | Verbatim
)

KINDS: Mapping[str, type[Object]] = MappingProxyType(
    {
        cls.kind: cls
        for cls in (
            Schema,
            Extension,
            Role,
            EnumType,
            DomainType,
            CompositeType,
            Sequence,
            Table,
            Column,
            PrimaryKey,
            Unique,
            ForeignKey,
            Check,
            Exclusion,
            Index,
            IndexUse,
            View,
            Function,
            Trigger,
            Policy,
            SecurityPolicy,
            Grant,
            Row,
            Verbatim,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All objects of one engine's database, by id. engine: folder name, `postgresql`; version: the
    oldest version served, or the live server's. by_table: the objects of each (schema, table), what
    lies outside tables left out. depends: what a live server says that objects stand on, empty for a
    catalog made from specs. Equality is by objects: order is no part of it."""

    engine: str
    version: str
    objects: Mapping[Id, Object]
    by_table: Mapping[tuple[str, str], tuple[Object, ...]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    depends: Mapping[Id, tuple[Id, ...]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def __iter__(self) -> Iterator[Object]:
        return iter(self.objects.values())

    def of(self, cls: type[Object], table: tuple[str, str] | None = None) -> tuple[Object, ...]:
        """Gives the objects of a class in insertion order, of one (schema, table) when given."""
        items = self if table is None else self.by_table.get(table, ())
        return tuple(item for item in items if isinstance(item, cls))


def catalog(engine: str, version: str, objects: Iterable[Object]) -> Catalog:
    """Builds a Catalog; two objects of one id are a bug of the caller (ValueError)."""
    by_id: dict[Id, Object] = {}
    by_table: dict[tuple[str, str], list[Object]] = {}
    for item in objects:
        key = item.id
        if key in by_id:
            raise ValueError(f"two objects are {key}")
        by_id[key] = item
        if key.table:
            by_table.setdefault((key.schema, key.table), []).append(item)
    grouped = {table: tuple(items) for table, items in by_table.items()}
    return Catalog(engine, version, MappingProxyType(by_id), MappingProxyType(grouped))
