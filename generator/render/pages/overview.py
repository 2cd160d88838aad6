"""What the pages above the entities say: overview, domains, requirements, types, programs, engines.

Takes a Graph (and profiles of engines), gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from generator.model import Entity, Expr, Model, Spec
from generator.render.pages import diagrams, mermaid
from generator.render.pages.diagrams import Graph
from generator.render.pages.words import (
    all_of,
    code,
    codes,
    expr_text,
    link,
    prose,
    sentence,
    slug,
    type_text,
)

__all__ = [
    "DomainPage",
    "EngineLike",
    "EntityLine",
    "Overview",
    "domain_page",
    "engines",
    "overview",
    "programs",
    "requirements",
    "types",
]


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
        bool(_programs(model)),
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


@dataclass(frozen=True, slots=True)
class Program:
    """What runs or is offered in the database beside tables. body: its SQL, "" for none."""

    name: str
    about: str
    facts: tuple[tuple[str, str], ...]
    body: str


def programs(graph: Graph) -> tuple[tuple[str, tuple[Program, ...]], ...]:
    """Lists views, functions, triggers, sequences and roles, by kind; kinds without any are left out."""
    return _programs(graph.model)


def _programs(model: Model) -> tuple[tuple[str, tuple[Program, ...]], ...]:
    kinds = (
        ("Views", _views(model)),
        ("Functions", _functions(model)),
        ("Triggers", _triggers(model)),
        ("Sequences", _sequences(model)),
        ("Roles", _roles(model)),
    )
    found = ((word, tuple(items)) for word, items in kinds)
    return tuple((word, items) for word, items in found if items)


def _views(model: Model) -> Iterator[Program]:
    for view in model.views:
        columns = codes(
            f"{name}: {type_text(type_)}" if type_ else name for name, type_, _ in view.columns
        )
        refresh = f", refreshed {prose(view.refresh)}" if view.refresh else ""
        kept = f"its rows are kept{refresh}" if view.materialized else ""
        facts = (("Gives", columns), ("Materialized", kept), ("Only on", all_of(view.only)))
        yield _program(view.name, view.description, facts, view.body)


def _functions(model: Model) -> Iterator[Program]:
    for function in model.functions:
        returns = type_text(function.returns) if function.returns else ""
        facts = (
            ("Kind", function.kind),
            (
                "Gives",
                code(f"setof {returns}" if function.returns_set else returns) if returns else "",
            ),
            ("Only on", all_of(function.only)),
        )
        yield _program(function.signature, function.description, facts, function.body)


def _triggers(model: Model) -> Iterator[Program]:
    for trigger in model.triggers:
        of = f" of {codes(trigger.of)}" if trigger.of else ""
        when = trigger.when.replace("_", " ")
        facts = (
            ("On", link(trigger.entity, "entities/")),
            ("When", f"{when} {all_of(trigger.events, 'or')}{of}, for each {trigger.each}"),
            ("If", code(expr_text(trigger.condition)) if trigger.condition else ""),
            ("Calls", code(trigger.call) if trigger.call else ""),
            ("Only on", all_of(trigger.only)),
        )
        yield _program(trigger.name, trigger.description, facts, trigger.body)


def _sequences(model: Model) -> Iterator[Program]:
    for item in model.sequences:
        numbers = (("from", item.start), ("by", item.increment), ("up to", item.maximum))
        said = ", ".join(f"{word} {number}" for word, number in numbers if number is not None)
        facts = (("Counts", said), ("For", code(item.owned_by) if item.owned_by else ""))
        yield _program(item.name, item.description, facts, None)


def _roles(model: Model) -> Iterator[Program]:
    for role in model.roles:
        facts = (
            ("Signs in", "yes" if role.login else "no"),
            ("Has the rights of", codes(role.member_of)),
            ("Row security", "does not hold for it" if role.bypass_row_security else ""),
        )
        yield _program(role.name, role.description, facts, None)


def _program(name: str, about: str, facts: Iterable[tuple[str, str]], body: Expr | None) -> Program:
    return Program(
        code(name),
        sentence(prose(about)) if about else "",
        tuple((word, text) for word, text in facts if text),
        body.text.strip() if body else "",
    )


class SupportLike(Protocol):
    """An engine's answer to one feature."""

    @property
    def support(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def note(self) -> str: ...


class EngineLike(Protocol):
    """An engine at the version that is served."""

    @property
    def label(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def capabilities(self) -> Mapping[str, SupportLike]: ...


@dataclass(frozen=True, slots=True)
class Matrix:
    """The capability matrix. groups: (title, rows of (feature, an answer an engine)). notes: for each
    engine what it does in place of what it lacks. waived: (where, what, engine, why)."""

    engines: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    notes: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    waived: tuple[tuple[str, str, str, str], ...]


SIGNS = {"native": "✅", "emulated": "🔁", "refused": "❌"}


def engines(
    model: Model,
    served: Mapping[str, EngineLike],
    features: Mapping[str, Mapping[str, str]],
) -> Matrix:
    """Gives what each served engine does. features: group to feature to title."""
    columns = tuple(f"{prose(engine.label)} {engine.version}" for engine in served.values())
    groups = tuple(
        (
            group.capitalize(),
            tuple(
                (prose(title), tuple(_answer(engine, feature) for engine in served.values()))
                for feature, title in members.items()
            ),
        )
        for group, members in features.items()
    )
    titles = {feature: title for members in features.values() for feature, title in members.items()}
    notes = tuple(
        (column, tuple(_notes(engine, titles)))
        for column, engine in zip(columns, served.values(), strict=True)
    )
    labels = {name: engine.label for name, engine in served.items()}
    waived = tuple(
        (code(item.node) if item.node else "the whole spec",
         prose(titles.get(item.subject, item.subject)),
         prose(labels.get(item.engine, item.engine)),
         prose(item.reason))
        for item in model.waivers
        if item.kind == "waive"
    )  # fmt: skip
    return Matrix(columns, groups, notes, waived)


def _answer(engine: EngineLike, feature: str) -> str:
    found = engine.capabilities.get(feature)
    return f"{SIGNS[found.support]} {found.support}" if found else ""


def _notes(engine: EngineLike, titles: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for feature, title in titles.items():
        found = engine.capabilities.get(feature)
        if found and found.support != "native":
            how = code(found.by) if found.by else "refused"
            yield prose(title), how, prose(found.note)
