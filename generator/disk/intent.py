"""migrations/intent.yaml: what people decide about the pending migration.

Takes a workspace's root, gives an Intent; the file belongs to people and is only read, and moved into
the version by `gen freeze`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from generator.diagnostics import Diagnostic
from generator.disk.specs import document
from generator.source import Data, Document
from generator.validate import validate

__all__ = ["FILE", "Intent", "read_intent"]

FILE = "migrations/intent.yaml"


@dataclass(frozen=True, slots=True)
class Intent:
    """Decisions. accepted: (code, logical path) to the reason; was: new logical path to the old;
    removed: enum to removed value to what rows get instead (None clears)."""

    accepted: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    was: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    removed: Mapping[str, Mapping[str, str | None]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    text: str = ""


def read_intent(root: Path) -> tuple[Intent, tuple[Diagnostic, ...]]:
    """Reads the decisions; without the file there are none."""
    if not (root / FILE).is_file():
        return Intent(), ()
    found, problems = document(root, root / FILE)
    if found is None:
        return Intent(), problems
    problems = (*problems, *validate([found], "intent"))
    return (Intent() if problems else _intent(found)), problems


def _entries(found: Document) -> list[dict[str, Data]]:
    data = found.data if isinstance(found.data, list) else []
    return [entry for entry in data if isinstance(entry, dict)]


def _intent(found: Document) -> Intent:
    entries = _entries(found)
    accepted = {
        (str(entry["accept"]), str(entry["node"])): str(entry["reason"])
        for entry in entries
        if "accept" in entry
    }
    was = {
        str(entry.get("field") or entry.get("entity")): str(entry["was"])
        for entry in entries
        if "was" in entry
    }
    removed = {
        str(entry["enum"]): {
            value: None if instead is None else str(instead)
            for value, instead in _mapping(entry["remove"]).items()
        }
        for entry in entries
        if "remove" in entry
    }
    return Intent(accepted, was, removed, found.text)


def _mapping(data: Data) -> dict[str, Data]:
    """Gives a mapping that validation has promised."""
    return data if isinstance(data, dict) else {}
