"""The model as JSON, and a way into it by names.

Takes a Model and a path such as `user.email`, gives nodes and text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from typing import cast

from generator.model import Model

__all__ = ["find", "near", "plain", "written"]


def plain(node: object) -> object:
    """Gives a node as JSON's types: what is left at its default is left out, and so are places.

    Names are always there."""
    if is_dataclass(node) and not isinstance(node, type):
        return {
            item.name: plain(value)
            for item in fields(node)
            if item.name != "at"
            and item.init
            and not _is_default(item, value := getattr(node, item.name))
        }
    if isinstance(node, Mapping):
        return {str(k): plain(v) for k, v in cast(Mapping[object, object], node).items()}
    if isinstance(node, tuple):
        return [plain(item) for item in cast(tuple[object, ...], node)]
    return node


def _is_default(item: Field[object], value: object) -> bool:
    if item.default is not MISSING:
        return bool(value == item.default)
    return item.default_factory is not MISSING and bool(value == item.default_factory())


def written(node: object) -> str:
    """Gives a node as indented JSON, letters as they are."""
    return json.dumps(plain(node), ensure_ascii=False, indent=2) + "\n"


def find(model: Model, path: str) -> object | None:
    """Gives the node at a path: `` (all), `user`, `user.email`, `user.checks.email_has_at`, or
    `entities.user.fields.email` as the model itself has it; None when it is not there."""
    node: object = model
    for name in path.split(".") if path else ():
        node = _step(node, name)
        if node is None:
            return None
    return node


def near(model: Model, path: str) -> str:
    """Gives the name that was likely meant for the last part of a path; "" when none is close."""
    *parents, last = path.split(".")
    parent = find(model, ".".join(parents))
    match = get_close_matches(last, [name for name, _ in _children(parent)], 1)
    return ".".join((*parents, match[0])) if match else ""


def _step(node: object, name: str) -> object | None:
    """Gives what a name means below a node: an item of that name, else the attribute."""
    for label, child in _children(node):
        if label == name:
            return child
    if is_dataclass(node) and name in {item.name for item in fields(node) if item.init}:
        return cast(object, getattr(node, name))
    return None


def _children(node: object) -> Iterator[tuple[str, object]]:
    """Gives what can be named below a node: the named items of a list, or those of all its lists."""
    if isinstance(node, tuple):
        yield from (_named(item) for item in cast(tuple[object, ...], node))
    elif isinstance(node, Mapping):
        yield from ((str(k), v) for k, v in cast(Mapping[object, object], node).items())
    elif is_dataclass(node):
        for item in fields(node):
            value = getattr(node, item.name)
            if isinstance(value, tuple):
                yield from (found for found in _children(value) if found[0])


def _named(item: object) -> tuple[str, object]:
    return str(getattr(item, "name", "") or getattr(item, "id", "")), item
