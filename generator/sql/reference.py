"""The pages about types and functions, made from the same files that the program works by.

Takes profiles, or the published functions, gives Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.model import Model, Type
from generator.sql.functions import Function, functions, spelling
from generator.sql.profile import Profile
from generator.sql.types import SqlType, parse_type, sql_type

__all__ = ["function_table", "loss_table", "type_table"]

SHOWN = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("decimal", "decimal(10,2)", "float32", "float64", "char(2)", "string", "string(80)", "text"),
    *("bytes", "bytes(32)", "uuid", "date", "time", "timestamp", "datetime", "duration", "json"),
    *("xml", "inet", "array(text)", "range(timestamp)", "vector(8)", "password"),
)


def type_table(profiles: Sequence[Profile]) -> str:
    """Gives a row a logical type and a column an engine; a check that stands in is named after `+`."""
    head = ["type", *(f"{profile.label} {profile.version}" for profile in profiles)]
    rows = ([f"`{text}`", *_cells(parse_type(text), profiles)] for text in SHOWN)
    return _table(head, rows)


def _cells(of: Type, profiles: Sequence[Profile]) -> Iterator[str]:
    for profile in profiles:
        found = sql_type(of, profile, Model())
        stands_in = [check.emulation for check in found.checks] or [found.emulates] * bool(
            found.emulates
        )
        plus = "".join(f" + {name}" for name in stands_in)
        mark = r" \*" if found.lossy else ""
        yield f"`{found.text}`{plus}{mark}" if found.text else "refused"


def loss_table(profiles: Sequence[Profile]) -> str:
    """Gives what gets lost, or why there is no such type, a row for each type and engine."""
    answers = (
        (text, profile, sql_type(parse_type(text), profile, Model()))
        for text in SHOWN
        for profile in profiles
    )
    rows = (
        [f"`{text}`", profile.label, why]
        for text, profile, found in answers
        if (why := _why(found))
    )
    return _table(["type", "engine", "what is lost"], rows)


def _why(found: SqlType) -> str:
    return f"refused: {found.refused}" if found.refused else found.lossy


def function_table(profiles: Sequence[Profile]) -> str:
    """Gives the functions with their meanings, and the engines that lack one."""
    rows = (
        [f"`{_usage(each)}`", _meaning(each), _lacking(each, profiles)]
        for each in functions().values()
    )
    return _table(["function", "meaning", "not on"], rows)


def _usage(function: Function) -> str:
    if function.operator or function.name.startswith("extract_") or function.name == "nextval":
        return function.meaning.split("`")[1]
    names: Mapping[str, str] = {"T*": "…", "any": "x", "T": "x"}
    takes = max((overload.takes for overload in function.overloads), key=len)
    if function.name == "current_date":
        return function.name
    return f"{function.name}({', '.join(names.get(each, each.replace('|', ' or ')) for each in takes)})"


def _meaning(function: Function) -> str:
    """Gives the meaning without the usage that it may begin with."""
    text = function.meaning.removeprefix(f"`{_usage(function)}`").removeprefix(": ")
    return text[0].upper() + text[1:] if text[0].isalpha() else function.meaning


def _lacking(function: Function, profiles: Sequence[Profile]) -> str:
    last = function.overloads[-1]
    return ", ".join(profile.label for profile in profiles if not spelling(last, profile))


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("||", r"\|\|") for cell in line) + " |" for line in lines
    )
