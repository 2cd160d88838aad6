"""What the program must know of an engine to write SQL for it, as one frozen value.

Takes the YAML files of an engine's folder under `templates/` and a version, gives a Profile. Types,
names and functions are data there, so that a new engine is a new folder; code asks the Profile and
never compares an engine's name, except where a statement is put together differently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from generator.catalog.collations import placed
from generator.naming import Limit
from generator.source import read
from generator.sql.capabilities import Capability, Entry, capabilities, version_key
from generator.sql.rows import Row, Spelling, rows, spellings

__all__ = ["Profile", "load", "quote"]

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
LABELS = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "mssql": "SQL Server",
}


@dataclass(frozen=True)
class Profile:
    """An engine at one version.

    name: the folder's, `postgresql`; label: as people write it. types: rows of types.yaml that this
    version has, in order; others: spellings that are only read; aliases: other words for a type.
    capabilities: feature to verdict. reserved: lower case.
    own_types: names of types that one of ours cannot have. quotes: what goes before and
    after a quoted name. limit: of identifiers. fold: what happens to unquoted names (lower, keep).
    default_schema: "" on engines whose tables live in no schema; qualifies: whether names of tables
    have it in front as well."""

    name: str
    label: str
    version: str
    types: tuple[Row, ...] = ()
    others: tuple[Spelling, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    own_types: frozenset[str] = frozenset()
    quotes: tuple[str, str] = ('"', '"')
    limit: Limit | None = None
    fold: str = "lower"
    default_schema: str = ""
    qualifies: bool = False

    @cached_property
    def has_schemas(self) -> bool:
        """Whether tables live in schemas."""
        return bool(self.default_schema)

    def table(self, schema: str, name: str) -> str:
        """Spells a table's name, quoted where needed, with its schema where that is not the default.

        Engines without schemas leave it out; SQL Server has it always."""
        if self.qualifies and not schema:
            return f"{quote(self.default_schema, self)}.{quote(name, self)}"
        if schema and self.has_schemas and (schema != self.default_schema or self.qualifies):
            return f"{quote(schema, self)}.{quote(name, self)}"
        return quote(name, self)

    def collation(self, name: str) -> str:
        """Spells a collation of PostgreSQL; one of another schema has that in front."""
        schema, inner = placed(name)
        return f"{quote(schema, self)}.{quote(inner, self)}" if schema else quote(inner, self)


def quote(name: str, profile: Profile) -> str:
    """Spells an identifier: bare when every reader would take it as this very name, else quoted."""
    if PLAIN.fullmatch(name) and name not in profile.reserved:
        return name
    before, after = profile.quotes
    return before + name.replace(after, after * 2) + after


def load(folder: Path, version: str) -> Profile:
    """Reads an engine's folder; `version` is the oldest one served.

    A folder that is not well-formed is a bug of whoever wrote it (KeyError, ValueError)."""
    words = _data(folder / "words.yaml")
    types = _data(folder / "types.yaml")
    limit = cast(Mapping[str, object], words["limit"])
    size = int(cast(int, limit["size"]))
    return Profile(
        name=folder.name,
        label=str(words.get("label", LABELS.get(folder.name, folder.name))),
        version=version,
        types=tuple(row for row in rows(types["types"]) if _has(version, row)),
        others=spellings(types.get("others", [])),
        aliases=cast(Mapping[str, str], types.get("spellings", {})),
        capabilities=capabilities(
            cast(Mapping[str, Entry], _data(folder / "capabilities.yaml")), version
        ),
        reserved=frozenset(cast(list[str], words["reserved"])),
        own_types=frozenset(cast(list[str], words.get("types", []))),
        quotes=cast(tuple[str, str], tuple(cast(list[str], words["quote"]))),
        limit=Limit(size, str(limit["unit"])) if size else None,
        fold=str(words["fold"]),
        default_schema=str(words["schemas"]),
        qualifies=words.get("qualifies") is True,
    )


def _has(version: str, row: Row) -> bool:
    served = version_key(version)
    begun = version_key(row.since) <= served
    return begun and not (row.until and version_key(row.until) <= served)


def _data(path: Path) -> Mapping[str, object]:
    document, faults = read(path.name, path.read_bytes())
    if document is None:
        raise ValueError(f"{path}: {faults[0].message}")
    return cast(Mapping[str, object], document.data)
