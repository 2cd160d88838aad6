"""The logical model: what the data is and must guarantee, typed, resolved and engine-neutral.

Takes nothing, gives the values that `resolve` makes and every later stage reads. A Model made for an
engine has that engine's overrides applied; the neutral one keeps `only` so that documents and ORM
code can say where a node exists. Nodes refer to each other by name, never by pointer; `at` is where
a person wrote the node and takes no part in equality."""

from __future__ import annotations

from generator.model.constraints import (
    Check,
    Exclusion,
    ExclusionElement,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Unique,
)
from generator.model.entities import (
    Access,
    Entity,
    Partition,
    PartitionChild,
    Policy,
    Query,
    Relation,
    Volume,
    Waiver,
)
from generator.model.fields import Default, Expr, Field, Generated, Identity, Storage, Type
from generator.model.model import Model, Spec
from generator.model.programs import (
    Extension,
    Function,
    LaterAccess,
    Role,
    Schema,
    Sequence,
    Trigger,
    Verbatim,
    View,
)
from generator.model.requirements import Action, Expectation, Requirement, Scenario, Seed, Task
from generator.model.types import Composite, Domain, Enum, EnumValue, NamedType
from generator.model.values import Scalar, Value

__all__ = [
    "Access",
    "Action",
    "Check",
    "Composite",
    "Default",
    "Domain",
    "Entity",
    "Enum",
    "EnumValue",
    "Exclusion",
    "ExclusionElement",
    "Expectation",
    "Expr",
    "Extension",
    "Field",
    "ForeignKey",
    "Function",
    "Generated",
    "Identity",
    "Index",
    "IndexKey",
    "LaterAccess",
    "Model",
    "NamedType",
    "Partition",
    "PartitionChild",
    "Policy",
    "PrimaryKey",
    "Query",
    "Relation",
    "Requirement",
    "Role",
    "Scalar",
    "Scenario",
    "Schema",
    "Seed",
    "Sequence",
    "Spec",
    "Storage",
    "Task",
    "Trigger",
    "Type",
    "Unique",
    "Value",
    "Verbatim",
    "View",
    "Volume",
    "Waiver",
]
