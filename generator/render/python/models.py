"""Generated SQLAlchemy models: a class an entity, with everything that its tables have.

Takes a Scene, gives the values that the templates of target `sqlalchemy` print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from generator import catalog as cat
from generator.model import Entity, Field, Model, Value
from generator.render.filters import notice, python
from generator.render.jobs import Scene
from generator.render.python import constraints, relations, types
from generator.render.python.code import (
    Code,
    assignment,
    call,
    docstring,
    imports,
    mapping,
    sql,
    statement,
    text,
    tupled,
)
from generator.render.python.names import attribute, class_name, model_class, module_name
from generator.render.python.physical import Physical, Quoting
from generator.render.python.relations import Related
from generator.render.python.types import Constant

__all__ = ["Class", "Models", "models", "tables"]

SQLALCHEMY = {
    "CheckConstraint": "sqlalchemy",
    "Computed": "sqlalchemy",
    "FetchedValue": "sqlalchemy",
    "ForeignKeyConstraint": "sqlalchemy",
    "Identity": "sqlalchemy",
    "Index": "sqlalchemy",
    "PrimaryKeyConstraint": "sqlalchemy",
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
    arguments, laid out, or ""."""

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
    model = scene.model
    physical = Physical.of(scene.catalogs, cast(Mapping[str, Quoting], scene.profiles))
    constants = _constants(scene, physical)
    schemas = {entity.table: entity.schema for entity in model.entities}
    late = relations.late_keys(model)
    found = {model_class(model, e.name): f"{package}.{module_name(e.name)}" for e in tables(model)}
    of_types = {item.name: f"{package}.types" for item in constants.values()}
    shell = Models(package, (), constants, physical, schemas, Related.of(model), found, of_types)
    classes = tuple(_class(model, shell, entity, late) for entity in tables(model))
    return replace(shell, classes=classes)


def tables(model: Model) -> tuple[Entity, ...]:
    """Gives the entities that are kept in a table."""
    return tuple(entity for entity in model.entities if not entity.abstract)


def _constants(scene: Scene, physical: Physical) -> Mapping[str, Constant]:
    """Gives each field its column type; the commonest type of a name takes the plain name."""
    wanted: dict[str, Constant] = {}
    for entity in tables(scene.model):
        spelled = _spelled(physical, entity)
        for field in entity.fields:
            wanted[f"{entity.name}.{field.name}"] = _constant(scene.model, field, spelled)
    counts = Counter(wanted.values())
    taken: dict[str, Constant] = {}
    for constant, _ in sorted(counts.items(), key=lambda item: -item[1]):
        taken.setdefault(constant.name, constant)
    named: dict[Constant, Constant] = {}
    for path, constant in wanted.items():
        if taken[constant.name] == constant:
            named.setdefault(constant, constant)
        elif constant not in named:
            own = path.replace(".", "_").upper()
            named[constant] = Constant(
                own, constant.behaviour, constant.annotation, constant.engines
            )
    return {path: named[constant] for path, constant in wanted.items()}


def _spelled(physical: Physical, entity: Entity) -> Mapping[str, Mapping[str, cat.Column]]:
    return physical.named(entity.table, cat.Column)


def _constant(
    model: Model, field: Field, spelled: Mapping[str, Mapping[str, cat.Column]]
) -> Constant:
    engines = tuple(
        (engine, _type_words(engine, column))
        for engine, column in spelled.get(field.column, {}).items()
    )
    if field.encrypted:
        return Constant("ENCRYPTED", "Encrypted()", "str", engines)
    return Constant(
        types.constant_name(field.type, field.enum),
        types.behaviour(field.type, model, field.enum),
        types.annotation(field.type, model, field.enum),
        engines,
    )


def _counted(physical: Physical, entity: Entity) -> Mapping[str, str]:
    """Gives the column that SQLite counts up, and how it is declared there.

    SQLAlchemy would leave the key's name out, and cannot count where the key has more columns."""
    found = constraints.counts(physical, entity.table)
    if not found:
        return {}
    column, key = found
    named = f" CONSTRAINT {physical.quote('sqlite', key)}" if key else ""
    words = f"INTEGER{named} PRIMARY KEY AUTOINCREMENT NOT NULL"
    return {column: f"{physical.quote('sqlite', column)} {words}"}


def _declared(physical: Physical, entity: Entity, field: Field) -> Iterator[tuple[str, Code]]:
    """Gives what an engine's declaration of a counted column is or has beside it."""
    columns = physical.named(entity.table, cat.Column).get(field.column, {})
    fleeting = [engine for engine, c in columns.items() if c.generated and not c.stored]
    if fleeting and len(fleeting) < len(columns):
        yield "virtual", tupled(map(text, fleeting))
    counted = _counted(physical, entity).get(field.column, "")
    if counted:
        yield "sqlite", text(counted)
    for engine in ("mysql", "mariadb"):
        for item in physical.on(entity.table, cat.Index).get(engine, ()):
            if constraints.is_for_counting(item) and item.keys[0].column == field.column:
                name = physical.quote(engine, item.name)
                yield engine, text(f"KEY {name} ({physical.quote(engine, field.column)})")


def _type_words(engine: str, column: cat.Column) -> str:
    if not column.collate:
        return column.type
    name = f'"{column.collate}"' if engine == "postgresql" else column.collate
    return f"{column.type} COLLATE {name}"


def _class(model: Model, shell: Models, entity: Entity, late: frozenset[str]) -> Class:
    physical = shell.physical
    spelled = _spelled(physical, entity)
    columns = tuple(_column(shell, entity, field, spelled) for field in entity.fields)
    related = relations.attributes(shell.related, entity)
    arguments = _arguments(shell, entity, late)
    mapper = _mapper(entity)
    source = "\n".join([*columns, *(item.source for item in related), arguments, mapper])
    others = sorted({item.target for item in related} - {model_class(model, entity.name)})
    return Class(
        entity=entity,
        name=model_class(model, entity.name),
        module=module_name(entity.name),
        notice=docstring(f"The model of `{entity.name}`", 0, [f"{notice(entity)}."]),
        docstring=docstring(entity.description or f"A row of `{entity.table}`"),
        head=_head(shell, model, source, checked=bool(others)),
        friends=tuple(f"from {shell.modules[name]} import {name}" for name in others),
        table=entity.table,
        arguments=arguments,
        mapper=mapper,
        columns=columns,
        relationships=tuple(item.source for item in related),
        shown=statement(
            "__shown__ = ", tupled(text(attribute(name)) for name in _shown(entity)), indent=4
        ),
    )


def _shown(entity: Entity) -> tuple[str, ...]:
    """Gives the fields of a repr: the key, then what names a row, nothing personal or secret."""
    key = entity.key.fields if entity.key else ()
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
    library = types.modules(source + ("\nTYPE_CHECKING" if checked else ""))
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


def _column(
    shell: Models, entity: Entity, field: Field, spelled: Mapping[str, Mapping[str, cat.Column]]
) -> str:
    constant = shell.constants[f"{entity.name}.{field.name}"]
    by_engine = spelled.get(field.column, {})
    name = attribute(field.name)
    positional: list[Code] = [text(field.column)] if name != field.column else []
    positional.append(constant.name)
    positional.extend(_numbering(by_engine))
    positional.extend(_computed(by_engine))
    named = _made_here(entity, field) | _settings(field, by_engine)
    info = [*_declared(shell.physical, entity, field)]
    if info:
        named["info"] = mapping(info)
    kind = f"{constant.annotation}{' | None' if field.nullable else ''}"
    return assignment(name, f"Mapped[{kind}]", call("mapped_column", *positional, **named))


def _numbering(by_engine: Mapping[str, cat.Column]) -> tuple[Code, ...]:
    identity = next((column.identity for column in by_engine.values() if column.identity), None)
    if identity is None:
        return ()
    named: dict[str, Code] = {"always": "True"} if identity.mode == "always" else {}
    named["start"] = str(identity.start)
    if identity.increment != 1:
        named["increment"] = str(identity.increment)
    if identity.minimum is not None:
        named["minvalue"] = str(identity.minimum)
    if identity.maximum is not None:
        named["maxvalue"] = str(identity.maximum)
    if identity.cache != 1:
        named["cache"] = str(identity.cache)
    if identity.cycle:
        named["cycle"] = "True"
    return (call("Identity", **named),)


def _computed(by_engine: Mapping[str, cat.Column]) -> tuple[Code, ...]:
    """Gives the expression of a generated column, stored where any engine stores it."""
    made = [(engine, column) for engine, column in by_engine.items() if column.generated]
    if not made:
        return ()
    words = sql([(engine, column.generated) for engine, column in made])
    stored = [column.stored for _, column in made]
    return (call("Computed", words, persisted=python(any(stored))),)


def _made_here(entity: Entity, field: Field) -> dict[str, Code]:
    """Gives the maker of a key that is a UUID: made before it is written, since not every engine
    tells what it made."""
    wanted = field.default
    in_key = entity.key is not None and field.name in entity.key.fields
    if not in_key or wanted is None or wanted.kind != "function":
        return {}
    makers: dict[Value, str] = {"uuid": "uuid4", "uuid7": "uuid7"}
    return {"default": makers[wanted.value]} if wanted.value in makers else {}


def _settings(field: Field, by_engine: Mapping[str, cat.Column]) -> dict[str, Code]:
    named: dict[str, Code] = {}
    if field.identity is not None:
        named["autoincrement"] = "True"
    defaults = [(engine, _default(column)) for engine, column in by_engine.items()]
    if all(words for _, words in defaults) and defaults:
        named["server_default"] = sql(defaults)
    elif any(words for _, words in defaults):
        named["server_default"] = "FetchedValue()"
    if field.updated and not any(column.on_update for column in by_engine.values()):
        named["onupdate"] = "now"
    if field.description:
        named["comment"] = text(field.description)
    return named


def _default(column: cat.Column) -> str:
    return f"{column.default} ON UPDATE {column.on_update}" if column.on_update else column.default


def _arguments(shell: Models, entity: Entity, late: frozenset[str]) -> str:
    physical = shell.physical
    found = constraints.table_arguments(physical, entity.table, dict(shell.schemas), late)
    extra = constraints.options(physical, entity.table, entity.schema, entity.description)
    items = [*found, *([mapping(extra)] if extra else [])]
    if not items:
        return ""
    return statement("__table_args__ = ", tupled(items), indent=4)


def _mapper(entity: Entity) -> str:
    if not entity.version:
        return ""
    return statement("__mapper_args__ = ", call("versioned", attribute(entity.version)), indent=4)
