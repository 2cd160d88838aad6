"""A field in words: what it means and what is special about it.

Takes a field of an entity, gives a line of Markdown for the entity's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model import Entity, Field
from generator.render.pages.words import (
    all_of,
    code,
    codes,
    default_text,
    expr_text,
    link,
    prose,
    sentence,
    slug,
    type_text,
)

__all__ = ["FieldLine", "field_line"]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field. All are Markdown; null is `yes` or empty."""

    name: str
    type: str
    null: str
    default: str
    about: str


def field_line(entity: Entity, field: Field) -> FieldLine:
    mark = " 🔑" if entity.key and field.name in entity.key.fields else ""
    column = f" (column {code(field.column)})" if field.column != field.name else ""
    return FieldLine(
        f"{code(field.name)}{mark}{column}",
        _type(field),
        "yes" if field.nullable else "",
        default_text(field),
        " ".join(_about(entity, field)),
    )


def _type(field: Field) -> str:
    text = code(type_text(field.type))
    kind = field.enum or (
        field.type.ref if field.type.name in ("enum", "domain", "composite") else ""
    )
    return f"[{text}](../types.md#{slug(kind)})" if kind else text


def _about(entity: Entity, field: Field) -> Iterator[str]:
    """Says what a field means and what is special about it, sentence by sentence."""
    if field.description:
        yield sentence(prose(field.description))
    for key in entity.foreign_keys:
        if field.name in key.fields:
            yield f"Refers to {link(key.entity)}."
    yield from _unique(entity, field)
    if field.generated:
        kept = "kept" if field.generated.stored else "computed at each reading"
        yield f"Always {code(expr_text(field.generated.expr))}, {kept}."
    if field.identity:
        yield from _identity(field)
    if field.updated:
        yield f"Set to {code(field.updated + '()')} at each update."
    for check in entity.checks:
        if check.inline == field.name:
            yield f"Must satisfy {code(expr_text(check.expr))}."
    for word, on in (
        (f"Format: {prose(field.format)}.", field.format),
        (f"Personal data: {prose(field.pii)}.", field.pii),
        ("Encrypted by the application.", field.encrypted),
        ("Never changes.", field.immutable),
        (f"Collated {code(field.collate)}.", field.collate),
        (f"From the mixin {code(field.mixin)}.", field.mixin),
        (f"Was {code(field.was)}.", field.was),
        (f"Only on {all_of(field.only)}.", field.only),
        (f"Tags: {codes(field.tags)}.", field.tags),
    ):
        if on:
            yield word


def _unique(entity: Entity, field: Field) -> Iterator[str]:
    found = [item for item in entity.uniques if item.fields == (field.name,)]
    folded = ", whatever its case" if field.case == "insensitive" else ""
    if not found and folded:
        yield "Compared without case."
    for item in found:
        living = f"{entity.soft_delete} IS NULL"
        where = expr_text(item.where) if item.where else ""
        among = f" among rows where {code(where)}" if where not in ("", living) else ""
        yield f"Unique{folded}{among}."


def _identity(field: Field) -> Iterator[str]:
    identity = field.identity
    if identity is None:
        return
    who = "the database alone" if identity.mode == "always" else "the database unless given"
    start = f", from {identity.start}" if identity.start is not None else ""
    step = f", by {identity.increment}" if identity.increment is not None else ""
    yield f"Numbered by {who}{start}{step}."
