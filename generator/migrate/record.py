"""Catalogs as text and back: one object a line, defaults left out, shared by the engines that agree.

Takes the catalogs of a workspace, gives the lines of `model.json`; merges of branches see objects,
not files, and a later version of the program reads what an older one wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import cast

from generator.catalog import KINDS, Catalog, Id, Identity, Key, Object, Predicate, catalog

__all__ = ["FORMAT", "read", "write"]

FORMAT = 1
SKIPPED = frozenset({"at", "was", "renamed", "statement"})
"""Attributes that mean something only while the specs of the day are compared."""

PLAIN = frozenset({NoneType, bool, int, str})
ENCODER = json.JSONEncoder(ensure_ascii=False)
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def write(catalogs: Mapping[str, Catalog]) -> tuple[str, ...]:
    """Gives the lines: a head that names format and engines, then every object, sorted.

    A line without `engines` holds for all of them."""
    holders: dict[str, list[str]] = {}
    for engine, found in catalogs.items():
        for item in found:
            holders.setdefault(_text(_plain(item)), []).append(engine)
    versions: dict[str, Json] = {name: found.version for name, found in catalogs.items()}
    head = _text({"format": FORMAT, "engines": versions})
    lines = sorted(_line(text, engines, len(catalogs)) for text, engines in holders.items())
    return (head, *lines)


def _line(text: str, engines: list[str], count: int) -> str:
    if len(engines) == count:
        return text
    names: list[Json] = list(engines)
    return f'{text[:-1]}, "engines": {_text(names)}}}'


def _text(data: Json) -> str:
    return ENCODER.encode(data)


def _plain(item: Object) -> dict[str, Json]:
    """Gives an object's attributes, its kind and identity first."""
    found: dict[str, Json] = {"kind": item.kind}
    names, defaults, read = _attributes(item.kind)
    for name, default, value in zip(names, defaults, read(item), strict=True):
        if value != default:
            found[name] = _value(value)
    return found


@cache
def _attributes(
    kind: str,
) -> tuple[tuple[str, ...], tuple[object, ...], Callable[[object], tuple[object, ...]]]:
    """Gives the attributes of a kind that are recorded, in their order, their defaults, and what
    reads them all."""
    kept = [item for item in sorted(fields(KINDS[kind]), key=_rank) if item.name not in SKIPPED]
    names = tuple(item.name for item in kept)
    return names, tuple(map(_default, kept)), attrgetter(*names)


def _rank(attribute: Field[object]) -> int:
    order = ("schema", "table", "name")
    return order.index(attribute.name) if attribute.name in order else len(order)


def _default(attribute: Field[object]) -> object:
    if attribute.default is not MISSING:
        return attribute.default
    return attribute.default_factory() if attribute.default_factory is not MISSING else MISSING


def _value(value: object) -> Json:
    if type(value) in PLAIN:
        return cast(Json, value)
    if isinstance(value, Id):
        return list(value)
    if isinstance(value, tuple | list):
        return [_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _value(item) for key, item in value.items()}
    if is_dataclass(value):
        kept = ((item, getattr(value, item.name)) for item in fields(value))
        return {item.name: _value(found) for item, found in kept if found != _default(item)}
    return cast(Json, value)


def read(lines: Iterable[str]) -> Mapping[str, Catalog]:
    """Gives the catalogs that `write` wrote; ValueError for what is not its output."""
    head, *rest = lines
    found = json.loads(head)
    if found.get("format") != FORMAT:
        raise ValueError(f"format {found.get('format')!r} is not known")
    engines: dict[str, str] = found["engines"]
    objects: dict[str, list[Object]] = {name: [] for name in engines}
    for line in rest:
        data = json.loads(line)
        holders = data.pop("engines", tuple(engines))
        item = _object(data)
        for name in holders:
            objects[name].append(item)
    made = {name: catalog(name, version, objects[name]) for name, version in engines.items()}
    return MappingProxyType(made)


def _object(data: dict[str, Json]) -> Object:
    cls = KINDS[cast(str, data.pop("kind"))]
    known = {item.name for item in fields(cls)}
    values = {name: _thawed(name, value) for name, value in data.items() if name in known}
    return cls(**values)  # type: ignore[arg-type]


def _thawed(name: str, value: Json) -> object:
    if name == "identity" and isinstance(value, dict):
        return Identity(**value)  # type: ignore[arg-type]
    if name == "keys" and isinstance(value, list):
        return tuple(Key(**cast(dict[str, str], item)) for item in value)  # type: ignore[arg-type]
    if name == "predicates" and isinstance(value, list):
        found = (cast(dict[str, Json], item).items() for item in value)
        return tuple(Predicate(**{key: _tuple(part) for key, part in each}) for each in found)  # type: ignore[arg-type]
    if name == "needs" and isinstance(value, list):
        return tuple(Id(*cast(list[str], item)) for item in value)
    if isinstance(value, dict):
        return MappingProxyType(value)
    return _tuple(value)


def _tuple(value: Json) -> object:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
