"""The grammar of types: `string(254)`, `decimal(10,2)?`, `array(text?)`, `range(timestamp)`, `user_status`.

Takes the text of a type, gives a Type and whether null is allowed; knows named types by lookup only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from generator.model import Type

__all__ = ["BUILT_IN", "MEANT", "NATIVE_ONLY", "TypeTextError", "parse"]

# name -> how many numbers it takes in parentheses
BUILT_IN: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "bool": (0,),
        "int8": (0,),
        "int16": (0,),
        "int32": (0,),
        "int64": (0,),
        "uint8": (0,),
        "uint16": (0,),
        "uint32": (0,),
        "uint64": (0,),
        "decimal": (0, 2),
        "float32": (0,),
        "float64": (0,),
        "char": (1,),
        "string": (0, 1),
        "text": (0,),
        "bytes": (0, 1),
        "uuid": (0,),
        "date": (0,),
        "time": (0, 1),
        "timestamp": (0, 1),
        "datetime": (0, 1),
        "duration": (0,),
        "json": (0,),
        "xml": (0,),
        "inet": (0,),
        "vector": (1,),
        "password": (0,),
    }
)
# words of SQL and of other tools -> the type that is meant
MEANT: Mapping[str, str] = MappingProxyType(
    {
        "varchar": "string",
        "nvarchar": "string",
        "varchar2": "string",
        "bpchar": "char",
        "clob": "text",
        "str": "string",
        "boolean": "bool",
        "bit": "bool",
        "tinyint": "int8",
        "smallint": "int16",
        "int": "int32",
        "integer": "int32",
        "bigint": "int64",
        "serial": "int32",
        "bigserial": "int64",
        "numeric": "decimal",
        "number": "decimal",
        "real": "float32",
        "float": "float64",
        "double": "float64",
        "bytea": "bytes",
        "blob": "bytes",
        "binary": "bytes",
        "varbinary": "bytes",
        "timestamptz": "timestamp",
        "datetime2": "datetime",
        "interval": "duration",
        "jsonb": "json",
        "guid": "uuid",
        "uniqueidentifier": "uuid",
    }
)
PARAMETRIC = ("array", "range")
NATIVE_ONLY = ("void", "trigger", "record")  # what only functions give back
RANGED = ("int32", "int64", "decimal", "date", "timestamp", "datetime")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")


class TypeTextError(ValueError):
    """Says what is wrong with a type's text. offset: characters into it."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.message, self.offset, self.length = message, offset, length


def parse(text: str, named: Mapping[str, str]) -> tuple[Type, bool]:
    """Reads a type. named: name of each enum, domain and composite to that word.

    Gives the Type and whether it ends in `?`. Raises TypeTextError."""
    stripped = text.rstrip()
    nullable = stripped.endswith("?")
    body = stripped[:-1] if nullable else stripped
    found, end = _type(body, 0, named)
    if end != len(body):
        raise TypeTextError(f"unexpected `{body[end:]}` in type `{text}`", end, len(body) - end)
    return found, nullable


def _type(text: str, start: int, named: Mapping[str, str]) -> tuple[Type, int]:
    match = _NAME.match(text, start)
    if match is None:
        raise TypeTextError(f"`{text}` is no type", start, max(len(text) - start, 1))
    name, end = match.group(), match.end()
    if name in PARAMETRIC:
        return _parametric(text, name, end, named)
    args, end = _args(text, end)
    if name in named:
        _count(name, args, (0,), start)
        return Type(named[name], ref=name), end
    if name not in BUILT_IN and name not in NATIVE_ONLY:
        raise TypeTextError(f"unknown type `{name}`", start, len(name))
    _count(name, args, BUILT_IN.get(name, (0,)), start)
    return Type(name, args), end


def _parametric(text: str, name: str, end: int, named: Mapping[str, str]) -> tuple[Type, int]:
    if not text.startswith("(", end):
        raise TypeTextError(
            f"`{name}` needs the type it holds, `{name}(int32)`", end - len(name), len(name)
        )
    of, end = _type(text, end + 1, named)
    nullable = text.startswith("?", end)
    end += nullable
    if not text.startswith(")", end):
        raise TypeTextError(f"`)` is missing in type `{text}`", end, 1)
    if name == "range" and of.name not in RANGED:
        raise TypeTextError(f"there is no range of `{of.name}`", end - len(of.name), len(of.name))
    return Type(name, of=of, nullable_elements=nullable), end + 1


def _args(text: str, end: int) -> tuple[tuple[int, ...], int]:
    match = re.compile(r"\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)").match(text, end)
    if match is None:
        return (), end
    return tuple(int(group) for group in match.groups() if group is not None), match.end()


def _count(name: str, args: tuple[int, ...], allowed: tuple[int, ...], start: int) -> None:
    if len(args) not in allowed:
        wanted = " or ".join(str(count) for count in allowed)
        raise TypeTextError(f"`{name}` takes {wanted} numbers, not {len(args)}", start, len(name))
    if name == "decimal" and args and args[1] > args[0]:
        raise TypeTextError(
            f"`{name}` has more digits after the point than in all", start, len(name)
        )
    if name not in ("decimal", "timestamp", "time", "datetime") and args and args[0] < 1:
        raise TypeTextError(f"`{name}` needs a length of at least 1", start, len(name))
