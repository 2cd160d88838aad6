"""Freezing: a rendered migration becomes a version that nothing changes any more.

Takes a Result that was built for a version's name, gives what has to be written; writes by the one
place that does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.disk.history import FOLDER, MANIFEST, manifest
from generator.disk.intent import FILE as INTENT
from generator.disk.output import Change, Changes, write
from generator.pipeline.result import Result

__all__ = ["freeze"]

STEPS = f"{FOLDER}/steps"


def freeze(root: Path, result: Result, name: str) -> int:
    """Writes version `name` and moves the intent and the hand-written steps into it.

    Gives how many files the version has; 0, and nothing written, when nothing is pending."""
    contents = _contents(root, result)
    if not contents:
        return 0
    parents = {version.name: version.hash for version in result.history.heads}
    made = {**contents, MANIFEST: manifest(parents, contents)}
    files = [Change(f"{FOLDER}/{name}/{path}", None, data) for path, data in sorted(made.items())]
    files += [Change(path, data, None) for path, data in _moved(root).items()]
    write(root, Changes(tuple(files)))
    return len(made)


def _contents(root: Path, result: Result) -> dict[str, bytes]:
    """Gives the files of the version, by path inside it."""
    home = f"{FOLDER}/{result.version}/"
    contents = {
        file.path.removeprefix(home): file.text.encode()
        for file in result.files
        if file.path.startswith(home)
    }
    if contents:
        contents |= {path.removeprefix(f"{FOLDER}/"): data for path, data in _moved(root).items()}
    return contents


def _moved(root: Path) -> Mapping[str, bytes]:
    """Gives what belongs to people and goes into the version: the intent and hand-written steps."""
    paths = [root / INTENT, *sorted((root / STEPS).rglob("*"))]
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()
    }
