"""What a merge comes to: what was taken, and what clashes.

Takes nothing, gives the vocabulary of the merge and the few questions that are asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.catalog import Id
from generator.recover.merge.place import Specs, put
from generator.recover.merge.sides import Node, Side, Where
from generator.recover.merge.tree import Change, Gone
from generator.source import Data

__all__ = ["Clash", "Commented", "Groups", "Merged", "Run", "Taken", "is_gone", "part_at"]

Groups = dict[tuple[str, ...], list[Change]]
"""Changes by the part of a node that they are in."""

Commented = Callable[[Where, tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that the database says anew. part: the part of the node, () for all of it. gone: the
    database no longer has it; new: the specs do not have it."""

    at: Where
    part: tuple[str, ...]
    gone: bool = False
    new: bool = False

    @property
    def label(self) -> str:
        """Names it as a person would."""
        parts = [name for name in self.part if name not in ("fields", "engines")]
        return ".".join((self.at.name, *parts))


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """What both sides changed, in two ways. key: the object; steps: what the database's side would
    change, and where."""

    key: Id
    taken: Taken
    steps: tuple[tuple[Where, Change], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. specs: with all that was taken, without what clashes. kept: how many parts people
    have made otherwise than the database, which has not changed them since. moved: how many nodes the
    new import has in another file."""

    specs: Specs
    taken: tuple[Taken, ...]
    clashes: tuple[Clash, ...]
    kept: int
    moved: int

    def other(self, clashes: Sequence[Clash]) -> Specs:
        """Gives the specs with the database's side of some clashes."""
        made = self.specs
        for clash in clashes:
            for at, change in clash.steps:
                made = put(made, at, change)
        return made


@dataclass(slots=True)
class Run:
    """A merge on its way. mine, theirs: nodes by their objects; sides: the specs and the new import."""

    mine: Mapping[Id, Node]
    theirs: Mapping[Id, Node]
    sides: tuple[Side, Side]
    specs: Specs
    taken: list[Taken] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def is_gone(group: Sequence[Change], part: tuple[str, ...]) -> bool:
    """Whether changes take a part out."""
    return any(isinstance(change.value, Gone) and change.keys == part for change in group)


def part_at(node: Data, keys: Sequence[str]) -> Data:
    """Gives a part of a node; None where it has none."""
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node
