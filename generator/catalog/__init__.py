"""The physical vocabulary: what stands in one engine's database, object by object, flat.

Takes nothing, gives the values that `sql.lower` makes from a Model, that DDL templates render, that
`migrate` compares and stores, and that the readers in `database` give back from a live server.
Names are physical and unquoted; types, defaults and expressions are SQL of the engine, never of
another. An object's `id` is its identity; `node` is the logical path it came from, `at` where a
person wrote it, `was` the logical path it had before: none of the three takes part in equality."""

from __future__ import annotations

from generator.catalog.access import LATER, Grant, Policy, Predicate, SecurityPolicy, parted
from generator.catalog.constraints import Check, Exclusion, ForeignKey, Key, PrimaryKey, Unique
from generator.catalog.contents import Row, Verbatim
from generator.catalog.identity import NO_OPTIONS, Id, Options
from generator.catalog.indexes import Index, IndexUse
from generator.catalog.places import Extension, Role, Schema
from generator.catalog.programs import Function, Trigger, View
from generator.catalog.tables import Column, Identity, Table
from generator.catalog.types import CompositeType, DomainType, EnumType, Sequence
from generator.catalog.whole import KINDS, MATERIALS, Catalog, Object, catalog

__all__ = [
    "KINDS",
    "LATER",
    "MATERIALS",
    "NO_OPTIONS",
    "Catalog",
    "Check",
    "Column",
    "CompositeType",
    "DomainType",
    "EnumType",
    "Exclusion",
    "Extension",
    "ForeignKey",
    "Function",
    "Grant",
    "Id",
    "Identity",
    "Index",
    "IndexUse",
    "Key",
    "Object",
    "Options",
    "Policy",
    "Predicate",
    "PrimaryKey",
    "Role",
    "Row",
    "Schema",
    "SecurityPolicy",
    "Sequence",
    "Table",
    "Trigger",
    "Unique",
    "Verbatim",
    "View",
    "catalog",
    "parted",
]
