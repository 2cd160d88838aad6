"""The objects of a catalog that the others live in: schemas, extensions and roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import NO_OPTIONS, Id, Options, nowhere
from generator.source import Place

__all__ = ["Extension", "Role", "Schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A namespace. The engine's default one (`public`, `dbo`, the database itself) is not listed,
    unless it has a comment of its own."""

    kind: ClassVar[str] = "schema"
    name: str
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.name, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An installed extension. version: "" is whichever the server has."""

    kind: ClassVar[str] = "extension"
    name: str
    schema: str = ""
    version: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role or user of the server. attributes: what else it may do or not, PostgreSQL's words by a name of
    each (`inherit` to NOINHERIT); settings: SQL of the value by the parameter; memberships: the words
    after WITH by the role, each where it is not the usual one."""

    kind: ClassVar[str] = "role"
    name: str
    login: bool = False
    member_of: tuple[str, ...] = ()
    bypass_row_security: bool = False
    attributes: Options = field(default_factory=lambda: NO_OPTIONS)
    settings: Options = field(default_factory=lambda: NO_OPTIONS)
    memberships: Options = field(default_factory=lambda: NO_OPTIONS)
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)
