"""The methods of a generated repository, from one description for both ways of waiting.

Takes an entity of the model, gives its methods: reading by key, by unique and by access pattern,
writing, and taking away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.model import Entity, Model, Query, Type, Unique
from generator.render.python import types
from generator.render.python.code import (
    Code,
    Equal,
    Group,
    call,
    flat,
    listed,
    mapping,
    subscript,
    text,
)
from generator.render.python.inputs import result
from generator.render.python.layout import described, docstring, signature, statement
from generator.render.python.names import attribute, column, is_mapped, model_class
from generator.render.python.upserts import Upsert, optional_fields, upserts
from generator.render.python.ways import Io
from generator.sql.visible import TENANT

__all__ = ["methods"]

NOTHING: Mapping[str, Code] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Method:
    """A method to be. call: without `await`. gives: its type."""

    name: str
    parameters: tuple[str, ...]
    gives: str
    words: str
    body: tuple[str, ...] = ()
    returns: Code | None = None


def methods(model: Model, entity: Entity, way: Io) -> tuple[str, ...]:
    """Gives the methods of an entity's repository, laid out."""
    return tuple(_laid_out(way, method) for method in _methods(model, entity))


def _laid_out(way: Io, method: Method) -> str:
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
    uniques = [unique for unique in entity.uniques if unique.fields]
    if not is_mapped(entity):
        yield from (_finder(model, entity, unique) for unique in uniques)
        yield from (_query(model, entity, query) for query in entity.queries)
        yield from _additions(model, entity)
        return
    if entity.key is not None:
        yield from _by_key(model, entity)
    yield from (_finder(model, entity, unique) for unique in uniques)
    yield from (_query(model, entity, query) for query in entity.queries)
    yield from _writes(model, entity)
    yield from (_upsert(model, entity, upsert) for upsert in upserts(entity))
    yield from _removals(model, entity)


def _parameter(model: Model, entity: Entity, name: str) -> str:
    field = entity.field(name)
    return f"{attribute(name)}: {types.annotation(field.type, model, field.enum)}"


def _equals(model: Model, entity: Entity, name: str, value: Code = "") -> Code:
    given = value or attribute(name)
    if entity.field(name).case == "insensitive":
        return call("self._same", column(model, entity, name), given)
    return Equal(column(model, entity, name), given)


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
        arguments.append(f"{flat(_every(entity))} if deleted else None")
    yield Method(
        "get",
        (*parameters, *extra),
        owner,
        f"Gives the row of a key; NotFound when there is none{more}",
        returns=call("self._by_key", *arguments),
    )
    yield _many(model, entity, names, owner)


def _every(entity: Entity) -> Code:
    """Gives the scope in which deleted rows are seen, too."""
    given = ["self.tenant"] if entity.tenant else []
    return call("queries.scope", *given, deleted="True")


def _many(model: Model, entity: Entity, names: tuple[str, ...], owner: str) -> Method:
    kinds = [types.annotation(entity.field(n).type, model, entity.field(n).enum) for n in names]
    columns = [f"{owner}.{attribute(name)}" for name in names]
    if len(names) == 1:
        kind, column = kinds[0], columns[0]
        key_of: Code = f"lambda row: row.{attribute(names[0])}"
        where: Code = call(f"{column}.in_", "keys")
    else:
        kind = f"tuple[{', '.join(kinds)}]"
        where = Group("tuple_(", tuple(("", column) for column in columns), ").in_(keys)")
        parts = tuple(("", f"row.{attribute(name)}") for name in names)
        key_of = Group("lambda row: (", parts, ")")
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


def _wheres(
    model: Model,
    entity: Entity,
    fields: tuple[str, ...],
    unique: Unique | None,
    values: Mapping[str, Code] = NOTHING,
) -> Group:
    """Gives the conditions of a key or a unique. values: where those of its fields are taken from, by
    field; else they are parameters of the same name."""
    conditions: list[Code] = []
    for name in fields:
        given = "self.tenant" if name == entity.tenant else values.get(name, "")
        conditions.append(_equals(model, entity, name, given))
    if unique is not None and unique.where is not None:
        only = f"queries.{unique.name.upper()}_ONLY.within"
        conditions.append(call(only, "self._dialect", "{}"))
    return listed(conditions)


def _finder(model: Model, entity: Entity, unique: Unique) -> Method:
    owner = "" if is_mapped(entity) else "queries."
    owner += model_class(model, entity.name)
    parameters = [_parameter(model, entity, name) for name in _keyed(entity, unique.fields)]
    return Method(
        f"find_by_{unique.name}",
        tuple(parameters),
        f"{owner} | None",
        f"Gives the one row that `{unique.name}` allows, or None",
        returns=call("self._first", _wheres(model, entity, unique.fields, unique)),
    )


def _query(model: Model, entity: Entity, query: Query) -> Method:
    found = result(model, entity, query)
    is_model = found == model_class(model, entity.name) and is_mapped(entity)
    kind = found if is_model else f"queries.{found}"
    parameters = [_query_parameter(model, name, kind) for name, kind in query.params]
    given = [(name, attribute(name)) for name, _ in query.params]
    if entity.tenant and query.sql is not None:
        given.append((TENANT, "self.tenant"))
    values = mapping(given)
    constant = f"queries.{query.name.upper()}"
    seen: dict[str, Code] = {}
    if query.deleted and entity.soft_delete:
        seen["scope"] = _every(entity)
    words = described(query.description, f"Gives what `{query.name}` asks for")
    if query.one:
        read = call("self._one", constant, values, **seen)
        return Method(query.name, tuple(parameters), f"{kind} | None", words, returns=read)
    if query.page is None:
        read = call("self._rows", constant, values, **seen)
        return Method(query.name, tuple(parameters), f"tuple[{kind}, ...]", words, returns=read)
    paging = ("*", "after: str | None = None", f"size: int = {query.page}")
    read = call("self._page", constant, values, "after", "size", **seen)
    more = f"{words.rstrip('.')}. after: the `next` of the page before; size: rows a page"
    return Method(query.name, (*parameters, *paging), f"Page[{kind}]", more, returns=read)


def _query_parameter(model: Model, name: str, kind: Type) -> str:
    if kind.name == "array" and kind.of is not None:
        return f"{attribute(name)}: Sequence[{types.annotation(kind.of, model)}]"
    return f"{attribute(name)}: {types.annotation(kind, model)}"


def _writes(model: Model, entity: Entity) -> Iterator[Method]:
    owner = model_class(model, entity.name)
    stamped: tuple[str, ...] = ()
    batch: tuple[Code, ...] = ("rows", "batch")
    if entity.tenant:
        name = attribute(entity.tenant)
        stamped = (statement(f"row.{name} = ", "self.tenant", indent=8),)
        batch = (*batch, mapping([(name, "self.tenant")]))
    yield Method(
        "add",
        (f"row: {owner}",),
        owner,
        "Writes a new row and gives it back with what the database filled in",
        body=stamped,
        returns=call("self._add", "row"),
    )
    yield Method(
        "add_many",
        (f"rows: Iterable[queries.New{owner}]", "*", "batch: int = 1000"),
        "int",
        "Writes new rows, some at a time, and gives their number",
        returns=call("self._add_many", *batch),
    )
    yield Method(
        "update",
        (f"row: {owner}", f"**changes: Unpack[queries.{owner}Changes]"),
        owner,
        "Writes what has changed of a row, and nothing else" + _versioned(entity),
        body=_owned(entity),
        returns=call("self._change", "row", "changes"),
    )


def _additions(model: Model, entity: Entity) -> Iterator[Method]:
    """Gives what writes rows of a table without a key: no row of it can be named to be changed."""
    new = f"queries.New{model_class(model, entity.name)}"
    more: list[tuple[str, Code]] = []
    if entity.tenant:
        more.append((attribute(entity.tenant), "self.tenant"))
    if entity.version:
        more.append((attribute(entity.version), "1"))
    given: tuple[Code, ...] = (mapping(more),) if more else ()
    yield Method(
        "add",
        (f"row: {new}",),
        "None",
        "Writes a new row",
        returns=call("self._add", "row", *given),
    )
    yield Method(
        "add_many",
        (f"rows: Iterable[{new}]", "*", "batch: int = 1000"),
        "int",
        "Writes new rows, some at a time, and gives their number",
        returns=call("self._add_many", "rows", "batch", *given),
    )


def _owned(entity: Entity) -> tuple[str, ...]:
    """Gives the line that refuses another tenant's row."""
    if not entity.tenant:
        return ()
    mine = Equal(f"row.{attribute(entity.tenant)}", "self.tenant")
    return (statement("", call("self._own", mine), indent=8),)


def _versioned(entity: Entity) -> str:
    return "; StaleVersion when somebody else was faster" if entity.version else ""


def _upsert(model: Model, entity: Entity, upsert: Upsert) -> Method:
    owner = model_class(model, entity.name)
    target = f"queries.{upsert.constant}"
    given: Code = "dict(row)"
    if entity.tenant:
        given = Group("{", (("", "**row"), (f'"{attribute(entity.tenant)}": ', "self.tenant")), "}")
    optional = optional_fields(entity, upsert)
    words = f"Writes a row, or changes the one with the same {', '.join(upsert.fields)}"
    more = f"; one without {' or '.join(optional)} is new" if optional else ""
    return Method(
        upsert.method,
        (f"row: queries.New{owner}",),
        owner,
        words + more,
        body=(
            statement("values: dict[str, Any] = ", given, indent=8),
            statement("changes = ", call(f"{target}.changes", "values"), indent=8),
            *(
                statement(f'changes["{attribute(field.name)}"] = ', "now()", indent=8)
                for field in entity.fields
                if field.updated
            ),
        ),
        returns=call(
            "self._upsert", target, "values", "changes", _met(model, entity, upsert, optional)
        ),
    )


def _met(model: Model, entity: Entity, upsert: Upsert, optional: tuple[str, ...]) -> Code:
    """Gives the conditions that find the row again by its values."""
    values: dict[str, Code] = {
        name: call("values.get", text(attribute(name)))
        if name in optional
        else subscript("values", text(attribute(name)))
        for name in upsert.fields
    }
    return _wheres(model, entity, upsert.fields, upsert.unique, values)


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
