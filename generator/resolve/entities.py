"""Entities: their fields, constraints, indexes, access patterns, partitions and rows put together.

Takes the declared Raws, gives Entities in the order of declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, cast

from generator.model import Access, Entity, Query, Type, Unique, Value, Volume
from generator.resolve.access import access, policies
from generator.resolve.constraints import (
    checks,
    exclusions,
    foreign_keys,
    primary_key,
    uniques,
)
from generator.resolve.declare import layers
from generator.resolve.fields import Fields, named_field
from generator.resolve.indexes import indexes
from generator.resolve.node import Node, scalar, value
from generator.resolve.owner import Owner, options, storage, table_of
from generator.resolve.partitions import partition
from generator.resolve.scope import Raw, Scope, suggest
from generator.source import Data, Place

__all__ = ["entity"]

COUNT = re.compile(r"([0-9][0-9_]*(?:\.[0-9]+)?)([kMGB]?)")
UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "B": 10**9}
TABLE_OPTIONS = (
    "access_method",
    "auto_increment",
    "charset",
    "cluster",
    "collate",
    "engine",
    "filegroup",
    "nonclustered_key",
    "on_conflict",
    "on_null",
    "partition_by",
    "partitions",
    "replica_identity",
    "row_format",
    "strict",
    "system_versioned",
    "text_filegroup",
    "unlogged",
    "unnamed",
    "without_rowid",
)


def entity(scope: Scope, fields: Fields, raw: Raw) -> Entity:
    """Puts one entity together."""
    owner = Owner(scope, fields, raw, table_of(scope, raw))
    node = raw.node
    scope.note_waivers(node.data, node.at, raw.name)
    for item in fields.of(raw):
        scope.note_waivers(item.data, item.node.at, f"{raw.name}.{item.name}")
    lookup = scope.raws.get("lookup", {}).get(raw.name)
    kept = uniques(owner)
    return Entity(
        name=raw.name,
        table=owner.table,
        spec=raw.spec.id,
        schema=raw.schema,
        description=node.description,
        domain=node.text("domain", raw.spec.domain),
        fields=tuple(fields.field(raw, item) for item in fields.of(raw)),
        key=primary_key(owner),
        uniques=kept,
        foreign_keys=foreign_keys(owner),
        checks=checks(owner),
        exclusions=exclusions(owner),
        indexes=indexes(owner),
        queries=queries(owner),
        policies=policies(owner),
        access=_access(owner),
        partition=partition(owner),
        storage=storage(node),
        rows=_rows(owner),
        volume=_volume(node),
        soft_delete=_marked(owner, "soft_delete", "deleted_at"),
        version=_marked(owner, "version", "version"),
        tenant=_marked(owner, "tenant", ""),
        row_security=cast(Literal["", "enabled", "forced"], node.text("row_security")),
        depends=tuple(text for layer in layers(scope, node) for text in layer.texts("depends")),
        needs=node.texts("needs"),
        link=fields.link_ends(raw),
        lookup=lookup.name if lookup else "",
        was=node.text("was"),
        tags=node.texts("tags"),
        only=scope.only(node.data),
        options=_options(owner, kept),
        at=node.at,
    )


def _options(owner: Owner, kept: Sequence[Unique]) -> Mapping[str, Value]:
    """Gives the engine's own keys; notes what SQLite's speak of and the entity does not have."""
    node = owner.raw.node
    for name, at in _named(node, "on_null"):
        owner.known(name, at)
    there = {"key", *(item.name for item in kept)}
    for name, at in _named(node, "on_conflict"):
        if name not in there:
            message = f"entity `{owner.raw.name}` has no unique `{name}`"
            owner.scope.error("G204", message, at, hint=suggest(name, there))
    found = options(node, *TABLE_OPTIONS)
    usual = owner.scope.config.collate.get(owner.scope.engine)
    is_said = {"collate", "charset"} & found.keys()
    return found if is_said or not usual else {**found, "collate": usual}


def _named(item: Node, key: str) -> Iterator[tuple[str, Place]]:
    found = item.get(key)
    for name in found if isinstance(found, dict) else ():
        yield name, item.place(key).child(name)


def _access(owner: Owner) -> tuple[Access, ...]:
    """Gives what roles may do; what the entity says about a role replaces what its mixins say."""
    by_role: dict[str, tuple[Access, ...]] = {}
    for layer in layers(owner.scope, owner.raw.node):
        found = access(owner.scope, layer, owner.names())
        for role in dict.fromkeys(item.role for item in found):
            by_role[role] = tuple(item for item in found if item.role == role)
    return tuple(item for items in by_role.values() for item in items)


def _marked(owner: Owner, key: str, usual: str) -> str:
    name = named_field(owner.raw.node, key, usual)
    if name and not owner.known(name, owner.raw.node.place(key)):
        return ""
    return name


def queries(owner: Owner) -> tuple[Query, ...]:
    """Makes the access patterns; parameters and columns are inferred later, by `bind`."""
    return tuple(
        Query(
            name=item.name,
            where=item.node.expr("where"),
            sql=item.node.expr("sql"),
            order=tuple(_order(owner, item.node)),
            page=item.node.number("page"),
            one=item.node.flag("one"),
            fields=owner.field_list(item.node, "fields"),
            include=item.node.texts("with"),
            params=tuple(
                (name, found) for name, found, _ in _typed(owner.scope, item.node, "params")
            ),
            columns=tuple(_typed(owner.scope, item.node, "returns")),
            slow=item.node.has("slow"),
            deleted=item.node.flag("deleted"),
            description=item.node.description,
            only=item.only,
            at=item.node.at,
        )
        for item in owner.items("queries", "where")
    )


def _order(owner: Owner, item: Node) -> Iterator[tuple[str, bool]]:
    at = item.place("order")
    for index, text in enumerate(item.texts("order")):
        name = text.removeprefix("-")
        if owner.known(name, at.child(index)):
            yield name, text.startswith("-")


def _typed(scope: Scope, item: Node, key: str) -> Iterator[tuple[str, Type, bool]]:
    found = item.get(key)
    for name, text in found.items() if isinstance(found, dict) else ():
        kind, nullable = scope.type(
            scalar(text), item.place(key).child(name), native=item.is_native(key)
        )
        yield name, kind, nullable


def _rows(owner: Owner) -> tuple[Mapping[str, Value], ...]:
    found, at = owner.raw.node.get("rows"), owner.raw.node.place("rows")
    made = []
    for index, row in enumerate(found if isinstance(found, list) else ()):
        made.append(row_values(owner.scope, owner.raw.name, owner.names(), row, at.child(index)))
    return tuple(made)


def row_values(
    scope: Scope, name: str, known: tuple[str, ...], row: Data, at: Place
) -> Mapping[str, Value]:
    """Freezes a row; a field that the entity lacks is an error at its key."""
    kept: dict[str, Value] = {}
    for key, item in row.items() if isinstance(row, dict) else ():
        if key in known:
            kept[key] = value(item)
            continue
        message = f"entity `{name}` has no field `{key}`"
        scope.error("G204", message, at.child(key), hint=suggest(key, known), on_key=True)
    return MappingProxyType(kept)


def _volume(owner: Node) -> Volume:
    inner = owner.child("volume")
    if inner is None:
        return Volume()
    rows = inner.text("rows")
    match = COUNT.fullmatch(rows)
    count = int(float(match[1].replace("_", "")) * UNITS[match[2]]) if match else None
    return Volume(rows, inner.text("grows"), count)
