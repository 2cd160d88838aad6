"""Which names an expression may use: columns of sources, one scope inside another.

Takes what the expression belongs to (an entity, a view, a value, a row that changes, nothing) and
the model, gives a Scope to look names up in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.model import Domain, Entity, Model, Type, View

__all__ = [
    "Changing",
    "Column",
    "Owner",
    "Passed",
    "Scope",
    "Source",
    "Value",
    "base_type",
    "owner_scope",
    "table_source",
]


@dataclass(frozen=True, slots=True)
class Value:
    """The owner of a domain's check: `value` of a type. spelled: what stands for it in SQL, quoted
    already; VALUE in a domain, a column's name where the check is put on the column."""

    type: Type
    spelled: str = "VALUE"


@dataclass(frozen=True, slots=True)
class Changing:
    """The owner of a trigger's condition: the row as it was, `old`, and as it will be, `new`."""

    entity: Entity


@dataclass(frozen=True, slots=True)
class Passed:
    """The owner of a condition in a function that is given a row's fields: `org_id` is `@org_id`.

    collations: of the fields that hold text, since a parameter has the database's."""

    entity: Entity
    collations: Mapping[str, str]


Owner = Entity | View | Value | Changing | Passed | None


@dataclass(frozen=True, slots=True)
class Column:
    """Something a name can stand for. type: None when it is not known; a domain's base type. folded:
    its letters' case does not matter. spelled: what stands for it in SQL where that is no column's
    name: a domain's value, a parameter."""

    name: str
    physical: str
    type: Type | None
    nullable: bool
    folded: bool = False
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Columns under a name. name: how the text may call it; table: (schema, name) of what is read,
    (name,) for a common table, () for what is not in a FROM; qualifier: what stands before a
    column in SQL, not quoted."""

    name: str
    columns: tuple[Column, ...]
    table: tuple[str, ...] = ()
    qualifier: str = ""

    def find(self, name: str) -> Column | None:
        """Gives the column of a name."""
        return next((column for column in self.columns if column.name == name), None)

    def outer(self) -> Source:
        """The same source on the weak side of an outer join: every column may be NULL."""
        return replace(self, columns=tuple(replace(c, nullable=True) for c in self.columns))


@dataclass(frozen=True, slots=True)
class Scope:
    """Sources side by side, common tables, and the scope around them."""

    sources: tuple[Source, ...] = ()
    commons: Mapping[str, Source] = field(default_factory=dict)
    parent: Scope | None = None

    def up(self) -> Iterator[Scope]:
        """Goes from this scope outwards."""
        yield self
        if self.parent is not None:
            yield from self.parent.up()

    def find(self, name: str, source: str) -> tuple[tuple[Source, Column], ...]:
        """Gives what a name can mean, in the innermost scope that knows it; two are ambiguous."""
        for scope in self.up():
            named = (one for one in scope.sources if source in ("", one.name))
            found = tuple((one, column) for one in named if (column := one.find(name)) is not None)
            if found or any(source == one.name for one in scope.sources):
                return found
        return ()

    def common(self, name: str) -> Source | None:
        """Gives the common table of a name."""
        return next((scope.commons[name] for scope in self.up() if name in scope.commons), None)

    def source_names(self) -> tuple[str, ...]:
        """All sources that can be named here."""
        return tuple(source.name for scope in self.up() for source in scope.sources)


def owner_scope(owner: Owner, model: Model) -> Scope:
    """Gives the names that an expression may use because of where it stands."""
    match owner:
        case None:
            return Scope()
        case Entity() | View():
            return Scope((_source(owner, model),))
        case Value():
            of = base_type(owner.type, model)
            column = Column("value", "value", of, nullable=True, spelled=owner.spelled)
            return Scope((Source("", (column,)),))
        case Changing():
            row = _source(owner.entity, model)
            sides = (replace(row, name=side, qualifier=side.upper()) for side in ("new", "old"))
            return Scope(tuple(sides))
        case Passed():
            return Scope((_passed(_source(owner.entity, model), owner.collations),))


def _passed(row: Source, collations: Mapping[str, str]) -> Source:
    found = (
        replace(column, spelled=f"@{column.name}{f' COLLATE {collation}' if collation else ''}")
        for column in row.columns
        for collation in (collations.get(column.name, ""),)
    )
    return replace(row, columns=tuple(found))


def table_source(name: str, model: Model) -> Source | None:
    """Gives what an entity or a view of that name has; None when there is none."""
    for entity in model.entities:
        if entity.name == name:
            return _source(entity, model)
    return next((_source(view, model) for view in model.views if view.name == name), None)


def _source(owner: Entity | View, model: Model) -> Source:
    if isinstance(owner, View):
        columns = tuple(
            Column(name, name, base_type(of, model), nullable)
            for name, of, nullable in owner.columns
        )
        return Source(owner.name, columns, (owner.schema, owner.physical), owner.physical)
    columns = tuple(
        Column(
            field.name,
            field.column,
            base_type(field.type, model),
            field.nullable,
            folded=field.case == "insensitive",
        )
        for field in owner.fields
    )
    return Source(owner.name, columns, (owner.schema, owner.table), owner.table)


def base_type(of: Type | None, model: Model) -> Type | None:
    """Gives what a domain stands on; any other type is itself."""
    if of is None or of.name != "domain":
        return of
    domain: Domain | None = next((item for item in model.domains if item.name == of.ref), None)
    return base_type(domain.type, model) if domain is not None else None
