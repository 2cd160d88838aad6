"""Whose parts are being resolved: an entity's names, and how to say that one of them is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.model import IndexKey, Storage, Value
from generator.model.values import Nulls
from generator.naming import cased, table
from generator.resolve.declare import layers
from generator.resolve.fields import Fields
from generator.resolve.node import Node, named, node, value
from generator.resolve.scope import Raw, Scope, suggest
from generator.source import Data, Place

__all__ = ["Item", "Owner", "Part", "options", "storage", "table_of"]


def table_of(scope: Scope, raw: Raw) -> str:
    """Names an entity's table: pinned by `table:`, else by the naming rule."""
    return raw.node.text("table") or table(
        raw.name.rpartition(".")[2], scope.config.tables, scope.config.table_case
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A named item of an entity (a check, an index …): its logical name, node and engines."""

    name: str
    node: Node
    only: tuple[str, ...]
    data: Data


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of an entity: its logical path, and the nodes that speak for it, its own last."""

    path: str
    layers: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """An entity, or a partition of one, while what it has is made. table: of the partition then."""

    scope: Scope
    fields: Fields
    raw: Raw
    table: str
    part: Part | None = None

    @property
    def path(self) -> str:
        """The logical path of the entity or of the partition."""
        return self.part.path if self.part else self.raw.name

    @property
    def layers(self) -> tuple[Node, ...]:
        """Who speaks for it, itself last."""
        return self.part.layers if self.part else layers(self.scope, self.raw.node)

    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return self.fields.names(self.raw)

    def physical(
        self, prefix: str, name: str, item: Node, over: Sequence[str] = (), ref: str = ""
    ) -> str:
        """Names a constraint or an index: pinned by `name:`, else by the scheme. over: its fields;
        ref: the table that it refers to. Gives "" for a constraint that has no name at all."""
        if not item.text("name") and prefix != "ix" and self.raw.node.flag("unnamed"):
            return ""
        pinned = item.text("name")
        if self.part:
            pinned = pinned.replace("{table}", self.table)
        return pinned or self.scope.config.scheme.name(
            prefix,
            self.table,
            name,
            columns=self.columns(over) if self.scope.config.scheme.patterns else (),
            ref=ref,
            limits=self.scope.limits,
        )

    def columns(self, names: Sequence[str]) -> tuple[str, ...]:
        """Gives the columns of fields, () when one of them is none."""
        case = self.scope.config.column_case
        found = {
            item.name: item.node.text("column") or cased(item.name, case)
            for item in self.fields.of(self.raw)
        }
        return tuple(found[name] for name in names) if found.keys() >= set(names) else ()

    def known(self, name: str, at: Place) -> bool:
        """Whether the entity has a field of that name; notes it when not, unless it uses a mixin that
        nobody knows, which is noted already."""
        if name in self.names():
            return True
        if any(mixin not in self.scope.mixins for mixin in self.raw.node.texts("use")):
            return False
        message = f"entity `{self.raw.name}` has no field `{name}`"
        self.scope.error("G204", message, at, hint=suggest(name, self.names()))
        return False

    def field_list(self, item: Node, key: str) -> tuple[str, ...]:
        """Gives the fields that a list names, without the unknown ones."""
        at, single = item.place(key), not isinstance(item.get(key), list)
        return tuple(
            name
            for index, name in enumerate(item.texts(key))
            if self.known(name, at if single else at.child(index))
        )

    def items(self, section: str, short: str) -> Iterator[Item]:
        """Walks the named items of a section, the mixins' first; a scalar or list is `short: it`."""
        for owner in self.layers:
            for name, data, at in named(
                owner.get(section), owner.place(section), self.scope.engine
            ):
                long = data if isinstance(data, dict) else {short: data}
                derived = name or _derived(long, short)
                self.scope.note_waivers(data, at, f"{self.path}.{section}.{derived}")
                kept = self.scope.only(data)
                yield Item(derived, node(long, at, self.scope.engine), kept, data)

    def keys(self, item: Node, key: str) -> tuple[IndexKey, ...]:
        """Reads index keys: field names, `-field` is descending, or maps."""
        found, at = item.get(key), item.place(key)
        entries = found if isinstance(found, list) else [found]
        made = (
            self._key(entry, at.child(index), item, native=item.is_native(key))
            for index, entry in enumerate(entries)
        )
        return tuple(key for key in made if key is not None)

    def _key(self, entry: Data, at: Place, item: Node, *, native: bool) -> IndexKey | None:
        long = entry if isinstance(entry, dict) else {"field": str(entry)}
        inner = node(long, at, self.scope.engine, native=native)
        name = inner.text("field")
        if name and not self.known(name, at if isinstance(entry, str) else at.child("field")):
            return None
        nulls: Nulls = "first" if inner.text("nulls") == "first" else ""
        return IndexKey(
            field=name,
            expr=inner.expr("expr"),
            desc=inner.flag("desc"),
            nulls="last" if inner.text("nulls") == "last" else nulls,
            collate=inner.text("collate"),
            opclass=inner.text("opclass") or item.text("opclass"),
            length=inner.number("length"),
        )


def _derived(item: Mapping[str, Data], short: str) -> str:
    """Names an item of a list by its content: its fields joined, or a hash of its expression."""
    content = item.get(short)
    if isinstance(content, list) and all(isinstance(part, str) for part in content):
        return "_".join(str(part) for part in content)
    import hashlib

    return hashlib.sha256(repr(content).encode()).hexdigest()[:8]


def storage(owner: Node) -> Storage:
    """Reads where and how a thing is kept; an engine's own `tablespace` and `with` come along."""
    inner = owner.child("storage")
    found = dict(_members(inner.get("options")) if inner else {})
    found.update(_members(owner.get("with")) if owner.text("with") != "" else {})
    tablespace = owner.text("tablespace") or (inner.text("tablespace") if inner else "")
    return Storage(tablespace, MappingProxyType(found))


def _members(found: Data) -> Mapping[str, Value]:
    return {key: value(item) for key, item in found.items()} if isinstance(found, dict) else {}


def options(owner: Node, *names: str) -> Mapping[str, Value]:
    """Gives the engine's own keys that a node has, by name."""
    return MappingProxyType({key: value(owner.get(key)) for key in names if owner.has(key)})
