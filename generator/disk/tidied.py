"""Formatted text, kept by content, since the formatter costs more than all the rest of a run.

Takes text and how to format it, gives the formatted text; kept in the person's own cache."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from generator.disk.home import cache_folder
from generator.disk.lock import digest

__all__ = ["tidied"]


def tidied(text: str, formatter: str, tidy: Callable[[str], str]) -> str:
    """Gives `tidy(text)`, from the cache when the same text was formatted before.

    formatter: the module that does it; another installation of it does not share. What `tidy` raises
    is let through and not kept."""
    folder = cache_folder("tidied")
    if folder is None:
        return tidy(text)
    file = folder / digest(f"{formatter} {_installation(formatter)}\n{text}".encode())
    with suppress(OSError, UnicodeError):
        return file.read_bytes().decode()
    found = tidy(text)
    with suppress(OSError):
        half = file.with_suffix(f".{os.getpid()}")
        half.write_bytes(found.encode())
        os.replace(half, file)  # another run may be reading
    return found


def _installation(module: str) -> str:
    """Tells one installation of a module from another without importing it."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return ""
    return f"{spec.origin} {Path(spec.origin).stat().st_mtime_ns}"
