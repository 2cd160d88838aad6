"""The catalogs of all engines side by side: what one table is on each of them.

Takes the catalogs of the engines in use, gives the variants of each object: which engines agree on
it, and in what words each says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar, cast

from generator.catalog import Catalog, Index, Object

__all__ = ["Physical", "Quoting", "Variant", "variants"]

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
T = TypeVar("T", bound=Object)
Sql = tuple[tuple[str, str], ...]
"""(engine, SQL) pairs in the order of the engines."""

# Attributes whose words may differ between engines without making another object of it.
WORDS = frozenset(
    {"expression", "where", "sql", "comment", "needs", "node", "was", "at", "schema", "ref_schema"}
)
# What an index says by keyword arguments that bear the engine's name.
NAMED = frozenset({"emulates", "include", "method", "nulls_not_distinct", "tablespace"})


class Quoting(Protocol):
    """What of an engine's profile it takes to spell a name."""

    @property
    def reserved(self) -> frozenset[str]: ...
    @property
    def quotes(self) -> tuple[str, str]: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """An object as some engines have it, alike but for the words of its SQL.

    engines: in the order of gen.yaml. everywhere: whether that is all of them."""

    objects: tuple[tuple[str, Object], ...]
    everywhere: bool

    @property
    def engines(self) -> tuple[str, ...]:
        """Who has it."""
        return tuple(engine for engine, _ in self.objects)

    @property
    def first(self) -> Object:
        """The first engine's."""
        return self.objects[0][1]

    def words(self, attribute: str) -> Sql:
        """Gives what each engine says for one attribute."""
        return tuple((engine, str(getattr(item, attribute))) for engine, item in self.objects)


@dataclass(frozen=True, slots=True)
class Physical:
    """The catalogs in use. tables: what there is, by a table's name and the class of the objects.

    Names of tables are the same on every engine; schemas are not."""

    engines: tuple[str, ...]
    tables: Mapping[tuple[str, type[object]], Mapping[str, tuple[Object, ...]]]
    catalogs: Mapping[str, Catalog]
    profiles: Mapping[str, Quoting]

    @classmethod
    def of(cls, catalogs: Mapping[str, Catalog], profiles: Mapping[str, Quoting]) -> Physical:
        """Groups what stands in the catalogs by table, class and engine."""
        tables: dict[tuple[str, type[object]], dict[str, list[Object]]] = {}
        for engine, catalog in catalogs.items():
            for item in catalog:
                name = item.id.table or (item.id.name if item.kind == "table" else "")
                if name:
                    by_engine = tables.setdefault((name, type(item)), {})
                    by_engine.setdefault(engine, []).append(item)
        frozen = {
            key: {engine: tuple(items) for engine, items in by_engine.items()}
            for key, by_engine in tables.items()
        }
        return cls(tuple(catalogs), frozen, catalogs, profiles)

    def quote(self, engine: str, name: str) -> str:
        """Spells a name as the engine's SQL has it."""
        profile = self.profiles[engine]
        if PLAIN.fullmatch(name) and name not in profile.reserved:
            return name
        before, after = profile.quotes
        return before + name.replace(after, after * 2) + after

    def on(self, table: str, kind: type[T]) -> dict[str, tuple[T, ...]]:
        """Gives a table's objects of a class, by engine."""
        by_engine = cast(Mapping[str, tuple[T, ...]], self.tables.get((table, kind), {}))
        return {engine: by_engine.get(engine, ()) for engine in self.engines}

    def named(self, table: str, kind: type[T]) -> dict[str, dict[str, T]]:
        """Gives a table's objects of a class: name to engine to object, in first-seen order."""
        found: dict[str, dict[str, T]] = {}
        for engine, items in self.on(table, kind).items():
            for item in items:
                found.setdefault(item.id.name, {})[engine] = item
        return found


def variants(by_engine: Mapping[str, Object], engines: Iterable[str]) -> tuple[Variant, ...]:
    """Groups one object's appearances into those that differ in words alone."""
    known = tuple(engines)
    groups: dict[object, list[tuple[str, Object]]] = {}
    for engine in known:
        if engine in by_engine:
            item = by_engine[engine]
            groups.setdefault(_shape(item), []).append((engine, item))
    return tuple(Variant(tuple(group), len(group) == len(known)) for group in groups.values())


def _shape(item: Object) -> tuple[object, ...]:
    """Gives what must be equal for two engines to share one construct."""
    free = WORDS | NAMED if isinstance(item, Index) else WORDS
    return tuple(_plain(getattr(item, part.name)) for part in fields(item) if part.name not in free)


def _plain(value: object) -> object:
    """Gives a hashable likeness; keys of indexes count by their columns and expressions alone."""
    if isinstance(value, Mapping):
        return None  # options are keyword arguments with the engine's name in front
    if isinstance(value, tuple) and value and hasattr(value[0], "opclass"):
        return len(value)
    return value
