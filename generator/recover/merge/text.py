"""From merged specs to the texts of files, with both sides where they clash.

Takes the texts of the specs and what the merge made of them, gives the new texts. A clash stands
between marks that neither YAML nor anybody who looks can pass over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.recover.merge.merge import Clash, Merged
from generator.recover.merge.place import Specs
from generator.recover.merge.tree import Map
from generator.source.editing import edited
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
    clean = _written(before, known, merged.specs)
    now = merged.specs.files
    whole = {**before, **{path: text for path, text in clean.items() if text is not None}}
    marked: dict[str, str | None] = {}
    conflicts: list[Conflict] = []
    for file in sorted({clash.taken.at.file for clash in merged.clashes}):
        ours = [clash for clash in merged.clashes if clash.taken.at.file == file]
        sides = {clash: _written(whole, now, merged.other([clash])) for clash in ours}
        for path in sorted({path for side in sides.values() for path in side}):
            involved = [clash for clash, side in sides.items() if path in side]

            def other(clashes: Sequence[Clash], path: str = path) -> str:
                return _written(whole, now, merged.other(clashes)).get(path) or ""

            if path.endswith(".sql") and path not in whole:
                marked[path] = other(involved)
                continue
            marked[path], lines = _marked(whole.get(path, ""), involved, other)
            conflicts += [Conflict(path, line, group) for line, group in lines]
    files = {**clean, **marked}
    return Texts(clean, files, tuple(conflicts))


def _written(
    before: Mapping[str, str], known: Mapping[str, Map], specs: Specs
) -> dict[str, str | None]:
    """Gives the texts that differ from those before."""
    made: dict[str, str | None] = {}
    for path, data in specs.files.items():
        if data is known.get(path):
            continue
        text = edited(before[path], data) if path in before else written(data)
        if text != before.get(path):
            made[path] = text
    return made | {path: sql for path, sql in specs.beside.items() if sql != before.get(path)}


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of a text, and what stands in their place on the other side. start and end: indexes."""

    start: int
    end: int
    lines: tuple[str, ...]
    clashes: tuple[Clash, ...]


def _marked(
    text: str, clashes: Sequence[Clash], other: Callable[[Sequence[Clash]], str]
) -> tuple[str, list[tuple[int, tuple[Clash, ...]]]]:
    """Gives a text with both sides of its clashes, and the line of each first mark."""
    hunks = [_hunk(text, other([clash]), (clash,)) for clash in clashes]
    while (joined := _joined(text, hunks, other)) != hunks:
        hunks = joined
    lines = text.splitlines(keepends=True)
    made: list[str] = []
    found: list[tuple[int, tuple[Clash, ...]]] = []
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
    text: str, hunks: Sequence[_Hunk], other: Callable[[Sequence[Clash]], str]
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
