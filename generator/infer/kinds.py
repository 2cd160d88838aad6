"""What a column holds: the narrowest type that takes every value that was read.

Takes the values of a column, gives a Kind with the evidence in words and how certain it is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from generator.infer.table import Cell, counted, number

__all__ = ["Confidence", "Kind", "kind", "typed"]

Confidence = Literal["certain", "likely", "guess"]

NOTHING = frozenset({"NULL", "null", "Null", "\\N", "NA", "N/A", "n/a", "NaN", "nan", "None", "-"})
"""Words that stand for no value, in a column whose other values are not texts."""

FEW = 10
"""With fewer values than these nothing is more than a guess."""

INT = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
FIXED = re.compile(r"-?(0|[1-9]\d*)(?:\.(\d+))?", re.ASCII)
FLOATING = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?", re.ASCII)
MOMENT = re.compile(
    rf"({DAY.pattern})[T ]{CLOCK.pattern}(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?", re.ASCII
)
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
OTHER_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}[/.]\d\d?[/.]\d\d?", re.ASCII)
SIZES = (10, 20, 40, 80, 160, 255)
TRUTH = frozenset({"true", "false"})
PAIRS = (frozenset({"yes", "no"}), frozenset({"t", "f"}), frozenset({"y", "n"}))
FLAG = re.compile(
    r"(?:is|has|can|was|should|allow)_\w+|\w+_flag|(?:active|enabled|deleted|visible)"
)
INT32, INT64 = 1 << 31, 1 << 63


@dataclass(frozen=True, slots=True)
class Kind:
    """type: a logical one, without `?`; said: the evidence; values: of an enum, in order; absent:
    words that stand for no value."""

    type: str
    said: str
    confidence: Confidence
    values: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()


def kind(name: str, values: Sequence[Cell], *, whole: bool, is_text: bool = True) -> Kind:
    """Tells what a column holds. name: its snake_case name; values: None where there is none;
    whole: whether they are all there are; is_text: whether numbers are written as texts, as in CSV."""
    found = [value for value in values if value is not None]
    if not found:
        return Kind("text", "no values", "guess")
    if all(isinstance(value, str) for value in found):
        texts = [str(value) for value in found]
        made = _of_texts(name, texts, whole=whole, is_text=is_text)
    else:
        made = _of_values(found)
    return Kind(
        made.type, made.said, _least(made, len(found), whole=whole), made.values, made.absent
    )


def _least(made: Kind, count: int, *, whole: bool) -> Confidence:
    if count < FEW:
        return "guess"
    return made.confidence if whole else "likely"


def _of_values(found: Sequence[Cell]) -> Kind:
    """Tells what a column of JSON's own values holds."""
    if all(isinstance(value, bool) for value in found):
        return Kind("bool", "true or false", "certain")
    if all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in found):
        return _numbers([str(value) for value in found]) or Kind("json", "large numbers", "certain")
    if all(
        isinstance(value, str | int | Decimal) and not isinstance(value, bool) for value in found
    ):
        return _of_scalars(found)
    lists = sum(isinstance(value, list) for value in found)
    maps = sum(isinstance(value, dict) for value in found)
    said = {lists: "lists", maps: "objects"}.get(len(found), "values of several types")
    return Kind("json", said, "certain")


def _of_scalars(found: Sequence[Cell]) -> Kind:
    """Tells what holds texts and numbers side by side: texts, since every number is one, too."""
    texts = [str(value) for value in found]
    made = _text(texts, tuple(dict.fromkeys(texts)), whole=False)
    numbers = sum(not isinstance(value, str) for value in found)
    said = f"{made.said}; {number(numbers)} of {number(len(found))} values are written as numbers"
    return Kind(made.type, said, "likely")


def _of_texts(name: str, texts: Sequence[str], *, whole: bool, is_text: bool) -> Kind:
    distinct = dict.fromkeys(texts)
    for absent in (frozenset[str](), NOTHING & distinct.keys()):
        rest = [text for text in distinct if text not in absent]
        made = _typed(name, rest, is_text=is_text) if rest else None
        if made:
            words = ", ".join(f'"{word}"' for word in sorted(absent))
            said = f"{made.said}; {words} taken for no value" if absent else made.said
            return Kind(made.type, said, "likely" if absent else made.confidence, (), absent)
    return _text(texts, tuple(distinct), whole=whole)


def typed(texts: Collection[str]) -> bool:
    """Whether texts are all of one type that is not text."""
    return _typed("", texts, is_text=True) is not None


def _typed(name: str, texts: Collection[str], *, is_text: bool) -> Kind | None:
    """Gives the type that all texts are written as, None when they are texts."""
    for test in (*((_bool, _numbers) if is_text else ()), _day, _moment, _clock, _uuid, _json):
        if made := test(texts):
            return _flag(name, texts, made)
    return None


def _flag(name: str, texts: Collection[str], made: Kind) -> Kind:
    if made.type == "int32" and set(texts) <= {"0", "1"} and FLAG.fullmatch(name):
        return Kind("bool", "0 or 1, and called so", "likely")
    return made


def _bool(texts: Collection[str]) -> Kind | None:
    """Only `true` and `false` say alone that they are one of two: a country may always be NO."""
    lower = {text.lower() for text in texts}
    if lower <= TRUTH or lower in PAIRS:
        said = " or ".join(sorted(lower, reverse=True))
        return Kind("bool", said, "certain" if lower <= TRUTH else "likely")
    return None


def _numbers(texts: Collection[str]) -> Kind | None:
    if all(INT.fullmatch(text) for text in texts):
        return _whole(texts)
    parts = [FIXED.fullmatch(text) for text in texts]
    if all(parts):
        before = max(len(part[1]) for part in parts if part)
        after = max(len(part[2] or "") for part in parts if part)
        if after <= 10 and before + after <= 30:
            size = max(10, before + after + 2)
            said = f"{_range(texts)}, up to {counted(after, 'digit')} after the point"
            return Kind(f"decimal({size},{after})", said, "likely")
    if all(FLOATING.fullmatch(text) and _is_float(text) for text in texts):
        return Kind("float64", "numbers with a floating point", "likely")
    return None


def _whole(texts: Collection[str]) -> Kind | None:
    if max(map(len, texts)) > 38:
        return None
    low, high = min(map(int, texts)), max(map(int, texts))
    size = max(len(text.lstrip("-")) for text in texts)
    for name, end in (("int32", INT32), ("int64", INT64)):
        if -end <= low and high < end:
            return Kind(name, f"whole numbers, {_range(texts)}", "certain")
    return Kind(f"decimal({size},0)", f"whole numbers of up to {counted(size, 'digit')}", "likely")


def _range(texts: Collection[str]) -> str:
    low, high = min(texts, key=Decimal), max(texts, key=Decimal)
    return f"{low} to {high}" if low != high else f"always {low}"


def _is_float(text: str) -> bool:
    """Whether a number neither grows out of 64 bits nor vanishes in them."""
    value = float(text)
    return math.isfinite(value) and (
        value != 0 or not re.search("[1-9]", text.lower().split("e")[0])
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(texts: Collection[str]) -> Kind | None:
    if all(DAY.fullmatch(text) and _is_day(text) for text in texts):
        return Kind("date", f"dates, {min(texts)} to {max(texts)}", "certain")
    return None


def _moment(texts: Collection[str]) -> Kind | None:
    """Instants say their zone, all of them; moments without one are local to somewhere."""
    found = [MOMENT.fullmatch(text) for text in texts]
    if not all(
        match and _is_day(match[1]) and "0001-01-03" < match[1] < "9999-12-30" for match in found
    ):
        return None
    zones = {match[2] is not None for match in found if match}
    if zones == {True}:
        return Kind("timestamp", f"instants with a zone, from {min(texts)}", "certain")
    if zones == {False}:
        return Kind("datetime", f"moments without a zone, from {min(texts)}", "certain")
    return None


def _clock(texts: Collection[str]) -> Kind | None:
    return Kind("time", "like times of day", "likely") if all(map(CLOCK.fullmatch, texts)) else None


def _uuid(texts: Collection[str]) -> Kind | None:
    return Kind("uuid", "UUIDs", "certain") if all(map(UUID.fullmatch, texts)) else None


def _json(texts: Collection[str]) -> Kind | None:
    return Kind("json", "JSON", "certain") if all(map(_is_json, texts)) else None


def _is_json(text: str) -> bool:
    if text[:1] not in ("{", "["):
        return False
    try:
        json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return not re.search(r"\\u(?:0000|[dD][89a-fA-F])", text)


def _refused(word: str) -> object:
    raise ValueError(word)


def _text(texts: Sequence[str], distinct: Sequence[str], *, whole: bool) -> Kind:
    longest = max(map(len, distinct))
    if longest <= 254 and all(map(EMAIL.fullmatch, distinct)):
        return Kind("string(254)", "like e-mail addresses", "likely")
    if whole and _is_few(texts, distinct):
        said = f"{len(distinct)} different texts in {number(len(texts))} rows"
        return Kind("enum", said, "likely", tuple(sorted(distinct)))
    hint = _hint(distinct)
    if _is_code(distinct):
        said = f"texts, all of {counted(longest, 'character')}{hint}"
        return Kind(f"string({longest})", said, "likely")
    size = next((size for size in SIZES if 2 * size >= 3 * longest), 0)
    is_long = not size or any("\n" in text for text in distinct)
    said = f"texts of up to {counted(longest, 'character')}{hint}"
    return Kind("text" if is_long else f"string({size})", said, "likely")


def _is_few(texts: Sequence[str], distinct: Sequence[str]) -> bool:
    """Whether texts are few enough, and often enough repeated, to be a closed list."""
    return (
        2 <= len(distinct) <= 12
        and len(texts) >= 4 * len(distinct)
        and all(
            0 < len(text) <= 40 and text == text.strip() and text.isprintable() for text in distinct
        )
    )


def _is_code(distinct: Sequence[str]) -> bool:
    sizes: set[int] = {len(text) for text in distinct}
    return (
        len(distinct) >= FEW
        and len(sizes) == 1
        and all(text.isascii() and re.fullmatch(r"[\w-]{1,64}", text) for text in distinct)
    )


def _hint(distinct: Sequence[str]) -> str:
    """Says why texts that look like something else are kept as texts."""
    tests: tuple[tuple[Callable[[str], object], str], ...] = (
        (OTHER_DAY.fullmatch, "; look like dates, but not year-month-day"),
        (
            re.compile(r"-?0\d+", re.ASCII).fullmatch,
            "; begin with 0, so they are no numbers",
        ),
    )
    return next((said for test, said in tests if all(map(test, distinct))), "")
