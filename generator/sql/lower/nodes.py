"""Where an object comes from: logical paths and the places they were written at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.model import Entity, Field
from generator.source import Place

__all__ = ["Origin", "columns", "of_entity", "of_field", "of_item", "said"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A node of the model. path: logical, `user.unique.email`; was: the path it had before, or ""."""

    path: str
    was: str
    at: Place

    def part(self, name: str) -> Origin:
        """Gives the origin of something that is made for this node, such as a check of its type."""
        return Origin(f"{self.path}.{name}", self.was and f"{self.was}.{name}", self.at)


def of_entity(entity: Entity) -> Origin:
    """Gives the origin of what an entity as a whole becomes."""
    return Origin(entity.name, entity.was, entity.at)


def of_field(entity: Entity, field: Field) -> Origin:
    """Gives the origin of what a field becomes."""
    return _origin(entity, field.name, field.was, field.at)


def of_item(
    entity: Entity, section: str, name: str, was: str, at: Place, inline: str = ""
) -> Origin:
    """Gives the origin of a named item; one written on a field has the field's path."""
    if inline:
        before = entity.field(inline).was if any(f.name == inline for f in entity.fields) else ""
        return _origin(entity, inline, before, at)
    path = f"{entity.name}.{section}.{name}"
    if not (entity.was or was):
        return Origin(path, "", at)
    return Origin(path, f"{entity.was or entity.name}.{section}.{was or name}", at)


def columns(entity: Entity, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the columns of fields, in the same order."""
    return tuple(entity.field(name).column for name in fields)


def said(entity: Entity, option: str, name: str) -> str:
    """Gives the word that an entity's option has for a part of it, in capitals; "" for none."""
    found = entity.options.get(option)
    return str(found.get(name, "")).upper() if isinstance(found, Mapping) else ""


def _origin(entity: Entity, name: str, was: str, at: Place) -> Origin:
    before = f"{entity.was or entity.name}.{was or name}" if entity.was or was else ""
    return Origin(f"{entity.name}.{name}", before, at)
