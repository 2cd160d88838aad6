"""The physical vocabulary: what stands in one engine's database, object by object, flat.

Takes nothing, gives the values that `sql.lower` makes from a Model, that DDL templates render, that
`migrate` compares and stores, and that the readers in `database` give back from a live server.
Names are physical and unquoted; types, defaults and expressions are SQL of the engine, never of
another. An object's `id` is its identity; `node` is the logical path it came from, `at` where a
person wrote it, `was` the logical path it had before: none of the three takes part in equality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from generator.source import NOWHERE, Place

__all__ = [
    "MATERIALS",
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
    "Key",
    "Object",
    "Policy",
    "PrimaryKey",
    "Role",
    "Row",
    "Schema",
    "Sequence",
    "Table",
    "Trigger",
    "Unique",
    "Verbatim",
    "View",
]


class Id(NamedTuple):
    """An object's identity. table is "" for what does not belong to a table; schema is "" for what
    lives outside schemas (roles, extensions) and on engines without them."""

    kind: str
    schema: str
    table: str
    name: str


Options = Mapping[str, str]
NO_OPTIONS: Options = MappingProxyType({})


def _at() -> Place:
    return NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A namespace. The engine's default one (`public`, `dbo`, the database itself) is not listed."""

    kind: ClassVar[str] = "schema"
    name: str
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

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
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role or user of the server."""

    kind: ClassVar[str] = "role"
    name: str
    login: bool = False
    member_of: tuple[str, ...] = ()
    bypass_row_security: bool = False
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumType:
    """A native enum type. values: in their order. renamed: (old, new) labels, for migrations."""

    kind: ClassVar[str] = "enum"
    schema: str = ""
    name: str
    values: tuple[str, ...]
    comment: str = ""
    renamed: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainType:
    """A native domain. checks: (constraint name, expression over VALUE), sorted by name."""

    kind: ClassVar[str] = "domain"
    schema: str = ""
    name: str
    type: str
    nullable: bool = True
    default: str = ""
    collate: str = ""
    checks: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeType:
    """A native row type. attributes: (name, type), in order."""

    kind: ClassVar[str] = "composite"
    schema: str = ""
    name: str
    attributes: tuple[tuple[str, str], ...]
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence that no identity column owns. owned_by: (table, column) in the same schema, or ().

    Bounds are always set to what the engine uses, so that two readings compare."""

    kind: ClassVar[str] = "sequence"
    schema: str = ""
    name: str
    type: str = ""
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False
    owned_by: tuple[str, ...] = ()
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table without its columns and constraints, which are objects of their own.

    partition_by: `RANGE (created_at)`, "" for a plain table; parent: the partitioned table this is a
    partition of, with bound: `FOR VALUES FROM (…) TO (…)` or `DEFAULT`. partitions: for engines that
    declare partitions inside the table (MySQL), (name, bound) in order. options: storage options as
    the engine spells them (ENGINE, fillfactor, STRICT). row_security: "", enabled or forced.
    statement: as the engine itself writes it, from readers of engines that do.
    needs: ids of what must be there before, beside its parent and the types of its columns."""

    kind: ClassVar[str] = "table"
    schema: str = ""
    name: str
    partition_by: str = ""
    parent: str = ""
    bound: str = ""
    partitions: tuple[tuple[str, str], ...] = ()
    tablespace: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    row_security: str = ""
    statement: str = field(default="", compare=False)
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """How an identity (or AUTO_INCREMENT) column counts. mode: always or by_default."""

    mode: str = "always"
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. type: as written in a CREATE TABLE; default: an SQL expression or "";
    generated: its expression or ""; on_update: MySQL's ON UPDATE expression or ""; position: where it
    stands, for printing only; options: what else the engine has (STORAGE, COMPRESSION, charset).
    type_needs: ids of named types that it uses."""

    kind: ClassVar[str] = "column"
    schema: str = ""
    table: str
    name: str
    type: str
    nullable: bool = True
    default: str = ""
    generated: str = ""
    stored: bool = True
    identity: Identity | None = None
    collate: str = ""
    on_update: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    comment: str = ""
    position: int = field(default=0, compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """A primary key. name: "" where the engine does not keep one (MySQL's is always PRIMARY)."""

    kind: ClassVar[str] = "primary_key"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    deferrable: str = ""
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """A unique constraint (a partial or expression one is an Index with unique=True)."""

    kind: ClassVar[str] = "unique"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    deferrable: str = ""
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key. Actions are upper-case SQL: NO ACTION, RESTRICT, CASCADE, SET NULL, SET DEFAULT.

    deferrable: "", immediate or deferred. valid: whether existing rows are known to satisfy it."""

    kind: ClassVar[str] = "foreign_key"
    schema: str = ""
    table: str
    name: str
    columns: tuple[str, ...]
    ref_schema: str = ""
    ref_table: str
    ref_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    match_full: bool = False
    deferrable: str = ""
    valid: bool = True
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check constraint. expression: without the outer parentheses. column: the one column it is
    about, when an engine writes it there ("" otherwise). emulates: the feature it stands in for."""

    kind: ClassVar[str] = "check"
    schema: str = ""
    table: str
    name: str
    expression: str
    valid: bool = True
    no_inherit: bool = False
    comment: str = ""
    emulates: str = field(default="", compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an index or exclusion: a column, or an SQL expression. nulls: "" is the engine's
    default for the direction. operator: of an exclusion constraint. length: a prefix."""

    column: str = ""
    expression: str = ""
    desc: bool = False
    nulls: str = ""
    collate: str = ""
    opclass: str = ""
    length: int | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An exclusion constraint (PostgreSQL)."""

    kind: ClassVar[str] = "exclusion"
    schema: str = ""
    table: str
    name: str
    keys: tuple[Key, ...]
    method: str = "gist"
    where: str = ""
    deferrable: str = ""
    comment: str = ""
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index that no constraint owns; `table` may be a materialized view. method: lower case, ""
    is the engine's default; options: as the engine spells them (fillfactor, parser, m).

    virtual: an emulation made of several objects (SQLite's FTS5 table with its triggers) that is
    created and dropped as one; its statements are the engine's template's business, or `statement`,
    where a reader found them."""

    kind: ClassVar[str] = "index"
    schema: str = ""
    table: str
    name: str
    keys: tuple[Key, ...]
    unique: bool = False
    nulls_not_distinct: bool = False
    method: str = ""
    where: str = ""
    include: tuple[str, ...] = ()
    tablespace: str = ""
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    statement: str = field(default="", compare=False)
    comment: str = ""
    emulates: str = field(default="", compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view or a materialized view. sql: the query, without a closing semicolon; columns: names in
    order, when known. options: security_invoker, check_option."""

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
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function, procedure or aggregate. name: without arguments; arguments: identity argument
    types, `integer, integer`; routine: function, procedure or aggregate; definition: the whole CREATE
    statement without a closing semicolon, in the engine's replaceable form where it has one."""

    kind: ClassVar[str] = "function"
    schema: str = ""
    name: str
    arguments: str = ""
    routine: str = "function"
    definition: str
    comment: str = ""
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, "", f"{self.name}({self.arguments})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger. definition: the whole CREATE statement without a closing semicolon. emulates: the
    feature it stands in for."""

    kind: ClassVar[str] = "trigger"
    schema: str = ""
    table: str
    name: str
    definition: str
    comment: str = ""
    emulates: str = field(default="", compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


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
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Privileges of one role on one object. on_kind: table, view, sequence, function, schema;
    privileges: upper case, sorted, `SELECT (id, name)` for columns."""

    kind: ClassVar[str] = "grant"
    schema: str = ""
    on_kind: str = "table"
    on: str
    role: str
    privileges: tuple[str, ...]
    grantable: bool = False
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, f"{self.on_kind} {self.on}", self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of reference data. key: (column, literal) of what identifies it; values: the other
    columns. Literals are SQL of the engine."""

    kind: ClassVar[str] = "row"
    schema: str = ""
    table: str
    key: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...] = ()
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, ", ".join(text for _, text in self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """SQL kept word for word. name: what it makes, as the engine would name it, `aggregate x(text)`.

    undo: the statement that takes it away again, "" where its name says how, or where it goes with
    what it belongs to."""

    kind: ClassVar[str] = "verbatim"
    name: str
    sql: str
    undo: str = field(default="", compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=_at, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)


MATERIALS = (
    *("type", "enum", "domain", "composite", "collation", "language", "access method"),
    *("operator", "cast", "text search", "conversion", "foreign-data wrapper", "server"),
    *("sequence", "extension", "schema", "role", "transform"),
)
"""What a verbatim statement may make, by the first word of its name, that tables are made of."""

Object = (
    Schema
    | Extension
    | Role
    | EnumType
    | DomainType
    | CompositeType
    | Sequence
    | Table
    | Column
    | PrimaryKey
    | Unique
    | ForeignKey
    | Check
    | Exclusion
    | Index
    | View
    | Function
    | Trigger
    | Policy
    | Grant
    | Row
    | Verbatim
)

KINDS: Mapping[str, type[Object]] = MappingProxyType(
    {
        cls.kind: cls
        for cls in (
            Schema,
            Extension,
            Role,
            EnumType,
            DomainType,
            CompositeType,
            Sequence,
            Table,
            Column,
            PrimaryKey,
            Unique,
            ForeignKey,
            Check,
            Exclusion,
            Index,
            View,
            Function,
            Trigger,
            Policy,
            Grant,
            Row,
            Verbatim,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All objects of one engine's database, by id. engine: folder name, `postgresql`; version: the
    oldest version served, or the live server's. by_table: the objects of each (schema, table), what
    lies outside tables left out. depends: what a live server says that objects stand on, empty for a
    catalog made from specs. Equality is by objects: order is no part of it."""

    engine: str
    version: str
    objects: Mapping[Id, Object]
    by_table: Mapping[tuple[str, str], tuple[Object, ...]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )
    depends: Mapping[Id, tuple[Id, ...]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def __iter__(self) -> Iterator[Object]:
        return iter(self.objects.values())

    def of(self, cls: type[Object], table: tuple[str, str] | None = None) -> tuple[Object, ...]:
        """Gives the objects of a class in insertion order, of one (schema, table) when given."""
        items = self if table is None else self.by_table.get(table, ())
        return tuple(item for item in items if isinstance(item, cls))


def catalog(engine: str, version: str, objects: Iterable[Object]) -> Catalog:
    """Builds a Catalog; two objects of one id are a bug of the caller (ValueError)."""
    by_id: dict[Id, Object] = {}
    by_table: dict[tuple[str, str], list[Object]] = {}
    for item in objects:
        key = item.id
        if key in by_id:
            raise ValueError(f"two objects are {key}")
        by_id[key] = item
        if key.table:
            by_table.setdefault((key.schema, key.table), []).append(item)
    grouped = {table: tuple(items) for table, items in by_table.items()}
    return Catalog(engine, version, MappingProxyType(by_id), MappingProxyType(grouped))
