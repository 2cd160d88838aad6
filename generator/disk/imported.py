"""What the last import wrote, kept as it was: the base that a merge compares both sides with.

Takes a workspace's root and an engine. It is committed, so that whoever merges next has it, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.disk.output import Change
from generator.disk.specs import SETTINGS, SPECS

__all__ = ["FOLDER", "Kept", "keeping", "kept"]

FOLDER = ".import"


@dataclass(frozen=True, slots=True)
class Kept:
    """An import. settings: its gen.yaml; files: path in the workspace, where people have their own
    of the same name, to text."""

    settings: str
    files: Mapping[str, str]


def kept(root: Path, engine: str) -> Kept | None:
    """Gives the last import from an engine; None when there is none. Errors: OSError, UnicodeError."""
    home = root / FOLDER / engine
    if not (home / SETTINGS).is_file():
        return None
    paths = (path for path in sorted(home.rglob("*")) if path.suffix in (".yaml", ".sql"))
    files = {
        f"{SPECS}/{path.relative_to(home).as_posix()}": path.read_text("utf-8")
        for path in paths
        if path != home / SETTINGS and path.is_file()
    }
    return Kept((home / SETTINGS).read_text("utf-8"), files)


def keeping(root: Path, engine: str, new: Kept) -> Iterator[Change]:
    """Gives what makes the folder hold an import, and nothing of the one before."""
    home = root / FOLDER / engine
    wanted = {home / path.removeprefix(f"{SPECS}/"): text for path, text in new.files.items()}
    wanted[home / SETTINGS] = new.settings
    there = {path for path in home.rglob("*") if path.is_file()}
    for path in sorted({*wanted, *there}):
        old = path.read_bytes() if path in there else None
        text = wanted.get(path)
        made = None if text is None else text.encode()
        if old != made:
            yield Change(path.relative_to(root).as_posix(), old, made)
