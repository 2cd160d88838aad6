"""What the page of requirements says: each with what enforces it.

Takes a Graph, gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from dataclasses import dataclass

from generator.render.pages.diagrams import Graph
from generator.render.pages.words import (
    code,
    prose,
    slug,
)

__all__ = ["requirements"]


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A requirement and where it is enforced."""

    name: str
    spec: str
    text: str
    enforced_by: tuple[str, ...]
    scenarios: tuple[str, ...]


def requirements(graph: Graph) -> tuple[RequirementLine, ...]:
    """Lists the requirements, in the order of the specs."""
    return tuple(
        RequirementLine(
            prose(item.name),
            prose(graph.specs[item.spec].title or item.spec),
            prose(item.text),
            tuple(_enforcer(graph, path) for path in item.enforced_by),
            tuple(prose(scenario.name) for scenario in item.scenarios),
        )
        for item in graph.model.requirements
    )


def _enforcer(graph: Graph, path: str) -> str:
    """Links what enforces a requirement to the page of the table that has it."""
    owner = next(
        (n for n in (".".join(path.split(".")[:k]) for k in (2, 1)) if n in graph.entities), ""
    )
    return f"[{code(path)}](entities/{slug(owner)}.md)" if owner else code(path)
