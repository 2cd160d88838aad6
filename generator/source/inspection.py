"""What is wrong with a file that cannot be read, found by a second, careful pass.

Takes text that the quick pass did not take, gives Faults with their places."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import cyaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from generator.source.values import Fault, Limits, Span, lines

__all__ = ["conflicts", "inspect", "is_unbalanced", "too_big"]

_MARKER = re.compile(r"^(?:<{7}|>{7})(?= |\r?$).*", re.MULTILINE)


def conflicts(text: str) -> tuple[Fault, ...]:
    """Gives a fault for each conflict of a merge that a text still holds, at the line it begins with."""
    marks = list(_MARKER.finditer(text))
    opening = [mark for mark in marks if mark[0].startswith("<")] or marks
    message, hint = "a conflict that is not settled", "keep one side, take the marks out"
    rows = ((text.count("\n", 0, mark.start()) + 1, len(mark[0].rstrip()) + 1) for mark in opening)
    return tuple(Fault("G112", message, Span(row, 1, row, end), hint) for row, end in rows)


def inspect(text: str, limits: Limits) -> tuple[Fault, ...]:
    """Gives every fault of a text, in its order; none when it is fine after all.

    Stops where the parser cannot go on and where a limit is passed."""
    return _Inspector(text, limits).inspect()


def is_unbalanced(text: str) -> bool:
    """Tells whether a `(` has no end: in flow form, the comma of `decimal(10,2)` was meant as text."""
    return "(" in text and text.count("(") > text.count(")")


def too_big(what: str, limit: int, span: Span) -> Fault:
    return Fault(
        "G102",
        f"more than {limit} {what}",
        span,
        f"split the spec, or raise `limits: {{{what}: …}}` in gen.yaml",
    )


class _Inspector:
    """Reads a file again that the builder did not take, and says everything that is wrong with it."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.quoted: list[tuple[int, int]] = []
        self.nodes = 0
        self.documents = 0

    def inspect(self) -> tuple[Fault, ...]:
        """Gives the faults in the order of the file; none when the file is fine after all."""
        if marked := conflicts(self.text):
            return marked
        parser = cyaml.CParser(self.text)  # type: ignore[attr-defined]
        try:
            while not isinstance(event := parser.get_event(), StreamEndEvent):
                if not self._event(event):
                    break
        except yaml.YAMLError as error:
            self.faults.append(_syntax(error, self.text, self.limits.levels))
        tabs = self._tabs()
        # The parser's own complaint about a tab says less than ours.
        tabbed = {fault.span.line for fault in tabs}
        kept = [f for f in self.faults if f.code != "G103" or f.span.line not in tabbed]
        return tuple(sorted(kept + tabs, key=lambda fault: (fault.span.line, fault.span.column)))

    def _event(self, event: Any) -> bool:
        """Looks at one event; False when reading on makes no sense."""
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._fault("G109", "a second document", event, "one file holds one spec")
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
        elif isinstance(event, (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent)):
            return self._node(event)
        return self.documents < 2

    def _node(self, event: Any) -> bool:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.faults.append(too_big("nodes", self.limits.nodes, _event_span(event)))
            return False
        self._marks(event)
        is_key = bool(self.open) and self.open[-1].take()
        if is_key:
            self._key(event)
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.open) >= self.limits.levels:
                self.faults.append(too_big("levels", self.limits.levels, _event_span(event)))
                return False
            self.open.append(_Open(isinstance(event, MappingStartEvent), bool(event.flow_style)))
        return True

    def _marks(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            self._fault(
                "G106",
                f"alias `*{event.anchor}`",
                event,
                "write the value out, or quote it if the `*` is meant",
            )
        elif event.anchor:
            self._fault(
                "G106",
                f"anchor `&{event.anchor}`",
                event,
                "write a mixin for what several share, or quote it if the `&` is meant",
                width=len(event.anchor) + 1,
            )
        if getattr(event, "tag", None):
            self._fault(
                "G107",
                f"tag `{event.tag.replace('tag:yaml.org,2002:', '!!')}`",
                event,
                "leave the tag out, or quote the value if the `!` is meant",
            )

    def _key(self, event: Any) -> None:
        keys = self.open[-1].keys
        if not isinstance(event, ScalarEvent):
            self._fault("G111", "a key that is no text", event, "write a text before the `:`")
        elif event.value == "<<" and event.implicit[0]:
            self._fault("G108", "merge key `<<`", event, "write a mixin and `use:` it")
        elif event.value in keys:
            first = ("first written here", keys[event.value])
            self._fault("G105", f"key `{event.value}` is written twice", event, note=first)
        else:
            keys[event.value] = _event_span(event)

    def _scalar(self, event: Any) -> None:
        if event.style:
            self.quoted.append((event.start_mark.index, event.end_mark.index))
        elif self.open and self.open[-1].flow and is_unbalanced(event.value):
            mended = _mended(self.text, event.start_mark.index)
            self._fault(
                "G110",
                f"`{event.value}` stops at the comma",
                event,
                f"quote this value: `{mended}`",
            )

    def _fault(
        self,
        code: str,
        message: str,
        event: Any,
        hint: str = "",
        *,
        width: int = 0,
        note: tuple[str, Span] | None = None,
    ) -> None:
        span = _event_span(event)
        if width:
            span = Span(span.line, span.column, span.line, span.column + width)
        self.faults.append(Fault(code, message, span, hint, note))

    def _tabs(self) -> list[Fault]:
        """Gives a fault for each line with a tab that is neither in a quoted text nor a comment."""
        faults: dict[int, Fault] = {}
        stop = min((f.span.line for f in self.faults if f.code == "G103"), default=None)
        for match in re.finditer("\t", self.text):
            index = match.start()
            if any(start <= index < end for start, end in self.quoted):
                continue
            before = lines(self.text[:index])
            if re.search(r"(^|\s)#", before[-1]) or (stop and len(before) > stop):
                continue
            span = Span(len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
            faults.setdefault(len(before), Fault("G104", "a tab", span, "write spaces"))
        return list(faults.values())


class _Open:
    """A collection that the inspector is in: its keys so far, and whose turn it is."""

    def __init__(self, mapping: bool, flow: bool) -> None:
        self.mapping = mapping
        self.flow = flow
        self.keys: dict[str, Span] = {}
        self.key_next = mapping

    def take(self) -> bool:
        """Tells whether the node that comes now is a key."""
        now = self.key_next
        self.key_next = self.mapping and not now
        return now


def _event_span(event: Any) -> Span:
    return _span(event.start_mark, event.end_mark)


def _span(start: Any, end: Any) -> Span:
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _mended(text: str, start: int) -> str:
    """Gives the value that begins at `start` of a flow form as it should have been written, quoted."""
    depth, end = 0, start
    while end < len(text) and text[end] not in "\r\n" and (depth or text[end] not in ",}]"):
        depth += (text[end] == "(") - (text[end] == ")")
        end += 1
    value = text[start:end].strip()
    return f"'{value}'" if '"' in value else f'"{value}"'


_SYNTAX = (
    (
        "mapping values are not allowed",
        "a `:` where no key can be",
        "quote the value, or begin a new line",
    ),
    ("found character that cannot start any token", "`{}` cannot begin a value", "quote the value"),
    ("found unexpected end of stream", "a quote that is never closed", "close it"),
    ("did not find expected ',' or '}'", "`{{` is not closed", "write `}}`, or quote the value"),
    ("did not find expected ',' or ']'", "`[` is not closed", "write `]`, or quote the value"),
    ("did not find expected '-' indicator", "a key among the items of a list", "indent it"),
    (
        "did not find expected key",
        "this does not belong to the map above",
        "indent it as the keys beside it",
    ),
    ("could not find expected ':'", "a key without `:`", "write `:` after it"),
    ("control characters are not allowed", "a control character", "remove it"),
)


def _syntax(error: yaml.YAMLError, text: str, levels: int) -> Fault:
    """Gives the parser's complaint in the words of this language; unknown ones in its own. levels: how
    many are allowed, fewer than newer parsers have a bound of their own for."""
    problem, index = _problem(error)
    before = lines(text[:index])
    span = Span(len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
    if problem.endswith("nesting depth"):
        return too_big("levels", levels, span)
    for begin, message, hint in _SYNTAX:
        if problem.startswith(begin):
            if "is not closed" in message or "never closed" in message:
                span = _opening(error, span)
            found = text[index : index + 1]
            return Fault("G103", message.format(found), span, hint.replace("}}", "}"))
    return Fault("G103", problem or "this is not YAML", span)


def _problem(error: Any) -> tuple[str, int]:
    """Gives what libyaml says and the index of the character it says it about."""
    if isinstance(error, ReaderError):
        return str(error.reason), int(error.position)
    mark = error.problem_mark
    return str(error.problem or ""), int(mark.index) if mark else 0


def _opening(error: yaml.YAMLError, otherwise: Span) -> Span:
    """Gives the span of what was opened and never closed."""
    mark = getattr(error, "context_mark", None)
    if mark is None:
        return otherwise
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
