"""The objects of a catalog that are written in the engine's language: views, functions, triggers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import NO_OPTIONS, Id, Options, nowhere
from generator.source import Place

__all__ = ["Function", "Trigger", "View"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view or a materialized view. sql: the query, without a closing semicolon; columns: names in
    order, when known. options: security_invoker, check_option and the like."""

    kind: ClassVar[str] = "view"
    schema: str = ""
    name: str
    sql: str
    materialized: bool = False
    with_data: bool = True
    columns: tuple[str, ...] = field(default=(), compare=False)
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function, procedure or aggregate. name: without arguments; arguments: identity argument
    types, `integer, integer`; routine: function, procedure or aggregate; definition: the whole CREATE
    statement without a closing semicolon, in the engine's replaceable form where it has one; options:
    what the server keeps beside it (`heads`); checked: whether the engine takes it when it is made again."""

    kind: ClassVar[str] = "function"
    schema: str = ""
    name: str
    arguments: str = ""
    routine: str = "function"
    definition: str
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    checked: bool = field(default=True, compare=False)
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", f"{self.name}({self.arguments})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger. definition: the whole CREATE statement without a closing semicolon; options: what the
    server keeps beside it (`heads`). emulates: the feature it stands in for."""

    kind: ClassVar[str] = "trigger"
    schema: str = ""
    table: str
    name: str
    definition: str
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    comment: str = ""
    emulates: str = field(default="", compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)
