"""One form for what the language can say in several: long forms, with the SQL files in them.

Takes nodes as people write them, gives them in long form; and brings a change of the long form back
into the form that somebody chose."""

from __future__ import annotations

from collections.abc import Callable

from generator.recover.merge.tree import Change, Gone, Map, Value, changed
from generator.source import Data

__all__ = ["PARTS", "Beside", "applied", "long", "unit", "written_back"]

PARTS = ("fields", "unique", "checks", "indexes", "foreign_keys", "exclude", "policies")
WITH_PARTS = ("entities", "links", "mixins", "views")
"""Sections whose nodes have parts; what has none of a kind has an empty map of it."""

SHORT = {"fields": "type", "checks": "expr", "types": "type", "enums": "values"}
"""What the short form of a node says."""


class Beside(str):
    """The text of a file that a node names; path: relative to the spec, no part of equality."""

    path: str = ""


def long(section: str, node: Data, text_of: Callable[[str], str | None]) -> Map:
    """Gives a node of a section in long form. text_of: the text of a file beside the spec."""
    made = _long(section, node)
    for part in PARTS:
        items = made.get(part)
        if isinstance(items, dict):
            made[part] = {name: _item(part, item) for name, item in items.items()}
        elif items is None and section in WITH_PARTS:
            made[part] = {}
    if section == "types":
        made = _field(made)
    return _filled(made, text_of)


def _long(part: str, node: Data) -> Map:
    if isinstance(node, dict):
        return dict(node)
    if node is None:
        return {}
    return {SHORT.get(part, "fields"): node}


def _item(part: str, item: Data) -> Map:
    made = _long(part, item)
    if "comment" in made:
        made = {"description" if key == "comment" else key: value for key, value in made.items()}
    return _field(made) if part == "fields" else made


def _field(node: Map) -> Map:
    """A type and a reference stand in for each other, and both say whether there is always a value."""
    made: Map = {}
    nullable = node.get("null") is True
    for key, value in node.items():
        if key in ("type", "ref"):
            text = str(value)
            made["type"] = [key, f"{text}?" if nullable and not text.endswith("?") else text]
        elif key != "null" or not nullable:
            made[key] = value
    return made


def _filled(node: Map, text_of: Callable[[str], str | None]) -> Map:
    """Puts the text of each file in the place of its name."""
    made: Map = {}
    for key, value in node.items():
        text = text_of(value) if key == "file" and isinstance(value, str) else None
        if text is not None:
            beside = Beside(text)
            beside.path = str(value)
            made[key] = beside
        elif isinstance(value, dict) and key in ("engines", "postgresql", "mysql", "mariadb",
                                                 "sqlite", "mssql"):  # fmt: skip
            made[key] = _filled(value, text_of)
        else:
            made[key] = value
    return made


def unit(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the part of a node that is merged as a whole, once people and the database disagree."""
    return keys[:2] if keys and keys[0] in PARTS else keys[:1]


def written_back(part: str, node: Data) -> Data:
    """Gives a long form as a person would write it."""
    if not isinstance(node, dict):
        return node
    made: Map = {}
    for key, value in node.items():
        if key == "type" and isinstance(value, list):
            made[str(value[0])] = value[1]
        elif key in PARTS and value == {}:
            continue
        elif key in PARTS and isinstance(value, dict) and part not in PARTS:
            made[key] = {name: written_back(key, item) for name, item in value.items()}
        else:
            made[key] = value
    return _short(part, made)


def _short(part: str, node: Map) -> Data:
    if part in PARTS and set(node) == {SHORT.get(part, "fields")} and part != "policies":
        return next(iter(node.values()))
    return node


def applied(section: str, node: Data, change: Change) -> Value:
    """Applies a change of the long form to a node as it is written."""
    if not change.keys:
        return (
            change.value if isinstance(change.value, Gone) else written_back(section, change.value)
        )
    keys, part = change.keys, change.keys[0]
    if part not in PARTS:
        return _within(section, node, keys, change)
    if len(keys) == 1:  # a list in the place of named items, on one of the sides
        return changed(_long(section, node), keys, change.instead, change.order)

    def update(old: Value) -> Value:
        if len(keys) == 2 or isinstance(old, Gone):
            return (
                change.value if isinstance(change.value, Gone) else written_back(part, change.value)
            )
        return _within(part, old, keys[2:], change)

    return changed(_long(section, node), keys[:2], update, change.order)


def _within(part: str, node: Data, keys: tuple[str, ...], change: Change) -> Value:
    """Changes an item inside; one in short form stays short when it can."""
    made: Value = _long(part, node)
    assert isinstance(made, dict)
    if keys == ("type",) and isinstance(change.value, list) and part in ("fields", "types"):
        made = _retyped(made, str(change.value[0]), change.value[1])
    else:
        name = "comment" if keys == ("description",) and "comment" in made else keys[0]
        order = [
            one for key in change.order for one in (("type", "ref") if key == "type" else (key,))
        ]
        made = changed(made, (name, *keys[1:]), change.instead, order)
    assert isinstance(made, dict | Gone)
    if isinstance(made, Gone) or (isinstance(node, dict) and len(made) >= len(node)):
        return made
    if part in ("types", "enums"):
        return made[SHORT[part]] if set(made) == {SHORT[part]} else made
    return _short(part, made)


def _retyped(node: Map, kind: str, text: Data) -> Map:
    made: Map = {}
    for key, value in node.items():
        if key in ("type", "ref"):
            made[kind] = text
        elif key != "null":
            made[key] = value
    return made if kind in made else {kind: text, **made}
