"""Reading plain data with its places, through the eyes of one engine.

Takes a mapping of a document, gives a Node that answers for the engine: keys under `engines: {E: …}`
replace the node's own, and their SQL is native. Validation has run: shapes are what the schema says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.model import Expr, Value
from generator.source import Data, Place

__all__ = ["Node", "left_out", "named", "node", "only", "value", "views"]

NOTHING: Mapping[str, Data] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping somebody wrote, with one engine's replacements laid over it.

    base: a mixin's contribution below both. native: the node itself stands under `engines:`."""

    data: Mapping[str, Data]
    at: Place
    engine: str = ""
    over: Mapping[str, Data] = field(default_factory=lambda: NOTHING)
    base: Mapping[str, Data] = field(default_factory=lambda: NOTHING)
    base_at: Place | None = None
    native: bool = False

    def has(self, key: str) -> bool:
        """Whether anybody said something about `key`; null counts as not said."""
        return self.get(key) is not None

    def get(self, key: str) -> Data:
        """Gives the value of a key, None when there is none."""
        for layer in (self.over, self.data, self.base):
            if key in layer:
                return layer[key]
        return None

    def place(self, key: str) -> Place:
        """Says where the value that `get` gives was written."""
        if key in self.over:
            return self.at.child("engines", self.engine, key)
        if key not in self.data and key in self.base and self.base_at is not None:
            return self.base_at.child(key)
        return self.at.child(key)

    def text(self, key: str, default: str = "") -> str:
        """Gives a scalar as text: numbers keep the digits that were written."""
        found = self.get(key)
        if found is None:
            return default
        return scalar(found)

    @property
    def description(self) -> str:
        """What a person says of it; `comment:` is the same in the words of SQL."""
        return self.text("description") or self.text("comment")

    def flag(self, key: str) -> bool:
        """Whether the key says true."""
        return self.get(key) is True

    def number(self, key: str) -> int | None:
        """Gives an integer, None when there is none."""
        found = self.get(key)
        if isinstance(found, str):
            return int(found.replace("_", ""))
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Gives a list of scalars as texts; one scalar counts as a list of one."""
        found = self.get(key)
        if found is None:
            return ()
        return (
            tuple(scalar(item) for item in found) if isinstance(found, list) else (scalar(found),)
        )

    def is_native(self, key: str) -> bool:
        """Whether SQL under this key is the engine's own."""
        return self.native or key in self.over

    def child(self, key: str) -> Node | None:
        """Gives the mapping below a key as a Node of the same engine; None when absent or left out."""
        found = self.get(key)
        if not isinstance(found, dict):
            return None
        return node(found, self.place(key), self.engine, native=self.is_native(key))

    def expr(self, key: str) -> Expr | None:
        """Gives the expression below a key."""
        found = self.get(key)
        if found is None:
            return None
        return Expr(
            scalar(found), native=self.is_native(key), needs=self.texts("needs"), at=self.place(key)
        )

    def under(self, base: Mapping[str, Data], base_at: Place) -> Node:
        """Gives the same node with a mixin's keys below its own."""
        return Node(self.data, self.at, self.engine, self.over, base, base_at, self.native)


def node(data: Mapping[str, Data], at: Place, engine: str, *, native: bool = False) -> Node:
    """Makes a Node; what the engine replaces is looked up once."""
    engines = data.get("engines")
    over = engines.get(engine) if engine and isinstance(engines, dict) else None
    return Node(data, at, engine, over if isinstance(over, dict) else NOTHING, native=native)


def left_out(data: Data | Mapping[str, Data], engine: str) -> bool:
    """Whether a node says it does not exist on the engine (never for the neutral one, "")."""
    if not isinstance(data, Mapping) or not engine:
        return False
    engines, kept = data.get("engines"), data.get("only")
    if isinstance(engines, dict) and engines.get(engine) is False:
        return True
    return kept is not None and engine not in (kept if isinstance(kept, list) else [kept])


def views(data: Data, engines: Sequence[str]) -> Mapping[str, tuple[bool, ...]]:
    """Gives what each engine finds different in data; two with equal answers see the same.

    "" for the neutral one is not among them: what is left out anywhere is noted in its `only`."""
    found: dict[str, list[bool]] = {engine: [] for engine in engines}
    waiting: list[Data] = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
            own = item.get("engines")
            if "engines" in item or "only" in item:
                for engine, seen in found.items():
                    seen += (left_out(item, engine), isinstance(own, dict) and engine in own)
    return {engine: tuple(seen) for engine, seen in found.items()}


def only(data: Data | Mapping[str, Data], engines: Sequence[str]) -> tuple[str, ...]:
    """Gives the engines a node exists on, () when that is all of them."""
    kept = tuple(engine for engine in engines if not left_out(data, engine))
    return () if len(kept) == len(engines) else kept


def named(data: Data, at: Place, engine: str) -> Iterator[tuple[str, Data, Place]]:
    """Walks a map `name: item` or a list of items, skipping what the engine leaves out.

    Gives (name, item, place); the name of a list item without one is "" (derived by the caller)."""
    if isinstance(data, dict):
        items = [(name, item, at.child(name)) for name, item in data.items()]
    elif isinstance(data, list):
        items = [(_name(item), item, at.child(index)) for index, item in enumerate(data)]
    else:
        items = []
    return (entry for entry in items if not left_out(entry[1], engine))


def _name(item: Data) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return name if isinstance(name, str) else ""


def scalar(data: Data) -> str:
    """Gives a scalar as the text of the language: true, false, null, digits, or itself."""
    if isinstance(data, bool):
        return "true" if data else "false"
    return "null" if data is None else str(data)


def value(data: Data) -> Value:
    """Freezes plain data: lists become tuples, mappings read-only."""
    if isinstance(data, dict):
        return MappingProxyType({key: value(item) for key, item in data.items()})
    if isinstance(data, list):
        return tuple(value(item) for item in data)
    return data
