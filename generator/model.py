"""The logical model: what the data is and must guarantee, typed, resolved and engine-neutral.

Takes nothing, gives the values that `resolve` makes and every later stage reads. A Model made for an
engine has that engine's overrides applied; the neutral one keeps `only` so that documents and ORM
code can say where a node exists. Nodes refer to each other by name, never by pointer; `at` is where
a person wrote the node and takes no part in equality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from generator.source import NOWHERE, Place

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

Scalar = None | bool | int | str
Value = Scalar | tuple["Value", ...] | Mapping[str, "Value"]
Action_ = Literal["no_action", "restrict", "cascade", "set_null", "set_default"]
Deferrable = Literal["", "immediate", "deferred"]  # "" is not deferrable
Nulls = Literal["", "first", "last"]

EMPTY: Mapping[str, Value] = MappingProxyType({})


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
    """Numbers that the database hands out. None means the engine's default."""

    mode: Literal["always", "by_default"] = "always"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """The key of an entity. fields: in key order, at least one."""

    name: str
    fields: tuple[str, ...]
    deferrable: Deferrable = ""
    include: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """At most one row per combination of values.

    name: logical, unique in its entity; physical: the constraint's or index's name in the database.
    where: only rows that satisfy it. inline: the field it was written on ("" for a named item)."""

    name: str
    physical: str
    fields: tuple[str, ...]
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
    on_delete: Action_ = "no_action"
    on_update: Action_ = "no_action"
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
    storage: Storage = Storage()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An access pattern: a repository method and the index that it demands.

    where: over the entity's fields and `:parameters`. order: (field, descending) pairs. page: rows a
    page, for keyset pagination; None for no paging. fields: the projection; () is the whole entity.
    include: relations to load with it. sql: a whole statement instead of where and order.
    params: name and type of each parameter, in order of first use. columns: name, type and
    nullability of what `sql` gives back."""

    name: str
    where: Expr | None = None
    sql: Expr | None = None
    order: tuple[tuple[str, bool], ...] = ()
    page: int | None = None
    one: bool = False
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    params: tuple[tuple[str, Type], ...] = ()
    columns: tuple[tuple[str, Type, bool], ...] = ()
    slow: bool = False
    deleted: bool = False
    description: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PartitionChild:
    """One partition. Ranges use start (inclusive) and end (exclusive); lists use values; hashes use
    modulus and remainder. Values are texts of literals, one a partition field."""

    name: str
    physical: str
    start: tuple[Scalar, ...] = ()
    end: tuple[Scalar, ...] = ()
    values: tuple[Scalar, ...] = ()
    modulus: int | None = None
    remainder: int | None = None
    default: bool = False
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Partition:
    """How an entity's rows are divided. every: the declared width (upkeep is a later feature)."""

    by: Literal["range", "list", "hash"]
    keys: tuple[IndexKey, ...]
    children: tuple[PartitionChild, ...] = ()
    every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Row-level security. commands: of select, insert, update, delete; () is all."""

    name: str
    physical: str
    commands: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    using: Expr | None = None
    check: Expr | None = None
    restrictive: bool = False
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Access:
    """What a role may do: a privilege, on the whole entity or on the fields named."""

    role: str
    privilege: str
    fields: tuple[str, ...] = ()
    grantable: bool = False
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Volume:
    """Declared size. rows and grows are the texts that were written; count is rows as a number."""

    rows: str = ""
    grows: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person's decision to live without a feature on an engine, or to allow a lint rule.

    subject: engine and feature, or the rule's name. node: the logical path it was written on."""

    kind: Literal["waive", "allow"]
    node: str
    engine: str
    subject: str
    reason: str
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key seen from one side; derived, both directions are listed.

    name: what `entity` calls it. many: the other side is a list. via: the link entity for
    many-to-many ("" otherwise). key: the foreign key's logical name; key_entity: who holds it."""

    entity: str
    name: str
    target: str
    key_entity: str
    key: str
    many: bool
    nullable: bool
    inverse: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A table's meaning. spec: the id of the spec that declares it (`database/shop`).

    schema: the namespace ("" is the engine's default). lookup: the enum it holds the values of.
    link: the foreign keys at
    its ends, for one written under `links:`. uniques include inline ones; indexes include those derived
    from queries; soft_delete, version and tenant are field names ("" for none)."""

    name: str
    table: str
    spec: str
    schema: str = ""
    description: str = ""
    domain: str = ""
    fields: tuple[Field, ...] = ()
    key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    queries: tuple[Query, ...] = ()
    policies: tuple[Policy, ...] = ()
    access: tuple[Access, ...] = ()
    partition: Partition | None = None
    storage: Storage = Storage()
    rows: tuple[Mapping[str, Value], ...] = ()
    volume: Volume = Volume()
    soft_delete: str = ""
    version: str = ""
    tenant: str = ""
    row_security: Literal["", "enabled", "forced"] = ""
    depends: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    lookup: str = ""
    abstract: bool = False
    was: str = ""
    tags: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=lambda: EMPTY)
    at: Place = field(default=NOWHERE, compare=False)

    def field(self, name: str) -> Field:
        """Gives the field of that logical name; KeyError when there is none (a bug, not input)."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name}.{name}")


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of an enum."""

    name: str
    description: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A closed list of texts, in order. representation: how it is kept in the database; a "lookup"
    one has an Entity of the same name whose rows are the values."""

    name: str
    physical: str
    spec: str
    values: tuple[EnumValue, ...]
    representation: Literal["native", "check", "lookup"] = "check"
    schema: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A named type with rules of its own. checks speak of `value`."""

    name: str
    physical: str
    spec: str
    type: Type
    nullable: bool = True
    default: Default | None = None
    checks: tuple[Check, ...] = ()
    collate: str = ""
    schema: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A type made of named parts."""

    name: str
    physical: str
    spec: str
    fields: tuple[Field, ...]
    schema: str = ""
    description: str = ""
    was: str = ""
    only: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)


NamedType = Enum | Domain | Composite


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
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A free-standing source of numbers. owned_by: `entity.field` or ""."""

    name: str
    physical: str
    spec: str
    type: Type = Type("int64")
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
    """Who may sign in or be granted rights. member_of: other roles."""

    name: str
    physical: str
    spec: str
    login: bool = False
    member_of: tuple[str, ...] = ()
    bypass_row_security: bool = False
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
    """SQL kept word for word. identity: what it makes, as the engine would name it."""

    engine: str
    identity: str
    sql: str
    needs: tuple[str, ...] = ()
    spec: str = ""
    at: Place = field(default=NOWHERE, compare=False)


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
