"""Generated repositories: a base class an entity, blocking and asynchronous from one description.

Takes a Scene and a way to spell expressions, gives the values that the templates of target
`repositories` print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator.model import Entity, Model
from generator.render.filters import notice
from generator.render.jobs import Scene
from generator.render.python import queries, types
from generator.render.python.code import text, tupled
from generator.render.python.imports import exported, imports, joined
from generator.render.python.layout import docstring, heading, signature, statement
from generator.render.python.methods import methods
from generator.render.python.models import Models, models
from generator.render.python.names import (
    attribute,
    class_name,
    is_mapped,
    model_class,
    module_name,
    package_path,
    source_of,
    tables,
)
from generator.render.python.queries import Queries
from generator.render.python.readings import Spell
from generator.render.python.tenancy import asks_tenant
from generator.render.python.violations import violations
from generator.render.python.ways import IOS, Io
from generator.render.python.work import work

__all__ = ["asked", "io", "repository", "selectors", "shared"]

THIRD = {
    "AsyncSession": "sqlalchemy.ext.asyncio",
    "Range": "sqlalchemy.dialects.postgresql",
    "tuple_": "sqlalchemy",
}


@dataclass(frozen=True, slots=True)
class Base:
    """A generated repository. own: the class that people extend it by, and bring: the line that
    imports what it extends. head, headings and methods: laid out. settings: what the class says of itself."""

    entity: str
    notice: str
    title: str
    name: str
    own: str
    settings: tuple[str, ...]
    heading: str
    own_heading: str
    bring: str
    head: tuple[str, ...]
    docstring: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """An item of the selector `repository`: an entity in one way of waiting."""

    io: Io
    entity: Entity

    @property
    def at(self) -> object:
        """Where the entity was written."""
        return self.entity.at


def shared(scene: Scene, spell: Spell) -> Mapping[str, object]:
    """Gives what every template of the target sees."""
    data = str(scene.targets.get("sqlalchemy", {}).get("package", "data"))
    package = str(scene.options["package"]) or ".".join([*data.split(".")[:-1], "repositories"])
    made = models(scene, data)
    found = {
        item.name: queries.module(scene.model, made, item, package, spell)
        for item in tables(scene.model)
    }
    return {
        "folder": package_path(package),
        "package": package,
        "notice": notice(None),
        "models": made,
        "asked": found,
        "data": data,
        "violations": violations(scene.model, made),
        "root": _root(package),
        "has_rows": not all(map(is_mapped, tables(scene.model))),
        "has_passwords": any(
            field.type.name == "password" for item in scene.model.entities for field in item.fields
        ),
    }


def selectors() -> Mapping[str, Callable[[Scene], Sequence[object]]]:
    """Gives the words of the manifest: `io`, `repository` and `asked`."""
    return {"io": _ios, "repository": _repositories, "asked": _tables}


def _ios(_: Scene) -> Sequence[object]:
    return IOS


def _repositories(scene: Scene) -> Sequence[object]:
    return [Repository(io, entity) for io in IOS for entity in tables(scene.model)]


def _tables(scene: Scene) -> Sequence[object]:
    return tables(scene.model)


def asked(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives the module of queries of an entity."""
    found = cast(Mapping[str, Queries], scene.shared["asked"])
    return {"queries": found[cast(Entity, item).name]}


def repository(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives the repository of an entity in one way of waiting."""
    wanted = cast(Repository, item)
    package = str(scene.shared["package"])
    made = cast(Models, scene.shared["models"])
    base = scene.memo.once(_base, scene.model, made, wanted.entity, wanted.io, package)
    return {"io": wanted.io, "base": base, "file": module_name(wanted.entity.name)}


def io(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives what the modules of one way of waiting have in common."""
    wanted = cast(Io, item)
    package = str(scene.shared["package"])
    made = cast(Models, scene.shared["models"])
    telling = made.package if asks_tenant(scene) else ""
    return {
        "io": wanted,
        "own": _own(made, package),
        "rows": _lines(
            {
                f"{package}.paging": ("Page", "decode", "encode", "stamp"),
                f"{package}.reading": ("Reading",),
                f"{package}.violations": ("explain", "watch"),
                f"{package}.writing": ("same",),
            }
        ),
        "names": scene.memo.once(_names, scene.model, wanted, package),
        "work": scene.memo.once(work, scene.model, wanted, package, telling),
    }


def _base(model: Model, made: Models, entity: Entity, way: Io, package: str) -> Base:
    owner = model_class(model, entity.name)
    made_of = (*_start(model, entity, way), *methods(model, entity, way))
    source = "\n".join([*made_of, source_of(model, entity), _extended(model, entity)])
    return Base(
        entity=entity.name,
        notice=docstring(f"Reads and writes `{entity.name}`", 0, f"{notice(entity)}."),
        title=f"The repository of {entity.name}",
        name=f"{owner}Base",
        own=f"{owner}Repository",
        settings=_settings(model, entity),
        heading=heading(f"{owner}Base", _extended(model, entity)),
        own_heading=heading(f"{owner}Repository", f"{owner}Base"),
        bring=imports(
            f"{package}.{way.name}.generated.{module_name(entity.name)}", [f"{owner}Base"]
        ),
        head=_head(model, made, source, way, package, entity),
        docstring=docstring(f"Reads and writes rows of `{entity.table}`"),
        methods=made_of,
    )


def _head(
    model: Model, made: Models, source: str, way: Io, package: str, entity: Entity
) -> tuple[str, ...]:
    library = [*types.modules(source)]
    library += [imports(m, n) for m, n in types.needed(source, {"Unpack": "typing"})]
    third = [imports(m, n) for m, n in types.needed(source, THIRD)]
    if not way.is_async:
        third.append("from sqlalchemy.orm import Session as SyncSession")
    known = {source_of(model, entity): f"{made.package}.{module_name(entity.name)}"}
    known |= {class_name(item.name): f"{made.package}.enums" for item in model.enums}
    known |= {class_name(item.name): f"{made.package}.composites" for item in model.composites}
    known |= {"now": f"{made.package}.base"}
    known |= {"Page": f"{package}.paging", "Repository": f"{package}.{way.name}.repository"}
    known |= {"Rows": f"{package}.{way.name}.rows"}
    known |= {"NotFound": f"{package}.errors"}
    own = [imports(m, n) for m, n in types.needed(source, known)]
    own.append(imports(f"{package}.queries", [f"{module_name(entity.name)} as queries"]))
    groups = [joined(library), joined(third), sorted(own)]
    lines = [line for group in groups if group for line in (*group, "")]
    return tuple(lines[:-1])


def _extended(model: Model, entity: Entity) -> str:
    """Gives the class that a repository extends."""
    owner = model_class(model, entity.name)
    return f"Repository[{owner}]" if is_mapped(entity) else f"Rows[queries.{owner}]"


def _settings(model: Model, entity: Entity) -> tuple[str, ...]:
    """Gives what a repository is of, laid out."""
    owner = model_class(model, entity.name)
    called = statement("entity = ", text(entity.name), indent=4)
    if is_mapped(entity):
        return (f"    model = {owner}", called)
    other = [
        tupled([text(attribute(field.name)), text(field.column)])
        for field in entity.fields
        if attribute(field.name) != field.column
    ]
    lines = [f"    table = {source_of(model, entity)}", f"    row = queries.{owner}", called]
    if other:
        lines.append(statement("renamed = ", tupled(other), indent=4))
    return tuple(lines)


def _start(model: Model, entity: Entity, way: Io) -> tuple[str, ...]:
    """Gives the constructor of a repository that belongs to a tenant; others have their base's."""
    if entity.tenant:
        kind = types.annotation(entity.field(entity.tenant).type, model)
        parameters = ["self", f"session: {way.session}", "*", f"tenant: {kind}"]
        head = signature("__init__", parameters, "None", asynchronous=False)
        body = [
            "        super().__init__(session, queries.scope(tenant))",
            "        self.tenant = tenant",
        ]
        return ("\n".join([head, *body]),)
    head = signature("__init__", ["self", f"session: {way.session}"], "None", asynchronous=False)
    return (f"{head}\n        super().__init__(session, queries.scope())",)


@dataclass(frozen=True, slots=True)
class Names:
    """A package's own module."""

    head: tuple[str, ...]
    all: str


def _names(model: Model, way: Io, package: str) -> Names:
    known = [
        (f"{package}.{way.name}.{module_name(e.name)}", f"{model_class(model, e.name)}Repository")
        for e in tables(model)
    ]
    known += [(f"{package}.{way.name}.work", name) for name in ("UnitOfWork", "run")]
    by_module: dict[str, list[str]] = {}
    for module, name in known:
        by_module.setdefault(module, []).append(name)
    head = tuple(imports(module, names) for module, names in sorted(by_module.items()))
    return Names(head, exported(name for _, name in known))


def _root(package: str) -> Names:
    known = {
        f"{package}.errors": (
            *("CheckViolation", "DataError", "Duplicate", "InvalidCursor", "MissingReference"),
            *("NotFound", "Overlap", "Required", "StaleVersion", "StillReferenced"),
            *("Transient", "Unavailable", "Violation"),
        ),
        f"{package}.paging": ("Page",),
    }
    head = tuple(imports(module, names) for module, names in sorted(known.items()))
    return Names(head, exported(name for found in known.values() for name in found))


def _own(made: Models, package: str) -> tuple[str, ...]:
    """Gives what the base of all repositories imports from the two packages, sorted."""
    known = {
        f"{made.package}.base": ("Base",),
        f"{package}.errors": ("Duplicate", "NotFound", "StaleVersion", "Transient"),
        f"{package}.paging": ("Page", "decode", "encode", "stamp"),
        f"{package}.reading": ("Reading",),
        f"{package}.violations": ("explain", "watch"),
        f"{package}.writing": ("Target", "same", "upserting"),
    }
    return _lines(known)


def _lines(known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(imports(module, names) for module, names in sorted(known.items()))
