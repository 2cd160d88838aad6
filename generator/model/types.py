"""Named types: enums, domains and composites."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from generator.model.constraints import Check
from generator.model.entities import Access
from generator.model.fields import Default, Field, Type
from generator.source import NOWHERE, Place

__all__ = ["Composite", "Domain", "Enum", "EnumValue", "NamedType"]


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of an enum."""

    name: str
    description: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A closed list of texts, in order. representation: how it is kept in the database; a "lookup"
    one has an Entity of the same name whose rows are the values."""

    name: str
    physical: str
    spec: str
    values: tuple[EnumValue, ...]
    representation: Literal["native", "check", "lookup"] = "check"
    schema: str = ""
    access: tuple[Access, ...] = ()
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A named type with rules of its own. checks speak of `value`. nullable: what its type says, of which
    columns make nothing; not_null: whether the type itself refuses NULL."""

    name: str
    physical: str
    spec: str
    type: Type
    nullable: bool = True
    not_null: bool = False
    default: Default | None = None
    checks: tuple[Check, ...] = ()
    collate: str = ""
    schema: str = ""
    access: tuple[Access, ...] = ()
    description: str = ""
    needs: tuple[str, ...] = ()
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A type made of named parts."""

    name: str
    physical: str
    spec: str
    fields: tuple[Field, ...]
    schema: str = ""
    access: tuple[Access, ...] = ()
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


NamedType = Enum | Domain | Composite
