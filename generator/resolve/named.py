"""Named types: enums, domains and composites."""

from __future__ import annotations

from typing import Literal, cast

from generator.model import Check, Composite, Domain, Enum, EnumValue, Field, Type
from generator.naming import physical
from generator.resolve.access import access
from generator.resolve.fields import default
from generator.resolve.node import Node, node, scalar
from generator.resolve.scope import Raw, Scope

__all__ = ["composite", "domain", "enum"]


def enum(scope: Scope, raw: Raw) -> Enum:
    """Makes an enum; a value that stands there twice is an error at the second."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    values = tuple(_values(scope, item))
    return Enum(
        name=raw.name,
        physical=item.text("name", raw.name.rpartition(".")[2]),
        spec=raw.spec.id,
        values=values,
        representation=cast(Literal["native", "check", "lookup"], item.text("as", "check")),
        schema=raw.schema,
        access=access(scope, item, usual=True),
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        at=item.at,
    )


def _values(scope: Scope, item: Node) -> list[EnumValue]:
    found = item.get("values")
    made: list[EnumValue] = []
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        at = item.place("values").child(index)
        inner = node(entry if isinstance(entry, dict) else {"value": scalar(entry)}, at, "")
        name = inner.text("value")
        if any(value.name == name for value in made):
            scope.error("G201", f"value `{name}` stands there twice", at)
            continue
        made.append(EnumValue(name, inner.text("description"), inner.text("was")))
    return made


def domain(scope: Scope, raw: Raw) -> Domain:
    """Makes a domain; its checks speak of `value`."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    text, native = item.text("type"), item.is_native("type")
    found, nullable = scope.type(text, item.place("type"), native=native)
    return Domain(
        name=raw.name,
        physical=item.text("name", raw.name.rpartition(".")[2]),
        spec=raw.spec.id,
        type=found,
        nullable=nullable,
        not_null=item.flag("not_null"),
        default=default(item, "default"),
        checks=_domain_checks(scope, raw),
        collate=item.text("collate"),
        schema=raw.schema,
        access=access(scope, item, usual=True),
        description=item.description,
        needs=item.texts("needs"),
        was=item.text("was"),
        only=scope.only(raw.data),
        at=item.at,
    )


def _domain_checks(scope: Scope, raw: Raw) -> tuple[Check, ...]:
    item, made = raw.node, []
    name = raw.name.rpartition(".")[2]
    single, several = item.get("check"), item.get("checks")
    if single is not None:
        made.append(_check(scope, item, "check", "check", physical("ck", (name,), scope.limits)))
    for key in several if isinstance(several, dict) else ():
        inner = Node(
            several if isinstance(several, dict) else {},
            item.place("checks"),
            item.engine,
            native=item.is_native("checks"),
        )
        made.append(_check(scope, inner, key, key, physical("ck", (name, key), scope.limits)))
    return tuple(check for check in made if check is not None)


def _check(scope: Scope, owner: Node, key: str, name: str, usual: str) -> Check | None:
    found = owner.get(key)
    if isinstance(found, dict):
        inner = node(found, owner.place(key), scope.engine, native=owner.is_native(key))
        expr, pinned = inner.expr("expr"), inner.text("name", usual)
    else:
        expr, pinned = owner.expr(key), usual
    return Check(name=name, physical=pinned, expr=expr, at=owner.place(key)) if expr else None


def composite(scope: Scope, raw: Raw) -> Composite:
    """Makes a composite type."""
    item = raw.node
    scope.note_waivers(item.data, item.at, raw.name)
    found, at = item.get("fields"), item.place("fields")
    parts = found if isinstance(found, dict) else {}
    return Composite(
        name=raw.name,
        physical=item.text("name", raw.name.rpartition(".")[2]),
        spec=raw.spec.id,
        fields=tuple(
            _part(
                scope,
                name,
                node(
                    part if isinstance(part, dict) else {"type": scalar(part)}, at.child(name), ""
                ),
                short=not isinstance(part, dict),
            )
            for name, part in parts.items()
        ),
        schema=raw.schema,
        access=access(scope, item, usual=True),
        description=item.description,
        was=item.text("was"),
        only=scope.only(raw.data),
        at=item.at,
    )


def _part(scope: Scope, name: str, item: Node, *, short: bool) -> Field:
    at = item.at if short else item.place("type")
    found: Type
    found, nullable = scope.type(item.text("type"), at, native=False)
    return Field(
        name=name,
        column=name,
        type=found,
        nullable=nullable,
        collate=item.text("collate"),
        description=item.description,
        was=item.text("was"),
        at=item.at,
    )
