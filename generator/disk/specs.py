"""Reads what people write in a workspace: gen.yaml, the specs, and the SQL beside them.

Takes a workspace's root, gives Documents in the order of their spec ids and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from generator.diagnostics import Diagnostic, Note, from_fault
from generator.source import LIMITS, Document, Limits, Place, conflicts, read

__all__ = ["SETTINGS", "SPECS", "Workspace", "document", "load", "proposal"]

SETTINGS = "gen.yaml"
SPECS = "openspec/specs/database"
SCHEMA = "schema.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """What was read. settings: None without a gen.yaml. files: the SQL texts beside the specs, by
    path relative to the workspace."""

    root: Path
    settings: Document | None
    specs: tuple[Document, ...]
    files: Mapping[str, str]


def load(root: Path, change: str = "") -> tuple[Workspace, tuple[Diagnostic, ...]]:
    """Reads all that people wrote; what cannot be read is left out and reported.

    change: the id of a proposal under openspec/changes, whose specs take the place of those that
    they propose to change. Errors: those of reading (G112 for SQL, too), G601 for a spec that is
    there twice, G606 for a proposal that was made from another state of its spec."""
    settings, problems = _settings(root)
    limits = _limits(settings)
    found = _spec_files(root / SPECS)
    problems += _twice(root, found)
    if change:
        proposed = _spec_files(root / proposal(change))
        problems += tuple(_outdated(root, found, proposed))
        kept = {_name(path): path for path in (*found, *proposed)}
        found = [kept[name] for name in sorted(kept)]
    specs: list[Document] = []
    for path in found:
        spec, findings = document(root, path, limits)
        problems += findings
        if spec is not None:
            specs.append(spec)
    beside = _beside(root, SPECS) | (_beside(root, proposal(change)) if change else {})
    for file, text in beside.items():
        problems += tuple(from_fault(file, fault) for fault in conflicts(text))
    return Workspace(root, settings, tuple(specs), beside), problems


def proposal(change: str) -> str:
    """Gives the folder with the specs of a proposal."""
    return f"openspec/changes/{change}/specs/database"


def _outdated(root: Path, found: Sequence[Path], proposed: Sequence[Path]) -> Iterator[Diagnostic]:
    """Finds proposals whose `base:` is not what their spec is today."""
    today = {_name(path): path for path in found}
    for path in proposed:
        spec, _ = document(root, path)
        base = spec.data.get("base") if spec and isinstance(spec.data, dict) else None
        if base is None or _name(path) not in today:
            continue
        is_now = f"sha256:{sha256(today[_name(path)].read_bytes()).hexdigest()}"
        if base != is_now:
            at = Place(path.relative_to(root).as_posix(), ("base",))
            text = f"the proposal was made from another state of `database/{_name(path)}`"
            yield Diagnostic(
                "G606", text, at, f"take over what changed, then write `base: {is_now}`"
            )


def _settings(root: Path) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    return document(root, root / SETTINGS) if (root / SETTINGS).is_file() else (None, ())


def _limits(settings: Document | None) -> Limits:
    """Gives the limits that gen.yaml sets; what is no positive number there is left to validation."""
    data = settings.data.get("limits") if settings and isinstance(settings.data, dict) else None
    given = data if isinstance(data, dict) else {}

    def limit(name: str, usual: int) -> int:
        value = given.get(name)
        return value if isinstance(value, int) and value > 0 else usual

    return Limits(
        limit("bytes", LIMITS.bytes), limit("levels", LIMITS.levels), limit("nodes", LIMITS.nodes)
    )


def document(
    root: Path, path: Path, limits: Limits = LIMITS
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Reads one YAML file of a workspace."""
    file = path.relative_to(root).as_posix()
    found, faults = read(file, path.read_bytes(), limits)
    return found, tuple(from_fault(file, fault) for fault in faults)


def _spec_files(folder: Path) -> list[Path]:
    """Gives the files of specs, sorted by name: `<name>/schema.yaml` and `<name>.yaml`."""
    found = (*folder.rglob(SCHEMA), *(p for p in folder.glob("*.yaml") if p.name != SCHEMA))
    return sorted(found, key=lambda path: (_name(path), path))


def _name(path: Path) -> str:
    """Names a spec by its file: `shop/schema.yaml` and `shop.yaml` are both `shop`."""
    return path.parent.name if path.name == SCHEMA else path.stem


def _twice(root: Path, paths: Sequence[Path]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            "G601",
            f"spec `database/{_name(path)}` is there twice",
            Place(path.relative_to(root).as_posix()),
            "keep one of the files",
            (Note("the other one", Place(other.relative_to(root).as_posix())),),
        )
        for other, path in pairwise(paths)
        if _name(other) == _name(path)
    )


def _beside(root: Path, folder: str) -> dict[str, str]:
    """Reads the SQL files beside the specs; bytes that are not UTF-8 come as U+FFFD."""
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted((root / folder).rglob("*.sql"))
    }
