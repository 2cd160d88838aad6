"""Computes the pages and pictures; the work is in generator.render.pages and generator.render.layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from generator.model import Entity
from generator.render import jobs
from generator.render.pages import diagrams
from generator.render.pages.diagrams import Graph
from generator.render.pages.entity import entity_page as entity_of
from generator.render.pages.matrix import EngineLike, engines
from generator.render.pages.overview import domain_page as domain_of
from generator.render.pages.overview import overview as overview_of
from generator.render.pages.programs import programs as programs_of
from generator.render.pages.requirements import requirements as requirements_of
from generator.render.pages.types import types as types_of
from generator.render.pages.words import slug
from generator.sql.capabilities import features


def shared(scene: jobs.Scene) -> Mapping[str, object]:
    """Looks up once what all pages need."""
    return {
        "graph": diagrams.graph(scene.model),
        "title": scene.options["title"] or scene.config.name,
    }


def overview(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Gives the first page."""
    served = [f"{engine.label} {engine.version}" for engine in _profiles(scene).values()]
    return {"page": overview_of(_graph(scene), _title(scene), served)}


def requirements(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Gives the requirements and where each is enforced."""
    return {"requirements": requirements_of(_graph(scene))}


def types(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Gives the types that have names."""
    return {"types": types_of(_graph(scene))}


def programs(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Gives views, functions, triggers, sequences and roles."""
    return {"programs": programs_of(scene.model)}


def capabilities(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Gives what each engine does, emulates and refuses."""
    return {"matrix": engines(scene.model, _profiles(scene), features())}


def domain_page(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Gives the page of a domain."""
    return {"page": domain_of(_graph(scene), cast(str, item))}


def entity_page(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Gives the page of an entity."""
    entity = cast(Entity, item)
    return {"page": entity_of(_graph(scene), entity), "file": slug(entity.name)}


def whole_picture(scene: jobs.Scene, _: object) -> Mapping[str, object]:
    """Draws all tables by domain."""
    return {"svg": diagrams.svg(diagrams.whole(_graph(scene), _title(scene)))}


def domain_picture(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Draws a domain."""
    domain = cast(str, item)
    return {
        "svg": diagrams.svg(diagrams.domain_diagram(_graph(scene), domain)),
        "file": slug(domain),
    }


def entity_picture(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Draws an entity with its neighbours."""
    entity = cast(Entity, item)
    picture = diagrams.neighbours(_graph(scene), entity)
    return {"svg": diagrams.svg(picture), "file": slug(entity.name)}


def _graph(scene: jobs.Scene) -> Graph:
    return cast(Graph, scene.shared["graph"])


def _title(scene: jobs.Scene) -> str:
    return cast(str, scene.shared["title"])


def _profiles(scene: jobs.Scene) -> Mapping[str, EngineLike]:
    return cast(Mapping[str, EngineLike], scene.profiles)
