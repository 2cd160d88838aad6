"""From the bytes of a file to plain data, in one quick pass over the parser's events.

Takes text, gives a Document; what the pass does not take goes to `inspection`, which says why."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import yaml
from yaml import cyaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from generator.source.inspection import inspect, is_unbalanced, too_big
from generator.source.values import (
    DEEPEST,
    LIMITS,
    Data,
    Document,
    Fault,
    Limits,
    Scalar,
    Span,
    lines,
)

__all__ = ["read", "scalar"]

# At most 38 digits: more than any engine's widest number, and int() stays linear.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,37}(?:_[0-9]{1,38})*")
_WORDS: dict[str, Scalar] = {"": None, "null": None, "true": True, "false": False}


def scalar(text: str) -> Scalar:
    """Gives what an unquoted text means: nothing, `null`, `true`, `false`, an integer, or itself.

    >>> [scalar(text) for text in ("no", "on", "12:30", "010", "0.10", "1_000", "-5", "~", "")]
    ['no', 'on', '12:30', '010', '0.10', 1000, -5, '~', None]"""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if text[0] in "-0123456789" and _INTEGER.fullmatch(text) else text


def read(
    file: str, content: str | bytes, limits: Limits = LIMITS
) -> tuple[Document | None, tuple[Fault, ...]]:
    """Reads a file. Gives the document, or None and every fault up to where reading had to stop.

    file: relative to the workspace. content: UTF-8; a byte order mark at the start is skipped."""
    limits = replace(limits, levels=min(limits.levels, DEEPEST))
    text, fault = _decode(content, limits)
    if fault:
        return None, (fault,)
    try:
        data = _Builder(limits).build(text)
    except (_SuspectError, yaml.YAMLError):
        faults = inspect(text, limits)
        assert faults, "what the builder does not take, the inspector explains"
        return None, faults
    if "\t" in text and (faults := inspect(text, limits)):
        return None, faults
    return Document(file, text, data), ()


def _decode(content: str | bytes, limits: Limits) -> tuple[str, Fault | None]:
    """Gives the text, or a fault that says which bytes are none, or that there are too many."""
    try:
        raw = content.encode() if isinstance(content, str) else content
        if len(raw) > limits.bytes:
            return "", too_big("bytes", limits.bytes, Span(1, 1, 1, 1))
        text = content if isinstance(content, str) else raw.decode()
    except UnicodeError as error:
        return "", _not_utf8(error)
    return text.removeprefix("\ufeff"), None


def _not_utf8(error: UnicodeError) -> Fault:
    if isinstance(error, UnicodeDecodeError):
        before = lines(error.object[: error.start].decode(errors="replace"))
        found = f"byte `0x{error.object[error.start]:02x}`"
    else:
        assert isinstance(error, UnicodeEncodeError)
        before = lines(error.object[: error.start])
        found = f"character `U+{ord(error.object[error.start]):04X}`"
    at = Span(len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
    return Fault("G101", f"{found} is not UTF-8", at, "save the file as UTF-8")


class _SuspectError(Exception):
    """Something that the quick way does not take; the inspector says what and where."""


class _Builder:
    """Makes plain data out of the parser's events, and gives up at the first doubt.

    Less than half of the time of composing nodes and constructing them (measured: 1.0 ms against 2.4
    for 7 kB); it is what every clean run does, so it keeps no positions."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.nodes = 0

    def build(self, text: str) -> Data:
        """Gives the data of the only document. Raises _SuspectError or yaml.YAMLError."""
        self.next: Any = cyaml.CParser(text).get_event  # type: ignore[attr-defined]
        self.next()  # the stream's start
        event = self.next()
        if isinstance(event, StreamEndEvent):
            return None
        data = self._value(self.next(), 0)
        self.next()  # the document's end
        if not isinstance(self.next(), StreamEndEvent):
            raise _SuspectError
        return data

    def _value(self, event: Any, level: int, flow: bool = False) -> Data:
        self.nodes += 1
        kind = type(event)
        if kind is AliasEvent or event.anchor or event.tag or self.nodes > self.limits.nodes:
            raise _SuspectError
        if kind is ScalarEvent:
            return self._scalar(event, flow)
        if level >= self.limits.levels:
            raise _SuspectError
        if kind is MappingStartEvent:
            return self._mapping(level + 1, event.flow_style)
        return self._sequence(level + 1, event.flow_style)

    def _scalar(self, event: Any, flow: bool) -> Scalar:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if flow and is_unbalanced(text):
            raise _SuspectError
        return scalar(text)

    def _mapping(self, level: int, flow: bool) -> Data:
        data: dict[str, Data] = {}
        while type(event := self.next()) is not MappingEndEvent:
            if type(event) is not ScalarEvent or event.anchor or event.tag:
                raise _SuspectError
            key: str = event.value
            if key in data or (
                event.implicit[0] and (key == "<<" or (flow and is_unbalanced(key)))
            ):
                raise _SuspectError
            self.nodes += 1
            data[key] = self._value(self.next(), level, flow)
        return data

    def _sequence(self, level: int, flow: bool) -> Data:
        data: list[Data] = []
        while type(event := self.next()) is not SequenceEndEvent:
            data.append(self._value(event, level, flow))
        return data
