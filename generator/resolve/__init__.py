"""Resolving: names, references and defaults, for one engine or for none.

Takes validated Documents and the Config, gives the Model and what is wrong with them (G2xx)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from generator.config import Config
from generator.diagnostics import Diagnostic
from generator.model import Entity, Model, Spec, Trigger
from generator.naming import Limit
from generator.resolve.buildable import check_buildable
from generator.resolve.clashes import check_clashes
from generator.resolve.declare import declare
from generator.resolve.entities import entity
from generator.resolve.fields import Fields
from generator.resolve.named import composite, domain, enum
from generator.resolve.node import NOTHING, left_out, node, views
from generator.resolve.programs import (
    extensions,
    function,
    role,
    schema,
    sequence,
    trigger,
    verbatim,
    view,
)
from generator.resolve.relations import check_loaded, relations
from generator.resolve.requirements import requirements, seeds, tasks
from generator.resolve.scope import Raw, Scope
from generator.resolve.values import check_values
from generator.source import Data, Document, Place

__all__ = ["resolve", "resolve_each"]

Section = tuple[Spec, Data, Place]


def resolve(
    documents: Sequence[Document],
    config: Config,
    engine: str = "",
    *,
    limits: Sequence[Limit] = (),
    files: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Model, tuple[Diagnostic, ...]]:
    """Makes the Model of an engine, or the neutral one for "".

    documents: valid, in the order of their ids. limits: how long names may be, one an engine in use.
    files: text of the files beside the specs, by path relative to the workspace. The Model is whole
    only when there are no errors among the diagnostics."""
    scope = Scope(engine, config, limits, files)
    specs = declare(scope, documents)
    fields = Fields(scope)
    entities = tuple(entity(scope, fields, raw) for raw in scope.all("entity"))
    model = _model(scope, documents, specs, entities)
    check_clashes(scope, model)
    check_values(scope, model)
    check_loaded(scope, model)
    check_buildable(scope, model)
    return model, tuple(dict.fromkeys(scope.findings))


def resolve_each(
    documents: Sequence[Document],
    config: Config,
    *,
    limits: Sequence[Limit] = (),
    files: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, Model, tuple[Diagnostic, ...]]]:
    """Makes the neutral Model and one for each engine in use, in this order; see `resolve`.

    Engines for which specs and settings say the same share the work, and the neutral one with them when no
    spec tells engines apart."""
    seen = views([document.data for document in documents], tuple(config.engines))
    neutral = next(iter(seen.values()), ()) if not any(map(any, seen.values())) else None
    found: dict[object, tuple[Model, tuple[Diagnostic, ...]]] = {}
    for engine in ("", *config.engines):
        key = seen[engine] if engine else neutral, config.collate.get(engine)
        if key not in found:
            found[key] = resolve(documents, config, engine, limits=limits, files=files)
        model, findings = found[key]
        yield engine, replace(model, engine=engine), findings


def _model(
    scope: Scope,
    documents: Sequence[Document],
    specs: tuple[Spec, ...],
    entities: tuple[Entity, ...],
) -> Model:
    known = {item.name: item for item in entities}

    def section(name: str) -> list[Section]:
        return [
            _section(document, spec, name)
            for document, spec in zip(documents, specs, strict=True)
            if not left_out(document.data, scope.engine)
        ]

    def raws(kind: str) -> tuple[Raw, ...]:
        return tuple(scope.all(kind))

    triggers: tuple[Trigger | None, ...] = tuple(trigger(scope, raw) for raw in raws("trigger"))
    return Model(
        engine=scope.engine,
        specs=specs,
        entities=entities,
        enums=tuple(enum(scope, raw) for raw in raws("enum")),
        domains=tuple(domain(scope, raw) for raw in raws("domain")),
        composites=tuple(composite(scope, raw) for raw in raws("composite")),
        views=tuple(view(scope, raw) for raw in raws("view")),
        functions=tuple(function(scope, raw) for raw in raws("function")),
        triggers=tuple(found for found in triggers if found is not None),
        sequences=tuple(sequence(scope, raw) for raw in raws("sequence")),
        schemas=tuple(schema(scope, raw) for raw in raws("schema")),
        roles=tuple(role(scope, raw) for raw in raws("role")),
        extensions=tuple(
            found for _, data, at in section("extensions") for found in extensions(scope, data, at)
        ),
        verbatim=tuple(
            found
            for spec, data, at in section("verbatim")
            for found in verbatim(scope, _bare(spec), data, at)
        ),
        seeds=tuple(
            found
            for spec, data, at in section("seeds")
            for found in seeds(scope, spec, data, at, known)
        ),
        requirements=tuple(
            found
            for spec, data, at in section("requirements")
            for found in requirements(scope, spec, data, at, known)
        ),
        tasks=tuple(
            found for spec, data, at in section("tasks") for found in tasks(spec, data, at)
        ),
        relations=relations(entities),
        waivers=tuple(dict.fromkeys(scope.waivers)),
    )


def _section(document: Document, spec: Spec, name: str) -> Section:
    data = document.data.get(name) if isinstance(document.data, dict) else None
    return spec, data, Place(document.file).child(name)


def _bare(spec: Spec) -> Raw:
    return Raw("verbatim", "", node(NOTHING, spec.at, ""), spec, spec.schema)
