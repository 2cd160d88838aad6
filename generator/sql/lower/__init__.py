"""Lowering: a Model of one engine becomes the Catalog of what its database holds.

Takes a Model that was resolved for the engine and the engine's Profile; gives physical objects with
SQL in the engine's spelling, what was refused, and which emulations stand in for what it lacks. A
module for each kind of object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import catalog as cat
from generator.catalog import Catalog
from generator.diagnostics import Diagnostic
from generator.model import Model
from generator.sql.lower.access import grants, policies, roles
from generator.sql.lower.columns import columns
from generator.sql.lower.constraints import constraints, foreign_keys
from generator.sql.lower.context import Emulation, Lowering
from generator.sql.lower.indexes import indexes
from generator.sql.lower.named import extensions, schemas, sequences, serials, types
from generator.sql.lower.nameless import nameless
from generator.sql.lower.namespaces import clashes, settled
from generator.sql.lower.partitions import parts
from generator.sql.lower.programs import functions, verbatim, views
from generator.sql.lower.references import checked, single_paths
from generator.sql.lower.rows import reference, seed
from generator.sql.lower.tables import tables
from generator.sql.lower.touch import touches
from generator.sql.lower.triggers import triggers
from generator.sql.lower.uses import uses
from generator.sql.profile import Profile

__all__ = ["Emulation", "Lowered", "lower", "lowered", "seeds"]


@dataclass(frozen=True, slots=True)
class Lowered:
    """What lowering gives. emulations: in the order of the model, each once."""

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    emulations: tuple[Emulation, ...]


def lower(model: Model, profile: Profile) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Gives the catalog of a model, and what the engine refuses of it.

    Errors: G250 (a feature the engine lacks), G251 and G252 (a waiver that waives nothing or names
    no feature), G253 (a type it lacks), G254 (no SQL for it), G255 (two tables of one name), G256 (a
    reference to what is no key)."""
    made = lowered(model, profile)
    return made.catalog, made.diagnostics


def lowered(model: Model, profile: Profile) -> Lowered:
    """Gives the catalog of a model with what was refused and what was emulated."""
    low = Lowering(settled(model, profile), profile)
    low.findings.extend(clashes(low.model, profile))
    objects = tuple(nameless(single_paths(low, tuple(_objects(low)))))
    checked(low, objects)
    low.findings.extend(low.idle_waivers())
    by_id: dict[cat.Id, cat.Object] = {}
    for item in objects:
        by_id.setdefault(item.id, item)
    kept = tuple(by_id.values())
    return Lowered(
        cat.catalog(profile.name, profile.version, kept),
        tuple(low.findings),
        tuple(low.emulations),
    )


def seeds(model: Model, profile: Profile) -> tuple[tuple[str, tuple[cat.Row, ...]], ...]:
    """Gives the rows of each seed, by its name and in the order of the specs, which may share a name.

    They are no part of the catalog."""
    low = Lowering(settled(model, profile), profile)
    return tuple((item.name, seed(low, item)) for item in low.model.seeds)


def _objects(low: Lowering) -> Iterator[cat.Object]:
    yield from schemas(low)
    yield from extensions(low)
    yield from roles(low)
    yield from types(low)
    yield from sequences(low)
    yield from serials(low)
    for entity in low.model.entities:
        if entity.abstract:
            continue
        yield from tables(low, entity)
        made = tuple(columns(low, entity))
        yield from made
        yield from constraints(low, entity)
        yield from foreign_keys(low, entity)
        yield from indexes(low, entity)
        for part in parts(low, entity):
            yield from constraints(low, part)
            yield from foreign_keys(low, part)
            yield from indexes(low, part)
        yield from uses(low, entity)
        yield from touches(low, entity)
        yield from policies(low, entity, [item for item in made if isinstance(item, cat.Column)])
        yield from reference(low, entity)
    yield from views(low)
    yield from functions(low)
    yield from triggers(low)
    yield from grants(low)
    yield from verbatim(low)
