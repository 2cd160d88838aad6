"""What the pages above the entities say: the overview, and one for each domain.

Takes a Graph, gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.model import Entity, Model, Spec
from generator.render.pages import diagrams, mermaid
from generator.render.pages.diagrams import Graph
from generator.render.pages.programs import programs
from generator.render.pages.words import (
    all_of,
    code,
    codes,
    link,
    prose,
    slug,
)

__all__ = ["DomainPage", "EntityLine", "Overview", "domain_page", "overview"]


@dataclass(frozen=True, slots=True)
class EntityLine:
    """An entity in a list."""

    link: str
    table: str
    about: str
    rows: str


@dataclass(frozen=True, slots=True)
class DomainLine:
    """A domain in the overview: its name, file and tables, and the specs it is made of."""

    name: str
    file: str
    specs: tuple[tuple[str, str], ...]
    entities: tuple[EntityLine, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page. enforced: how many of all requirements something in the database enforces."""

    name: str
    counts: str
    domains: tuple[DomainLine, ...]
    enforced: int
    required: int
    engines: str
    has_programs: bool
    has_types: bool


@dataclass(frozen=True, slots=True)
class DomainPage:
    """A domain's page. leaving: references to tables of other domains."""

    name: str
    file: str
    specs: tuple[tuple[str, str], ...]
    entities: tuple[EntityLine, ...]
    leaving: tuple[tuple[str, str, str], ...]
    mermaid: tuple[str, ...]


def overview(graph: Graph, name: str, served: Iterable[str]) -> Overview:
    """Gives the overview. served: the engines, as people write them."""
    model = graph.model
    domains = _domains(model)
    return Overview(
        prose(name),
        ", ".join(_counts(model, len(domains))),
        tuple(_domain_line(graph, domain) for domain in domains),
        sum(bool(item.enforced_by) for item in model.requirements),
        len(model.requirements),
        all_of(map(prose, served)),
        bool(programs(model)),
        bool(model.enums or model.domains or model.composites),
    )


def _domains(model: Model) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entity.domain for entity in model.entities))


def _counts(model: Model, domains: int) -> Iterator[str]:
    fields = sum(len(entity.fields) for entity in model.entities)
    keys = sum(len(entity.foreign_keys) for entity in model.entities)
    for count, word in (
        (domains, "domain"),
        (len(model.entities), "table"),
        (fields, "field"),
        (keys, "reference"),
        (len(model.views), "view"),
        (len(model.requirements), "requirement"),
    ):
        if count:
            yield f"{count} {word}{'' if count == 1 else 's'}"


def _specs(graph: Graph, domain: str) -> tuple[tuple[str, str], ...]:
    ids = dict.fromkeys(e.spec for e in graph.model.entities if e.domain == domain)
    return tuple(_about(graph.specs[id_]) for id_ in ids)


def _about(spec: Spec) -> tuple[str, str]:
    return prose(spec.title or spec.name), prose(spec.purpose)


def _domain_line(graph: Graph, domain: str) -> DomainLine:
    return DomainLine(
        prose(domain),
        slug(domain),
        _specs(graph, domain),
        tuple(_entity(e, "entities/") for e in graph.model.entities if e.domain == domain),
    )


def _entity(entity: Entity, folder: str) -> EntityLine:
    return EntityLine(
        link(entity.name, folder),
        code(".".join(part for part in (entity.schema, entity.table) if part)),
        prose(entity.description),
        prose(entity.volume.rows),
    )


def domain_page(graph: Graph, domain: str) -> DomainPage:
    """Gives the page of a domain."""
    model = graph.model
    picture = diagrams.domain_diagram(graph, domain)
    inside = {entity.name for entity in model.entities if entity.domain == domain}
    leaving = tuple(
        (
            link(line.source, "../entities/"),
            codes(line.source_rows),
            link(line.target, "../entities/"),
        )
        for line in graph.lines
        if line.source in inside and line.target not in inside
    )
    return DomainPage(
        prose(domain),
        slug(domain),
        _specs(graph, domain),
        tuple(_entity(e, "../entities/") for e in model.entities if e.domain == domain),
        leaving,
        mermaid.diagrams(picture.boxes, picture.lines),
    )
