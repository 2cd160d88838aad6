"""Requirements with their scenarios, tasks and seeds: what the specs ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.values import EMPTY, Value
from generator.source import NOWHERE, Place

__all__ = ["Action", "Expectation", "Requirement", "Scenario", "Seed", "Task"]


@dataclass(frozen=True, slots=True)
class Action:
    """A step of a scenario. verb: insert, update, delete or query; target: an entity, or
    `entity.query`; where: which rows, for update and delete; role: who does it ("" is the owner)."""

    verb: Literal["insert", "update", "delete", "query"]
    target: str
    values: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    where: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    args: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    role: str = ""
    tenant: Value = None
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out. rejected: the kind of violation ("" when it must be taken); by: the
    constraint's logical path; rows and count: what a query gives, `query` when it is not the action
    itself; affected: rows changed."""

    rejected: str = ""
    by: str = ""
    accepted: bool = False
    rows: tuple[Mapping[str, Value], ...] | None = None
    count: int | None = None
    affected: int | None = None
    query: Action | None = None
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An example of a requirement, runnable on a real database."""

    name: str
    given: tuple[Action, ...]
    when: Action
    then: Expectation
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence with SHALL or MUST. enforced_by: logical paths of constraints, `user.unique.email`."""

    name: str
    text: str
    spec: str
    enforced_by: tuple[str, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """Planned work that a person declared."""

    id: str
    title: str
    spec: str
    priority: int = 2
    status: str = "open"
    kind: str = "task"
    description: str = ""
    acceptance: str = ""
    assignee: str = ""
    labels: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Seed:
    """A named set of rows for development and tests; rows: (entity, values) in insert order."""

    name: str
    spec: str
    rows: tuple[tuple[str, Mapping[str, Value]], ...]
    at: Place = field(default=NOWHERE, compare=False)
