"""Constraints: keys, uniques, checks, exclusions, foreign keys, written on fields or on the entity.

Takes an Owner, gives the model's constraints in the order they were written, inline ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from generator.model import (
    Check,
    Exclusion,
    ExclusionElement,
    Expr,
    ForeignKey,
    IndexKey,
    PrimaryKey,
    Unique,
)
from generator.model.values import Deferrable, ReferentialAction
from generator.resolve.fields import FieldNode, named_field
from generator.resolve.node import Node, node, scalar
from generator.resolve.owner import Item, Owner, table_of
from generator.resolve.scope import Raw, suggest
from generator.source import Data

__all__ = ["checks", "exclusions", "foreign_keys", "primary_key", "uniques"]


def primary_key(owner: Owner) -> PrimaryKey | None:
    """Makes the key, None for an entity without one."""
    entity, scope = owner.layers[-1], owner.scope
    if owner.part and not entity.has("key"):
        return None
    names = owner.fields.key(replace(owner.raw, node=entity))
    at = entity.place("key") if entity.has("key") else entity.at
    found = entity.get("key")
    item = node(found if isinstance(found, dict) else {}, at, scope.engine)
    listed = isinstance(found, list)
    kept = tuple(
        name
        for index, name in enumerate(names)
        if owner.known(name, at.child(index) if listed else at)
    )
    if not kept:
        return None
    return PrimaryKey(
        name=owner.physical("pk", "", item, kept),
        fields=kept,
        parts=_parts(owner, item, kept),
        deferrable=_deferrable(item),
        include=owner.field_list(item, "include"),
        description=item.description,
        at=at,
    )


def _parts(owner: Owner, item: Node, fields: Sequence[str]) -> tuple[IndexKey, ...]:
    """Reads what of its fields a key has on the engine; notes a field that is none of the key's."""
    found, at = item.get("parts"), item.place("parts")
    made = []
    for name, data in found.items() if isinstance(found, dict) else ():
        part = node(data if isinstance(data, dict) else {}, at.child(name), owner.scope.engine)
        if name not in fields:
            hint = suggest(name, fields)
            message = f"the key has no field `{name}`"
            owner.scope.error("G204", message, part.at, hint=hint, on_key=True)
            continue
        made.append(
            IndexKey(
                field=name,
                desc=part.flag("desc"),
                collate=part.text("collate"),
                length=part.number("length"),
            )
        )
    return tuple(made)


def uniques(owner: Owner) -> tuple[Unique, ...]:
    """Makes the uniques; with `soft_delete`, only rows that live count."""
    inline = () if owner.part else _inline_uniques(owner)
    return (*inline, *_named_uniques(owner))


def _inline_uniques(owner: Owner) -> Iterator[Unique]:
    """Makes the uniques of fields: per tenant where there is one, unless they say `global`."""
    tenant = named_field(owner.raw.node, "tenant", "")
    for item in owner.fields.of(owner.raw):
        found = item.node.get("unique")
        if found in (None, False):
            continue
        data: dict[str, Data] = dict(found) if isinstance(found, dict) else {}
        at = item.node.place("unique")
        inner = node(data, at, owner.scope.engine)
        yield Unique(
            name=item.name,
            physical=owner.physical("uq", item.name, inner, (item.name,)),
            fields=(item.name,)
            if tenant in ("", item.name) or found == "global"
            else (tenant, item.name),
            nulls="not_distinct" if inner.text("nulls") == "not_distinct" else "distinct",
            deferrable=_deferrable(inner),
            where=alive(owner, inner.expr("where")),
            inline=item.name,
            only=_engines(owner, item),
            at=at,
        )


def _named_uniques(owner: Owner) -> Iterator[Unique]:
    for item in owner.items("unique", "fields"):
        fields = owner.field_list(item.node, "fields")
        yield Unique(
            name=item.name,
            physical=owner.physical("uq", item.name, item.node, item.node.texts("fields")),
            fields=fields,
            parts=_parts(owner, item.node, fields),
            nulls="not_distinct" if item.node.text("nulls") == "not_distinct" else "distinct",
            deferrable=_deferrable(item.node),
            where=alive(owner, item.node.expr("where")),
            include=owner.field_list(item.node, "include"),
            description=item.node.description,
            was=item.node.text("was"),
            only=item.only,
            at=item.node.at,
        )


def alive(owner: Owner, where: Expr | None) -> Expr | None:
    """Narrows a condition to the rows that are not marked as deleted."""
    deleted = named_field(owner.raw.node, "soft_delete", "deleted_at")
    if not deleted or (where is not None and where.native):
        return where
    lives = f"{deleted} IS NULL"
    if where is None:
        return Expr(lives, at=owner.raw.node.place("soft_delete"))
    return Expr(f"({where.text}) AND {lives}", at=where.at)


def checks(owner: Owner) -> tuple[Check, ...]:
    """Makes the checks."""
    made = []
    for item in owner.items("checks", "expr"):
        expr = item.node.expr("expr")
        if expr is None:
            continue
        if not isinstance(item.data, dict):  # the short form is the expression itself
            expr = Expr(expr.text, at=item.node.at)
        made.append(
            Check(
                name=item.name,
                physical=owner.physical("ck", item.name, item.node),
                expr=expr,
                no_inherit=item.node.flag("no_inherit"),
                not_valid=item.node.get("valid") is False,
                description=item.node.description,
                was=item.node.text("was"),
                only=item.only,
                at=item.node.at,
            )
        )
    return tuple(made)


def exclusions(owner: Owner) -> tuple[Exclusion, ...]:
    """Makes the exclusion constraints."""
    return tuple(
        Exclusion(
            name=item.name,
            physical=owner.physical("ex", item.name, item.node),
            elements=tuple(_elements(owner, item.node)),
            method=item.node.text("method", "gist"),
            where=alive(owner, item.node.expr("where")),
            deferrable=_deferrable(item.node),
            description=item.node.description,
            was=item.node.text("was"),
            only=item.only,
            at=item.node.at,
        )
        for item in owner.items("exclude", "with")
        if item.node.has("with")
    )


def _elements(owner: Owner, item: Node) -> Iterator[ExclusionElement]:
    found, classes = item.get("with"), item.get("opclass")
    for what, operator in found.items() if isinstance(found, dict) else ():
        opclass = scalar(classes[what]) if isinstance(classes, dict) and what in classes else ""
        if what in owner.names():
            yield ExclusionElement(scalar(operator), field=what, opclass=opclass)
            continue
        at = item.place("with").child(what)
        if what.isidentifier():
            owner.known(what, at)
        else:
            expr = Expr(what, native=item.is_native("with"), at=at)
            yield ExclusionElement(scalar(operator), expr=expr, opclass=opclass)


def foreign_keys(owner: Owner) -> tuple[ForeignKey, ...]:
    """Makes the foreign keys; those on fields are the whole entity's."""
    inline = () if owner.part else (*_inline_keys(owner), *_lookup_keys(owner))
    return (*inline, *_named_keys(owner))


def _inline_keys(owner: Owner) -> Iterator[ForeignKey]:
    for item in owner.fields.of(owner.raw):
        target = owner.fields.target(owner.raw, item) if item.node.has("ref") else None
        if target is None:
            continue
        entity, field = target
        yield ForeignKey(
            name=item.name,
            physical=_called(owner, item, entity),
            fields=(item.name,),
            entity=entity.name,
            to=(field,),
            on_delete=_action(item.node, "on_delete"),
            on_update=_action(item.node, "on_update"),
            deferrable=_deferrable(item.node),
            as_name=item.node.text("as"),
            inverse=item.node.text("inverse"),
            inline=item.name,
            only=_engines(owner, item),
            at=item.node.place("ref"),
        )


def _called(owner: Owner, item: FieldNode, target: Raw) -> str:
    """Names the foreign key of a field: pinned by `constraint:`, else by the scheme."""
    plain = owner.scope.node({}, item.node.at)
    usual = owner.physical("fk", item.name, plain, (item.name,), table_of(owner.scope, target))
    return item.node.text("constraint") or usual


def _lookup_keys(owner: Owner) -> Iterator[ForeignKey]:
    for item in owner.fields.of(owner.raw):
        found, _ = owner.fields.type(owner.raw, item.name)
        enum = owner.scope.find(("lookup",), found.ref, owner.raw.schema)
        if found.name != "enum" or enum is None or item.node.has("ref"):
            continue
        yield ForeignKey(
            name=item.name,
            physical=_called(owner, item, enum),
            fields=(item.name,),
            entity=enum.name,
            to=("code",),
            on_update="cascade",
            as_name=f"{item.name}_row",
            inline=item.name,
            only=_engines(owner, item),
            at=item.node.at,
        )


def _named_keys(owner: Owner) -> Iterator[ForeignKey]:
    for item in owner.items("foreign_keys", "fields"):
        at = item.node.place("ref")
        entity = owner.scope.entity(item.node.text("ref"), owner.raw.schema, at)
        fields = owner.field_list(item.node, "fields")
        if entity is None:
            continue
        to = item.node.texts("to") or owner.fields.key(entity)
        if not _fits(owner, item, fields, entity.name, to, owner.fields.names(entity)):
            continue
        yield ForeignKey(
            name=item.name,
            physical=owner.physical(
                "fk", item.name, item.node, fields, table_of(owner.scope, entity)
            ),
            fields=fields,
            entity=entity.name,
            to=to,
            on_delete=_action(item.node, "on_delete"),
            on_update=_action(item.node, "on_update"),
            match_full=item.node.text("match") == "full",
            deferrable=_deferrable(item.node),
            as_name=item.node.text("as"),
            inverse=item.node.text("inverse"),
            description=item.node.description,
            was=item.node.text("was"),
            only=item.only,
            at=item.node.at,
        )


def _fits(
    owner: Owner,
    item: Item,
    fields: tuple[str, ...],
    target: str,
    to: tuple[str, ...],
    known: tuple[str, ...],
) -> bool:
    for index, name in enumerate(to):
        if name not in known:
            at = item.node.place("to").child(index) if item.node.has("to") else item.node.at
            owner.scope.error("G204", f"entity `{target}` has no field `{name}`", at)
            return False
    if len(fields) == len(to):
        return True
    message = f"{len(fields)} fields cannot refer to {len(to)} of `{target}`"
    at = item.node.place("to" if item.node.has("to") else "fields")
    owner.scope.error("G217", message, at)
    return False


def _action(item: Node, key: str) -> ReferentialAction:
    return cast(ReferentialAction, item.text(key, "no_action"))


def _deferrable(item: Node) -> Deferrable:
    return cast(Deferrable, item.text("deferrable"))


def _engines(owner: Owner, item: FieldNode) -> tuple[str, ...]:
    return owner.scope.only(item.data)
