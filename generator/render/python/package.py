"""The package of models: what each of its modules is filled with.

Takes a Scene, gives the values that the templates of target `sqlalchemy` print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator.catalog import PrimaryKey, Unique
from generator.model import Composite, Entity, Enum, Field
from generator.render.filters import notice
from generator.render.jobs import Scene
from generator.render.python import constraints, programs
from generator.render.python import types as column_types
from generator.render.python.code import Code, annotated, mapping, text, tupled
from generator.render.python.imports import exported, imports
from generator.render.python.layout import described, docstring, statement
from generator.render.python.models import Models, models
from generator.render.python.names import (
    attribute,
    class_name,
    is_mapped,
    known_by,
    package_path,
    tables,
)
from generator.render.python.tenancy import asks_tenant
from generator.sql.script import has_zero_dates

__all__ = ["SELECTORS", "entity", "shared", "types"]

ZEROS = ("mysql", "mariadb")
# What each block of types takes from where.
BLOCKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "spelled": {
        "typing": ("Any",),
        "sqlalchemy": ("String",),
        "sqlalchemy.engine": ("Dialect",),
        "sqlalchemy.ext.compiler": ("compiles",),
        "sqlalchemy.sql.compiler": ("TypeCompiler",),
        "sqlalchemy.sql.operators": ("OperatorType",),
        "sqlalchemy.types": ("TypeDecorator", "TypeEngine"),
    },
    "labels": {
        "enum": ("StrEnum",),
        "sqlalchemy": ("Enum", "MetaData"),
        "sqlalchemy.dialects": ("postgresql",),
    },
    "address": {"sqlalchemy": ("String",), "sqlalchemy.dialects": ("postgresql",)},
    "array": {
        "collections.abc": ("Callable",),
        "json": ("dumps", "loads"),
        "sqlalchemy": ("JSON", "Text"),
        "sqlalchemy.dialects": ("postgresql",),
    },
    "composite": {
        "dataclasses": ("asdict", "fields"),
        "json": ("dumps", "loads"),
        "re": ("finditer", "sub"),
        "typing": ("get_args", "get_type_hints"),
        "sqlalchemy": ("Text",),
        "sqlalchemy.types": ("NullType",),
    },
    "duration": {"": ("dt",), "sqlalchemy": ("BigInteger", "Interval")},
    "encrypted": {
        "base64": ("b64decode", "b64encode"),
        "secrets": ("token_bytes",),
        "sqlalchemy": ("Text",),
        "typing": ("ClassVar", "Protocol"),
    },
    "exact": {"decimal": ("Decimal",), "sqlalchemy": ("Float", "Numeric")},
    "identifier": {"uuid": ("UUID",), "sqlalchemy": ("String", "Uuid")},
    "instant": {"": ("dt",), "sqlalchemy": ("DateTime",)},
    "native": {"sqlalchemy.types": ("UserDefinedType",)},
    "span": {
        "": ("dt",),
        "collections.abc": ("Callable",),
        "json": ("dumps", "loads"),
        "sqlalchemy": ("Text",),
        "sqlalchemy.dialects.postgresql": ("Range",),
    },
    "vector": {
        "json": ("dumps", "loads"),
        "sqlalchemy": ("Text",),
        "sqlalchemy.types": ("NullType",),
    },
    "whole": {"sqlalchemy": ("BigInteger", "Numeric")},
    "xml": {
        "sqlalchemy": ("Text",),
        "sqlalchemy.types": ("NullType",),
    },
}
PLAIN = dict.fromkeys(
    (
        *("BigInteger", "Boolean", "Date", "DateTime", "Double", "Float", "Integer", "JSON"),
        *("LargeBinary", "SmallInteger", "String", "Text", "Time"),
    ),
    "sqlalchemy",
) | {"Decimal": "decimal", "UUID": "uuid", "postgresql": "sqlalchemy.dialects", "dt": ""}
STANDARD = frozenset(
    {"", "base64", "collections.abc", "dataclasses", "decimal", "enum", "json", "re"}
    | {"secrets", "typing", "uuid"}
)


@dataclass(frozen=True, slots=True)
class Init:
    """The package's own module."""

    head: tuple[str, ...]
    names: str


@dataclass(frozen=True, slots=True)
class Kind:
    """An enum or a composite as a class. members: its lines."""

    name: str
    docstring: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The classes of a module."""

    items: tuple[Kind, ...]
    head: tuple[str, ...]
    names: str


def shared(scene: Scene) -> Mapping[str, object]:
    """Gives what every template of the target sees."""
    package = str(scene.options["package"])
    made = models(scene, package)
    return {
        "folder": package_path(package),
        "notice": notice(None),
        "models": made,
        "init": _init(scene, made),
        "enums": _enums(scene),
        "composites": _composites(scene),
        **_base(scene),
        "schemas": _schemas(scene),
        "emulated": _emulated(scene, made),
        "program_engines": programs.engines(scene),
    }


def entity(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives the class of an entity."""
    made = cast(Models, scene.shared["models"])
    owner = cast(Entity, item)
    found = next(one for one in made.classes if one.entity.name == owner.name)
    return {"class": found, "entity": owner}


def types(scene: Scene, _: object) -> Mapping[str, object]:
    """Gives the column types: their constants, and the blocks that these are written in."""
    made = cast(Models, scene.shared["models"])
    constants = sorted(set(made.constants.values()), key=lambda one: one.name)
    words = "\n".join(constant.source for constant in constants)
    labels = ("labels",) if "labels(" in words else ()
    blocks = ("spelled", *labels, *column_types.blocks(constants))
    kinds = [
        *_from(f"{made.package}.composites", words, [i.name for i in scene.model.composites]),
        *_from(f"{made.package}.enums", words, [i.name for i in scene.model.enums]),
    ]
    return {
        "imports": (*_imports(blocks, words), *([""] if kinds else []), *kinds),
        "blocks": blocks,
        "constants": constants,
    }


def _from(module: str, words: str, names: Iterable[str]) -> list[str]:
    known = dict.fromkeys((class_name(name) for name in names), module)
    return [imports(module, found) for _, found in column_types.needed(words, known)]


def _imports(blocks: Iterable[str], words: str) -> tuple[str, ...]:
    """Gives the import lines of a module, the standard library first."""
    wanted: dict[str, set[str]] = {}
    for block in blocks:
        for module, names in BLOCKS[block].items():
            wanted.setdefault(module, set()).update(names)
    plain = (
        PLAIN if "postgresql." in words else {n: m for n, m in PLAIN.items() if n != "postgresql"}
    )
    for module, found in column_types.needed(words, plain):
        wanted.setdefault(module, set()).update(found)
    own = [_line(m, wanted[m]) for m in sorted(wanted) if m in STANDARD]
    others = [_line(m, wanted[m]) for m in sorted(wanted) if m not in STANDARD]
    return (*own, "", *others)


def _line(module: str, names: Iterable[str]) -> str:
    return imports(module, names) if module else "import datetime as dt"


def _init(scene: Scene, made: Models) -> Init:
    package = made.package
    known: list[tuple[str, tuple[str, ...]]] = [
        (f"{package}.{item.module}", (item.name,)) for item in made.classes
    ]
    telling = ("tell_tenant",) if asks_tenant(scene) else ()
    known.append((f"{package}.base", ("Base", "prepare", *telling)))
    known.append((package, ("declarations", "emulated", "programs")))
    if scene.model.enums:
        known.append((f"{package}.enums", tuple(class_name(e.name) for e in scene.model.enums)))
    if scene.model.composites:
        names = tuple(class_name(item.name) for item in scene.model.composites)
        known.append((f"{package}.composites", names))
    head = tuple(imports(module, names) for module, names in sorted(known))
    return Init(head, _all(name for _, names in known for name in names))


def _all(names: Iterable[str]) -> str:
    return exported(names)


def _base(scene: Scene) -> Mapping[str, object]:
    """Gives what `base.py` defines beside what it always does."""
    makes_uuid7 = any(
        field.default is not None and field.default.value == "uuid7"
        for item in tables(scene.model)
        for field in item.fields
        if field.name in known_by(item)
    )
    makes_keyed = any(item.key is None and is_mapped(item) for item in tables(scene.model))
    makes_parts = any(
        isinstance(item, PrimaryKey | Unique) and item.keys
        for found in scene.catalogs.values()
        for item in found
    )
    names = [
        "Base",
        "Sql",
        *(["keyed"] if makes_keyed else []),
        "now",
        "only",
        "prepare",
        *(["tell_tenant"] if asks_tenant(scene) else []),
        *(["uuid7"] if makes_uuid7 else []),
        "versioned",
    ]
    return {
        "makes_uuid7": makes_uuid7,
        "makes_keyed": makes_keyed,
        "makes_parts": makes_parts,
        "makes_zeros": any(
            has_zero_dates(scene.catalogs[engine]) for engine in ZEROS if engine in scene.catalogs
        ),
        "asks_tenant": asks_tenant(scene),
        "base_names": _all(names),
    }


def _schemas(scene: Scene) -> str:
    """Gives the map from schemas to none, for engines that have no schemas."""
    names = dict.fromkeys(item.schema for item in tables(scene.model) if item.schema)
    rows: list[tuple[str, Code]] = [(name, "None") for name in names]
    return statement("SCHEMAS: dict[str | None, str | None] = ", mapping(rows))


def _emulated(scene: Scene, made: Models) -> str:
    rows: list[tuple[str, Code]] = []
    for item in tables(scene.model):
        checks = [
            tupled([text(name), words])
            for name, words in constraints.emulated_checks(made.physical, made.physical.place(item))
        ]
        if checks:
            name = f"{item.schema}.{item.table}" if item.schema else item.table
            rows.append((name, tupled(checks)))
    kind = "Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]]"
    return statement(f"CHECKS: {kind} = ", mapping(rows))


def _enums(scene: Scene) -> Kinds:
    items = tuple(map(_enum, scene.model.enums))
    return Kinds(items, (), _all(item.name for item in items))


def _enum(enum: Enum) -> Kind:
    members = tuple(
        statement(f"{_member(value.name)} = ", text(value.name), indent=4) for value in enum.values
    )
    return Kind(
        class_name(enum.name), docstring(described(enum.description, f"A `{enum.name}`")), members
    )


def _member(value: str) -> str:
    """Gives a member's name: `order-placed` is ORDER_PLACED; `2nd` is _2ND."""
    name = "".join(c if c.isalnum() else "_" for c in value).upper()
    return f"V_{name}" if not name or name[0].isdigit() or name[0] == "_" else name


def _composites(scene: Scene) -> Kinds:
    items = tuple(_composite(scene, item) for item in scene.model.composites)
    words = "\n".join(line for item in items for line in item.members)
    head = [*column_types.modules(words), "from dataclasses import dataclass"]
    ordered = sorted(head, key=lambda line: (line.startswith("from"), line))
    return Kinds(items, tuple(ordered), _all(item.name for item in items))


def _composite(scene: Scene, composite: Composite) -> Kind:
    parts = tuple(f"    {_part(scene, part)}" for part in composite.fields)
    words = described(composite.description, f"A `{composite.name}`")
    return Kind(class_name(composite.name), docstring(words), parts)


def _part(scene: Scene, part: Field) -> str:
    kind = column_types.annotation(part.type, scene.model, part.enum)
    optional = " | None" if part.nullable else ""
    return annotated(attribute(part.name), f"{kind}{optional}")


def _tables(scene: Scene) -> Sequence[object]:
    return tables(scene.model)


SELECTORS: Mapping[str, Callable[[Scene], Sequence[object]]] = {"table": _tables}
