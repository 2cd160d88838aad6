"""What the page of engines says: what each does, emulates and refuses.

Takes a Model and the engines that are served, gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from generator.model import Model
from generator.render.pages.words import (
    code,
    prose,
)

__all__ = ["EngineLike", "engines"]


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
