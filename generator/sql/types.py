"""Logical types to an engine's SQL types, and back.

Takes a Type and a Profile, gives the text of the column's type with what it cannot guarantee alone
(checks) and what it loses; or takes a text that the engine reports and gives the logical type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from generator.model import Composite, Domain, Enum, Model, NamedType, Type
from generator.sql.literals import text_literal
from generator.sql.profile import Profile
from generator.sql.rows import Row, filled

__all__ = ["SqlType", "TypeCheck", "logical_type", "normal", "parse_type", "sql_type", "type_text"]

SHAPE = re.compile(r"(\w+)(?:\((.*)\))?")
ARGUMENTS = {"decimal": ("p", "s"), "time": ("p",), "timestamp": ("p",), "datetime": ("p",)}
HOLDERS = ("array", "range")


@dataclass(frozen=True, slots=True)
class TypeCheck:
    """A condition that a column's type stands for. emulation: its name, `length`.

    sql: with `{column}` where the quoted name goes; false for what must be refused, NULL passes."""

    emulation: str
    sql: str

    def on(self, column: str) -> str:
        """Spells the condition for a column, whose name is quoted already."""
        return self.sql.replace("{column}", column)


@dataclass(frozen=True, slots=True)
class SqlType:
    """How a column is declared. collate: "" for the table's own. emulates: a representation that
    needs no check (`utc`, `json`). lossy: what gets lost. refused: why there is no such type; then
    `text` is ""."""

    text: str
    checks: tuple[TypeCheck, ...] = ()
    collate: str = ""
    emulates: str = ""
    lossy: str = ""
    refused: str = ""


def sql_type(of: Type, profile: Profile, model: Model) -> SqlType:
    """Gives how an engine declares a column of a type.

    Named types come as the engine's own where it has them, else as the type that they stand on. The
    checks of an enum are among those given; the checks of a domain are the caller's business, since
    they are expressions of the model."""
    if of.name == "native":
        return SqlType(of.ref)
    if of.name in ("enum", "domain", "composite"):
        return _named(named_type(of, model), profile, model)
    found = _find(of, profile)
    if found is None:
        return SqlType("", refused=f"has no type for `{type_text(of)}`")
    row, parts = found
    element = sql_type(of.of, profile, model) if of.of is not None else SqlType("")
    parts = {**parts, "T": element.text}
    if row.refused:
        return SqlType("", refused=filled(row.refused, {**parts, "T": _text(of.of)}))
    return SqlType(
        text=filled(row.sql, parts),
        checks=tuple(TypeCheck(name, filled(sql, parts)) for name, sql in row.checks),
        collate=row.collate,
        emulates=row.emulates,
        lossy=row.lossy,
        refused=element.refused if "{T}" in row.sql else "",
    )


def named_type(of: Type, model: Model) -> NamedType:
    """Gives what a named type refers to; KeyError when there is none (a bug, not input)."""
    kinds: Mapping[str, tuple[NamedType, ...]] = {
        "enum": model.enums,
        "domain": model.domains,
        "composite": model.composites,
    }
    for item in kinds[of.name]:
        if item.name == of.ref:
            return item
    raise KeyError(f"{of.name} {of.ref}")


def _named(item: NamedType, profile: Profile, model: Model) -> SqlType:
    match item:
        case Enum():
            return _enum(item, profile, model)
        case Domain():
            if _is_native("domain", profile):
                return SqlType(profile.table(item.schema, item.physical))
            return sql_type(item.type, profile, model)
        case Composite():
            if _is_native("composite", profile):
                return SqlType(profile.table(item.schema, item.physical))
            return replace(sql_type(Type("json"), profile, model), emulates="json")


def _enum(item: Enum, profile: Profile, model: Model) -> SqlType:
    values = [text_literal(value.name, profile) for value in item.values]
    if item.representation == "native" and _is_native("enum_native", profile):
        if profile.name == "postgresql":
            return SqlType(profile.table(item.schema, item.physical))
        return SqlType(f"enum({', '.join(values)})")
    longest = max((len(value.name) for value in item.values), default=1)
    base = sql_type(Type("string", (max(longest, 16),)), profile, model)
    if item.representation == "lookup":
        return replace(base, checks=())
    return replace(base, checks=(TypeCheck("enum", f"{{column}} IN ({', '.join(values)})"),))


def _is_native(feature: str, profile: Profile) -> bool:
    capability = profile.capabilities.get(feature)
    return capability is not None and capability.support == "native"


def _find(of: Type, profile: Profile) -> tuple[Row, dict[str, str]] | None:
    for row in profile.types:
        parts = _parts(row.type, of)
        if parts is not None and _fits(row, parts):
            return row, parts
    return None


def _parts(pattern: str, of: Type) -> dict[str, str] | None:
    """Gives the numbers of a type by the names that a pattern has for them; None when it is another
    type. `whole` is the count of digits before a decimal's point."""
    name, wanted = _pattern(pattern)
    if name != of.name:
        return None
    if of.of is not None:
        named = wanted == "T" or (wanted and _parts(wanted, of.of) is not None)
        return {} if named else None
    names = wanted.split(",") if wanted else []
    if len(names) != len(of.args):
        return None
    parts = {name: str(number) for name, number in zip(names, of.args, strict=True)}
    if of.name == "decimal" and len(of.args) == 2:
        parts["whole"] = str(of.args[0] - of.args[1])
    return parts


@cache
def _pattern(pattern: str) -> tuple[str, str]:
    """Gives the name of a row's type and what stands in its brackets, or "" for both."""
    shape = SHAPE.fullmatch(pattern)
    return ("", "") if shape is None else (shape[1], shape[2] or "")


def _fits(row: Row, parts: Mapping[str, str]) -> bool:
    return all(low <= int(parts[name]) <= high for name, (low, high) in row.when.items())


def logical_type(text: str, profile: Profile) -> Type:
    """Gives the logical type of what an engine reports; Type("native") for what has none.

    text: as written in DDL or as a catalog spells it, `character varying(254)`."""
    spelled = normal(text, profile)
    for spelling in (*(row.spelling for row in profile.types if row.sql), *profile.others):
        parts = spelling.match(spelled)
        if parts is not None:
            return _read(spelling.type, parts, profile)
    return Type("native", ref=text)


def _read(pattern: str, parts: Mapping[str, str], profile: Profile) -> Type:
    shape = SHAPE.fullmatch(pattern)
    assert shape is not None, pattern
    if shape[1] in HOLDERS and "T" in parts:
        return Type(shape[1], of=logical_type(parts["T"], profile))
    numbers = filled(shape[2] or "", parts)
    numbers = re.sub(r"\b[nps]\b", lambda found: parts.get(found[0], found[0]), numbers)
    return parse_type(f"{shape[1]}({numbers})" if numbers else shape[1])


def normal(text: str, profile: Profile) -> str:
    """Spells an engine's type the one way that types.yaml has for it.

    >>> from generator.sql.profile import Profile
    >>> normal("CHARACTER VARYING (20)", Profile("x", "X", "1", aliases={"character varying": "varchar"}))
    'varchar(20)'"""
    squeezed = re.sub(r"\s*([(),])\s*", r"\1", " ".join(text.lower().split()))
    if squeezed.endswith("[]"):
        return normal(squeezed[:-2], profile) + "[]"
    if squeezed in profile.aliases:
        return profile.aliases[squeezed]
    inner = re.search(r"\((.*)\)", squeezed)
    numbers = inner[0] if inner else ""
    words = " ".join(squeezed.replace(numbers, " ", 1).split()) if numbers else squeezed
    head, _, tail = profile.aliases.get(words, words).partition(" ")
    if head in ("int", "bigint", "smallint", "tinyint") and profile.name in ("mysql", "mariadb"):
        numbers = (
            numbers if numbers == "(1)" else ""
        )  # a width for display, which 8.4 only warns about
    if head in ("time", "datetime", "timestamp") and profile.name in ("mysql", "mariadb"):
        numbers = "" if numbers == "(0)" else numbers
    return head + numbers + (f" {tail}" if tail else "")


def parse_type(text: str) -> Type:
    """Reads a logical type without names, `array(decimal(10,2))`, as rows of types.yaml have them."""
    shape = SHAPE.fullmatch(text)
    assert shape is not None, text
    if shape[1] in HOLDERS:
        return Type(shape[1], of=parse_type(shape[2]))
    return Type(shape[1], tuple(int(part) for part in (shape[2] or "").split(",") if part))


def type_text(of: Type) -> str:
    """Spells a logical type as people write it in a spec."""
    if of.of is not None:
        return f"{of.name}({type_text(of.of)}{'?' if of.nullable_elements else ''})"
    if of.ref:
        return of.ref
    return f"{of.name}({','.join(map(str, of.args))})" if of.args else of.name


def _text(of: Type | None) -> str:
    return type_text(of) if of is not None else ""
