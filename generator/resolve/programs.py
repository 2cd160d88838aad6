"""What runs in the database: views, functions, triggers, sequences; and roles, extensions, verbatim SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from generator.model import (
    Expr,
    Extension,
    Function,
    Index,
    IndexKey,
    Role,
    Schema,
    Trigger,
    Type,
    Value,
    Verbatim,
    View,
)
from generator.model import Sequence as SequenceModel
from generator.resolve.access import access, later
from generator.resolve.counting import check_bounds
from generator.resolve.node import Node, named, node, scalar
from generator.resolve.owner import options, storage
from generator.resolve.scope import Raw, Scope
from generator.resolve.types import NATIVE_ONLY
from generator.source import Data, Place

__all__ = ["extensions", "function", "role", "schema", "sequence", "trigger", "verbatim", "view"]

FUNCTION_OPTIONS = (
    *(
        "arguments",
        "collate",
        "cost",
        "parallel",
        "rows",
        "security",
        "sql_mode",
        "strict",
        "volatility",
    ),
)
ARGUMENT = re.compile(r"(?:(in|out|inout|variadic)\s+)?(?:([a-z_]\w*)\s+)?(\S.*)", re.IGNORECASE)


def view(scope: Scope, raw: Raw) -> View:
    """Makes a view; its columns are inferred later, by `bind`, unless `fields:` says them."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    name = item.text("name", raw.name.rpartition(".")[2])
    return View(
        name=raw.name,
        physical=name,
        spec=raw.spec.id,
        body=body(scope, raw, item),
        schema=raw.schema,
        columns=tuple(_columns(scope, raw)),
        materialized=item.flag("materialized"),
        refresh=item.text("refresh"),
        with_data=item.get("with_data") is not False,
        indexes=tuple(_indexes(scope, item, raw.name, name)),
        access=access(scope, item),
        security_invoker=item.text("security") == "invoker",
        check_option=item.text("check_option"),
        needs=item.texts("needs"),
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        options=options(
            item,
            "algorithm",
            "cluster",
            "columns",
            "definer",
            "schemabinding",
            "tablespace",
            "with",
        ),
        at=item.at,
    )


def _columns(scope: Scope, raw: Raw) -> Iterator[tuple[str, Type | None, bool]]:
    found, at = raw.node.get("fields"), raw.node.place("fields")
    for name, data in found.items() if isinstance(found, dict) else ():
        inner = node(data if isinstance(data, dict) else {"type": scalar(data)}, at.child(name), "")
        kind, nullable = scope.type(inner.text("type"), at.child(name), native=False)
        yield name, kind, nullable


def _indexes(scope: Scope, item: Node, path: str, relation: str) -> Iterator[Index]:
    for name, data, at in named(item.get("indexes"), item.place("indexes"), scope.engine):
        inner = node(data if isinstance(data, dict) else {"fields": data}, at, scope.engine)
        scope.note_waivers(data, at, f"{path}.indexes.{name}")
        if not inner.has("fields"):
            continue  # it has its keys under `engines:` of another engine
        keys = tuple(
            _view_key(inner, index, key) for index, key in enumerate(_list(inner, "fields"))
        )
        derived = name or "_".join(key.field for key in keys)
        yield Index(
            name=derived,
            physical=inner.text("name")
            or scope.config.scheme.name("ix", relation, derived, limits=scope.limits),
            keys=keys,
            unique=inner.flag("unique"),
            method=inner.text("method"),
            where=inner.expr("where"),
            include=inner.texts("include"),
            storage=storage(inner),
            description=inner.description,
            was=inner.text("was"),
            only=scope.only(data),
            at=at,
        )


def _view_key(item: Node, index: int, key: Data) -> IndexKey:
    at = item.place("fields").child(index)
    data = key if isinstance(key, dict) else {"field": scalar(key)}
    inner = node(data, at, item.engine, native=item.is_native("fields"))
    nulls = inner.text("nulls")
    return IndexKey(
        field=inner.text("field"),
        expr=inner.expr("expr"),
        desc=inner.flag("desc"),
        nulls="first" if nulls == "first" else "last" if nulls == "last" else "",
        collate=inner.text("collate"),
        opclass=inner.text("opclass") or item.text("opclass"),
    )


def _list(item: Node, key: str) -> list[Data]:
    found = item.get(key)
    return found if isinstance(found, list) else [found]


def body(scope: Scope, raw: Raw, item: Node) -> Expr | None:
    """Gives what `sql:` or `file:` says; a file stands beside the spec and is always native."""
    name = item.text("file")
    if not name:
        return item.expr("sql")
    path = f"{raw.spec.file.rpartition('/')[0]}/{name}"
    if path not in scope.files:
        scope.error("G215", f"there is no file `{name}` beside the spec", item.place("file"))
        return None
    needs = item.texts("needs")
    return Expr(scope.files[path], native=True, needs=needs, file=path, at=item.place("file"))


def function(scope: Scope, raw: Raw) -> Function:
    """Makes a function, procedure or aggregate; the key holds its name and arguments."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    name, _, rest = raw.name.partition("(")
    returns = item.text("returns")
    of = returns.removeprefix("setof ")
    return Function(
        name=name,
        physical=item.text("name", name),
        spec=raw.spec.id,
        signature=raw.name,
        kind=cast(Literal["function", "procedure", "aggregate"], item.text("kind", "function")),
        arguments=tuple(_arguments(scope, raw, rest.rpartition(")")[0])),
        returns=_returns(scope, raw, of) if of else None,
        returns_set=returns.startswith("setof "),
        schema=raw.schema,
        language=item.text("language"),
        body=body(scope, raw, item),
        access=access(scope, item, usual=True),
        needs=item.texts("needs"),
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        options=options(item, *FUNCTION_OPTIONS),
        at=item.at,
    )


def _returns(scope: Scope, raw: Raw, text: str) -> Type:
    entity = scope.find(("entity",), text, raw.schema)
    if entity is not None:
        return Type("entity", ref=entity.name)
    at, native = raw.node.place("returns"), raw.node.is_native("returns")
    return scope.type(text, at, native=native)[0]


def _arguments(scope: Scope, raw: Raw, text: str) -> Iterator[tuple[str, str, Type]]:
    for part in _split(text):
        match = ARGUMENT.fullmatch(part)
        if match is None:
            continue
        mode, name, kind = match.groups()
        if kind in NATIVE_ONLY:
            yield mode or "in", name or "", Type(kind)
            continue
        found, _ = scope.type(kind, raw.node.at, native=False)
        yield (mode or "in").lower(), name or "", found


def _split(text: str) -> list[str]:
    """Splits at commas outside parentheses.

    >>> _split("int32, decimal(10,2)")
    ['int32', 'decimal(10,2)']"""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def trigger(scope: Scope, raw: Raw) -> Trigger | None:
    """Makes a trigger; None after noting that its entity does not exist."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    target = item.text("entity")
    view = scope.find(("view",), target, raw.spec.schema)
    entity = view or scope.entity(target, raw.spec.schema, item.place("entity"))
    if entity is None:
        return None
    return Trigger(
        name=raw.name,
        physical=item.text("name", raw.name),
        spec=raw.spec.id,
        entity=entity.name,
        when=cast(Literal["before", "after", "instead_of"], item.text("when")),
        events=item.texts("events"),
        of=item.texts("of"),
        each=cast(Literal["row", "statement"], item.text("each", "row")),
        condition=item.expr("where"),
        call=item.text("call"),
        body=body(scope, raw, item),
        needs=item.texts("needs"),
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        options=options(item, "collate", "sql_mode"),
        at=item.at,
    )


def sequence(scope: Scope, raw: Raw) -> SequenceModel:
    """Makes a sequence."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    kind = scope.type(item.text("type", "int64"), item.place("type"), native=False)[0]
    check_bounds(scope, item)
    return SequenceModel(
        name=raw.name,
        physical=item.text("name", raw.name.rpartition(".")[2]),
        spec=raw.spec.id,
        type=kind,
        start=item.number("start"),
        increment=item.number("increment"),
        minimum=item.number("min"),
        maximum=item.number("max"),
        cache=item.number("cache"),
        cycle=item.flag("cycle"),
        owned_by=item.text("owned_by"),
        access=access(scope, item),
        schema=raw.schema,
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        at=item.at,
    )


ROLE_OPTIONS = (
    *("connection_limit", "create_database", "create_role", "inherit", "memberships"),
    *("replication", "settings", "valid_until"),
)


def role(scope: Scope, raw: Raw) -> Role:
    """Makes a role."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    return Role(
        name=raw.name,
        physical=item.text("name", raw.name),
        spec=raw.spec.id,
        login=item.flag("login"),
        member_of=item.texts("member_of"),
        bypass_row_security=item.flag("bypass_row_security"),
        options=_of_role(scope, item),
        description=item.description,
        only=scope.only(raw.data),
        at=item.at,
    )


def _of_role(scope: Scope, item: Node) -> Mapping[str, Value]:
    """Gives PostgreSQL's own keys of a role; notes memberships that it does not have."""
    found = item.get("memberships")
    for name in found if isinstance(found, dict) else ():
        if name not in item.texts("member_of"):
            message = f"the role is no member of `{name}`"
            scope.error("G212", message, item.place("memberships").child(name), on_key=True)
    return options(item, *ROLE_OPTIONS)


def schema(scope: Scope, raw: Raw) -> Schema:
    """Makes what is said of a schema."""
    return Schema(
        name=raw.name,
        spec=raw.spec.id,
        access=access(scope, raw.node, usual=True),
        default_access=later(scope, raw.node),
        description=raw.node.description,
        only=scope.only(raw.data),
        at=raw.node.at,
    )


def extensions(scope: Scope, data: Data, at: Place) -> Iterator[Extension]:
    """Reads `extensions: {engine: [name or map]}`."""
    for engine, found in data.items() if isinstance(data, dict) else ():
        if scope.engine not in ("", engine):
            continue
        for index, entry in enumerate(found if isinstance(found, list) else ()):
            place = at.child(engine, index)
            item = node(entry if isinstance(entry, dict) else {"name": entry}, place, "")
            version = item.text("version")
            yield Extension(engine, item.text("name"), item.text("schema"), version, place)


def verbatim(scope: Scope, raw_spec: Raw, data: Data, at: Place) -> Iterator[Verbatim]:
    """Reads `verbatim: {engine: [{id, sql or file}]}`."""
    for engine, found in data.items() if isinstance(data, dict) else ():
        if scope.engine not in ("", engine):
            continue
        for index, entry in enumerate(found if isinstance(found, list) else ()):
            item = node(entry if isinstance(entry, dict) else {}, at.child(engine, index), "")
            text = body(scope, raw_spec, item)
            if text is not None:
                needs: Sequence[str] = item.texts("needs")
                yield Verbatim(
                    engine=engine,
                    identity=item.text("id"),
                    sql=text.text,
                    undo=item.text("undo"),
                    needs=tuple(needs),
                    spec=raw_spec.spec.id,
                    at=item.at,
                )
