"""What stands beside the tables: views, functions, triggers, sequences, schemas, roles and extensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.constraints import Index
from generator.model.entities import Access
from generator.model.fields import INT64, Expr, Type
from generator.model.values import EMPTY, Value
from generator.source import NOWHERE, Place

__all__ = ["Extension", "Function", "Role", "Schema", "Sequence", "Trigger", "Verbatim", "View"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A named query. columns: (name, type, nullable) where the type is known, else type is None."""

    name: str
    physical: str
    spec: str
    body: Expr | None
    schema: str = ""
    columns: tuple[tuple[str, Type | None, bool], ...] = ()
    materialized: bool = False
    refresh: str = ""
    with_data: bool = True
    indexes: tuple[Index, ...] = ()
    access: tuple[Access, ...] = ()
    security_invoker: bool = False
    check_option: str = ""
    needs: tuple[str, ...] = ()
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function, procedure or aggregate. name: without arguments; arguments: (mode, name, type).

    signature: the key as written, `film_in_stock(int32, int32)`. body is None where the engine in
    question has none."""

    name: str
    physical: str
    spec: str
    signature: str
    kind: Literal["function", "procedure", "aggregate"] = "function"
    arguments: tuple[tuple[str, str, Type], ...] = ()
    returns: Type | None = None
    returns_set: bool = False
    schema: str = ""
    language: str = ""
    body: Expr | None = None
    access: tuple[Access, ...] = ()
    needs: tuple[str, ...] = ()
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Code that runs on a table's events. call: a function call; body: a whole statement or block."""

    name: str
    physical: str
    spec: str
    entity: str
    when: Literal["before", "after", "instead_of"]
    events: tuple[str, ...]
    of: tuple[str, ...] = ()
    each: Literal["row", "statement"] = "row"
    condition: Expr | None = None
    call: str = ""
    body: Expr | None = None
    needs: tuple[str, ...] = ()
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A free-standing source of numbers. owned_by: `entity.field` or ""."""

    name: str
    physical: str
    spec: str
    type: Type = INT64
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False
    owned_by: str = ""
    access: tuple[Access, ...] = ()
    schema: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Who may sign in or be granted rights. member_of: other roles; options: PostgreSQL's own keys."""

    name: str
    physical: str
    spec: str
    login: bool = False
    member_of: tuple[str, ...] = ()
    bypass_row_security: bool = False
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    description: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class LaterAccess:
    """What roles may do with that which is made later. on: tables, sequences, functions or types; of: the
    role that makes it, "" for whoever runs the script."""

    on: str
    of: str
    access: tuple[Access, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What is said of a schema itself. name: in the database."""

    name: str
    spec: str
    access: tuple[Access, ...] = ()
    default_access: tuple[LaterAccess, ...] = ()
    description: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that an engine must have."""

    engine: str
    name: str
    schema: str = ""
    version: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """SQL kept word for word. identity: what it makes, as the engine would name it; undo: what takes
    it away again, "" where the identity says how."""

    engine: str
    identity: str
    sql: str
    undo: str = ""
    needs: tuple[str, ...] = ()
    spec: str = ""
    at: Place = field(default=NOWHERE, compare=False)
