"""The catalogs of all engines side by side: what one table is on each of them.

Takes the catalogs of the engines in use, gives the variants of each object: which engines agree on
it, and in what words each says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Protocol, TypeVar, cast

from generator.catalog import Catalog, Index, Object

__all__ = ["Physical", "Quoting", "Variant", "variants"]

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
T = TypeVar("T", bound=Object)
NOTHING: Mapping[str, object] = MappingProxyType({})
Sql = tuple[tuple[str, str], ...]
"""(engine, SQL) pairs in the order of the engines."""

# Attributes whose words may differ between engines without making another object of it.
WORDS = frozenset(
    {"expression", "where", "sql", "comment", "needs", "node", "was", "at", "schema", "ref_schema"}
)
# What an index says by keyword arguments that bear the engine's name.
NAMED = frozenset({"emulates", "include", "method", "nulls_not_distinct", "tablespace"})


class Placed(Protocol):
    """What stands in a table, or is one."""

    @property
    def schema(self) -> str: ...
    @property
    def table(self) -> str: ...


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
    """The catalogs in use. tables: what there is, by a table's place and the class of the objects;
    names: the same by the objects' names. shared: names that tables of several schemas have.

    Names of tables are the same on every engine; schemas are not. So a table's place is its name,
    with the schema only where it takes that to tell tables apart."""

    engines: tuple[str, ...]
    tables: Mapping[tuple[str, type[object]], Mapping[str, tuple[Object, ...]]]
    names: Mapping[tuple[str, type[object]], Mapping[str, Mapping[str, Object]]]
    catalogs: Mapping[str, Catalog]
    profiles: Mapping[str, Quoting]
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, catalogs: Mapping[str, Catalog], profiles: Mapping[str, Quoting]) -> Physical:
        """Groups what stands in the catalogs by table, class and engine."""
        tables: dict[tuple[str, type[object]], dict[str, list[Object]]] = {}
        named: dict[tuple[str, type[object]], dict[str, dict[str, Object]]] = {}
        shared = frozenset(name for each in catalogs.values() for name in _shared(each))
        for engine, catalog in catalogs.items():
            for key, item in catalog.objects.items():
                name = key.table or (key.name if key.kind == "table" else "")
                if name:
                    place = (_place(key.schema, name, shared), type(item))
                    tables.setdefault(place, {}).setdefault(engine, []).append(item)
                    named.setdefault(place, {}).setdefault(key.name, {})[engine] = item
        frozen = {
            key: {engine: tuple(by_engine.get(engine, ())) for engine in catalogs}
            for key, by_engine in tables.items()
        }
        return cls(tuple(catalogs), frozen, named, catalogs, profiles, shared)

    def place(self, item: Placed) -> str:
        """Gives the place of an entity, or of the table that an object belongs to."""
        return self.placed(item.schema, item.table)

    def placed(self, schema: str, table: str) -> str:
        """Gives what tells a table apart: its name, or `schema.name` where others have the same."""
        return _place(schema, table, self.shared)

    def quote(self, engine: str, name: str) -> str:
        """Spells a name as the engine's SQL has it."""
        profile = self.profiles[engine]
        if PLAIN.fullmatch(name) and name not in profile.reserved:
            return name
        before, after = profile.quotes
        return before + name.replace(after, after * 2) + after

    def on(self, place: str, kind: type[T]) -> Mapping[str, tuple[T, ...]]:
        """Gives a table's objects of a class, by engine; of every engine, or of none."""
        return cast(Mapping[str, tuple[T, ...]], self.tables.get((place, kind), NOTHING))

    def named(self, place: str, kind: type[T]) -> Mapping[str, Mapping[str, T]]:
        """Gives a table's objects of a class: name to engine to object, in first-seen order."""
        return cast(Mapping[str, Mapping[str, T]], self.names.get((place, kind), NOTHING))


def _shared(catalog: Catalog) -> Iterator[str]:
    """Gives the names that tables of several schemas have."""
    counted = Counter(key.name for key in catalog.objects if key.kind == "table")
    return (name for name, count in counted.items() if count > 1)


def _place(schema: str, table: str, shared: Collection[str]) -> str:
    return f"{schema}.{table}" if table in shared else table


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
