"""Laws of reading: what is written is what is read, and a span never leaves its file."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source import Data, Limits, Positions, Span, lines, read, scalar, span

TRAPS = """no on yes off y 12:30 010 0.10 1e3 ~ True NULL 1912-12-12 true false null 0 -5 1_000
a:b @x *a &b !c << ? decimal(10,2) decimal(10 2) text? - [ { ' " ` % #"""
SPACED = ("", "a: b", "# no", "a #b", "- x", " lead", "trail ")
WORDS = st.sampled_from((*TRAPS.split(), *SPACED))
TEXTS = WORDS | st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufeff"
    ),
    max_size=20,
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXTS
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


@given(DATA)
def test_data_dumped_in_flow_form_is_read_back(data: Data) -> None:
    document, faults = read("x.yaml", _flow(data))

    assert faults == ()
    assert document is not None
    assert document.data == data


@given(DATA)
def test_data_dumped_in_block_form_is_read_back(data: Data) -> None:
    document, faults = read("x.yaml", _block(data, 0).lstrip("\n"))

    assert faults == ()
    assert document is not None
    assert document.data == data


@given(DATA, st.booleans())
def test_a_span_is_inside_its_file_and_on_its_value(data: Data, on_key: bool) -> None:
    text = _block(data, 0).lstrip("\n")
    positions = Positions(text)

    for keys, value in _paths(data):
        found = positions.span(keys, on_key=on_key)
        assert _inside(found, text)
        if isinstance(value, str) and not on_key:
            assert _slice(found, text) == json.dumps(value, ensure_ascii=False)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_places_inside_it(text: str) -> None:
    document, faults = read("x.yaml", text)

    assert (document is None) == bool(faults)
    assert all(_inside(fault.span, text.removeprefix("\ufeff")) for fault in faults)


@given(st.lists(st.sampled_from(list(" \n\t:-#'\"{}[](),&*!|>?%@`ab0")), max_size=30))
def test_any_punctuation_is_read_or_refused_with_places_inside_it(parts: list[str]) -> None:
    text = "".join(parts)

    document, faults = read("x.yaml", text)

    assert (document is None) == bool(faults)
    assert all(_inside(fault.span, text) for fault in faults)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    document, faults = read("x.yaml", content)

    assert (document is None) == bool(faults)


@pytest.mark.parametrize(
    ("text", "limits", "what"),
    [
        ("a: 1\n", Limits(bytes=4), "more than 4 bytes"),
        ("a: {b: [1]}\n", Limits(levels=2), "more than 2 levels"),
        ("a: {b: [1]}\n", Limits(nodes=5), "more than 5 nodes"),
    ],
)
def test_a_limit_is_named(text: str, limits: Limits, what: str) -> None:
    document, faults = read("x.yaml", text, limits)

    assert document is None
    assert [(fault.code, fault.message) for fault in faults] == [("G102", what)]
    assert "limits:" in faults[0].hint


def test_a_file_at_its_limits_is_read() -> None:
    document, faults = read("x.yaml", "a: {b: [1]}\n", Limits(bytes=12, levels=3, nodes=6))

    assert document is not None
    assert faults == ()


def test_a_limit_cannot_be_raised_beyond_what_the_stack_carries() -> None:
    document, faults = read("x.yaml", "[" * 5_000 + "]" * 5_000, Limits(levels=10_000))

    assert document is None
    assert faults[0].message == "more than 250 levels"
    assert read("x.yaml", "[" * 250 + "]" * 250, Limits(levels=10_000))[0] is not None


def test_deep_nesting_is_refused_before_it_is_composed() -> None:
    document, faults = read("x.yaml", "[" * 100_000)

    assert document is None
    assert [fault.code for fault in faults] == ["G102"]


@pytest.mark.parametrize(
    ("text", "keys", "on_key", "want"),
    [
        ("a: {b: text?}\n", ("a", "b"), False, (1, 8, 13)),
        ("a: {b: text?}\n", ("a", "b"), True, (1, 5, 6)),
        ("a:\n  b: 1\n  c: 2\n", ("a",), False, (1, 1, 2)),
        ("a: [x, y]\n", ("a", 1), False, (1, 8, 9)),
        ("a:\n  - {b: 1}\n  - c: 2\n", ("a", 1), False, (3, 5, 6)),
        ("a: {b: 1}\n", ("a", "missing", "deeper"), False, (1, 1, 2)),
        ("a: text?\n", ("a", "type"), False, (1, 4, 9)),
        ("a: [x, y]\n", ("a", "fields", 1), False, (1, 8, 9)),
        ("a:\n", ("a",), False, (1, 1, 2)),
        ("a: |\n  text\n", ("a",), False, (1, 1, 2)),
    ],
)
def test_a_span_is_where_a_person_looks(
    text: str, keys: tuple[str | int, ...], on_key: bool, want: tuple[int, int, int]
) -> None:
    document, _ = read("x.yaml", text)

    assert document is not None
    got = span(document, keys, on_key)
    assert (got.line, got.column, got.end_column) == want


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: amount >= zero\n", "zero"),
        ('a: "amount >= zero"\n', "zero"),
        ("a: 'it''s amount >= zero'\n", "zero"),
        ('a: "tab\\t and \\u00e9 and zero"\n', "zero"),
        ("a: amount >=\n   zero\n", "zero"),
        ("a: |\n  amount\n    >= zero\n  more\n", "zero"),
        ("a: >\n  amount >=\n  zero\n", "zero"),
        ("a: |\n\n  amount\n\n  zero\n", "zero"),
    ],
)
def test_an_offset_into_a_text_is_found_in_the_file(text: str, word: str) -> None:
    document, _ = read("x.yaml", text)
    assert document is not None
    assert isinstance(document.data, dict)
    value = document.data["a"]
    assert isinstance(value, str)

    got = Positions(text).span(("a",), offset=value.index(word), length=len(word))

    assert _slice(got, text) == word


def _flow(data: Data) -> str:
    """Dumps as YAML 1.2 means it: JSON, with unquoted texts where they are plain."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(_flow(item) for item in data) + "]"
    return _text(data) if isinstance(data, str) else json.dumps(data)


def _text(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*|[0-9]+:[0-9]+|0[0-9.]+", text)
    if plain and text not in ("true", "false", "null"):
        return text
    return json.dumps(text, ensure_ascii=False)


def _block(data: Data, depth: int) -> str:
    indent = "\n" + " " * depth
    if isinstance(data, dict) and data:
        items = (
            f"{indent}{json.dumps(k, ensure_ascii=False)}: {_block(v, depth + 2)}"
            for k, v in data.items()
        )
        return "".join(items)
    if isinstance(data, list) and data:
        return "".join(f"{indent}- {_block(item, depth + 2)}" for item in data)
    return json.dumps(data, ensure_ascii=False)


def _paths(
    data: Data, keys: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Data]]:
    inner: list[tuple[str | int, Data]] = []
    if isinstance(data, dict):
        inner = list(data.items())
    elif isinstance(data, list):
        inner = list(enumerate(data))
    return [(keys, data), *(path for key, value in inner for path in _paths(value, (*keys, key)))]


def _inside(found: Span, text: str) -> bool:
    rows = lines(text)
    starts = 1 <= found.line <= len(rows) and 1 <= found.column <= len(rows[found.line - 1]) + 1
    ends = found.line <= found.end_line <= len(rows)
    return starts and ends and (found.line, found.column) <= (found.end_line, found.end_column)


def _slice(found: Span, text: str) -> str:
    assert found.line == found.end_line
    return lines(text)[found.line - 1][found.column - 1 : found.end_column - 1]


def test_scalars_of_the_language() -> None:
    texts = ("null", "true", "false", "0", "10", "-10", "1_0", "00", "-0", "+1", "1.0", "1_", "_1")

    got = [scalar(text) for text in texts]

    assert got == [None, True, False, 0, 10, -10, 10, "00", "-0", "+1", "1.0", "1_", "_1"]
