"""What templates see, as a JSON Schema: the contract for whoever writes them.

Takes the classes of the model and the catalog, gives specs/model.schema.json; `pytest --update` writes
it anew when they change."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from types import NoneType, UnionType
from typing import ForwardRef, Literal, Union, cast, get_args, get_origin, get_type_hints

from generator import catalog, config, model
from generator.source import Place

__all__ = ["schema"]

Schema = dict[str, object]

ITEMS = {
    "spec": model.Spec,
    "entity": model.Entity,
    "link": model.Entity,
    "enum": model.Enum,
    "type": model.Domain,
    "composite": model.Composite,
    "view": model.View,
    "function": model.Function,
    "trigger": model.Trigger,
    "sequence": model.Sequence,
    "role": model.Role,
    "requirement": model.Requirement,
    "seed": model.Seed,
    "task": model.Task,
}
"""The word of each selector that gives nodes, and what they are."""

PLAIN: Mapping[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    Place: {"$ref": "#/$defs/Place"},
    catalog.Id: {"$ref": "#/$defs/Id"},
}
PLACE: Schema = {
    "description": "Where a person wrote it: the file, and the keys that lead to it.",
    "type": "object",
    "properties": {
        "file": {"type": "string"},
        "keys": {"type": "array", "items": {"type": ["string", "integer"]}},
    },
}
ID: Schema = {
    "description": 'An object\'s identity: kind, schema, table, name; "" for what it does not have.',
    "type": "array",
    "items": {"type": "string"},
    "minItems": 4,
    "maxItems": 4,
}
VALUE: Schema = {
    "description": "A value as it was written: text, whole number, true, false, null, list or map.",
    "type": ["null", "boolean", "integer", "string", "array", "object"],
}


def schema() -> Schema:
    """Gives the schema of a template's context; properties with a default may be left out."""
    defs: dict[str, Schema] = {"Id": ID, "Place": PLACE, "Value": VALUE}
    for item in (model.Model, config.Config, *catalog.KINDS.values()):
        _define(item, defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "what templates see",
        "description": "The names in a template. Besides these: the options of the target, and what "
        "its hook adds. `gen show` prints the model of a workspace.",
        "type": "object",
        "properties": {
            "model": {
                "description": "The model: of the target's engine when it has one, else the neutral "
                "one.",
                "$ref": "#/$defs/model.Model",
            },
            "models": {
                "description": "The model of each engine in gen.yaml.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/model.Model"},
            },
            "engine": {"description": "The target's engine, or nothing.", "type": "string"},
            "catalog": {
                "description": "Of an engine's target: all objects of its database, one by one.",
                "type": "array",
                "items": {"anyOf": [_reference(kind) for kind in catalog.KINDS.values()]},
            },
            "config": {
                "description": "What gen.yaml says.",
                "$ref": "#/$defs/config.Config",
            },
            "options": {"description": "What gen.yaml sets for the target.", "type": "object"},
            **{
                word: {"description": f"With `each: {word}`.", **_reference(kind)}
                for word, kind in ITEMS.items()
            },
        },
        "$defs": dict(sorted(defs.items())),
    }


def _reference(item: type) -> Schema:
    return {"$ref": f"#/$defs/{_name(item)}"}


def _name(item: type) -> str:
    """Names a class by the noun of its module, `model.Entity`."""
    return f"{item.__module__.split('.')[1]}.{item.__name__}"


def _define(item: type, defs: dict[str, Schema]) -> None:
    """Adds a class, and those that it is made of."""
    if _name(item) in defs:
        return
    found: Schema = {"description": inspect.cleandoc(item.__doc__ or ""), "type": "object"}
    defs[_name(item)] = found
    hints = get_type_hints(item)
    found["properties"] = {
        part.name: _with_default(_type(hints[part.name], defs), part)
        for part in fields(item)
        if part.init
    }
    found["additionalProperties"] = False


def _with_default(found: Schema, part: Field[object]) -> Schema:
    value = part.default
    if value is MISSING and part.default_factory is not MISSING:
        value = part.default_factory()
    return {**found, "default": value} if isinstance(value, str | int | bool) else found


def _type(hint: object, defs: dict[str, Schema]) -> Schema:
    """Gives the schema of a type hint."""
    if hint in PLAIN:
        return dict(PLAIN[hint])
    if hint == model.Value or isinstance(hint, ForwardRef):
        return {"$ref": "#/$defs/Value"}
    arguments = get_args(hint)
    origin = get_origin(hint)
    if origin in FORMS:
        return FORMS[origin](arguments, defs)
    assert isinstance(hint, type)
    _define(hint, defs)
    return _reference(hint)


Arguments = tuple[object, ...]


def _words(arguments: Arguments, _: dict[str, Schema]) -> Schema:
    return {"enum": list(arguments)}


def _either(arguments: Arguments, defs: dict[str, Schema]) -> Schema:
    found = [_type(argument, defs) for argument in arguments]
    kinds = [item["type"] for item in found if item.keys() == {"type"}]
    return {"type": kinds} if len(kinds) == len(found) else {"anyOf": found}


def _list(arguments: Arguments, defs: dict[str, Schema]) -> Schema:
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _type(arguments[0], defs)}
    parts = [_type(argument, defs) for argument in arguments]
    return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}


def _map(arguments: Arguments, defs: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": _type(arguments[1], defs)}


FORMS: Mapping[object, Callable[[Arguments, dict[str, Schema]], Schema]] = {
    Literal: _words,
    Union: _either,
    UnionType: _either,
    frozenset: lambda arguments, defs: _list((*arguments, ...), defs),
    tuple: _list,
    cast(object, get_origin(Mapping[str, str])): _map,
}
