"""Finds the folders of targets: the workspace's, those of installed distributions, the built-in ones.

Takes a workspace's root, gives Folders nearest first, and what lies in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.diagnostics import Diagnostic, from_fault
from generator.source import Document, Place, read

__all__ = ["Folder", "built_in", "find", "hook", "shared", "templates"]

MANIFEST = "manifest.yaml"
GROUP = "gen.targets"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with a manifest, not yet validated.

    origin: "workspace", "built in", or the package that it came with. document: the manifest; its
    file is relative to the workspace where it lies in it."""

    origin: str
    path: str
    document: Document

    @property
    def data(self) -> Mapping[str, object]:
        """What the manifest says."""
        return self.document.data if isinstance(self.document.data, dict) else {}

    @property
    def at(self) -> Place:
        """The manifest's place."""
        return Place(self.document.file)


@cache
def built_in() -> Path:
    """Gives the folder of the built-in targets: in an installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def find(root: Path) -> tuple[tuple[Folder, ...], tuple[Diagnostic, ...]]:
    """Reads the manifests of all targets there are, the workspace's first; errors: those of reading."""
    found: list[Folder] = []
    problems: list[Diagnostic] = []
    for origin, path in _manifests(root):
        file = path.relative_to(root).as_posix() if origin == "workspace" else path.as_posix()
        document, faults = read(file, path.read_bytes())
        problems.extend(from_fault(file, fault) for fault in faults)
        if document is not None:
            found.append(Folder(origin, str(path.parent), document))
    return tuple(found), tuple(problems)


def _manifests(root: Path) -> Iterator[tuple[str, Path]]:
    ours = built_in()
    own = root / "templates"
    if own.resolve() != ours.resolve():
        yield from (("workspace", path) for path in _within(own))
    for name, folder in _installed():
        yield from ((name, path) for path in _within(folder))
    yield from (("built in", path) for path in _within(ours))


def _within(folder: Path) -> list[Path]:
    """Gives the manifests one level down, sorted; a folder that starts with `_` is no target."""
    return sorted(path for path in folder.glob(f"[!_.]*/{MANIFEST}") if path.is_file())


def _installed() -> Iterator[tuple[str, Path]]:
    """Gives the folders that distributions offer by an entry point, whose value is a package.

    A look into the metadata files comes first: importlib.metadata alone takes 30 ms to import."""
    if not any(_offers(path) for path in sys.path):
        return
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        spec = find_spec(point.value)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            yield point.value, Path(location)


def _offers(path: str) -> bool:
    return any(
        f"[{GROUP}]".encode() in file.read_bytes()
        for file in Path(path).glob("*.dist-info/entry_points.txt")
    )


def templates(name: str, folders: tuple[str, ...], root: Path) -> Mapping[str, tuple[str, str]]:
    """Reads the templates of target `name`: `<name>/<file>` to its text and to where it stands.

    folders: nearest first; what one covers is `<name>/base/<file>`."""
    found: dict[str, tuple[str, str]] = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.j2")):
            key = f"{name}/{path.relative_to(folder).as_posix()}"
            while key in found:
                key = f"{name}/base/{key.removeprefix(f'{name}/')}"
            found[key] = (path.read_text("utf-8"), _shown(path, root))
    return found


def shared(root: Path) -> Mapping[str, tuple[str, str]]:
    """Reads what built-in targets share: folders that start with `_` and are no targets."""
    return {
        name: text
        for folder in sorted(built_in().glob("_*"))
        for name, text in templates(folder.name, (str(folder),), root).items()
    }


def hook(folder: str) -> str:
    """Gives the path of the hook in a target's folder, or "" when it has none."""
    path = Path(folder) / "hook.py"
    return str(path) if path.is_file() else ""


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
