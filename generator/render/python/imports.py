"""The import lines of generated modules, and what they export: sorted as isort and ruff do.

Takes names, gives lines as black leaves them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from generator.render.python.code import WIDTH, listed, text, wide
from generator.render.python.layout import statement

__all__ = ["exported", "imports", "joined"]


def imports(module: str, names: Iterable[str], indent: int = 0) -> str:
    """Lays out `from module import names`, sorted, in brackets where it does not fit."""
    return _laid_out(module, frozenset(names), indent)


@lru_cache(maxsize=1024)
def _laid_out(module: str, names: frozenset[str], indent: int) -> str:
    ordered = sorted(names, key=_import_order)
    flat = f"{' ' * indent}from {module} import {', '.join(ordered)}"
    if wide(flat) <= WIDTH or not ordered:
        return flat
    lines = [f"from {module} import (", *(f"    {name}," for name in ordered), ")"]
    return "\n".join(" " * indent + line for line in lines)


def joined(lines: Iterable[str]) -> list[str]:
    """Sorts import lines by module and joins those of one module."""
    names: dict[str, list[str]] = {}
    plain: list[str] = []
    for line in lines:
        if not line.startswith("from "):
            plain.append(line)
            continue
        source, _, found = line.removeprefix("from ").partition(" import ")
        parts = found.strip("()\n").replace("\n", " ").split(",")
        names.setdefault(source, []).extend(part.strip() for part in parts if part.strip())
    return [*plain, *(imports(source, names[source]) for source in sorted(names))]


@cache
def _import_order(name: str) -> tuple[object, ...]:
    """Sorts imported names as isort does: constants, classes, the rest; numbers by their size."""
    return (_kind(name), _natural(name.casefold()), name)


def _export_order(name: str) -> tuple[object, ...]:
    """Sorts `__all__` likewise, capitals before small letters."""
    return (_kind(name), _natural(name))


def _kind(name: str) -> int:
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2


def _natural(name: str) -> list[tuple[bool, str, int]]:
    parts = [part for part in re.split(r"(\d+)", name) if part]
    numbered = [(not part.isdigit(), part, int(part) if part.isdigit() else 0) for part in parts]
    return [(word, part if word else "", size) for word, part, size in numbered]


def exported(names: Iterable[str]) -> str:
    """Lays out `__all__`."""
    ordered = sorted(set(names), key=_export_order)
    return statement("__all__ = ", listed(map(text, ordered)))
