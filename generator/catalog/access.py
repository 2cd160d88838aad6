"""Who may do and see what in a catalog."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import Id, nowhere
from generator.source import Place

__all__ = ["LATER", "Grant", "Policy", "Predicate", "SecurityPolicy", "parted"]

LATER = ("tables", "sequences", "functions", "types")
PRIVILEGE = re.compile(r"([A-Z]+)(?: \((.+)\))?")
NAME = re.compile(r'"((?:[^"]|"")+)"|([^,\s]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A row-level policy. command: ALL, SELECT, INSERT, UPDATE or DELETE; roles: sorted, () is PUBLIC."""

    kind: ClassVar[str] = "policy"
    schema: str = ""
    table: str
    name: str
    command: str = "ALL"
    roles: tuple[str, ...] = ()
    using: str = ""
    check: str = ""
    permissive: bool = True
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate function of a security policy. parameters: (column, parameter, type), sorted by their
    place in the table; condition: what a row must meet, over `@parameter`; guards: FILTER, AFTER
    INSERT, BEFORE UPDATE, AFTER UPDATE or BEFORE DELETE, those that ask this function."""

    name: str
    parameters: tuple[tuple[str, str, str], ...]
    condition: str
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityPolicy:
    """SQL Server's row-level security of a table, with the functions that are made for it alone: while
    they change, no moment may go by without the policy."""

    kind: ClassVar[str] = "security_policy"
    schema: str = ""
    table: str
    name: str
    predicates: tuple[Predicate, ...]
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the table that its functions are given."""
        return frozenset(column for each in self.predicates for column, _, _ in each.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Privileges of one role on one object. on_kind: table, view, sequence, function, type, schema;
    privileges: upper case, sorted, `SELECT (id, name)` for columns.

    on_kind of LATER: on all of a kind that a role will make in the schema; on: that role, "" for
    whoever runs the script."""

    kind: ClassVar[str] = "grant"
    schema: str = ""
    on_kind: str = "table"
    on: str
    role: str
    privileges: tuple[str, ...]
    grantable: bool = False
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, f"{self.on_kind} {self.on}", self.role)

    @property
    def later(self) -> bool:
        """Whether it is on what is not made yet."""
        return self.on_kind in LATER


def parted(privilege: str) -> tuple[str, tuple[str, ...]]:
    """Gives the word of a privilege and the columns that it is for, () for all.

    >>> parted('UPDATE (id, "a, b")'), parted("SELECT")
    (('UPDATE', ('id', 'a, b')), ('SELECT', ()))"""
    found = PRIVILEGE.fullmatch(privilege)
    if found is None:  # one that has words of its own behind it
        return privilege, ()
    names = NAME.finditer(found[2] or "")
    return found[1], tuple((each[1] or "").replace('""', '"') or each[2] for each in names)
