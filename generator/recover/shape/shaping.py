"""The steps of shaping, one after the other.

Takes the nodes that were recovered, gives them as a person would have put them, each with its home,
and what was found on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator import catalog as cat
from generator.recover.known import Known
from generator.recover.shape.codes import filled
from generator.recover.shape.deletion import marked
from generator.recover.shape.homes import housed
from generator.recover.shape.links import linked
from generator.recover.shape.mixins import mixed
from generator.recover.shape.said import Said

__all__ = ["shaped"]


def shaped(known: Known, said: Sequence[Said], main: str) -> tuple[Said, ...]:
    """Shapes the tables that `known.ways` leaves to it. main: the spec of the default schema."""
    allowed = {known.entities[key] for key in known.ways.shaped if key in known.entities}
    if allowed:
        said = linked(said, allowed)
        said = mixed(said, set(_read_by_place(known)), allowed)
        said = marked(said, allowed)
        said = filled(known, said, allowed)
    return housed(known, said, main)


def _read_by_place(known: Known) -> Iterator[str]:
    """Gives the entities whose rows the code in the database may read by the place of a column."""
    texts = [
        item.definition for item in known.catalog if isinstance(item, cat.Function | cat.Trigger)
    ]
    words = frozenset(word for text in texts for word in re.findall(r"\w+", text))
    yield from (name for key, name in known.entities.items() if key.name in words)
