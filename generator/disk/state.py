"""The quick way to say that nothing changed: sizes and times of all that goes in and comes out.

Takes a workspace's root. Imports next to nothing, since it runs before anything else; `.gen/` is a
cache that may be deleted at any time, and CI does not trust it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["FOLDER", "current", "root_of", "save"]

FOLDER = ".gen"
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
    file = root / FOLDER / FILE
    try:
        saved = json.loads(file.read_bytes())
        written = file.stat().st_mtime_ns
        known: dict[str, Stamp] = saved["files"]
        outputs: list[str] = saved["outputs"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if known != _stamps(root, outputs):
        return None
    # A file changed in the very tick in which the state was saved could have changed again unseen.
    return None if any(stamp[1] >= written for stamp in known.values()) else len(outputs)


def save(root: Path, outputs: Iterable[str]) -> None:
    """Remembers a clean run. outputs: paths of all generated files. A disk that refuses is no error."""
    paths = sorted(outputs)
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)  # before the stamps: it changes the time of the root
        state = {"files": _stamps(root, paths), "outputs": paths}
        (folder / FILE).write_text(json.dumps(state), "utf-8")
    except OSError:
        return


def _stamps(root: Path, outputs: Iterable[str]) -> dict[str, Stamp]:
    """Gives the stamps of the inputs, the outputs, the program and the places of its plugins."""
    base = str(root)
    found: dict[str, Stamp] = {}
    for name in INPUTS:
        found.update(_walk(os.path.join(base, name)))
    for path in outputs:
        found.update(_file(os.path.join(base, path)))
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
