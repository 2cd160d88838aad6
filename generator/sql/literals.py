"""Values of a spec as literals of an engine: defaults, rows, seeds and the bounds of partitions.

Takes a Value with its logical Type, gives SQL text. Numbers keep the digits that were written;
instants are turned to UTC; what an engine keeps as JSON or as microseconds is written that way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.model import Model, Type, Value

if TYPE_CHECKING:
    from generator.sql.profile import Profile

__all__ = ["boolean_literal", "literal", "microseconds", "text_literal"]

NUMBERS = frozenset(
    {
        "decimal",
        "float32",
        "float64",
        *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)),
    }
)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
UNITS = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 7 * 86_400_000_000,
    "month": 30 * 86_400_000_000,
    "year": 8766 * 3_600_000_000,
}
RANGE = re.compile(r"(?P<open>[\[(])(?P<lower>[^,]*),(?P<upper>[^,]*)(?P<close>[\])])")
PART = re.compile(
    r"([+-]?\d+(?:\.\d+)?)\s*([a-z]+?)s?(?:\s+|$)|([+-]?)(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?$"
)


def literal(value: Value, of: Type, profile: Profile, model: Model | None = None) -> str:
    """Spells a value of a type. model: needed where the type is a domain or a composite."""
    if value is None:
        return "NULL"
    if of.name == "domain" and model is not None:
        base = next(item.type for item in model.domains if item.name == of.ref)
        return literal(value, base, profile, model)
    if of.name == "bool":
        return boolean_literal(_truth(value), profile)
    if of.name in NUMBERS and NUMBER.fullmatch(str(value)):
        return str(value)
    if of.name in ("timestamp", "datetime", "time"):
        return text_literal(_moment(str(value), of, profile), profile)
    if of.name == "bytes":
        return _bytes(str(value), profile)
    if of.name == "duration" and profile.name != "postgresql":
        return str(microseconds(str(value)))
    return _structured(value, of, profile, model)


def _structured(value: Value, of: Type, profile: Profile, model: Model | None) -> str:
    native = profile.name == "postgresql"
    if native and of.name == "array" and isinstance(value, tuple):
        return text_literal("{" + ",".join(_element(item) for item in value) + "}", profile)
    if native and of.name == "composite" and isinstance(value, Mapping) and model is not None:
        item = next(item for item in model.composites if item.name == of.ref)
        parts = (literal(value.get(part.name), part.type, profile, model) for part in item.fields)
        return f"ROW({', '.join(parts)})"
    if of.name == "json" or isinstance(value, (tuple, Mapping)):
        return text_literal(_json(value), profile)
    text = str(value)
    if of.name == "range" and not native:
        return text_literal(_range(text, of), profile)
    return text_literal(text.lower() if of.name == "uuid" else text, profile)


def _range(text: str, of: Type) -> str:
    """Gives the JSON that stands for a range where there are none; other text is left as it is."""
    match = RANGE.fullmatch(text)
    if match is None:
        return text
    lower, upper = (_bound(match[part].strip(), of.of) for part in ("lower", "upper"))
    return json.dumps({"lower": lower, "upper": upper, "bounds": match["open"] + match["close"]})


def _bound(text: str, of: Type | None) -> str | int | None:
    """Gives a bound as JSON has it: whole numbers as such, instants in UTC, no text for no end."""
    name = of.name if of is not None else ""
    if not text:
        return None
    if name.startswith("int"):
        return int(text)
    if name not in ("timestamp", "datetime"):
        return text
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


def text_literal(text: str, profile: Profile) -> str:
    """Spells a text. MySQL and MariaDB read a backslash as an escape; SQL Server wants N before it."""
    quoted = "'" + text.replace("'", "''") + "'"
    if profile.name in ("mysql", "mariadb"):
        return quoted.replace("\\", "\\\\")
    if profile.name == "mssql":
        return quoted if text.isascii() else "N" + quoted
    return quoted


def boolean_literal(value: bool, profile: Profile) -> str:
    """Spells true or false."""
    if profile.name in ("sqlite", "mssql"):
        return "1" if value else "0"
    return "TRUE" if value else "FALSE"


def _truth(value: Value) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _moment(text: str, of: Type, profile: Profile) -> str:
    if of.name == "time":
        return _padded(text) if profile.name == "sqlite" else text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    digits = "microseconds" if profile.name == "sqlite" or moment.microsecond else "seconds"
    spelled = moment.isoformat(" ", digits)
    zoned = of.name == "timestamp" and profile.name in ("postgresql", "mssql")
    return spelled + ("+00:00" if profile.name == "mssql" else "+00") if zoned else spelled


def _padded(text: str) -> str:
    whole, _, fraction = text.partition(".")
    return f"{whole if whole.count(':') == 2 else whole + ':00'}.{fraction:0<6.6}"


def _bytes(text: str, profile: Profile) -> str:
    """Spells bytes, which specs write in hexadecimal after `0x`; other text stands for its UTF-8."""
    digits = text[2:].lower() if text.startswith("0x") else text.encode().hex()
    if profile.name == "postgresql":
        return f"'\\x{digits}'"
    return f"0x{digits}" if profile.name == "mssql" else f"x'{digits}'"


def microseconds(text: str) -> int:
    """Counts a duration, `7 days` or `1 hour 30 minutes`, in microseconds; a month has 30 days and a
    year 365.25, as PostgreSQL has them in arithmetic. A text that is none is 0.

    >>> microseconds("7 days"), microseconds("01:30:00")
    (604800000000, 5400000000)"""
    total = 0.0
    for number, unit, sign, hours, minutes, seconds in PART.findall(text.strip().lower()):
        if unit:
            total += float(number) * UNITS.get(unit, 0)
        else:
            clock = int(hours) * 3600 + int(minutes) * 60 + float(seconds or 0)
            total += (-1 if sign == "-" else 1) * clock * 1_000_000
    return round(total)


def _json(value: Value) -> str:
    """Gives JSON text. A text that is JSON already is taken as that."""
    if isinstance(value, str):
        try:
            json.loads(value)
        except ValueError:
            return json.dumps(value, ensure_ascii=False)
        return value
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Value) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _element(value: Value) -> str:
    """Spells one element inside PostgreSQL's `{…}`; quoted unless it is a plain word or number."""
    if value is None:
        return "NULL"
    if isinstance(value, tuple):
        return "{" + ",".join(_element(item) for item in value) + "}"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if re.fullmatch(r"[\w.+-]+", text) and text.lower() != "null":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
