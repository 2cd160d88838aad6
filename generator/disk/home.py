"""Folders of the person, not of a workspace: what is cached for all of them, and whom they trust.

Takes the environment, gives paths; on each system where its programs keep such things."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["cache_folder", "is_trusted", "trusted_file"]

NAME = "schemawright"


def cache_folder(name: str) -> Path | None:
    """Gives a folder that only this person can write to, made when it is not there.

    Compiled templates are code, so they never come from a workspace. None when there is no place."""
    folder = _home("XDG_CACHE_HOME", ".cache", "Library/Caches") / NAME / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if _is_private(folder) else None


def trusted_file() -> Path:
    """Gives the file with the workspaces whose hooks may run, one absolute folder a line."""
    return _home("XDG_CONFIG_HOME", ".config", "Library/Application Support") / NAME / "trusted"


def is_trusted(root: Path) -> bool:
    """Whether the person's own settings name this workspace."""
    try:
        lines = trusted_file().read_text("utf-8").splitlines()
    except OSError:
        return False
    return str(root) in (line.strip() for line in lines)


def _home(variable: str, usual: str, mac: str) -> Path:
    if given := os.environ.get(variable):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home())
    return Path.home() / (mac if sys.platform == "darwin" else usual)


def _is_private(folder: Path) -> bool:
    if sys.platform == "win32":
        return os.access(folder, os.W_OK)
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022
