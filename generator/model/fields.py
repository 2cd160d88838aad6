"""Fields: what a value may be, where it comes from, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.values import EMPTY, Value
from generator.source import NOWHERE, Place

__all__ = ["INT64", "USUAL", "Default", "Expr", "Field", "Generated", "Identity", "Storage", "Type"]


@dataclass(frozen=True, slots=True)
class Type:
    """A logical type: `string(254)` is Type("string", (254,)); `array(text?)` is Type("array",
    of=Type("text"), nullable_elements=True); a named one is Type("enum" | "domain" | "composite",
    ref=its name); an engine's own is Type("native", ref=its text)."""

    name: str
    args: tuple[int, ...] = ()
    of: Type | None = None
    ref: str = ""
    nullable_elements: bool = False


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression or a statement: portable SQL over entities and fields, or, when `native`, the
    engine's own SQL over physical names, kept word for word.

    needs: logical names of what native text depends on. file: where native text was read from."""

    text: str
    native: bool = False
    needs: tuple[str, ...] = ()
    file: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Default:
    """What an omitted field becomes.

    kind: "literal" (`value`; JSON-like for arrays and json), "function" (`value` is now, uuid, uuid7
    or the name of a sequence call), "sql" (`expr`), "application" (`value`; never in DDL)."""

    kind: Literal["literal", "function", "sql", "application"]
    value: Value = None
    expr: Expr | None = None


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated column's expression."""

    expr: Expr
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Identity:
    """Numbers that the database hands out. None means the engine's default. serial: by_default, on
    PostgreSQL by a sequence and a default."""

    mode: Literal["always", "by_default", "serial"] = "always"
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an entity or a mixin's contribution to one.

    type: for a field written as `ref:`, the type of the field it refers to. enum: the name of the
    enum it draws from, whatever its representation. updated: the function that sets it on each
    update ("" for none). was: its name in the last frozen model ("" when unchanged)."""

    name: str
    column: str
    type: Type
    nullable: bool = False
    default: Default | None = None
    updated: str = ""
    generated: Generated | None = None
    identity: Identity | None = None
    enum: str = ""
    case: Literal["sensitive", "insensitive"] = "sensitive"
    collate: str = ""
    format: str = ""
    pii: str = ""
    encrypted: bool = False
    immutable: bool = False
    description: str = ""
    mixin: str = ""
    was: str = ""
    tags: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Storage:
    """Where and how a table or an index is kept."""

    tablespace: str = ""
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)


INT64 = Type("int64")
USUAL = Storage()
