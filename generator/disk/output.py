"""The only place that writes: compares what was rendered with what is there, and makes it so.

Takes files and a workspace's root. `compare` reads and decides; `write` does what was decided."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from generator.diagnostics import Diagnostic
from generator.disk.lock import NAME, Lock, digest, dump, parse
from generator.source import Place

__all__ = ["Change", "Changes", "File", "New", "compare", "write"]

TEMPORARY = ".gen-new"
Verdict = Literal["same", "change", "edited", "in the way"]


class File(Protocol):
    """A file to be. keep: made once, then the user's."""

    @property
    def path(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def keep(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class New:
    """A file that is made once and then belongs to people."""

    path: str
    text: str
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A file that will differ. old and new: its bytes; None when it is not there."""

    path: str
    old: bytes | None
    new: bytes | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What stands between the disk and what was rendered.

    files: sorted by path, without the lock; lock: its change, None when it is up to date. same: how
    many files are as they should be; left: paths left alone because somebody changed them."""

    files: tuple[Change, ...] = ()
    lock: Change | None = None
    same: int = 0
    left: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """A path with what is there, what should be (None: nothing), and what follows from it.

    Where both are the same they are let go, since there are many. hash: of what should be, or ""."""

    path: str
    old: bytes | None
    new: bytes | None
    hash: str
    keep: bool
    verdict: Verdict


def compare(root: Path, files: Collection[File], *, partial: bool = False) -> Changes:
    """Decides what to write and what to remove; reads, and writes nothing.

    files: paths that are unique and inside the workspace. partial: only some of the targets were
    rendered, so what is not among `files` is no orphan. Errors: G602 (edited by hand), G603 (in the
    way, not ours), G604 (a link leads out of the workspace)."""
    if problems := tuple(_links(root, [file.path for file in files])):
        return Changes(diagnostics=problems)
    known = _lock(root)
    looks = [_look(root, file.path, file.text.encode(), known, keep=file.keep) for file in files]
    wanted = {file.path for file in files}
    others = sorted(known.keys() - wanted)
    if not partial:
        looks += [_look(root, path, None, known) for path in others]
    entries = {entry for look in looks for entry in _entries(look, known)}
    if partial:
        entries |= {(path, value) for path in others for value in known[path]}
    return Changes(
        tuple(
            sorted(
                (Change(x.path, x.old, x.new) for x in looks if x.verdict == "change"),
                key=lambda change: change.path,
            )
        ),
        _relocked(root, entries),
        sum(look.verdict == "same" and look.hash != "" for look in looks),
        tuple(look.path for look in looks if look.verdict in ("edited", "in the way")),
        tuple(problem for look in looks for problem in _problems(look)),
    )


def _look(root: Path, path: str, new: bytes | None, known: Lock, *, keep: bool = False) -> _Look:
    old = _content(os.path.join(root, path))
    verdict = _verdict(old, new, known.get(path, frozenset()), keep=keep)
    hash = "" if new is None else digest(new)
    if verdict == "same":
        return _Look(path, None, None, hash, keep, verdict)
    return _Look(path, old, new, hash, keep, verdict)


def _verdict(old: bytes | None, new: bytes | None, ours: frozenset[str], *, keep: bool) -> Verdict:
    if old == new or (keep and old is not None):
        return "same"
    if old is None or digest(old) in ours:
        return "change"
    return "edited" if ours else "in the way"


def _entries(look: _Look, known: Lock) -> Iterator[tuple[str, str]]:
    """Gives the lock's lines for a path after the change: of an edited file, those that it had."""
    if look.verdict == "edited":
        yield from ((look.path, value) for value in known[look.path])
    elif look.hash and not look.keep and look.verdict != "in the way":
        yield look.path, look.hash


def _problems(look: _Look) -> Iterator[Diagnostic]:
    at = Place(look.path)
    if look.verdict == "in the way":
        message = f"`{look.path}` is in the way, it was not generated"
        yield Diagnostic("G603", message, at, "move it, or delete it to have it generated")
    elif look.verdict == "edited" and look.new is None:
        message = f"`{look.path}` is no longer generated, but was edited by hand"
        yield Diagnostic("G602", message, at, "delete it, or move it out of the output folder")
    elif look.verdict == "edited":
        message = f"`{look.path}` was edited by hand"
        yield Diagnostic("G602", message, at, "delete it to have it generated again")


def _links(root: Path, paths: Iterable[str]) -> Iterator[Diagnostic]:
    """Finds the paths whose folder, or which themselves, lie elsewhere by a symbolic link."""
    home = root.resolve()

    def is_inside(path: str) -> bool:
        return Path(path).resolve().is_relative_to(home)

    folders: dict[str, bool] = {}
    for path in paths:
        full = os.path.join(root, path)
        folder = os.path.dirname(full)
        if folder not in folders:
            folders[folder] = is_inside(folder)
        if not folders[folder] or (os.path.islink(full) and not is_inside(full)):
            message = f"`{path}` lies outside the workspace by a symbolic link"
            yield Diagnostic("G604", message, Place(path), "remove the link")


def _lock(root: Path) -> Lock:
    return parse((_content(os.path.join(root, NAME)) or b"").decode("utf-8", "replace"))


def _relocked(root: Path, entries: Iterable[tuple[str, str]]) -> Change | None:
    old, new = _content(os.path.join(root, NAME)), dump(entries).encode() or None
    return None if old == new else Change(NAME, old, new)


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(root: Path, changes: Changes) -> None:
    """Makes the disk as decided: all new files beside the old ones first, then each by one rename.

    What fails half-way is undone, and the OSError (or the interrupt) let through."""
    ordered = (*changes.files, *((changes.lock,) if changes.lock else ()))
    done: list[Change] = []
    try:
        made = (os.path.join(root, change.path) for change in ordered if change.new is not None)
        for folder in dict.fromkeys(map(os.path.dirname, made)):
            os.makedirs(folder, exist_ok=True)
        for change in ordered:
            _prepare(os.path.join(root, change.path), change)
        for change in ordered:
            _make(os.path.join(root, change.path), change)
            done.append(change)
    except BaseException:
        _undo(root, ordered, done)
        raise
    _sweep(root, [change.path for change in ordered if change.new is None])


def _prepare(path: str, change: Change) -> None:
    if change.new is None:
        return
    with open(path + TEMPORARY, "wb", buffering=0) as file:
        file.write(change.new)
    if change.old is not None:
        os.chmod(path + TEMPORARY, os.stat(path).st_mode & 0o777)


def _make(path: str, change: Change) -> None:
    if change.new is None:
        os.unlink(path)
    else:
        os.replace(path + TEMPORARY, path)


def _undo(root: Path, ordered: Iterable[Change], done: Iterable[Change]) -> None:
    """Puts back what was there; goes on over what cannot be, since the first error says more."""
    for change in ordered:
        path = root / change.path
        with suppress(OSError):
            path.with_name(path.name + TEMPORARY).unlink()
    for change in done:
        with suppress(OSError):
            if change.old is None:
                (root / change.path).unlink()
            else:
                (root / change.path).write_bytes(change.old)


def _sweep(root: Path, removed: Iterable[str]) -> None:
    """Removes the folders that the removal of files left empty, up to the workspace's root."""
    for path in removed:
        for folder in (root / path).parents:
            if folder == root:
                break
            try:
                folder.rmdir()
            except OSError:
                break
