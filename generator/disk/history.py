"""The frozen versions of a workspace: read and checked, and the one way to add another.

Takes a workspace's root, gives a History. Frozen is frozen: a version's files are only ever read and
compared with the hashes that were taken when it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.disk.lock import digest
from generator.source import Place

__all__ = ["FOLDER", "MANIFEST", "NEXT", "History", "Version", "manifest", "read_history"]

FOLDER = "migrations"
NEXT = "next"
NAME = re.compile(r"\d{14}_[a-z0-9_]+")
MANIFEST = "version.json"
MODEL = "model.json"


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen migration. name: its folder, `20260115093000_first`; parents: name to hash of the
    versions that it follows; hash: of its manifest; model: the lines of its model.json."""

    name: str
    parents: Mapping[str, str]
    hash: str
    model: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All frozen versions, oldest first by name."""

    versions: tuple[Version, ...] = ()

    @property
    def heads(self) -> tuple[Version, ...]:
        """The versions that none follows: none at the beginning, two after a merge of branches."""
        followed = {name for version in self.versions for name in version.parents}
        return tuple(version for version in self.versions if version.name not in followed)

    def version(self, name: str) -> Version | None:
        """Gives a version by name."""
        return next((version for version in self.versions if version.name == name), None)

    def before(self, version: Version) -> tuple[str, ...]:
        """Gives the names of a version and all that it stands on."""
        found, waiting = {version.name: None}, list(version.parents)
        while waiting:
            name = waiting.pop()
            if name not in found and (parent := self.version(name)):
                found[name] = None
                waiting.extend(parent.parents)
        return tuple(found)


def read_history(root: Path) -> tuple[History, tuple[Diagnostic, ...]]:
    """Reads the versions and checks every file of each against its manifest (G409)."""
    folder = root / FOLDER
    if not folder.is_dir():
        return History(), ()
    names = sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
    problems = [problem for name in names for problem in _check(root, name)]
    if problems:
        return History(), tuple(problems)
    versions = tuple(_version(folder / name) for name in names)
    known = {version.name: version.hash for version in versions}
    for version in versions:
        problems.extend(_orphaned(version, known))
    return History(versions), tuple(problems)


def _version(folder: Path) -> Version:
    content = (folder / MANIFEST).read_bytes()
    parents = json.loads(content)["parents"]
    model = (folder / MODEL).read_text("utf-8").splitlines()
    return Version(folder.name, parents, digest(content), tuple(model))


def _check(root: Path, name: str) -> Iterator[Diagnostic]:
    folder, at = root / FOLDER / name, f"{FOLDER}/{name}"
    if not (folder / MANIFEST).is_file():
        yield _changed(f"{at}/{MANIFEST}", f"frozen version `{name}` has no {MANIFEST}")
        return
    files: Mapping[str, str] = json.loads((folder / MANIFEST).read_bytes())["files"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if _counts(path)}
    for path in sorted(files.keys() - found):
        yield _changed(f"{at}/{path}", f"`{path}` of frozen version `{name}` is gone")
    for path in sorted(found - files.keys() - {MANIFEST}):
        yield _changed(f"{at}/{path}", f"`{path}` was added to frozen version `{name}`")
    for path in sorted(files.keys() & found):
        if digest((folder / path).read_bytes()) != files[path]:
            yield _changed(f"{at}/{path}", f"`{path}` of frozen version `{name}` was changed")


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _changed(file: str, message: str) -> Diagnostic:
    return Diagnostic("G409", message, Place(file), "bring it back from version control")


def _orphaned(version: Version, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    at = Place(f"{FOLDER}/{version.name}/{MANIFEST}")
    for name, value in version.parents.items():
        if name not in known:
            yield Diagnostic(
                "G409", f"frozen version `{version.name}` follows `{name}`, which is gone", at
            )
        elif known[name] != value:
            yield Diagnostic("G409", f"`{name}` is not what `{version.name}` was made from", at)


def manifest(parents: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """Gives the text of a version's manifest: its parents and the hash of each of its files."""
    data = {
        "format": 1,
        "parents": dict(sorted(parents.items())),
        "files": {path: digest(content) for path, content in sorted(files.items())},
    }
    return (json.dumps(data, indent=2) + "\n").encode()
