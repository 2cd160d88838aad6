"""What the page of types says: enums, types and composites, with who uses them.

Takes a Graph, gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.render.pages.diagrams import Graph
from generator.render.pages.words import (
    code,
    expr_text,
    prose,
    slug,
    type_text,
)

__all__ = ["types"]


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A type with a name: its anchor, what it is, its values or parts, who uses it."""

    name: str
    anchor: str
    kind: str
    about: str
    values: tuple[tuple[str, str], ...]
    used_by: str


def types(graph: Graph) -> tuple[NamedLine, ...]:
    """Lists enums, types and composites by name."""
    return tuple(sorted(_types(graph), key=lambda line: line.name))


def _types(graph: Graph) -> Iterator[NamedLine]:
    kinds = {"native": "a type of the engine", "check": "texts with a check", "lookup": "a table"}
    for enum in graph.model.enums:
        values = tuple((code(value.name), prose(value.description)) for value in enum.values)
        kind = f"One of a list, kept as {kinds[enum.representation]}."
        yield _named(graph, enum.name, kind, enum.description, values)
    for domain in graph.model.domains:
        checks = "; ".join(code(expr_text(check.expr)) for check in domain.checks)
        where = f" where {checks}" if checks else ""
        kind = f"{code(type_text(domain.type))}{where}."
        yield _named(graph, domain.name, kind, domain.description, ())
    for composite in graph.model.composites:
        parts = tuple(
            (code(field.name), code(type_text(field.type, nullable=field.nullable)))
            for field in composite.fields
        )
        yield _named(graph, composite.name, "Several parts.", composite.description, parts)


def _named(
    graph: Graph, name: str, kind: str, about: str, values: tuple[tuple[str, str], ...]
) -> NamedLine:
    users = [
        f"[{code(f'{entity.name}.{field.name}')}](entities/{slug(entity.name)}.md)"
        for entity in graph.model.entities
        for field in entity.fields
        if name in (field.enum, field.type.ref, field.type.of.ref if field.type.of else "")
    ]
    return NamedLine(prose(name), slug(name), kind, prose(about), values, ", ".join(users))
