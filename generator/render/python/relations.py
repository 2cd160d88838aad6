"""Relationships in generated models: both directions, joined the way the foreign keys say.

Takes the model's relations, gives attributes; a join is spelled out only where SQLAlchemy could not
tell which key is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Entity, ForeignKey, Model, Relation
from generator.render.python.code import Code, call, text
from generator.render.python.layout import assignment
from generator.render.python.names import attribute, is_mapped, model_class

__all__ = ["Attribute", "Related", "attributes", "late_keys"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A relationship of a class. source: its assignment, laid out. target: the other class."""

    name: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Related:
    """A model's relations, by whose they are, by who holds their key and by the link they go through."""

    model: Model
    entities: Mapping[str, Entity]
    own: Mapping[str, Sequence[Relation]]
    held: Mapping[str, Sequence[Relation]]
    through: Mapping[str, Sequence[Relation]]

    @classmethod
    def of(cls, model: Model) -> Related:
        """Sorts the relations of a model, once for all entities; those to a table that has no class
        are none here."""
        own: dict[str, list[Relation]] = {entity.name: [] for entity in model.entities}
        held: dict[str, list[Relation]] = {entity.name: [] for entity in model.entities}
        through: dict[str, list[Relation]] = {entity.name: [] for entity in model.entities}
        mapped = {entity.name for entity in model.entities if is_mapped(entity)}
        for relation in model.relations:
            if not {relation.entity, relation.target} <= mapped:
                continue
            own[relation.entity].append(relation)
            held[relation.key_entity].append(relation)
            if relation.via:
                through[relation.via].append(relation)
        entities = {entity.name: entity for entity in model.entities}
        return cls(model, entities, own, held, through)

    def key(self, relation: Relation) -> tuple[Entity, ForeignKey]:
        """Gives who holds a relation's key, and the key."""
        holder = self.entities[relation.key_entity]
        return holder, next(key for key in holder.foreign_keys if key.name == relation.key)


def attributes(related: Related, entity: Entity) -> tuple[Attribute, ...]:
    """Gives the relationships of an entity, in the order of the model's relations."""
    return tuple(_attribute(related, relation) for relation in related.own[entity.name])


def _attribute(related: Related, relation: Relation) -> Attribute:
    model = related.model
    target = model_class(model, relation.target)
    kind = f"list[{target}]" if relation.many else target
    optional = relation.nullable and not relation.many
    arguments = _through(model, relation) if relation.via else _direct(related, relation)
    named: dict[str, Code] = dict(arguments)
    if relation.inverse:
        named["back_populates"] = text(attribute(relation.inverse))
    if shared := _sharing(related, relation):
        named["overlaps"] = text(",".join(shared))
    named["lazy"] = text("raise_on_sql")
    name = attribute(relation.name)
    source = assignment(
        name, f"Mapped[{kind}{' | None' if optional else ''}]", call("relationship", **named)
    )
    return Attribute(name, source, target)


def _direct(related: Related, relation: Relation) -> Iterator[tuple[str, Code]]:
    model = related.model
    holder, key = related.key(relation)
    if _is_ambiguous(related, relation):
        yield "foreign_keys", text(_columns(model, holder, key.fields))
    if holder.name == key.entity and not relation.many:
        yield "remote_side", text(_columns(model, holder, key.to))
    single = not relation.many and relation.entity != holder.name
    if relation.many or single:
        yield from _left_to_the_database(key)
    if single:
        yield "uselist", "False"


def _left_to_the_database(key: ForeignKey) -> Iterator[tuple[str, Code]]:
    """Gives what keeps SQLAlchemy from doing, or undoing, what a reference says of deletes."""
    if key.on_delete not in ("cascade", "set_null"):
        yield "passive_deletes", text("all")
        return
    yield "passive_deletes", "True"
    if key.on_delete == "cascade":
        yield "cascade", text("save-update, merge, delete")


def _through(model: Model, relation: Relation) -> Iterator[tuple[str, Code]]:
    """Joins through a link's table; rows of it that hold more than the two keys are written by hand."""
    link = model.entity(relation.via)
    table = f"{link.schema}.{link.table}" if link.schema else link.table
    yield "secondary", text(table)
    near, far = _sides(link, relation)
    if relation.entity == relation.target:
        yield "primaryjoin", text(_join(model, link, near))
        yield "secondaryjoin", text(_join(model, link, far))
    if _is_more_than_keys(link):
        yield "viewonly", "True"
    else:
        yield "passive_deletes", "True"


def _is_more_than_keys(link: Entity) -> bool:
    keys = {name for key in link.foreign_keys for name in key.fields}
    return any(field.name not in keys for field in link.fields)


def _sides(link: Entity, relation: Relation) -> tuple[ForeignKey, ForeignKey]:
    near = next(key for key in link.foreign_keys if key.name == relation.key)
    far = next(key for key in link.foreign_keys if key.name != relation.key)
    return near, far


def _join(model: Model, link: Entity, key: ForeignKey) -> str:
    target = model.entity(key.entity)
    pairs = zip(key.fields, key.to, strict=True)
    ends = [
        f"{_column(model, link, own)} == {_column(model, target, other)}" for own, other in pairs
    ]
    return ends[0] if len(ends) == 1 else f"and_({', '.join(ends)})"


def _columns(model: Model, entity: Entity, fields: tuple[str, ...]) -> str:
    return f"[{', '.join(_column(model, entity, name) for name in fields)}]"


def _column(model: Model, entity: Entity, field: str) -> str:
    return f"{model_class(model, entity.name)}.{attribute(field)}"


def _is_ambiguous(related: Related, relation: Relation) -> bool:
    """Whether more than one key joins the two tables, in either direction."""
    ends = {relation.entity, relation.target}
    keys = [
        key
        for name in ends
        for key in related.entities[name].foreign_keys
        if {name, key.entity} == ends
    ]
    return len(keys) > 1


def _sharing(related: Related, relation: Relation) -> tuple[str, ...]:
    """Gives the relationships that write a column that this one writes too, sorted by name."""
    holder, key = related.key(relation)
    names = {
        other.name
        for other in related.held[holder.name]
        if not other.via
        and (other.key != key.name or relation.via != "")
        and set(key.fields) & set(related.key(other)[1].fields)
    }
    if not relation.via and holder.link and not _is_more_than_keys(holder):
        names |= {other.name for other in related.through[holder.name]}
    return tuple(sorted(attribute(name) for name in names))


def late_keys(model: Model) -> frozenset[str]:
    """Gives the physical names of foreign keys that close a loop between tables, optional ones first.

    Without them each table can be made after those it refers to; a key to its own table is no loop."""
    late: set[str] = set()
    ordered = sorted(
        ((entity, key) for entity in model.entities for key in entity.foreign_keys),
        key=lambda pair: all(pair[0].field(name).nullable for name in pair[1].fields),
    )
    edges: dict[str, set[str]] = {entity.name: set() for entity in model.entities}
    looped = _looped(model)
    for entity, key in ordered:
        if key.entity == entity.name or entity.name not in looped:
            continue
        if _reaches(edges, key.entity, entity.name):
            late.add(key.physical)
        else:
            edges[entity.name].add(key.entity)
    return frozenset(late)


def _looped(model: Model) -> set[str]:
    """Gives the entities whose references lead into a loop: all but those that can be made in turn,
    each once what it refers to is made. Most models have none."""
    waiting = {
        entity.name: {key.entity for key in entity.foreign_keys} - {entity.name}
        for entity in model.entities
    }
    users: dict[str, list[str]] = {name: [] for name in waiting}
    for name, needs in waiting.items():
        for need in needs:
            users[need].append(name)
    ready = [name for name, needs in waiting.items() if not needs]
    while ready:
        made = ready.pop()
        del waiting[made]
        for user in users[made]:
            waiting[user].discard(made)
            if not waiting[user]:
                ready.append(user)
    return set(waiting)


def _reaches(edges: dict[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            todo.extend(edges[name])
    return False
