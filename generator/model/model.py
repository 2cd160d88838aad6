"""The model as a whole, and the specs it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.model.entities import Entity, Relation, Waiver
from generator.model.programs import (
    Extension,
    Function,
    Role,
    Schema,
    Sequence,
    Trigger,
    Verbatim,
    View,
)
from generator.model.requirements import Requirement, Seed, Task
from generator.model.types import Composite, Domain, Enum
from generator.source import NOWHERE, Place

__all__ = ["Model", "Spec"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One schema.yaml. id: its OpenSpec id, `database/shop`; date: ISO, the only clock of output."""

    id: str
    name: str
    file: str
    title: str
    purpose: str = ""
    owner: str = ""
    date: str = ""
    schema: str = ""
    domain: str = ""
    rules: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    was: str = ""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the specs of a workspace say. engine: whose it is; "" for the neutral one.

    All collections are in the order of spec ids and then as written; entities' names are unique
    (`schema.name` only where two schemas hold the same name)."""

    engine: str = ""
    specs: tuple[Spec, ...] = ()
    entities: tuple[Entity, ...] = ()
    enums: tuple[Enum, ...] = ()
    domains: tuple[Domain, ...] = ()
    composites: tuple[Composite, ...] = ()
    views: tuple[View, ...] = ()
    functions: tuple[Function, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    schemas: tuple[Schema, ...] = ()
    roles: tuple[Role, ...] = ()
    extensions: tuple[Extension, ...] = ()
    verbatim: tuple[Verbatim, ...] = ()
    seeds: tuple[Seed, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tasks: tuple[Task, ...] = ()
    relations: tuple[Relation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    _entities: Mapping[str, Entity] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        entities = {item.name: item for item in self.entities}
        object.__setattr__(self, "_entities", MappingProxyType(entities))

    def entity(self, name: str) -> Entity:
        """Gives the entity of that logical name; KeyError when there is none (a bug, not input)."""
        return self._entities[name]
