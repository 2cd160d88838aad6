"""Names in generated Python: what a class, a module and an attribute are called.

Takes logical names, gives identifiers that neither Python nor SQLAlchemy keeps for itself."""

from __future__ import annotations

import keyword
from collections.abc import Collection
from functools import cache

from generator.model import Entity, Model
from generator.render.filters import pascal

__all__ = ["attribute", "class_name", "model_class", "module_name", "package_path", "tables"]

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


def tables(model: Model) -> tuple[Entity, ...]:
    """Gives the entities that are kept in a table."""
    return tuple(entity for entity in model.entities if not entity.abstract)
