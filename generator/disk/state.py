"""The quick way to say that nothing changed: sizes and times of all that goes in and comes out.

Takes a workspace's root. Imports next to nothing, since it runs before anything else; `.gen/` is a
cache that may be deleted at any time, and CI does not trust it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

from generator import __version__

__all__ = ["FOLDER", "current", "root_of", "save", "upgraded_from"]

FOLDER = ".gen"
LOCK = "gen.lock"
FILE = "state.json"
INPUTS = ("gen.yaml", "gen.lock", "openspec", "templates", "migrations")
PACKAGE = Path(__file__).parents[1]
PROGRAM = (PACKAGE, PACKAGE.parent / "templates", PACKAGE.parent / "specs")
SKIPPED = frozenset({"__pycache__", ".git", "node_modules"})

Stamp = list[int]
"""Size in bytes and time of the last change in nanoseconds."""


def root_of(start: Path) -> Path:
    """Gives the nearest folder, from `start` upwards, with a gen.yaml or specs; else `start`."""
    for folder in (start, *start.parents):
        if (folder / "gen.yaml").is_file() or (folder / "openspec/specs/database").is_dir():
            return folder
    return start


def current(root: Path) -> int | None:
    """Gives how many files are up to date when nothing changed since the last clean run, else None."""
    saved, written = _saved(root)
    if saved is None:
        return None
    if saved["inputs"] != _inputs(root) or saved["others"] != _others(root, saved["outputs"]):
        return None
    # A file changed in the very tick in which the state was saved could have changed again unseen.
    stamps = (*saved["inputs"].values(), *saved["others"].values())
    return None if any(stamp[1] >= written for stamp in stamps) else len(saved["outputs"])


def upgraded_from(root: Path) -> str:
    """Gives the version of the last clean run when it was another one and people changed nothing
    since, so that whatever differs now is the upgrade's doing; else ""."""
    saved, _ = _saved(root)
    if saved is None or saved["version"] == __version__ or saved["inputs"] != _inputs(root):
        return ""
    return saved["version"]


def save(root: Path, outputs: Iterable[str]) -> None:
    """Remembers a clean run. outputs: paths of all generated files. A disk that refuses is no error."""
    paths = sorted(outputs)
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)  # before the stamps: it changes the time of the root
        state: _State = {
            "version": __version__,
            "inputs": _inputs(root),
            "others": _others(root, paths),
            "outputs": paths,
        }
        (folder / FILE).write_text(json.dumps(state), "utf-8")
    except OSError:
        return


class _State(TypedDict):
    """What is in the file. inputs: stamps of what people write; others: of all else."""

    version: str
    inputs: dict[str, Stamp]
    others: dict[str, Stamp]
    outputs: list[str]


def _saved(root: Path) -> tuple[_State | None, int]:
    """Gives what was saved, and when; None when it cannot be read or is not of our making."""
    file = root / FOLDER / FILE
    try:
        saved = json.loads(file.read_bytes())
        written = file.stat().st_mtime_ns
    except (OSError, ValueError):
        return None, 0
    is_ours = isinstance(saved, dict) and saved.keys() == _State.__annotations__.keys()
    return (saved if is_ours else None), written


def _inputs(root: Path) -> dict[str, Stamp]:
    """Gives the stamps of what people write; what is written beside it counts too."""
    return dict(stamp for name in INPUTS for stamp in _walk(os.path.join(root, name)))


def _others(root: Path, outputs: Iterable[str]) -> dict[str, Stamp]:
    """Gives the stamps of the outputs and the lock, of the program and of the places of its plugins."""
    found: dict[str, Stamp] = {}
    for path in (*outputs, LOCK):
        found.update(_file(os.path.join(root, path)))
    for folder in PROGRAM:
        found.update(_walk(str(folder)))
    for place in (*sys.path, sys.executable):
        found.update(_file(place))
    return found


def _walk(path: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(path))
    except NotADirectoryError:
        yield from _file(path)
        return
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED:
                yield from _walk(entry.path)
        else:
            yield from _file(entry.path)


def _file(path: str) -> Iterator[tuple[str, Stamp]]:
    try:
        found = os.stat(path)
    except OSError:
        return
    yield path, [found.st_size, found.st_mtime_ns]
