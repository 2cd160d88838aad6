"""What an engine does by itself, what stands in for what it lacks, and what it refuses.

Takes the data of templates/<engine>/capabilities.yaml and a version, gives one verdict a feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

__all__ = ["Capability", "Entry", "capabilities", "features", "version_key"]

Support = Literal["native", "emulated", "refused"]
Entry = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Capability:
    """An engine's answer to one feature. by: the emulation's name ("" unless emulated)."""

    support: Support
    by: str = ""
    note: str = ""
    since: str = ""


def capabilities(
    data: Mapping[str, Entry | Sequence[Entry]], version: str
) -> Mapping[str, Capability]:
    """Gives what holds for a version: of several entries, the first that is not newer than it."""
    return MappingProxyType({feature: _pick(entry, version) for feature, entry in data.items()})


@cache
def features() -> Mapping[str, Mapping[str, str]]:
    """Gives the features there are, group to feature to what people call it."""
    from generator.source import read

    package = Path(__file__).parent.parent
    inside = package / "specs"
    path = (inside if inside.is_dir() else package.parent / "specs") / "features.yaml"
    document, _ = read(path.as_posix(), path.read_bytes())
    if document is None:
        raise ValueError(path)
    data = cast(Mapping[str, Mapping[str, Mapping[str, str]]], document.data)
    return MappingProxyType(
        {
            group: MappingProxyType({name: entry["title"] for name, entry in members.items()})
            for group, members in data.items()
        }
    )


def version_key(version: str) -> tuple[int, ...]:
    """Orders versions by number.

    >>> version_key("10.11") > version_key("9.7")
    True"""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _pick(entry: Entry | Sequence[Entry], version: str) -> Capability:
    entries = [entry] if isinstance(entry, Mapping) else entry
    served = version_key(version)
    for candidate in entries:
        since = candidate.get("since", "")
        if version_key(since) <= served:
            return Capability(
                support=cast(Support, candidate["support"]),
                by=candidate.get("by", ""),
                note=candidate.get("note", ""),
                since=since,
            )
    raise ValueError(f"no entry of a capability holds for version {version}")
