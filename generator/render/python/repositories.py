"""Generated repositories: a base class an entity, blocking and asynchronous from one description.

Takes a Scene and a way to spell expressions, gives the values that the templates of target
`repositories` print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator import catalog as cat
from generator.model import Entity, Model, Query, Type, Unique
from generator.render.filters import notice
from generator.render.jobs import Scene
from generator.render.python import queries, types
from generator.render.python.code import (
    Code,
    Group,
    call,
    docstring,
    exported,
    flat,
    heading,
    imports,
    listed,
    mapping,
    signature,
    statement,
    text,
    tupled,
)
from generator.render.python.models import Models, models, tables
from generator.render.python.names import (
    attribute,
    class_name,
    model_class,
    module_name,
    package_path,
)
from generator.render.python.queries import Queries, Spell

__all__ = ["IOS", "Io", "io", "repository", "selectors", "shared"]


THIRD = {"Range": "sqlalchemy.dialects.postgresql", "tuple_": "sqlalchemy"}


@dataclass(frozen=True, slots=True)
class Io:
    """How a package waits: `sync` blocks, `aio` awaits. Words end in a blank where one follows."""

    name: str
    title: str
    is_async: bool
    def_: str
    await_: str
    with_: str
    abc: str
    iterator: str
    contextmanager: str
    session: str
    maker: str
    enter: str
    exit: str


IOS = (
    Io(
        name="sync",
        title="Repositories that block until the database answers.",
        is_async=False,
        def_="def",
        await_="",
        with_="with",
        abc="Iterable, Iterator, Mapping, Sequence",
        iterator="Iterator",
        contextmanager="contextmanager",
        session="SyncSession",
        maker="sessionmaker[SyncSession]",
        enter="__enter__",
        exit="__exit__",
    ),
    Io(
        name="aio",
        title="Repositories that are awaited.",
        is_async=True,
        def_="async def",
        await_="await ",
        with_="async with",
        abc="AsyncIterator, Iterable, Mapping, Sequence",
        iterator="AsyncIterator",
        contextmanager="asynccontextmanager",
        session="AsyncSession",
        maker="async_sessionmaker[AsyncSession]",
        enter="__aenter__",
        exit="__aexit__",
    ),
)


@dataclass(frozen=True, slots=True)
class Base:
    """A generated repository. own: the class that people extend it by, and bring: the line that
    imports what it extends. head, headings and methods: laid out."""

    entity: str
    notice: str
    title: str
    name: str
    own: str
    model: str
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


@dataclass(frozen=True, slots=True)
class Method:
    """A method to be. call: without `await`. gives: its type."""

    name: str
    parameters: tuple[str, ...]
    gives: str
    words: str
    body: tuple[str, ...] = ()
    returns: Code | None = None


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
        "violations": _violations(scene.model, made),
        "root": _root(package),
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
    base = _base(scene.model, made, wanted, package)
    return {"io": wanted.io, "base": base, "file": module_name(wanted.entity.name)}


def io(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives what the modules of one way of waiting have in common."""
    wanted = cast(Io, item)
    package = str(scene.shared["package"])
    made = cast(Models, scene.shared["models"])
    return {
        "io": wanted,
        "own": _own(made, package),
        "names": _names(scene.model, wanted, package),
        "work": _work(scene.model, wanted, package),
    }


# The repositories themselves


def _base(model: Model, made: Models, wanted: Repository, package: str) -> Base:
    entity, way = wanted.entity, wanted.io
    owner = model_class(model, entity.name)
    methods = tuple(_method(way, item) for item in _methods(model, entity))
    start = _start(model, entity, way)
    source = "\n".join([*start, *methods, owner])
    return Base(
        entity=entity.name,
        notice=docstring(f"Reads and writes `{entity.name}`", 0, [f"{notice(entity)}."]),
        title=f"The repository of {entity.name}",
        name=f"{owner}Base",
        own=f"{owner}Repository",
        model=owner,
        heading=heading(f"{owner}Base", f"Repository[{owner}]"),
        own_heading=heading(f"{owner}Repository", f"{owner}Base"),
        bring=imports(
            f"{package}.{way.name}.generated.{module_name(entity.name)}", [f"{owner}Base"]
        ),
        head=_head(model, made, source, way, package, entity),
        docstring=docstring(f"Reads and writes rows of `{entity.table}`"),
        methods=(*start, *methods),
    )


def _head(
    model: Model, made: Models, source: str, way: Io, package: str, entity: Entity
) -> tuple[str, ...]:
    library = [*types.modules(source)]
    library += [imports(m, n) for m, n in types.needed(source, {"Unpack": "typing"})]
    third: list[str] = []
    if way.is_async:
        third.append(imports("sqlalchemy.ext.asyncio", ["AsyncSession"]))
    else:
        third.append("from sqlalchemy.orm import Session as SyncSession")
    third += [
        imports(m, n)
        for m, n in types.needed(
            source, {"tuple_": "sqlalchemy", "Range": "sqlalchemy.dialects.postgresql"}
        )
    ]
    known = {model_class(model, entity.name): f"{made.package}.{module_name(entity.name)}"}
    known |= {class_name(item.name): f"{made.package}.enums" for item in model.enums}
    known |= {class_name(item.name): f"{made.package}.composites" for item in model.composites}
    known |= {"now": f"{made.package}.base"}
    known |= {"Page": f"{package}.paging", "Repository": f"{package}.{way.name}.repository"}
    known |= {"NotFound": f"{package}.errors"}
    own = [imports(m, n) for m, n in types.needed(source + "\nRepository", known)]
    own.append(f"from {package}.queries import {module_name(entity.name)} as queries")
    groups = [queries._joined(library), queries._joined(third), sorted(own)]
    lines = [line for group in groups if group for line in (*group, "")]
    return tuple(lines[:-1])


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


def _method(way: Io, method: Method) -> str:
    head = signature(
        method.name, ("self", *method.parameters), method.gives, asynchronous=way.is_async
    )
    words = docstring(method.words, 8)
    lines = [line.replace("AWAIT ", way.await_) for line in method.body]
    if method.returns is not None:
        before = "" if method.gives == "None" else "return "
        lines.append(statement(f"{before}{way.await_}", method.returns, indent=8))
    return "\n".join([head, words, *lines])


def _methods(model: Model, entity: Entity) -> Iterator[Method]:
    if entity.key is not None:
        yield from _by_key(model, entity)
    for unique in queries.finders(entity):
        yield _finder(model, entity, unique)
    for query in entity.queries:
        yield _query(model, entity, query)
    yield from _writes(model, entity)
    for unique in queries.finders(entity):
        yield _upsert(model, entity, unique.fields, f"upsert_by_{unique.name}", unique.name, unique)
    if entity.key is not None and all(
        queries.is_given(entity.field(name)) for name in entity.key.fields
    ):
        yield _upsert(model, entity, entity.key.fields, "upsert", "key", None)
    yield from _removals(model, entity)


def _parameter(model: Model, entity: Entity, name: str) -> str:
    field = entity.field(name)
    return f"{attribute(name)}: {types.annotation(field.type, model, field.enum)}"


def _equals(model: Model, entity: Entity, name: str, value: str = "") -> str:
    column = f"{model_class(model, entity.name)}.{attribute(name)}"
    given = value or attribute(name)
    if entity.field(name).case == "insensitive":
        return f"self._same({column}, {given})"
    return f"{column} == {given}"


def _by_key(model: Model, entity: Entity) -> Iterator[Method]:
    names = entity.key.fields if entity.key else ()
    parameters = [_parameter(model, entity, name) for name in names]
    where = listed(_equals(model, entity, name) for name in names)
    owner = model_class(model, entity.name)
    deleted = entity.soft_delete != ""
    extra = ("*", "deleted: bool = False") if deleted else ()
    more = "; deleted: whether one that is deleted counts" if deleted else ""
    arguments: list[Code] = [where]
    if deleted:
        given = ["self.tenant"] if entity.tenant else []
        every = call("queries.scope", *given, deleted="True")
        arguments.append(f"{flat(every)} if deleted else None")
    yield Method(
        "get",
        (*parameters, *extra),
        owner,
        f"Gives the row of a key; NotFound when there is none{more}",
        returns=call("self._by_key", *arguments),
    )
    yield _many(model, entity, names, owner)


def _many(model: Model, entity: Entity, names: tuple[str, ...], owner: str) -> Method:
    kinds = [types.annotation(entity.field(n).type, model, entity.field(n).enum) for n in names]
    columns = [f"{owner}.{attribute(name)}" for name in names]
    if len(names) == 1:
        kind, column = kinds[0], columns[0]
        key_of = f"lambda row: row.{attribute(names[0])}"
        where: Code = f"{column}.in_(keys)"
    else:
        kind = f"tuple[{', '.join(kinds)}]"
        where = Group("tuple_(", tuple(("", column) for column in columns), ").in_(keys)")
        inner = ", ".join(f"row.{attribute(name)}" for name in names)
        key_of = f"lambda row: ({inner})"
    return Method(
        "get_many",
        (f"keys: Sequence[{kind}]",),
        f"tuple[{owner}, ...]",
        "Gives the rows of these keys in the same order; NotFound tells how many are missing",
        returns=call("self._by_keys", where, "keys", key_of),
    )


def _keyed(entity: Entity, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the fields that a person names; the tenant's is known already."""
    return tuple(name for name in fields if name != entity.tenant)


def _wheres(model: Model, entity: Entity, unique: Unique, values: str = "") -> Group:
    """Gives the conditions of a unique; values: the mapping that they are taken from, or ""."""
    conditions: list[Code] = []
    for name in unique.fields:
        given = f'{values}["{attribute(name)}"]' if values else ""
        tenant = "self.tenant" if name == entity.tenant else given
        conditions.append(_equals(model, entity, name, tenant))
    if unique.where is not None:
        conditions.append(f"queries.{unique.name.upper()}_ONLY.within(self._dialect, {{}})")
    return listed(conditions)


def _finder(model: Model, entity: Entity, unique: Unique) -> Method:
    owner = model_class(model, entity.name)
    parameters = [_parameter(model, entity, name) for name in _keyed(entity, unique.fields)]
    return Method(
        f"find_by_{unique.name}",
        tuple(parameters),
        f"{owner} | None",
        f"Gives the one row that `{unique.name}` allows, or None",
        returns=call("self._first", _wheres(model, entity, unique)),
    )


def _query(model: Model, entity: Entity, query: Query) -> Method:
    found = queries.result(model, entity, query)
    kind = found if found == model_class(model, entity.name) else f"queries.{found}"
    parameters = [_query_parameter(model, name, kind) for name, kind in query.params]
    values = mapping((name, attribute(name)) for name, _ in query.params)
    constant = f"queries.{query.name.upper()}"
    words = query.description or f"Gives what `{query.name}` asks for"
    if query.one:
        read = call("self._one", constant, values)
        return Method(query.name, tuple(parameters), f"{kind} | None", words, returns=read)
    if query.page is None:
        read = call("self._rows", constant, values)
        return Method(query.name, tuple(parameters), f"tuple[{kind}, ...]", words, returns=read)
    paging = ("*", "after: str | None = None", f"size: int = {query.page}")
    read = call("self._page", constant, values, "after", "size")
    more = f"{words.rstrip('.')}. after: the `next` of the page before; size: rows a page"
    return Method(query.name, (*parameters, *paging), f"Page[{kind}]", more, returns=read)


def _query_parameter(model: Model, name: str, kind: Type) -> str:
    if kind.name == "array" and kind.of is not None:
        return f"{attribute(name)}: Sequence[{types.annotation(kind.of, model)}]"
    return f"{attribute(name)}: {types.annotation(kind, model)}"


def _writes(model: Model, entity: Entity) -> Iterator[Method]:
    owner = model_class(model, entity.name)
    stamped = (f"        row.{attribute(entity.tenant)} = self.tenant",) if entity.tenant else ()
    yield Method(
        "add",
        (f"row: {owner}",),
        owner,
        "Writes a new row and gives it back with what the database filled in",
        body=stamped,
        returns=call("self._add", "row"),
    )
    if entity.tenant:
        name = attribute(entity.tenant)
        given: Code = f'({{**row, "{name}": self.tenant}} for row in rows)'
    else:
        given = "rows"
    yield Method(
        "add_many",
        (f"rows: Iterable[queries.New{owner}]", "*", "batch: int = 1000"),
        "int",
        "Writes new rows, some at a time, and gives their number",
        returns=call("self._add_many", given, "batch"),
    )
    yield Method(
        "update",
        (f"row: {owner}", f"**changes: Unpack[queries.{owner}Changes]"),
        owner,
        "Writes what has changed of a row, and nothing else" + _versioned(entity),
        body=_owned(entity),
        returns=call("self._change", "row", "changes"),
    )


def _owned(entity: Entity) -> tuple[str, ...]:
    """Gives the line that refuses another tenant's row."""
    if not entity.tenant:
        return ()
    return (f"        self._own(row.{attribute(entity.tenant)} == self.tenant)",)


def _versioned(entity: Entity) -> str:
    return "; StaleVersion when somebody else was faster" if entity.version else ""


def _upsert(
    model: Model,
    entity: Entity,
    fields: tuple[str, ...],
    name: str,
    target: str,
    unique: Unique | None,
) -> Method:
    owner = model_class(model, entity.name)
    keys = tupled(text(attribute(field)) for field in fields)
    body = ["        values: dict[str, Any] = dict(row)"]
    if entity.tenant:
        body.append(f'        values["{attribute(entity.tenant)}"] = self.tenant')
    body.append(statement("changes = ", call("self._beside", "values", keys), indent=8))
    body.extend(_touched(model, entity))
    named = unique or Unique(name="key", physical="", fields=fields)
    arguments: list[Code] = [f"queries.{target.upper()}_TARGET", "values", "changes"]
    return Method(
        name,
        (f"row: queries.New{owner}",),
        owner,
        f"Writes a row, or changes the one with the same {', '.join(fields)}",
        body=tuple(body),
        returns=call("self._upsert", *arguments, _wheres(model, entity, named, "values")),
    )


def _touched(model: Model, entity: Entity) -> Iterator[str]:
    """Gives what an upsert sets by itself: the time of the update, and the next version."""
    owner = model_class(model, entity.name)
    for field in entity.fields:
        if field.updated:
            yield f'        changes["{attribute(field.name)}"] = now()'
    if entity.version:
        name = attribute(entity.version)
        yield f'        values["{name}"] = 1'
        yield f'        changes["{name}"] = {owner}.{name} + 1'


def _removals(model: Model, entity: Entity) -> Iterator[Method]:
    owner = model_class(model, entity.name)
    checked = _owned(entity)
    if not entity.soft_delete:
        words = "Deletes a row for good" + _versioned(entity)
        yield Method(
            "delete", (f"row: {owner}",), "None", words, checked, call("self._remove", "row")
        )
        return
    field = attribute(entity.soft_delete)
    change = call("self._change", "row", Group("{", ((f'"{field}": ', "now()"),), "}"))
    undo = call("self._change", "row", Group("{", ((f'"{field}": ', "None"),), "}"))
    words = "Hides a row from all reading; `restore` brings it back"
    yield Method("delete", (f"row: {owner}",), owner, words, checked, change)
    words = "Brings a deleted row back, got by `get(…, deleted=True)`"
    yield Method("restore", (f"row: {owner}",), owner, words, checked, undo)
    words = "Deletes a row for good"
    yield Method("purge", (f"row: {owner}",), "None", words, checked, call("self._remove", "row"))


# What is around them


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


@dataclass(frozen=True, slots=True)
class Member:
    """A repository as a property of the unit of work."""

    head: str
    docstring: str
    body: str


@dataclass(frozen=True, slots=True)
class Work:
    """The unit of work. tenant: the type of a tenant, "" where nothing belongs to one."""

    abc: str
    imports: tuple[str, ...]
    init: str
    callable: str
    tenant: str
    arguments: str
    repositories: tuple[Member, ...]


def _own(made: Models, package: str) -> tuple[str, ...]:
    """Gives what the base of all repositories imports from the two packages, sorted."""
    known = {
        f"{made.package}.base": ("Base",),
        f"{package}.errors": ("Duplicate", "NotFound", "StaleVersion"),
        f"{package}.paging": ("Page", "decode", "encode", "stamp"),
        f"{package}.reading": ("Reading", "Target", "Words"),
        f"{package}.violations": ("explain", "watch"),
    }
    return tuple(imports(module, names) for module, names in sorted(known.items()))


def _work(model: Model, way: Io, package: str) -> Work:
    owned = [entity for entity in tables(model) if entity.tenant]
    tenant = types.annotation(owned[0].field(owned[0].tenant).type, model) if owned else ""
    members = tuple(_member(model, entity) for entity in tables(model))
    known = [
        imports(
            f"{package}.{way.name}.{module_name(entity.name)}",
            [f"{model_class(model, entity.name)}Repository"],
        )
        for entity in tables(model)
    ]
    known.append(imports(f"{package}.errors", ["StaleVersion", "Transient"]))
    known.append(imports(f"{package}.violations", ["explain"]))
    returns = "Awaitable[T]" if way.is_async else "T"
    return Work(
        abc="Awaitable, Callable" if way.is_async else "Callable",
        imports=tuple(sorted(known)),
        init=_opening(way, tenant),
        callable=f"Callable[[UnitOfWork], {returns}]",
        tenant=tenant,
        arguments="sessions, tenant=tenant" if tenant else "sessions",
        repositories=members,
    )


def _opening(way: Io, tenant: str) -> str:
    parameters = ["self", f"sessions: {way.maker}"]
    lines = [
        "        self._sessions = sessions",
        f"        self._session: {way.session} | None = None",
    ]
    if tenant:
        parameters += ["*", f"tenant: {tenant} | None = None"]
        lines.append("        self._tenant = tenant")
    head = signature("__init__", parameters, "None", asynchronous=False)
    asked = _ASKED.replace("KIND", tenant) if tenant else ""
    return "\n".join([head, *lines]) + asked


_ASKED = '''

    @property
    def tenant(self) -> KIND:
        """Whose rows are worked on; LookupError when nobody said so."""
        if self._tenant is None:
            raise LookupError("these rows belong to a tenant: name it")
        return self._tenant'''


def _member(model: Model, entity: Entity) -> Member:
    owner = model_class(model, entity.name)
    arguments: list[Code] = ["self.session"]
    named: dict[str, Code] = {"tenant": "self.tenant"} if entity.tenant else {}
    made = call(f"{owner}Repository", *arguments, **named)
    name = attribute(entity.table, ("commit", "rollback", "run", "session", "tenant"))
    return Member(
        signature(name, ["self"], f"{owner}Repository", asynchronous=False),
        docstring(f"The rows of `{entity.table}`", 8),
        statement("return ", made, indent=8),
    )


# Constraints by the names that drivers tell


@dataclass(frozen=True, slots=True)
class Violations:
    """The tables of `violations.py`, laid out."""

    constraints: str
    not_null: str


def _violations(model: Model, made: Models) -> Violations:
    known: dict[str, Code] = {}
    for entity in tables(model):
        for name, item in _constraints(model, made, entity):
            known.setdefault(name, item)
    for domain in model.domains:
        for check in domain.checks:
            path = f"{domain.name}.checks.{check.name}"
            known.setdefault(check.physical, _constraint("check", "", path, ()))
    required = [
        (f"{entity.table}.{field.column}", tupled([text(entity.name), text(field.name)]))
        for entity in tables(model)
        for field in entity.fields
        if not field.nullable
    ]
    return Violations(
        statement("CONSTRAINTS: Mapping[str, Constraint] = ", mapping(known.items())),
        statement("NOT_NULL: Mapping[str, tuple[str, str]] = ", mapping(required)),
    )


def _constraint(kind: str, table: str, logical: str, fields: Iterable[str], **more: Code) -> Code:
    named = tupled(map(text, fields))
    return call("Constraint", text(kind), text(table), text(logical), named, **more)


def _constraints(model: Model, made: Models, entity: Entity) -> Iterator[tuple[str, Code]]:
    """Gives the constraints of an entity by their names in the database."""

    def row(kind: str, path: str, fields: tuple[str, ...], **more: Code) -> Code:
        columns = [entity.field(name).column for name in fields]
        if columns != list(fields):
            more["columns"] = tupled(map(text, columns))
        return _constraint(kind, entity.table, path, fields, **more)

    if entity.key is not None:
        yield entity.key.name, row("unique", f"{entity.name}.key", entity.key.fields)
        yield f"{entity.table}.PRIMARY", row("unique", f"{entity.name}.key", entity.key.fields)
    for unique in entity.uniques:
        path = _path(entity, "unique", unique.name, unique.inline)
        yield unique.physical, row("unique", path, unique.fields)
    for index in entity.indexes:
        if index.unique:
            fields = tuple(key.field for key in index.keys if key.field)
            yield index.physical, row("unique", f"{entity.name}.indexes.{index.name}", fields)
    for key in entity.foreign_keys:
        target = model.entity(key.entity)
        more: dict[str, Code] = {
            "target": text(target.table),
            "to": tupled(text(target.field(name).column) for name in key.to),
        }
        if key.on_delete not in ("no_action", "restrict"):
            more["blocks"] = "False"
        path = _path(entity, "foreign_keys", key.name, key.inline)
        yield key.physical, row("foreign_key", path, key.fields, **more)
    for check in entity.checks:
        fields = (check.inline,) if check.inline else ()
        path = _path(entity, "checks", check.name, check.inline)
        yield check.physical, row("check", path, fields)
    for exclusion in entity.exclusions:
        fields = tuple(item.field for item in exclusion.elements if item.field)
        yield exclusion.physical, row("exclude", f"{entity.name}.exclude.{exclusion.name}", fields)
    yield from _emulated(made, entity)
    for name, by_engine in made.physical.named(entity.table, cat.Unique).items():
        held = next(iter(by_engine.values()))
        names = {field.column: field.name for field in entity.fields}
        yield name, row("unique", held.node, tuple(names[column] for column in held.columns))


def _emulated(made: Models, entity: Entity) -> Iterator[tuple[str, Code]]:
    """Gives the checks that stand for a type: violating one is violating the field's type."""
    names = {field.name for field in entity.fields}
    for name, by_engine in made.physical.named(entity.table, cat.Check).items():
        first = next(iter(by_engine.values()))
        if first.emulates:
            field = next((part for part in first.node.split(".")[1:2] if part in names), "")
            fields = (field,) if field else ()
            path = f"{entity.name}.{field}" if field else first.node
            yield name, _constraint("check", entity.table, path, fields)


def _path(entity: Entity, section: str, name: str, inline: str) -> str:
    return f"{entity.name}.{inline}" if inline else f"{entity.name}.{section}.{name}"
