"""Relations: every foreign key seen from both sides, and links seen through.

Takes entities, gives Relations in the order of entities and keys; names are unique per entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.model import Entity, ForeignKey, Model, Relation
from generator.naming import plural
from generator.resolve.scope import Scope, suggest

__all__ = ["check_loaded", "relations"]


def check_loaded(scope: Scope, model: Model) -> None:
    """Notes what an access pattern loads `with` its rows that is no relation of the entity (G214).

    Which relations there are is known only when every reference leads somewhere."""
    if any(found.code in ("G203", "G204", "G208", "G217") for found in scope.findings):
        return
    for entity in model.entities:
        known = [found.name for found in model.relations if found.entity == entity.name]
        for query in entity.queries:
            for index, name in enumerate(query.include):
                if name not in known:
                    message = f"`{name}` is no relation of entity `{entity.name}`"
                    at = query.at.child("with", index)
                    scope.error("G214", message, at, hint=suggest(name, known))


def relations(entities: Sequence[Entity]) -> tuple[Relation, ...]:
    """Derives both directions of each foreign key and the many-to-many ones over links."""
    taken = {entity.name: {field.name for field in entity.fields} for entity in entities}
    by_name = {entity.name: entity for entity in entities}
    made: list[Relation] = []
    for entity in entities:
        for key in entity.foreign_keys:
            if key.entity in by_name:
                made.extend(_both(entity, key, taken))
    for entity in entities:
        if entity.link:
            made.extend(_through(entity, taken))
    return tuple(made)


def _both(entity: Entity, key: ForeignKey, taken: Mapping[str, set[str]]) -> Iterator[Relation]:
    one_to_one = _is_unique(entity, key.fields)
    nullable = any(entity.field(name).nullable for name in key.fields)
    here = _free(key.as_name or _called(key), taken[entity.name], f"{key.name}_{_last(key.entity)}")
    last = _last(entity.name)
    usual = last if one_to_one else plural(last)
    fallback = f"{usual}_by_{here}"
    there = _free(key.inverse or usual, taken[key.entity], fallback)
    yield Relation(
        entity=entity.name,
        name=here,
        target=key.entity,
        key_entity=entity.name,
        key=key.name,
        many=False,
        nullable=nullable,
        inverse=there,
    )
    yield Relation(
        entity=key.entity,
        name=there,
        target=entity.name,
        key_entity=entity.name,
        key=key.name,
        many=not one_to_one,
        nullable=True,
        inverse=here,
    )


def _through(link: Entity, taken: Mapping[str, set[str]]) -> Iterator[Relation]:
    ends = [key for key in link.foreign_keys if key.name in link.link]
    if len(ends) != 2:
        return
    left, right = ends
    there = _through_name(left, right, link, taken)
    back = _through_name(right, left, link, taken)
    yield _across(link, left, right, there, back)
    yield _across(link, right, left, back, there)


def _across(link: Entity, near: ForeignKey, far: ForeignKey, name: str, inverse: str) -> Relation:
    return Relation(
        entity=near.entity,
        name=name,
        target=far.entity,
        key_entity=link.name,
        key=near.name,
        many=True,
        nullable=True,
        inverse=inverse,
        via=link.name,
    )


def _through_name(
    near: ForeignKey, far: ForeignKey, link: Entity, taken: Mapping[str, set[str]]
) -> str:
    wanted = plural(far.as_name or _last(far.entity))
    return _free(wanted, taken[near.entity], f"{wanted}_by_{_last(link.name)}")


def _is_unique(entity: Entity, fields: tuple[str, ...]) -> bool:
    if entity.key is not None and set(entity.key.fields) == set(fields):
        return True
    return any(
        set(unique.fields) == set(fields) and unique.where is None for unique in entity.uniques
    )


def _called(key: ForeignKey) -> str:
    """Names this side of a key: `org_id` is `org`; a key of several fields goes by its own name."""
    if len(key.fields) > 1:
        return key.name
    name = key.fields[0]
    short = name.removesuffix(f"_{key.to[0]}").removesuffix("_id")
    return short if short != name else _last(key.entity)


def _free(wanted: str, taken: set[str], fallback: str) -> str:
    name, count = wanted, 2
    if name in taken:
        name = fallback
    while name in taken:
        name, count = f"{fallback}_{count}", count + 1
    taken.add(name)
    return name


def _last(name: str) -> str:
    return name.rpartition(".")[2]
