"""What gen.yaml says: which engines are served, what is generated and where it goes.

Takes validated plain data, gives a frozen Config; without a gen.yaml the defaults are complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast

from generator.model import Value
from generator.naming import PREFIXES, Scheme

__all__ = ["OLDEST", "Config", "config"]

OLDEST: Mapping[str, str] = MappingProxyType(
    {"postgresql": "15", "mysql": "8.4", "mariadb": "10.11", "sqlite": "3.40", "mssql": "2019"}
)
"""The oldest supported version of each engine: what `engines: [postgresql]` means."""

Tables = Literal["plural", "singular", "as_is"]
Case = Literal["snake", "camel", "pascal"]
Options = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Config:
    """A workspace's settings.

    engines: folder name to oldest version served; the first is the primary one. targets: name to
    options; None means every target that is on by default. off: targets that are left out by
    `false`. unmanaged: patterns of tables that are not ours. tables: how tables are named from
    entities. scheme: how constraints and indexes are. table_case and column_case:
    how words are joined in the names of tables and columns. collate: engine to the collation of
    tables that say none."""

    name: str = "app"
    engines: Mapping[str, str] = field(default_factory=lambda: {"sqlite": OLDEST["sqlite"]})
    targets: Mapping[str, Options] | None = None
    off: frozenset[str] = frozenset()
    out: str = "generated"
    tables: Tables = "plural"
    scheme: Scheme = field(default_factory=Scheme)
    table_case: Case = "snake"
    column_case: Case = "snake"
    collate: Mapping[str, str] = field(default_factory=dict)
    lint: Options = field(default_factory=dict)
    unmanaged: tuple[str, ...] = ()

    @property
    def primary(self) -> str:
        """The engine that code is written for first."""
        return next(iter(self.engines))


def config(data: Mapping[str, object]) -> Config:
    """Makes a Config of validated data; what is not said takes its default."""
    naming = cast(Mapping[str, str], data.get("naming", {}))
    targets = data.get("targets")
    return Config(
        name=str(data.get("name", "app")),
        engines=_engines(data.get("engines", ["sqlite"])),
        targets=None if targets is None else _targets(targets),
        off=_off(targets),
        out=str(data.get("out", "generated")),
        tables=cast(Tables, naming.get("tables", "plural")),
        table_case=cast(Case, naming.get("table_case", "snake")),
        column_case=cast(Case, naming.get("column_case", "snake")),
        scheme=Scheme({PREFIXES[key]: text for key, text in naming.items() if key in PREFIXES}),
        collate=cast(Mapping[str, str], data.get("collate", {})),
        lint=cast(Options, data.get("lint", {})),
        unmanaged=tuple(cast(list[str], data.get("unmanaged", []))),
    )


def _engines(data: object) -> Mapping[str, str]:
    if isinstance(data, list):
        return {str(name): OLDEST[str(name)] for name in data}
    return {name: str(version) for name, version in cast(Mapping[str, object], data).items()}


def _targets(data: object) -> Mapping[str, Options]:
    if isinstance(data, list):
        return {str(name): {} for name in data}
    return {
        name: cast(Options, options or {})
        for name, options in cast(Mapping[str, object], data).items()
        if options is not False
    }


def _off(data: object) -> frozenset[str]:
    items = data.items() if isinstance(data, dict) else ()
    return frozenset(name for name, options in items if options is False)
