"""Where files may go: inside the workspace, one file a path, on every system.

Takes Files, gives what is wrong with their paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic
from generator.render.jobs import File

__all__ = ["check_paths"]

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
OURS = ("gen.yaml", "gen.lock")
PRIVATE = (".git", ".gen")


def check_paths(files: Iterable[File]) -> tuple[Diagnostic, ...]:
    """Finds paths that cannot be written (G510) and paths that meet (G509)."""
    return tuple(_found(files))


def _found(files: Iterable[File]) -> Iterator[Diagnostic]:
    seen: dict[str, File] = {}
    for file in files:
        if reason := _refusal(file.path):
            yield Diagnostic("G510", f"path `{file.path}` cannot be written: {reason}", file.at)
        folded = file.path.casefold()
        if folded in seen:
            other = seen[folded]
            message = f"path `{file.path}` is that of two files"
            if other.path != file.path:
                message = f"paths `{other.path}` and `{file.path}` differ only in case"
            by = "" if other.target == file.target else f"the other is made by `{other.target}`"
            yield Diagnostic("G509", message, file.at, by)
        seen[folded] = file


def _refusal(path: str) -> str:
    """Says why a path is refused, or "" when it is fine."""
    parts = path.split("/")
    if path.startswith("/"):
        return "it is not relative"
    if ".." in parts or "." in parts:
        return "it may leave the workspace"
    if "" in parts:
        return "a part of it is empty"
    if FORBIDDEN.search(path):
        return "it has a character that some systems refuse"
    if any(part[-1] in ". " or DEVICES.fullmatch(part) for part in parts):
        return "a part of it is a name that some systems refuse"
    if parts[0].lower() in PRIVATE or path.lower() in OURS:
        return "it is a file of ours"
    return ""
