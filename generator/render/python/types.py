"""Types in generated Python: what a value is, and how a column behaves and is declared.

Takes logical types, one an engine, and the catalogs' spellings, gives constants for `types.py` of the
models: one a distinct column type, named after the logical type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from generator.model import Model, Type
from generator.render.python.code import Code, call, text
from generator.render.python.imports import imports
from generator.render.python.layout import statement
from generator.render.python.names import class_name

__all__ = ["Constant", "annotation", "behaviour", "blocks", "constant_name", "modules", "needed"]

# Logical type: what its values are in Python.
VALUES = {
    "bool": "bool",
    "float32": "float",
    "float64": "float",
    "decimal": "Decimal",
    "char": "str",
    "string": "str",
    "text": "str",
    "xml": "str",
    "inet": "str",
    "password": "str",
    "bytes": "bytes",
    "uuid": "UUID",
    "date": "dt.date",
    "time": "dt.time",
    "timestamp": "dt.datetime",
    "datetime": "dt.datetime",
    "duration": "dt.timedelta",
    "json": "Any",
    "vector": "list[float]",
    "native": "Any",
}
INTEGERS = {
    "int8": "SmallInteger()",
    "uint8": "SmallInteger()",
    "int16": "SmallInteger()",
    "uint16": "Integer()",
    "int32": "Integer()",
    "uint32": "BigInteger()",
    "int64": "BigInteger()",
    "uint64": "Whole()",
}
PLAIN = {
    "bool": "Boolean()",
    "float32": "Float()",
    "float64": "Double()",
    "text": "Text()",
    "xml": "Xml()",
    "inet": "Address()",
    "password": "String(255)",
    "uuid": "Identifier()",
    "date": "Date()",
    "time": "Time()",
    "timestamp": "Instant()",
    "datetime": "DateTime()",
    "duration": "Duration()",
    "json": 'JSON().with_variant(postgresql.JSONB(), "postgresql")',
    "vector": "Vector()",
    "native": "Native()",
}
RANGES = {
    "int32": ("INT4RANGE", "int"),
    "int64": ("INT8RANGE", "int"),
    "decimal": ("NUMRANGE", "Decimal"),
    "date": ("DATERANGE", "dt.date.fromisoformat"),
    "timestamp": ("TSTZRANGE", "dt.datetime.fromisoformat"),
    "datetime": ("TSRANGE", "dt.datetime.fromisoformat"),
}
# Elements that JSON has no word for, and how they are read back.
READERS = {
    "decimal": "Decimal",
    "uuid": "UUID",
    "date": "dt.date.fromisoformat",
    "time": "dt.time.fromisoformat",
    "timestamp": "dt.datetime.fromisoformat",
    "datetime": "dt.datetime.fromisoformat",
}
# A word of a behaviour: the block of templates/sqlalchemy/types that defines it.
BLOCKS = {
    "Address(": "address",
    "Array(": "array",
    "Composite(": "composite",
    "Duration(": "duration",
    "Encrypted(": "encrypted",
    "Exact(": "exact",
    "Identifier(": "identifier",
    "Instant(": "instant",
    "Native(": "native",
    "Span(": "span",
    "Vector(": "vector",
    "Whole(": "whole",
    "Xml(": "xml",
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A column type of the generated `types.py`.

    name: in capitals. behaviour: the SQLAlchemy type. engines: (engine, the DDL's words), sorted as
    gen.yaml has the engines. annotation: of its values, without `| None`."""

    name: str
    behaviour: Code
    annotation: str
    engines: tuple[tuple[str, str], ...] = field(default=())

    @property
    def source(self) -> str:
        """Its definition."""
        named = {engine: text(spelling) for engine, spelling in self.engines}
        return statement(f"{self.name} = ", call("Spelled", self.behaviour, **named))


def annotation(type_: Type, model: Model, enum: str = "") -> str:
    """Gives what a value is in Python: `int`, `list[str | None]`, `Range[dt.date]`, an enum's class."""
    if enum:
        return class_name(enum)
    match type_.name:
        case "array" if type_.of:
            inner = annotation(type_.of, model)
            return f"list[{inner}{' | None' if type_.nullable_elements else ''}]"
        case "range" if type_.of:
            return f"Range[{annotation(type_.of, model)}]"
        case "enum" | "composite":
            return class_name(type_.ref)
        case "domain":
            return annotation(_domain(type_.ref, model), model)
        case name:
            return VALUES.get(name, "int" if name in INTEGERS else "Any")


def behaviour(type_: Type, model: Model, enum: str = "") -> Code:
    """Gives the SQLAlchemy type that a column of this logical type behaves as."""
    if enum or type_.name == "enum":
        return _enum(enum or type_.ref, model)
    match type_.name:
        case "array" if type_.of:
            return _array(type_.of, model)
        case "range" if type_.of:
            native_range, reader = RANGES[type_.of.name]
            return call("Span", f"postgresql.{native_range}()", reader)
        case "composite":
            return call("Composite", class_name(type_.ref))
        case "domain":
            return behaviour(_domain(type_.ref, model), model)
        case "decimal":
            return f"Exact({', '.join(map(str, type_.args))})"
        case "char" | "string":
            return f"String({type_.args[0] if type_.args else 255})"
        case "bytes":
            return f"LargeBinary({type_.args[0] if type_.args else ''})"
        case name:
            return PLAIN.get(name) or INTEGERS[name]


def _domain(name: str, model: Model) -> Type:
    return next(domain.type for domain in model.domains if domain.name == name)


def _enum(name: str, model: Model) -> Code:
    """Gives the type of an enum; where it is native, PostgreSQL casts to it by its own name."""
    enum = next(item for item in model.enums if item.name == name)
    plain = call("labels", class_name(name))
    if enum.representation != "native":
        return plain
    schema = {"schema": text(enum.schema)} if enum.schema else {}
    return call("native_labels", class_name(name), text(enum.physical), **schema)


def _array(of: Type, model: Model) -> Code:
    reader = class_name(of.ref) if of.name == "enum" else READERS.get(of.name)
    return call("Array", behaviour(of, model), *([reader] if reader else []))


def constant_name(type_: Type, enum: str = "") -> str:
    """Gives a type's constant: `STRING_254`, `ARRAY_STRING_40`, `USER_STATUS`, `SLUG`."""
    if enum or (type_.ref and type_.name != "native"):
        return (enum or type_.ref).replace(".", "_").upper()
    parts = [type_.name, *map(str, type_.args)]
    inner = [constant_name(type_.of)] if type_.of else []
    name = "_".join([*parts, *inner]).upper()
    return f"{name}_TYPE" if name in ("JSON", "UUID") else name


WORDS = re.compile(
    r"""
    [rbfu]{0,2} (?: \"{3} (?:\\.|[^\\])*? \"{3} | \'{3} (?:\\.|[^\\])*? \'{3} )
    | [rbfu]{0,2} (?: " (?:\\.|[^"\\\n])* " | ' (?:\\.|[^'\\\n])* ' )
    | \#[^\n]*
    | (?P<name> [^\W\d]\w* )
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


LIBRARY = {
    "Any": "typing",
    "Callable": "collections.abc",
    "ClassVar": "typing",
    "Decimal": "decimal",
    "Iterable": "collections.abc",
    "Mapping": "collections.abc",
    "Protocol": "typing",
    "Sequence": "collections.abc",
    "TYPE_CHECKING": "typing",
    "UUID": "uuid",
    "uuid4": "uuid",
}


def blocks(constants: Iterable[Constant]) -> tuple[str, ...]:
    """Gives the blocks that the behaviours of these constants are written in, sorted."""
    words = "\n".join(constant.source for constant in constants)
    return tuple(sorted({block for word, block in BLOCKS.items() if word in words}))


def needed(
    words: str, names: Mapping[str, str], *more: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Gives (module, names) to import for source text. names: name to its module; more: names that it
    uses beside those in the text.

    >>> needed("x: Decimal", {"Decimal": "decimal", "UUID": "uuid"})
    (('decimal', ('Decimal',)),)"""
    by_module: dict[str, list[str]] = {}
    for name in _words(words).union(more) & names.keys():
        by_module.setdefault(names[name], []).append(name)
    return tuple((module, tuple(sorted(found))) for module, found in sorted(by_module.items()))


def modules(words: str, *more: str) -> tuple[str, ...]:
    """Gives the import lines of the standard library that source text needs, sorted. more: names that
    it uses beside those in the text."""
    lines = ["import datetime as dt"] if "dt" in _words(words) else []
    lines += [imports(module, names) for module, names in needed(words, LIBRARY, *more)]
    return tuple(lines)


@lru_cache(maxsize=16)  # callers ask again and again about the module that they put together
def _words(source: str) -> frozenset[str]:
    """Gives the names in source text, those in string literals and comments left out.

    A pattern does it in a tenth of the tokenizer's time, which was a third of a whole run."""
    return frozenset(filter(None, WORDS.findall(source)))
