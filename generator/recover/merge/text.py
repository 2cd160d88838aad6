"""From merged specs to the texts of files, with both sides where they clash.

Takes the texts of the specs and what the merge made of them, gives the new texts. A clash stands
between marks that neither YAML nor anybody who looks can pass over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generator.recover.merge.outcome import Clash, Merged
from generator.recover.merge.place import Specs
from generator.recover.merge.tree import Map
from generator.source.editing import Editable
from generator.source.writing import written

__all__ = ["Conflict", "Texts", "texts"]

OPENING, PARTING, CLOSING = "<<<<<<< specs", "=======", ">>>>>>> database"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A clash in a file. line: of its first mark, from 1."""

    file: str
    line: int
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Files by path. clean: with what was taken, and the specs' side of each clash; files: with the
    marks, None for a file that goes. Both have only what differs from before."""

    clean: Mapping[str, str | None]
    files: Mapping[str, str | None]
    conflicts: tuple[Conflict, ...]


def texts(before: Mapping[str, str], known: Mapping[str, Map], merged: Merged) -> Texts:
    """Writes what a merge made. before: the texts of specs and SQL files by path; known: what the
    specs among them mean."""
    clean = _Written(before, known).of(merged.specs)
    whole = {**before, **{path: text for path, text in clean.items() if text is not None}}
    again = _Written(whole, merged.specs.files)
    marked: dict[str, str | None] = {}
    conflicts: list[Conflict] = []
    for file in sorted({clash.taken.at.file for clash in merged.clashes}):
        ours = [clash for clash in merged.clashes if clash.taken.at.file == file]
        for path, text, found in _of_file(again, merged, ours):
            marked[path] = text
            conflicts += [Conflict(path, line, group) for line, group in found]
    return Texts(clean, {**clean, **marked}, tuple(conflicts))


Marks = list[tuple[int, tuple[Clash, ...]]]
"""The line of each first mark, and what clashes there."""


def _of_file(
    again: _Written, merged: Merged, clashes: Sequence[Clash]
) -> Iterator[tuple[str, str, Marks]]:
    """Gives the texts that the clashes of one spec are in: its own, and those of its SQL files."""
    sides = {(clash,): again.of(merged.other([clash])) for clash in clashes}

    def of(path: str, group: tuple[Clash, ...]) -> str:
        side = sides[group] if group in sides else again.of(merged.other(group))
        return side.get(path) or ""

    for path in sorted({path for side in sides.values() for path in side}):
        involved = [clash for (clash,), side in sides.items() if path in side]
        if path.endswith(".sql") and path not in again.before:  # new with the database's side
            yield path, of(path, tuple(involved)), []
        else:
            text = again.before.get(path, "")
            yield path, *_marked(text, involved, partial(of, path))


class _Written:
    """Writes specs over texts, which are read once. known: what the specs among them mean."""

    def __init__(self, before: Mapping[str, str], known: Mapping[str, Map]) -> None:
        self.before = before
        self.known = known
        self.read: dict[str, Editable] = {}

    def of(self, specs: Specs) -> dict[str, str | None]:
        """Gives the texts that differ from those before; None for a file that goes."""
        made: dict[str, str | None] = {}
        for path, data in specs.files.items():
            if data is self.known.get(path):
                continue
            text = self.editable(path).to(data) if path in self.before else written(data)
            if text != self.before.get(path):
                made[path] = text
        beside = specs.beside.items()
        return made | {path: sql for path, sql in beside if sql != self.before.get(path)}

    def editable(self, path: str) -> Editable:
        if path not in self.read:
            self.read[path] = Editable(self.before[path])
        return self.read[path]


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of a text, and what stands in their place on the other side. start and end: indexes."""

    start: int
    end: int
    lines: tuple[str, ...]
    clashes: tuple[Clash, ...]


def _marked(
    text: str, clashes: Sequence[Clash], other: Callable[[tuple[Clash, ...]], str]
) -> tuple[str, Marks]:
    """Gives a text with both sides of its clashes, and the line of each first mark."""
    hunks = [_hunk(text, other((clash,)), (clash,)) for clash in clashes]
    while (joined := _joined(text, hunks, other)) != hunks:
        hunks = joined
    lines = text.splitlines(keepends=True)
    made: list[str] = []
    found: Marks = []
    at = 0
    for hunk in hunks:
        made += lines[at : hunk.start]
        if made and not made[-1].endswith("\n"):
            made[-1] += "\n"
        found.append((len(made) + 1, hunk.clashes))
        made += [f"{OPENING}\n", *map(_ended, lines[hunk.start : hunk.end]), f"{PARTING}\n"]
        made += [*map(_ended, hunk.lines), f"{CLOSING}\n"]
        at = hunk.end
    return "".join((*made, *lines[at:])), found


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n"


def _joined(
    text: str, hunks: Sequence[_Hunk], other: Callable[[tuple[Clash, ...]], str]
) -> list[_Hunk]:
    """Makes one of those that have lines in common, or begin at the same one."""
    made: list[_Hunk] = []
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        last = made[-1] if made else None
        if last and (hunk.start < last.end or hunk.start == last.start):
            both = (*last.clashes, *hunk.clashes)
            made[-1] = _hunk(text, other(both), both)
        else:
            made.append(hunk)
    return made


def _hunk(text: str, other: str, clashes: tuple[Clash, ...]) -> _Hunk:
    """Finds the lines in which two texts differ."""
    one, two = text.splitlines(keepends=True), other.splitlines(keepends=True)
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    back = 0
    while back < min(len(one), len(two)) - start and one[-1 - back] == two[-1 - back]:
        back += 1
    return _Hunk(start, len(one) - back, tuple(two[start : len(two) - back]), clashes)
