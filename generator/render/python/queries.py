"""The module of an entity that the blocking and the asynchronous repository share.

Takes an entity of the model, gives the source of its module under `queries/`: inputs, rows, readings,
the targets of upserts and the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.model import Entity, Model
from generator.render.filters import notice
from generator.render.python import types
from generator.render.python.imports import exported, imports, joined
from generator.render.python.inputs import changes, new, rows
from generator.render.python.layout import docstring
from generator.render.python.models import Models
from generator.render.python.names import class_name, is_mapped, module_name
from generator.render.python.readings import Spell, readings
from generator.render.python.scopes import scope
from generator.render.python.upserts import targets

__all__ = ["Queries", "module"]

SQLALCHEMY = {
    "ColumnElement": "sqlalchemy",
    "ExecutableOption": "sqlalchemy.sql.base",
    "Range": "sqlalchemy.dialects.postgresql",
    "load_only": "sqlalchemy.orm",
    "select": "sqlalchemy",
    "selectinload": "sqlalchemy.orm",
    "with_loader_criteria": "sqlalchemy.orm",
}
LIBRARY = {"NotRequired": "typing", "TypedDict": "typing", "dataclass": "dataclasses"}


@dataclass(frozen=True, slots=True)
class Queries:
    """The module of one entity. all: its `__all__`. parts: its definitions, laid out, blank lines in
    front where they belong."""

    entity: Entity
    module: str
    notice: str
    head: tuple[str, ...]
    all: str
    parts: tuple[str, ...]


def module(model: Model, made: Models, entity: Entity, package: str, spell: Spell) -> Queries:
    """Makes the module of an entity."""
    parts = [
        new(model, entity),
        *([changes(model, entity)] if is_mapped(entity) else []),
        *rows(model, entity),
        *readings(model, made, entity, spell),
        *targets(made, entity),
        scope(model, entity),
    ]
    source = "\n".join(parts)
    return Queries(
        entity=entity,
        module=module_name(entity.name),
        notice=docstring(
            f"What is asked of `{entity.name}`, and what comes back", 0, f"{notice(entity)}."
        ),
        head=_head(model, made, source, package),
        all=_all(source),
        parts=tuple(_spaced(parts)),
    )


def _spaced(parts: Iterable[str]) -> Iterator[str]:
    """Puts two blank lines around classes and functions, none between constants."""
    before = ""
    for part in parts:
        block = part.startswith(("class ", "def ", "@"))
        around = before.startswith(("class ", "def ", "@"))
        yield f"\n{part}" if before and not (block or around) else f"\n\n{part}" if before else part
        before = part


def _all(source: str) -> str:
    names = [
        line.split()[1].split("(")[0].rstrip(":")
        for line in source.splitlines()
        if line.startswith(("class ", "def ")) and not line.split()[1].startswith("_")
    ]
    names += [
        line.split(":")[0].split(" = ")[0]
        for line in source.splitlines()
        if line[:1].isupper() and (" = " in line)
    ]
    return exported(names)


def _head(model: Model, made: Models, source: str, package: str) -> tuple[str, ...]:
    library = sorted(
        [*types.modules(source), *(imports(m, n) for m, n in types.needed(source, LIBRARY))],
        key=lambda line: (line.startswith("from"), line),
    )
    third = [imports(m, n) for m, n in types.needed(source, SQLALCHEMY)]
    own: list[str] = []
    own += [imports(m, n) for m, n in types.needed(source, made.modules)]
    for place, items in (("enums", model.enums), ("composites", model.composites)):
        known = {class_name(item.name): f"{made.package}.{place}" for item in items}
        own += [imports(m, n) for m, n in types.needed(source, known)]
    own += [imports(m, n) for m, n in types.needed(source, made.types)]
    reading = dict.fromkeys(("Reading", "Words", "entity"), f"{package}.reading")
    own += [imports(m, n) for m, n in types.needed(source, reading)]
    own += [imports(m, n) for m, n in types.needed(source, {"Target": f"{package}.writing"})]
    own += [imports(m, n) for m, n in types.needed(source, {"Key": f"{package}.paging"})]
    groups = [joined(library), joined(third), joined(own)]
    lines = [line for group in groups if group for line in (*group, "")]
    return tuple(lines[:-1])
