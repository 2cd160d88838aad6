"""What the page of an entity says.

Takes a Model and one of its entities, gives an EntityPage of Markdown texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model import Entity, Relation, Spec
from generator.render.pages import diagrams, mermaid
from generator.render.pages.diagrams import Graph
from generator.render.pages.fields import FieldLine, field_line
from generator.render.pages.partitions import partition_facts
from generator.render.pages.patterns import IndexLine, QueryLine, index_lines, query_line
from generator.render.pages.rules import ACTIONS, Rule, rules
from generator.render.pages.words import (
    all_of,
    code,
    codes,
    expr_text,
    link,
    prose,
    sentence,
    slug,
    value_text,
)

__all__ = ["EntityPage", "entity_page"]

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A guarantee."""

    kind: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation as this entity sees it."""

    name: str
    target: str
    how: str
    key: str


@dataclass(frozen=True, slots=True)
class EntityPage:
    """A page. facts: (word, text). required: (requirement, text, enforced by). rows: reference data,
    a header and lines; more_rows: how many are left out."""

    name: str
    table: str
    source: str
    about: str
    facts: tuple[tuple[str, str], ...]
    fields: tuple[FieldLine, ...]
    rules: tuple[RuleLine, ...]
    indexes: tuple[IndexLine, ...]
    to: tuple[RelationLine, ...]
    by: tuple[RelationLine, ...]
    required: tuple[tuple[str, str, str], ...]
    queries: tuple[QueryLine, ...]
    policies: tuple[tuple[str, str], ...]
    access: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more_rows: int
    mermaid: tuple[str, ...]


def entity_page(graph: Graph, entity: Entity) -> EntityPage:
    """Gives the page of an entity."""
    spec = graph.specs[entity.spec]
    picture = diagrams.neighbours(graph, entity)
    header, rows = _rows(entity)
    relations = graph.relations.get(entity.name, ())
    return EntityPage(
        name=prose(entity.name),
        table=code(".".join(part for part in (entity.schema, entity.table) if part)),
        source=f"[{prose(spec.title or spec.name)}](../domains/{slug(entity.domain)}.md)",
        about=prose(entity.description),
        facts=tuple(_facts(graph, entity, spec)),
        fields=tuple(field_line(entity, field) for field in entity.fields),
        rules=tuple(_rule(rule) for rule in rules(entity)),
        indexes=tuple(index_lines(entity)),
        to=tuple(_relation(graph, item) for item in relations if not item.many),
        by=tuple(_relation(graph, item) for item in relations if item.many),
        required=tuple(_required(graph, entity)),
        queries=tuple(query_line(entity, item) for item in entity.queries),
        policies=tuple(_policies(entity)),
        access=tuple(_access(entity)),
        header=header,
        rows=rows[:MOST_ROWS],
        more_rows=max(0, len(rows) - MOST_ROWS),
        mermaid=mermaid.diagrams(picture.boxes, picture.lines),
    )


def _facts(graph: Graph, entity: Entity, spec: Spec) -> Iterator[tuple[str, str]]:
    """Gives what is worth a line of its own."""
    yield "Spec", code(spec.file)
    if spec.owner:
        yield "Owner", prose(spec.owner)
    if entity.volume.rows:
        grows = f", growing {prose(entity.volume.grows)}" if entity.volume.grows else ""
        yield "Rows", f"{prose(entity.volume.rows)}{grows}"
    if entity.lookup:
        yield "Holds", f"the values of {code(entity.lookup)}"
    if entity.link:
        yield "Links", all_of(link(k.entity) for k in entity.foreign_keys if k.name in entity.link)
    if entity.soft_delete:
        yield "Deleting", f"sets {code(entity.soft_delete)}; the row stays"
    if entity.version:
        yield "Version", f"{code(entity.version)} rises with each update; a stale one is refused"
    if entity.tenant:
        yield "Tenant", f"rows belong to {code(entity.tenant)}"
    yield from partition_facts(entity)
    if entity.row_security:
        yield "Row security", entity.row_security
    for trigger in graph.triggers.get(entity.name, ()):
        yield "Trigger", code(trigger)
    if entity.depends:
        yield "Determines", ", ".join(code(rule) for rule in entity.depends)
    if entity.tags:
        yield "Tags", codes(entity.tags)
    if entity.was:
        yield "Was", code(entity.was)
    if entity.only:
        yield "Only on", all_of(entity.only)


def _rule(rule: Rule) -> RuleLine:
    why = f". {sentence(prose(rule.why))}" if rule.why else ""
    only = f" (only on {all_of(rule.only)})" if rule.only else ""
    name = code(rule.physical) if rule.physical else ""
    return RuleLine(rule.kind, "; ".join((rule.text, *rule.notes)) + why + only, name)


def _relation(graph: Graph, item: Relation) -> RelationLine:
    holder = graph.entities[item.key_entity]
    key = next(key for key in holder.foreign_keys if key.name == item.key)
    how = "many" if item.many else ("one, or none" if item.nullable else "exactly one")
    via = f", through {link(item.via)}" if item.via else ""
    deleted = f"deleting the {code(key.entity)} {ACTIONS[key.on_delete]}"
    return RelationLine(
        code(item.name),
        f"{link(item.target)}{via}",
        how,
        f"{codes(f'{item.key_entity}.{name}' for name in key.fields)}; {deleted}",
    )


def _required(graph: Graph, entity: Entity) -> Iterator[tuple[str, str, str]]:
    for item in graph.requirements.get(entity.name, ()):
        paths = [path for path in item.enforced_by if _is_of(path, entity)]
        yield prose(item.name), prose(item.text), codes(paths)


def _is_of(path: str, entity: Entity) -> bool:
    return path == entity.name or path.startswith(f"{entity.name}.")


def _policies(entity: Entity) -> Iterator[tuple[str, str]]:
    for item in entity.policies:
        commands = all_of(item.commands) if item.commands else "everything"
        roles = f" by {codes(item.to)}" if item.to else ""
        seen = f", rows where {code(expr_text(item.using))}" if item.using else ""
        made = f", writing only rows where {code(expr_text(item.check))}" if item.check else ""
        yield code(item.name), f"{commands}{roles}{seen}{made}"


def _access(entity: Entity) -> Iterator[tuple[str, str]]:
    by_role: dict[str, list[str]] = {}
    for item in entity.access:
        of = f" of {codes(item.fields)}" if item.fields else ""
        by_role.setdefault(item.role, []).append(f"{item.privilege}{of}")
    yield from ((code(role), ", ".join(dict.fromkeys(rights))) for role, rights in by_role.items())


def _rows(entity: Entity) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Gives reference data as a header and lines of values."""
    header = tuple(dict.fromkeys(name for row in entity.rows for name in row))
    lines = tuple(
        tuple(code(value_text(row[name])) if name in row else "" for name in header)
        for row in entity.rows
    )
    return tuple(map(code, header)), lines
