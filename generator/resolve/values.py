"""Values that a person writes for a field: defaults, reference rows, seeds, scenarios.

Takes a Model, notes each value that its field cannot hold; `no` for a truth, `2026-02-30` for a date."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType

from generator.model import Entity, Field, Model, Scenario, Type, Value
from generator.resolve.scope import Scope, suggest
from generator.source import Place

__all__ = ["check_values", "misfit"]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DECIMAL = re.compile(r"[+-]?0*(\d*)(?:\.(\d*?)0*)?")
_DAY = r"\d{4}-\d\d-\d\d"
FUNCTIONS = ("now()", "uuid()", "uuid7()")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_BITS = {
    f"{sign}int{bits}": (0, 2**bits - 1) if sign else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    for sign in ("", "u")
    for bits in (8, 16, 32, 64)
}


def check_values(scope: Scope, model: Model) -> None:
    """Notes every literal that its field cannot hold.

    What a scenario expects to be refused may be anything."""
    for place, field, value in _literals(model):
        reason, hint = misfit(value, field.type, model)
        if reason:
            scope.error("G225", f"{_shown(value)} {reason}", place, hint=hint)


def _literals(model: Model) -> Iterator[tuple[Place, Field, Value]]:
    entities = {entity.name: entity for entity in model.entities}
    for entity in model.entities:
        for field in entity.fields:
            if field.default and field.default.kind == "literal":
                yield field.at.child("default"), field, field.default.value
        for index, row in enumerate(entity.rows):
            yield from _row(entity, row, entity.at.child("rows", index))
    for seed in model.seeds:
        counts: dict[str, int] = {}
        for name, row in seed.rows:
            index = counts.setdefault(name, 0)
            counts[name] += 1
            yield from _row(entities[name], row, seed.at.child(name, index))
    for requirement in model.requirements:
        for scenario in requirement.scenarios:
            yield from _scenario(scenario, entities)


def _scenario(
    scenario: Scenario, entities: Mapping[str, Entity]
) -> Iterator[tuple[Place, Field, Value]]:
    tried = () if scenario.then.rejected else (scenario.when,)
    for action in (*scenario.given, *tried):
        if action.target in entities:
            entity = entities[action.target]
            yield from _row(entity, action.values, action.at.child("values"))
            yield from _row(entity, action.where, action.at.child("where"))


def _row(
    entity: Entity, row: Mapping[str, Value], at: Place
) -> Iterator[tuple[Place, Field, Value]]:
    fields = {field.name: field for field in entity.fields}
    for name, value in row.items():
        if name in fields:
            yield at.child(name), fields[name], value


def misfit(value: Value, of: Type, model: Model) -> tuple[str, str]:
    """Says why a type does not hold a value, with a hint; two empty texts when it does.

    Null is held by every type here: whether a field takes it is the field's affair."""
    if value is None:
        return "", ""
    if of.name == "domain":
        base = next((item.type for item in model.domains if item.name == of.ref), None)
        return misfit(value, base, model) if base else ("", "")
    if of.name == "enum":
        return _enum(value, of, model)
    if of.name == "array" and of.of and isinstance(value, tuple):
        found = (misfit(item, of.of, model) for item in value)
        return next((each for each in found if each[0]), ("", ""))
    if isinstance(value, (tuple, Mapping)):
        return ("", "") if of.name not in _CHECKS else ("is no single value", "")
    check = _CHECKS.get(of.name)
    return check(value, of) if check else ("", "")


def _enum(value: Value, of: Type, model: Model) -> tuple[str, str]:
    enum = next((item for item in model.enums if item.name == of.ref), None)
    names = tuple(item.name for item in enum.values) if enum else ()
    if not enum or _text(value) in names:
        return "", ""
    return f"is no value of `{enum.name}`", suggest(_text(value), names)


def _bool(value: Value, _: Type) -> tuple[str, str]:
    if isinstance(value, bool):
        return "", ""
    meant = _TRUTHS.get(str(value).lower(), str(value).lower())
    return "is not true or false", f"write `{meant}`" if meant in ("true", "false") else ""


def _integer(value: Value, of: Type) -> tuple[str, str]:
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+", str(value)):
        return "is no whole number", ""
    low, high = _BITS[of.name]
    return ("", "") if low <= int(str(value)) <= high else (f"does not fit into `{of.name}`", "")


def _number(value: Value, of: Type) -> tuple[str, str]:
    text = str(value)
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        return "is no number", ""
    digits = _DECIMAL.fullmatch(text)
    if of.name != "decimal" or not of.args or not digits:
        return "", ""
    precision, scale = of.args
    if len(digits[1]) > precision - scale or len(digits[2] or "") > scale:
        return f"does not fit into `decimal({precision},{scale})`", ""
    return "", ""


def _string(value: Value, of: Type) -> tuple[str, str]:
    longest = of.args[0] if of.args else None
    if longest is None or len(_text(value)) <= longest:
        return "", ""
    return f"is longer than {longest} characters", ""


def _uuid(value: Value, _: Type) -> tuple[str, str]:
    return (
        ("", "")
        if _UUID.fullmatch(str(value))
        else ("is no UUID", suggest(str(value), FUNCTIONS) if str(value).endswith("()") else "")
    )


def _moment(
    parse: Callable[[str], object], begins: str, what: str
) -> Callable[[Value, Type], tuple[str, str]]:
    """Gives the check of a moment. begins: what the reader takes beyond the forms that engines do."""

    def check(value: Value, _: Type) -> tuple[str, str]:
        text = str(value)
        try:
            parse(text)
        except ValueError:
            return f"is no {what}", suggest(text, FUNCTIONS) if text.endswith("()") else ""
        return ("", "") if re.match(begins, text) else (f"is no {what}", "")

    return check


_CHECKS: Mapping[str, Callable[[Value, Type], tuple[str, str]]] = MappingProxyType(
    {
        "bool": _bool,
        **dict.fromkeys(_BITS, _integer),
        "decimal": _number,
        "float32": _number,
        "float64": _number,
        "char": _string,
        "string": _string,
        "text": _string,
        "uuid": _uuid,
        "date": _moment(date.fromisoformat, _DAY, "date, such as `2026-01-15`"),
        "time": _moment(time.fromisoformat, r"\d\d:\d\d", "time, such as `12:30`"),
        "timestamp": _moment(
            datetime.fromisoformat, _DAY, "instant, such as `2026-01-15T12:30:00Z`"
        ),
        "datetime": _moment(
            datetime.fromisoformat, _DAY, "day and time, such as `2026-01-15T12:30:00`"
        ),
    }
)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shown(value: Value) -> str:
    if isinstance(value, (tuple, Mapping)):
        return "a list or a map"
    text = _text(value)
    return f"`{text}`" if len(text) <= 40 else "this text"
