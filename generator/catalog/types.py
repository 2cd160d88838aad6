"""The types of one's own in a catalog, and its sequences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import Id, nowhere
from generator.source import Place

__all__ = ["CompositeType", "DomainType", "EnumType", "Sequence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """A native enum type. values: in their order. renamed: (old, new) labels, for migrations."""

    kind: ClassVar[str] = "enum"
    schema: str = ""
    name: str
    values: tuple[str, ...]
    comment: str = ""
    renamed: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainType:
    """A native domain. checks: (constraint name, expression over VALUE), sorted by name."""

    kind: ClassVar[str] = "domain"
    schema: str = ""
    name: str
    type: str
    nullable: bool = True
    default: str = ""
    collate: str = ""
    checks: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeType:
    """A native row type. attributes: (name, type), in order."""

    kind: ClassVar[str] = "composite"
    schema: str = ""
    name: str
    attributes: tuple[tuple[str, str], ...]
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence that no identity column owns. owned_by: (table, column) in the same schema, or ().

    Bounds are always set to what the engine uses, so that two readings compare."""

    kind: ClassVar[str] = "sequence"
    schema: str = ""
    name: str
    type: str = ""
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False
    owned_by: tuple[str, ...] = ()
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)
