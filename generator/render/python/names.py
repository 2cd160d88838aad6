"""Names in generated Python: what a class, a module and an attribute are called.

Takes logical names, gives identifiers that neither Python nor SQLAlchemy keeps for itself."""

from __future__ import annotations

import keyword
from collections.abc import Collection
from functools import cache

from generator.model import Entity, Model
from generator.render.filters import pascal, python

__all__ = [
    "attribute",
    "class_name",
    "column",
    "is_mapped",
    "known_by",
    "model_class",
    "module_name",
    "package_path",
    "rows_name",
    "source_of",
    "table_name",
    "tables",
]

# What DeclarativeBase and the generated modules use for themselves.
# Types are no attributes' names, since an annotation in the class would mean the attribute.
ATTRIBUTES = frozenset(
    {"bool", "bytes", "dt", "float", "int", "list", "metadata", "now", "registry", "str"}
)
MODULES = frozenset(
    {
        "base",
        "composites",
        "constraints",
        "declarations",
        "emulated",
        "enums",
        "errors",
        "paging",
        "programs",
        "retry",
        "rows",
    }
    | {"generated", "repository", "types", "violations", "work"}
)
CLASSES = frozenset(
    {
        "Any",
        "Base",
        "Boolean",
        "CheckConstraint",
        "Computed",
        "Date",
        "Decimal",
        "False",
        "ForeignKey",
        "ForeignKeyConstraint",
        "Identity",
        "Index",
        "Integer",
        "Mapped",
        "Mapping",
        "None",
        "Numeric",
        "Page",
        "PrimaryKeyConstraint",
        "Range",
        "Repository",
        "Sequence",
        "Sql",
        "String",
        "Table",
        "True",
        "UUID",
        "UniqueConstraint",
        "UnitOfWork",
    }
)


# What a table's collection of columns does itself.
COLLECTION = frozenset(
    {"add", "as_readonly", "compare", "contains_column", "corresponding_column", "extend", "get"}
    | {"items", "keys", "remove", "replace", "values"}
)


def attribute(name: str, taken: Collection[str] = ()) -> str:
    """Gives an attribute's or parameter's name: `class` is `class_`, `metadata` is `metadata_`."""
    reserved = keyword.iskeyword(name) or name in ATTRIBUTES or name in taken
    return f"{name}_" if reserved else name


@cache
def class_name(entity: str) -> str:
    """Gives a class name: `order_item` is `OrderItem`; `auth.user` is `AuthUser`."""
    name = pascal(entity.replace(".", "_"))
    return f"{name}_" if name in CLASSES or keyword.iskeyword(name) else name


def model_class(model: Model, entity: str) -> str:
    """Gives an entity's class: its own name, or `UnitRow` beside the enum `Unit` that it holds."""
    enums, composites = model.enums, model.composites
    taken = any(e.name == entity for e in enums) or any(c.name == entity for c in composites)
    return f"{class_name(entity)}{'Row' if taken else ''}"


def module_name(entity: str) -> str:
    """Gives a module's name: `order_item` is itself, `base` is `base_`, `auth.user` is `auth_user`."""
    name = entity.replace(".", "_")
    return f"{name}_" if name in MODULES or keyword.iskeyword(name) else name


def package_path(package: str) -> str:
    """Gives a package's folder: `shop.data` is `shop/data`."""
    return package.replace(".", "/")


def known_by(entity: Entity) -> tuple[str, ...]:
    """Gives the fields that tell the rows of a table apart: those of its key, else of the shortest
    unique that holds for all rows, at all times and without NULL. () where there is none."""
    if entity.key is not None:
        return entity.key.fields
    found = [
        unique.fields
        for unique in entity.uniques
        if unique.where is None and not (unique.deferrable or unique.only)
    ]
    found += [
        tuple(key.field for key in index.keys)
        for index in entity.indexes
        if index.unique and index.where is None and not index.only
        if all(key.field and key.length is None for key in index.keys)
    ]
    plain = {field.name for field in entity.fields if not field.nullable and not field.only}
    return min((names for names in found if names and plain.issuperset(names)), key=len, default=())


def is_mapped(entity: Entity) -> bool:
    """Whether a class stands for the rows of a table; SQLAlchemy maps only rows that it can tell
    apart, so without a key there is the table alone."""
    return bool(known_by(entity))


def table_name(entity: str) -> str:
    """Gives the name of a table that has no class: `log_line` is `log_line_table`."""
    return f"{entity.replace('.', '_')}_table"


def source_of(model: Model, entity: Entity) -> str:
    """Gives what an entity's rows are selected from: its class, else its table."""
    return model_class(model, entity.name) if is_mapped(entity) else table_name(entity.name)


def column(model: Model, entity: Entity, field: str) -> str:
    """Gives a column in a statement: `LogLine.at`, or `log_line_table.c.at` where there is no class."""
    if is_mapped(entity):
        return f"{model_class(model, entity.name)}.{attribute(field)}"
    name = entity.field(field).column
    plain = name.isidentifier() and not keyword.iskeyword(name)
    is_free = plain and name not in COLLECTION and not name.startswith("_")
    return f"{table_name(entity.name)}.c{f'.{name}' if is_free else f'[{python(name)}]'}"


def rows_name(model: Model, entity: Entity) -> str:
    """Gives what a unit of work calls an entity's rows: as their table is called, `auth_users` where
    tables of several schemas are called so."""
    is_shared = sum(other.table == entity.table for other in tables(model)) > 1
    name = f"{entity.schema}_{entity.table}" if is_shared and entity.schema else entity.table
    return attribute(name, ("commit", "rollback", "run", "session", "tenant"))


def tables(model: Model) -> tuple[Entity, ...]:
    """Gives the entities that are kept in a table."""
    return tuple(entity for entity in model.entities if not entity.abstract)
