"""What the PostgreSQL servers installed here could make, by the files that they have: extensions by name,
and collations of ICU, which not every build knows.

Takes installed programs, gives names; no server is asked, and none need run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.catalog import Catalog, Extension, Verbatim
from generator.database.programs import Program, installed

__all__ = ["has", "named", "providing", "unavailable"]

ICU = "ICU"
BUILT_IN = frozenset({"plpgsql", ICU})
MISSING = re.compile(
    r"(?P<kind>type|function|operator class|access method|text search dictionary) "
    r"\"?(?P<name>\w+)[^\n]* does not exist"
)
CLASSLESS = re.compile(
    r"data type (?P<type>[\w ]+?) has no default operator class for access method \"(?P<method>\w+)\""
)
UNAVAILABLE = re.compile(r"extension \"(?P<name>[^\"]+)\" is not available")
MADE = {
    "type": r"\bCREATE\s+TYPE\s+{name}\b",
    "function": r"\bFUNCTION\s+{name}\s*\(",
    "operator class": r"\bOPERATOR\s+CLASS\s+{name}\b",
    "access method": r"\bACCESS\s+METHOD\s+{name}\b",
    "text search dictionary": r"\bTEXT\s+SEARCH\s+DICTIONARY\s+{name}\b",
}
DEFAULT_CLASS = r"\bDEFAULT\s+FOR\s+TYPE\s+{type}\s+USING\s+{method}\b"


def named(expected: Catalog) -> tuple[str, ...]:
    """Gives what a server must be able to make for a database: extensions, and collations of ICU."""
    made = [item.name for item in expected.of(Extension) if isinstance(item, Extension)]
    needs_icu = any(
        "provider = icu" in item.sql
        if isinstance(item, Verbatim)
        else getattr(item, "collate", "").endswith("-x-icu")
        for item in expected
    )
    return (*made, ICU) if needs_icu else tuple(made)


def has(program: Program, extensions: Iterable[str]) -> bool:
    """Whether a server could make all of these."""
    wanted = set(extensions)
    if ICU in wanted and b"libicui18n" not in (program.folder / "postgres").read_bytes():
        return False
    folder = _folder(program)
    wanted -= BUILT_IN
    return all(folder and (folder / f"{name}.control").is_file() for name in wanted)


def unavailable(told: str) -> str:
    """Gives what a server said it does not have; "" if it said something else."""
    if "ICU is not supported in this build" in told:
        return ICU
    found = UNAVAILABLE.search(told)
    return found["name"] if found else ""


def providing(told: str) -> str:
    """Gives the extension that makes what a server said does not exist; "" for none that is here."""
    pattern = _pattern(told)
    if pattern is None:
        return ""
    for program in installed("postgresql"):
        for name, text in _scripts(program):
            if pattern.search(text):
                return name
    return ""


def _pattern(told: str) -> re.Pattern[str] | None:
    """Gives how a script makes the thing that is missing."""
    if found := CLASSLESS.search(told):
        kind = re.escape(found["type"]).replace(r"\ ", r"\s+")
        wanted = DEFAULT_CLASS.format(type=kind, method=found["method"])
    elif found := MISSING.search(told):
        wanted = MADE[found["kind"]].format(name=re.escape(found["name"]))
    else:
        return None
    return re.compile(wanted, re.IGNORECASE)


def _scripts(program: Program) -> Iterator[tuple[str, str]]:
    """Gives each extension of a server with the scripts that make it."""
    folder = _folder(program)
    for control in sorted(folder.glob("*.control")) if folder else ():
        name = control.stem
        for path in sorted(control.parent.glob(f"{name}--*.sql")):
            yield name, path.read_text("utf-8", errors="replace")


def _folder(program: Program) -> Path | None:
    """Gives where a server has its extensions: beside its programs, or where Debian puts them."""
    major = program.version.partition(".")[0]
    home = program.folder.parent
    places = (
        home / "share/extension", home / "share/postgresql/extension",
        Path(f"/usr/share/postgresql/{major}/extension"),
        Path(f"/usr/share/postgresql{major}/extension"),
    )  # fmt: skip
    return next((place for place in places if (place / "plpgsql.control").is_file()), None)
