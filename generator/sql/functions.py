"""The published functions of portable expressions, from specs/functions.yaml.

Takes the file, gives what a function takes and gives by family of types, and its spelling for an
engine and version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, cast

from generator.model import Type
from generator.source import read
from generator.sql.capabilities import version_key
from generator.sql.profile import Profile

__all__ = ["INTEGERS", "Function", "Overload", "families", "family", "functions", "spelling"]

INTEGERS = frozenset(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
TEXTS = frozenset({"char", "string", "text", "password", "enum"})
FLOATS = frozenset({"float32", "float64"})


@dataclass(frozen=True, slots=True)
class Overload:
    """One case of a function. takes: families, `T*` for any number more at the end; gives: a logical
    type, T (what the arguments share) or T0 (the first argument's). sql: engine to ((since,
    spelling), …), newest first; "" is every engine that is not named. guards: engine to the
    argument whose NULL it may overlook."""

    takes: tuple[str, ...]
    gives: str
    sql: Mapping[str, tuple[tuple[str, str], ...]]
    is_sum: bool = False
    guards: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Function:
    """A published function. nullable: "" when an argument is, all (when all are), never, always."""

    name: str
    meaning: str
    overloads: tuple[Overload, ...]
    examples: tuple[str, ...] = ()
    kind: Literal["scalar", "aggregate", "window"] = "scalar"
    volatile: bool = False
    operator: bool = False
    only: str = ""
    nullable: str = ""


@cache
def functions() -> Mapping[str, Function]:
    """Reads the list, by name; it is part of the program, so it is read once."""
    root = Path(__file__).parents[1]
    path = next(p for p in (root / "specs", root.parent / "specs") if p.is_dir()) / "functions.yaml"
    document, faults = read(path.name, path.read_bytes())
    if document is None:
        raise ValueError(f"{path}: {faults[0].message}")
    data = cast(Mapping[str, Mapping[str, object]], document.data)
    return {name: _function(name, entry) for name, entry in data.items()}


def _function(name: str, entry: Mapping[str, object]) -> Function:
    kind = next((kind for kind in ("aggregate", "window") if kind in entry), "scalar")
    cases = cast(Sequence[Mapping[str, object]], entry["cases"])
    return Function(
        name=name,
        meaning=str(entry["meaning"]),
        overloads=tuple(_overload(case) for case in cases),
        examples=tuple(cast(Sequence[str], entry["examples"])),
        kind=cast(Literal["scalar", "aggregate", "window"], kind),
        volatile=bool(entry.get("volatile")),
        operator=bool(entry.get("operator")),
        only=str(entry.get("only", "")),
        nullable=str(entry.get("nullable", "")),
    )


def _overload(case: Mapping[str, object]) -> Overload:
    named = cast(Mapping[str, object], case.get("engines", {}))
    return Overload(
        takes=tuple(cast(Sequence[str], case["takes"])),
        gives=str(case["gives"]),
        sql={
            "": (("", str(case["sql"])),),
            **{name: _versions(given) for name, given in named.items()},
        },
        is_sum=case.get("binds") == "sum",
        guards=cast(Mapping[str, int], case.get("guards", {})),
    )


def _versions(given: object) -> tuple[tuple[str, str], ...]:
    if isinstance(given, str):
        return (("", given),)
    rows = cast(Sequence[Mapping[str, str]], given)
    return tuple((row.get("since", ""), row["sql"]) for row in rows)


def spelling(overload: Overload, profile: Profile) -> str:
    """Gives the spelling for an engine; "" where it has none."""
    versions = overload.sql.get(profile.name, overload.sql[""])
    served = version_key(profile.version)
    return next((sql for since, sql in versions if version_key(since) <= served), "")


def family(of: Type | None) -> str:
    """Names what a type can stand for in an expression: integer, decimal, float, text, or itself;
    "" when it is not known (an engine's own type)."""
    if of is None or of.name in ("native", "domain"):
        return ""
    if of.name in INTEGERS:
        return "integer"
    if of.name in FLOATS:
        return "float"
    return "text" if of.name in TEXTS else of.name


def families(wanted: str) -> frozenset[str]:
    """Gives the families that a word of `takes` allows; empty when it allows all."""
    if wanted in ("T", "T*", "any", "sequence"):
        return frozenset()
    found = frozenset(wanted.split("|"))
    if "number" in found:
        found |= {"integer", "decimal", "float"}
    return found | {"integer"} if "decimal" in found else found
