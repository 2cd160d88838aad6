"""Entities as boxes and references as lines, for pictures and for Mermaid.

Takes a Model, gives what layout and mermaid draw: the whole by domain, a domain, an entity with its
neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.model import Entity, ForeignKey, Model, Relation, Requirement, Spec
from generator.render.layout.picture import layout
from generator.render.layout.shapes import Box, End, Line, Row
from generator.render.layout.svg import draw
from generator.render.pages.words import type_text

__all__ = ["Detail", "Diagram", "Graph", "domain_diagram", "graph", "neighbours", "svg", "whole"]

NEAR = 25
"""Tables up to which all fields are shown; beyond it keys only."""

NAMES_ONLY = 150
MOST_NEIGHBOURS = 24
REST = "…"


Detail = Literal["all", "keys", "names"]
"""How much of a table is shown."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A model with what pages look up in it, found once.

    rows: the fields of each entity as rows of its box. lines: all references; near: those from or to
    an entity. relations, triggers, requirements: by
    the entity they are of; specs by id."""

    model: Model
    entities: Mapping[str, Entity]
    specs: Mapping[str, Spec]
    rows: Mapping[str, tuple[Row, ...]]
    lines: tuple[Line, ...]
    near: Mapping[str, Sequence[Line]]
    relations: Mapping[str, Sequence[Relation]]
    triggers: Mapping[str, Sequence[str]]
    requirements: Mapping[str, Sequence[Requirement]]


def graph(model: Model) -> Graph:
    """Looks up once what every page needs."""
    entities = {entity.name: entity for entity in model.entities}
    lines = _lines(_tables(model))
    near: dict[str, list[Line]] = {}
    for line in lines:
        for name in dict.fromkeys((line.source, line.target)):
            near.setdefault(name, []).append(line)
    relations: dict[str, list[Relation]] = {}
    for relation in model.relations:
        relations.setdefault(relation.entity, []).append(relation)
    triggers: dict[str, list[str]] = {}
    for trigger in model.triggers:
        triggers.setdefault(trigger.entity, []).append(trigger.name)
    requirements: dict[str, list[Requirement]] = {}
    for requirement in model.requirements:
        for name in dict.fromkeys(_owners(requirement, entities)):
            requirements.setdefault(name, []).append(requirement)
    specs = {spec.id: spec for spec in model.specs}
    rows = {entity.name: _rows(entity) for entity in model.entities}
    return Graph(model, entities, specs, rows, lines, near, relations, triggers, requirements)


def _owners(requirement: Requirement, entities: Mapping[str, Entity]) -> Iterator[str]:
    """Gives the entities whose constraints enforce a requirement; names may hold one dot."""
    for path in requirement.enforced_by:
        first, *rest = path.split(".")
        with_schema = ".".join([first, *rest[:1]])
        if first in entities:
            yield first
        elif with_schema in entities:
            yield with_schema


@dataclass(frozen=True, slots=True)
class Diagram:
    """What one picture shows. hub: how many lines a box takes before the rest become chips."""

    title: str
    about: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    hub: int = 10


def whole(graph: Graph, name: str) -> Diagram:
    """Gives all entities, framed by domain."""
    entities = _tables(graph.model)
    count = len(entities)
    detail: Detail = "all" if count <= NEAR else "keys" if count <= NAMES_ONLY else "names"
    domains = len({entity.domain for entity in entities})
    return Diagram(
        name,
        f"{_count(count, 'table')} in {_count(domains, 'domain')}.",
        tuple(
            _box(graph, entity, detail, group=entity.domain if domains > 1 else "")
            for entity in entities
        ),
        graph.lines,
    )


def domain_diagram(graph: Graph, domain: str) -> Diagram:
    """Gives the entities of a domain; references that leave it are chips."""
    entities = [entity for entity in _tables(graph.model) if entity.domain == domain]
    detail: Detail = "all" if len(entities) <= NEAR else "keys"
    return Diagram(
        domain,
        f"{_count(len(entities), 'table')} of the domain {domain}.",
        tuple(_box(graph, entity, detail) for entity in entities),
        tuple(line for line in graph.lines if graph.entities[line.source].domain == domain),
        hub=16,
    )


def neighbours(graph: Graph, entity: Entity) -> Diagram:
    """Gives an entity with those it refers to and those that refer to it, the keys of these only.

    Of very many neighbours the first are shown, and a box says how many more there are."""
    lines = graph.near.get(entity.name, ())
    names = dict.fromkeys(
        name for line in lines for name in (line.target, line.source) if name != entity.name
    )
    shown = dict.fromkeys(list(names)[:MOST_NEIGHBOURS])
    used = {(line.source, row) for line in lines for row in line.source_rows}
    used |= {(line.target, row) for line in lines for row in line.target_rows}
    boxes = [_box(graph, entity, "all", focus=True)]
    boxes += [_near(graph, graph.entities[name], used) for name in shown]
    hidden = len(names) - len(shown)
    if hidden:
        boxes.append(Box(REST, f"{hidden} more tables"))
    kept = [line for line in lines if {line.source, line.target} <= {entity.name, *shown}]
    return Diagram(
        f"{entity.name} and its neighbours" if names else entity.name,
        f"The table {entity.name} and {_count(len(names), 'table')} beside it.",
        tuple(boxes),
        tuple(kept),
        hub=MOST_NEIGHBOURS,
    )


def svg(diagram: Diagram) -> str:
    """Draws a diagram."""
    picture = layout(diagram.boxes, diagram.lines, hub=diagram.hub)
    note = "generated by gen from openspec/specs/database; do not edit"
    return draw(picture, title=diagram.title, description=describe(diagram), note=note)


def describe(diagram: Diagram) -> str:
    """Says in words what a diagram shows, for those who cannot see it."""
    titles = {box.name: box.title for box in diagram.boxes}
    said = [
        f"{titles.get(line.source, line.source)} refers to {titles.get(line.target, line.target)}"
        for line in diagram.lines
    ]
    return " ".join([diagram.about, *(f"{text}." for text in dict.fromkeys(said))])


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _tables(model: Model) -> list[Entity]:
    return [entity for entity in model.entities if not entity.abstract]


def _box(
    graph: Graph, entity: Entity, detail: Detail, *, group: str = "", focus: bool = False
) -> Box:
    rows = graph.rows[entity.name] if detail != "names" else ()
    if detail == "keys":
        rows = tuple(row for row in rows if row.primary or row.foreign)
    more = len(entity.fields) - len(rows) if detail == "keys" else 0
    return Box(entity.name, entity.name, rows, group, more, focus)


def _near(graph: Graph, entity: Entity, used: set[tuple[str, str]]) -> Box:
    """Gives a neighbour: its key and what is at the end of a line."""
    rows = tuple(
        row for row in graph.rows[entity.name] if row.primary or (entity.name, row.name) in used
    )
    return Box(entity.name, entity.name, rows, more=len(entity.fields) - len(rows))


def _rows(entity: Entity) -> tuple[Row, ...]:
    primary = frozenset(entity.key.fields if entity.key else ())
    foreign = frozenset(name for key in entity.foreign_keys for name in key.fields)
    unique = frozenset(item.fields[0] for item in entity.uniques if len(item.fields) == 1)
    return tuple(
        Row(
            field.name,
            type_text(field.type),
            primary=field.name in primary,
            foreign=field.name in foreign,
            unique=field.name in unique,
            nullable=field.nullable,
        )
        for field in entity.fields
    )


def _lines(entities: Iterable[Entity]) -> tuple[Line, ...]:
    return tuple(_line(entity, key) for entity in entities for key in entity.foreign_keys)


def _line(entity: Entity, key: ForeignKey) -> Line:
    optional = any(entity.field(name).nullable for name in key.fields)
    return Line(
        entity.name,
        key.fields,
        key.entity,
        key.to,
        End.ZERO_OR_ONE if _is_alone(entity, key.fields) else End.ZERO_OR_MANY,
        End.ZERO_OR_ONE if optional else End.ONE,
        f"{entity.name}.{', '.join(key.fields)} → {key.entity}",
    )


def _is_alone(entity: Entity, fields: Sequence[str]) -> bool:
    """Whether at most one row may hold the same reference."""
    keys = [item.fields for item in entity.uniques if item.where is None]
    keys += [entity.key.fields] if entity.key else []
    return any(set(key) <= set(fields) for key in keys)
