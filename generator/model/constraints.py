"""Keys, constraints and indexes: what the rows of an entity must guarantee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.fields import USUAL, Expr, Storage
from generator.model.values import EMPTY, Deferrable, Nulls, ReferentialAction, Value
from generator.source import NOWHERE, Place

__all__ = [
    "Check",
    "Exclusion",
    "ExclusionElement",
    "ForeignKey",
    "Index",
    "IndexKey",
    "PrimaryKey",
    "Unique",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """The key of an entity. fields: in key order, at least one. parts: what the engine's key has of a
    field where that is not the field as it is, in the order they were written."""

    name: str
    fields: tuple[str, ...]
    parts: tuple[IndexKey, ...] = ()
    deferrable: Deferrable = ""
    include: tuple[str, ...] = ()
    description: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """At most one row per combination of values.

    name: logical, unique in its entity; physical: the constraint's or index's name in the database.
    where: only rows that satisfy it. inline: the field it was written on ("" for a named item). parts:
    as of a key."""

    name: str
    physical: str
    fields: tuple[str, ...]
    parts: tuple[IndexKey, ...] = ()
    nulls: Literal["distinct", "not_distinct"] = "distinct"
    deferrable: Deferrable = ""
    where: Expr | None = None
    include: tuple[str, ...] = ()
    inline: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A reference from fields of this entity to a key of another.

    fields and to: the same length, position by position. as_name: what this side calls the other;
    inverse: what the other side calls this one ("" when it does not want to know)."""

    name: str
    physical: str
    fields: tuple[str, ...]
    entity: str
    to: tuple[str, ...]
    on_delete: ReferentialAction = "no_action"
    on_update: ReferentialAction = "no_action"
    match_full: bool = False
    deferrable: Deferrable = ""
    as_name: str = ""
    inverse: str = ""
    inline: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition that no row may make false. inline: the field it was written on, or ""."""

    name: str
    physical: str
    expr: Expr
    inline: str = ""
    no_inherit: bool = False
    not_valid: bool = False
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ExclusionElement:
    """One `field WITH operator`; exactly one of field and expr is set."""

    operator: str
    field: str = ""
    expr: Expr | None = None
    opclass: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """No two rows for which every operator holds."""

    name: str
    physical: str
    elements: tuple[ExclusionElement, ...]
    method: str = "gist"
    where: Expr | None = None
    deferrable: Deferrable = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One key of an index; exactly one of field and expr is set. length: a prefix, in characters."""

    field: str = ""
    expr: Expr | None = None
    desc: bool = False
    nulls: Nulls = ""
    collate: str = ""
    opclass: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index. method: "" is the engine's default; "fulltext" and "vector" are logical methods.

    query: the access pattern it was derived from ("" for one that a person wrote)."""

    name: str
    physical: str
    keys: tuple[IndexKey, ...]
    unique: bool = False
    nulls: Literal["distinct", "not_distinct"] = "distinct"
    method: str = ""
    where: Expr | None = None
    include: tuple[str, ...] = ()
    language: str = ""
    metric: str = ""
    query: str = ""
    storage: Storage = USUAL
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)
