"""Generated SQLAlchemy models: a class an entity, with everything that its tables have.

Takes a Scene, gives the values that the templates of target `sqlalchemy` print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from generator.model import Entity, Model
from generator.render.filters import notice
from generator.render.jobs import Scene
from generator.render.python import constraints, relations, types
from generator.render.python.code import call, flat, mapping, text, tupled
from generator.render.python.columns import columns, plain_columns
from generator.render.python.constants import constants
from generator.render.python.imports import imports
from generator.render.python.layout import described, docstring, statement
from generator.render.python.names import (
    attribute,
    class_name,
    is_mapped,
    known_by,
    model_class,
    module_name,
    source_of,
    table_name,
    tables,
)
from generator.render.python.physical import Physical, Quoting
from generator.render.python.relations import Related
from generator.render.python.types import Constant

__all__ = ["Class", "Models", "models"]

SQLALCHEMY = {
    "CheckConstraint": "sqlalchemy",
    "Column": "sqlalchemy",
    "Computed": "sqlalchemy",
    "FetchedValue": "sqlalchemy",
    "ForeignKeyConstraint": "sqlalchemy",
    "Identity": "sqlalchemy",
    "Index": "sqlalchemy",
    "PrimaryKeyConstraint": "sqlalchemy",
    "Table": "sqlalchemy",
    "UniqueConstraint": "sqlalchemy",
    "ExcludeConstraint": "sqlalchemy.dialects.postgresql",
    "Range": "sqlalchemy.dialects.postgresql",
    "Mapped": "sqlalchemy.orm",
    "mapped_column": "sqlalchemy.orm",
    "relationship": "sqlalchemy.orm",
}
# What a model takes of the base module, and how it is written there.
BASE = (
    ("Base", ""),
    ("keyed", r"\bkeyed\("),
    ("Sql", r"\bSql\("),
    ("now", r"=now\b"),
    ("only", r"\bonly\("),
    ("uuid7", r"=uuid7\b"),
    ("versioned", r"\bversioned\("),
)
SECRET = frozenset({"password"})


@dataclass(frozen=True, slots=True)
class Class:
    """A model's module.

    entity: what it is of. notice: the module's docstring. head: import lines of the module;
    friends: those for type checkers. columns and relationships: assignments, laid out. arguments: of
    the table, laid out. shown: the attributes that its repr tells, laid out. mapper: its mapper's
    arguments, laid out, or "". is_mapped: whether it is a class; else declaration is all there is."""

    entity: Entity
    name: str
    module: str
    notice: str
    docstring: str
    head: tuple[str, ...]
    friends: tuple[str, ...]
    table: str
    arguments: str
    mapper: str
    columns: tuple[str, ...]
    relationships: tuple[str, ...]
    shown: str
    is_mapped: bool = True
    declaration: str = ""


@dataclass(frozen=True, slots=True)
class Models:
    """All that the models package is made of. constants: by the field (`user.email`) they are for.

    modules: of the classes, by their names; types: of the constants, by theirs."""

    package: str
    classes: tuple[Class, ...]
    constants: Mapping[str, Constant]
    physical: Physical
    schemas: Mapping[str, str]
    related: Related
    modules: Mapping[str, str]
    types: Mapping[str, str]


def models(scene: Scene, package: str) -> Models:
    """Makes the classes of every entity that has a table."""
    physical = scene.memo.once(
        Physical.of, scene.catalogs, cast(Mapping[str, Quoting], scene.profiles)
    )
    return scene.memo.once(_models, scene.model, scene.models, physical, package)


def _models(model: Model, each: Mapping[str, Model], physical: Physical, package: str) -> Models:
    found_types = constants(model, each, physical)
    schemas = {physical.place(entity): entity.schema for entity in model.entities}
    late = relations.late_keys(model)
    found = {source_of(model, e): f"{package}.{module_name(e.name)}" for e in tables(model)}
    of_types = {item.name: f"{package}.types" for item in found_types.values()}
    shell = Models(package, (), found_types, physical, schemas, Related.of(model), found, of_types)
    classes = tuple(
        (_class if is_mapped(entity) else _table)(model, shell, entity, late)
        for entity in tables(model)
    )
    return replace(shell, classes=classes)


def _class(model: Model, shell: Models, entity: Entity, late: frozenset[str]) -> Class:
    own = columns(entity, shell.constants, shell.physical)
    related = relations.attributes(shell.related, entity)
    arguments = _arguments(shell, entity, late)
    mapper = _mapper(entity)
    source = "\n".join([*own, *(item.source for item in related), arguments, mapper])
    others = sorted({item.target for item in related} - {model_class(model, entity.name)})
    return Class(
        entity=entity,
        name=model_class(model, entity.name),
        module=module_name(entity.name),
        notice=docstring(f"The model of `{entity.name}`", 0, f"{notice(entity)}."),
        docstring=docstring(described(entity.description, f"A row of `{entity.table}`")),
        head=_head(shell, model, source, checked=bool(others)),
        friends=tuple(imports(shell.modules[name], [name], indent=4) for name in others),
        table=entity.table,
        arguments=arguments,
        mapper=mapper,
        columns=own,
        relationships=tuple(item.source for item in related),
        shown=statement(
            "__shown__ = ", tupled(text(attribute(name)) for name in _shown(entity)), indent=4
        ),
    )


def _table(model: Model, shell: Models, entity: Entity, late: frozenset[str]) -> Class:
    """Gives the module of a table that no class can stand for."""
    physical, name = shell.physical, table_name(entity.name)
    extra = constraints.options(physical, physical.place(entity), entity.schema, entity.description)
    code = call(
        "Table",
        text(entity.table),
        "Base.metadata",
        *plain_columns(entity, shell.constants, physical),
        *constraints.table_arguments(physical, physical.place(entity), shell.schemas, late),
        **dict(extra),
    )
    source = statement(f"{name} = ", code)
    reason = "It has no key, and SQLAlchemy maps classes only to rows that it can tell apart."
    return Class(
        entity=entity,
        name=name,
        module=module_name(entity.name),
        notice=docstring(f"The table of `{entity.name}`", 0, reason, f"{notice(entity)}."),
        docstring="",
        head=_head(shell, model, source, checked=False),
        friends=(),
        table=entity.table,
        arguments="",
        mapper="",
        columns=(),
        relationships=(),
        shown="",
        is_mapped=False,
        declaration=source,
    )


def _shown(entity: Entity) -> tuple[str, ...]:
    """Gives the fields of a repr: the key, then what names a row, nothing personal or secret."""
    key = known_by(entity)
    naming = [
        field.name
        for field in entity.fields
        if field.name not in key
        and field.name in ("name", "title", "label", "code", "handle", "slug", "number")
        and not (field.pii or field.encrypted or field.type.name in SECRET)
    ]
    return (*key, *naming)


def _head(shell: Models, model: Model, source: str, *, checked: bool) -> tuple[str, ...]:
    """Gives the import lines that a class's source needs, standard library first, blank lines
    between the groups."""
    library = types.modules(source, *(["TYPE_CHECKING"] if checked else []))
    third = [imports(m, names) for m, names in types.needed(source, SQLALCHEMY)]
    enums = [class_name(enum.name) for enum in model.enums]
    composites = [class_name(item.name) for item in model.composites]
    used = [name for name, word in BASE if re.search(word, source)]
    own = [imports(f"{shell.package}.base", used)]
    for module, names in (("composites", composites), ("enums", enums)):
        for _, found in types.needed(source, dict.fromkeys(names, module)):
            own.append(imports(f"{shell.package}.{module}", found))
    own.extend(imports(module, found) for module, found in types.needed(source, shell.types))
    groups = [library, third, own]
    lines = [line for group in groups if group for line in (*group, "")]
    return tuple(lines[:-1])


def _arguments(shell: Models, entity: Entity, late: frozenset[str]) -> str:
    physical = shell.physical
    found = constraints.table_arguments(physical, physical.place(entity), shell.schemas, late)
    extra = constraints.options(physical, physical.place(entity), entity.schema, entity.description)
    items = [*found, *([mapping(extra)] if extra else [])]
    if not items:
        return ""
    return statement("__table_args__ = ", tupled(items), indent=4)


def _mapper(entity: Entity) -> str:
    made: list[str] = []
    if entity.version:
        made.append(flat(call("versioned", attribute(entity.version))))
    if entity.key is None:
        made.append(flat(call("keyed", *map(attribute, known_by(entity)))))
    return f"    __mapper_args__ = {' | '.join(made)}" if made else ""
