"""Requirements with their scenarios, declared tasks and seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, cast

from generator.model import (
    Action,
    Entity,
    Expectation,
    Requirement,
    Scenario,
    Seed,
    Spec,
    Task,
    Value,
)
from generator.resolve.declare import SECTIONS
from generator.resolve.entities import row_values
from generator.resolve.node import Node, named, node, value
from generator.resolve.scope import Scope, suggest
from generator.source import Data, Place

__all__ = ["requirements", "seeds", "tasks"]

VERBS = ("insert", "update", "delete", "query")
PARTS = ("key", "partition", "soft_delete", "tenant", "version")
Entities = Mapping[str, Entity]


def requirements(
    scope: Scope, spec: Spec, data: Data, at: Place, known: Entities
) -> Iterator[Requirement]:
    """Reads `requirements:`; what enforces one must exist."""
    for name, item in data.items() if isinstance(data, dict) else ():
        inner = node(item if isinstance(item, dict) else {}, at.child(name), "")
        by = inner.texts("enforced_by")
        for index, path in enumerate(by):
            _check_path(scope, spec, path, inner.place("enforced_by").child(index), known)
        yield Requirement(
            name=name,
            text=inner.text("text"),
            spec=spec.id,
            enforced_by=by,
            scenarios=tuple(_scenarios(scope, spec, inner, known)),
            at=inner.at,
        )


def _check_path(scope: Scope, spec: Spec, path: str, at: Place, known: Entities) -> None:
    """Notes a path that leads to nothing: `user.email`, `user.checks.x`, `views.x`."""
    section, _, name = path.partition(".")
    if section in SECTIONS and name in scope.raws.get(SECTIONS[section], {}):
        return
    for length in (1, 2):
        head = path.split(".")[:length]
        raw = scope.find(("entity",), ".".join(head), spec.schema)
        if raw is not None and raw.name in known:
            rest = path.split(".")[length:]
            paths = set(_paths(known[raw.name]))
            if rest and ".".join(rest) not in paths:
                hint = suggest(".".join(rest), paths)
                message = f"`{path}` is no field or constraint of entity `{raw.name}`"
                scope.error("G211", message, at, hint=hint)
            return
    if scope.engine == "":
        hint = suggest(path.split(".")[0], known)
        scope.error(
            "G211", f"`{path}` is no field, constraint or query of this workspace", at, hint=hint
        )


def _paths(entity: Entity) -> Iterator[str]:
    yield from PARTS
    yield from (field.name for field in entity.fields)
    for section, items in (
        ("checks", entity.checks),
        ("unique", entity.uniques),
        ("foreign_keys", entity.foreign_keys),
        ("exclude", entity.exclusions),
        ("indexes", entity.indexes),
        ("queries", entity.queries),
        ("policies", entity.policies),
    ):
        yield from (f"{section}.{item.name}" for item in items)


def _scenarios(scope: Scope, spec: Spec, owner: Node, known: Entities) -> Iterator[Scenario]:
    for name, item, at in named(owner.get("scenarios"), owner.place("scenarios"), scope.engine):
        inner = node(item if isinstance(item, dict) else {}, at, "")
        given, place = inner.get("given"), inner.place("given")
        steps = given if isinstance(given, list) else []
        before = [_action(scope, spec, step, place.child(i), known) for i, step in enumerate(steps)]
        when = _action(scope, spec, inner.get("when"), inner.place("when"), known)
        then = _expectation(scope, spec, inner.get("then"), inner.place("then"), known)
        if when is None or None in before:
            continue
        yield Scenario(
            name=name,
            given=tuple(step for step in before if step is not None),
            when=when,
            then=then,
            only=scope.only(item),
            at=at,
        )


def _action(scope: Scope, spec: Spec, data: Data, at: Place, known: Entities) -> Action | None:
    item = node(data if isinstance(data, dict) else {}, at, "")
    verb = next((name for name in VERBS if item.has(name)), "")
    if not verb:
        return None
    text = item.text(verb)
    name, query = text, ""
    if verb == "query":
        name, _, query = text.rpartition(".")
    raw = scope.entity(name, spec.schema, item.place(verb))
    entity = known.get(raw.name) if raw else None
    if entity is None:
        return None
    names = tuple(field.name for field in entity.fields)
    if query and query not in (found.name for found in entity.queries):
        hint = suggest(query, (found.name for found in entity.queries))
        message = f"entity `{entity.name}` has no query `{query}`"
        scope.error("G221", message, item.place(verb), hint=hint)
    return Action(
        verb=cast(Literal["insert", "update", "delete", "query"], verb),
        target=f"{entity.name}.{query}" if query else entity.name,
        values=row_values(scope, entity.name, names, item.get("values"), item.place("values")),
        where=row_values(scope, entity.name, names, item.get("where"), item.place("where")),
        args=_mapping(item.get("args")),
        role=item.text("as"),
        tenant=value(item.get("tenant")),
        at=at,
    )


def _mapping(data: Data) -> Mapping[str, Value]:
    found = data if isinstance(data, dict) else {}
    return MappingProxyType({key: value(item) for key, item in found.items()})


def _expectation(scope: Scope, spec: Spec, data: Data, at: Place, known: Entities) -> Expectation:
    item = node(data if isinstance(data, dict) else {}, at, "")
    by = item.text("by")
    if by:
        _check_path(scope, spec, by, item.place("by"), known)
    rows = item.get("rows")
    query = _action(scope, spec, data, at, known) if item.has("query") else None
    return Expectation(
        rejected=item.text("rejected"),
        by=by,
        accepted=item.flag("accepted"),
        rows=tuple(_mapping(row) for row in rows) if isinstance(rows, list) else None,
        count=item.number("count"),
        affected=item.number("affected"),
        query=query,
        at=at,
    )


def tasks(spec: Spec, data: Data, at: Place) -> Iterator[Task]:
    """Reads `tasks:`."""
    for index, entry in enumerate(data if isinstance(data, list) else ()):
        item = node(entry if isinstance(entry, dict) else {}, at.child(index), "")
        priority = item.number("priority")
        yield Task(
            id=item.text("id"),
            title=item.text("title"),
            spec=spec.id,
            priority=2 if priority is None else priority,
            status=item.text("status", "open"),
            kind=item.text("type", "task"),
            description=item.text("description"),
            acceptance="\n".join(f"- {line}" for line in item.texts("acceptance"))
            if isinstance(item.get("acceptance"), list)
            else item.text("acceptance"),
            assignee=item.text("assignee"),
            labels=item.texts("labels"),
            blocked_by=item.texts("blocked_by"),
            rules=item.texts("rules"),
            at=item.at,
        )


def seeds(scope: Scope, spec: Spec, data: Data, at: Place, known: Entities) -> Iterator[Seed]:
    """Reads `seeds:`; rows keep the order in which they were written."""
    for name, item in data.items() if isinstance(data, dict) else ():
        rows: list[tuple[str, Mapping[str, Value]]] = []
        place = at.child(name)
        for target, entries in item.items() if isinstance(item, dict) else ():
            raw = scope.entity(target, spec.schema, place.child(target), on_key=True)
            entity = known.get(raw.name) if raw else None
            if entity is None:
                continue
            names = tuple(field.name for field in entity.fields)
            for index, row in enumerate(entries if isinstance(entries, list) else ()):
                where = place.child(target, index)
                rows.append((entity.name, row_values(scope, entity.name, names, row, where)))
        yield Seed(name, spec.id, tuple(rows), place)
