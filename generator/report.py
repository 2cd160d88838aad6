"""Diagnostics as people and machines read them: text with the source line and a caret, JSON, or the
commands that a forge turns into annotations.

Takes Diagnostics and the texts of the files they are about, gives a string."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal, assert_never

from generator.diagnostics import Diagnostic, Note
from generator.source import DEEPEST, Limits, Place, Positions, Span, lines
from generator.source import read as read_document
from generator.width import columns

__all__ = ["Format", "pointed", "render", "summary"]

Format = Literal["text", "json", "github"]

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;34m"}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_ANY = Limits(bytes=2**62, nodes=2**62, levels=DEEPEST)  # what was read once may be read again
_DOCUMENTS = (".yaml", ".yml")
_TAB = 4  # columns that a tab is shown as
_LONGEST = 160  # characters of a source line that are shown


def render(
    diagnostics: Iterable[Diagnostic],
    texts: Mapping[str, str],
    format: Format = "text",
    *,
    colour: bool = False,
) -> str:
    """Gives the diagnostics in one form, by file and position, each once.

    texts: file to text, as Place names files; a file that is not there is shown without its line.
    The text ends with a line feed, and is empty without diagnostics (`[]` as JSON)."""
    files = _Files(texts)
    unique = sorted(dict.fromkeys(diagnostics), key=files.position)
    match format:
        case "text":
            return "".join(f"{text}\n" for text in _texts(unique, files, colour))
        case "json":
            objects = [_object(diagnostic, files) for diagnostic in unique]
            return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"
        case "github":
            return "".join(_annotation(diagnostic, files) + "\n" for diagnostic in unique)
        case _:
            assert_never(format)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Gives how many there are of each severity: `2 errors, 1 warning`; empty when there are none."""
    words = []
    for severity in ("error", "warning", "info"):
        count = sum(diagnostic.severity == severity for diagnostic in dict.fromkeys(diagnostics))
        plural = "" if count == 1 or severity == "info" else "s"
        words.extend([f"{count} {severity}{plural}"] if count else [])
    return ", ".join(words)


def pointed(text: str, at: int, *, colour: bool = False) -> list[str]:
    """Gives the line of a text that a character is in, with its number, and a caret under the
    character; at: from 0, no more than the text is long."""
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    span = Span(line, column, line, column + 1)
    spot = _Spot("", span, text.split("\n")[line - 1])
    return _excerpt(spot, _COLOURS["error"] if colour else "")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something is: the file, and the span with its line's text where they are known."""

    file: str
    span: Span | None
    line: str | None

    def __str__(self) -> str:
        if self.span is None:
            return self.file
        return f"{self.file}:{self.span.line}:{self.span.column}"


class _Files:
    """Texts, and the positions in them, each file composed once and only when it is needed."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._positions: dict[str, Positions | None] = {}

    def spot(self, item: Diagnostic | Note) -> _Spot:
        """Gives where a diagnostic or a note is."""
        file = item.at.file
        if file not in self._texts:
            return _Spot(file, item.span, None)
        span = item.span or self._span(item)
        if span is None:
            return _Spot(file, None, None)
        text_lines = lines(self._texts[file].removeprefix("\ufeff"))
        return _Spot(file, span, text_lines[min(span.line, len(text_lines)) - 1])

    def position(self, diagnostic: Diagnostic) -> tuple[str, int, int]:
        """Gives what diagnostics are sorted by; those without a place come first."""
        spot = self.spot(diagnostic)
        return spot.file, spot.span.line if spot.span else 0, spot.span.column if spot.span else 0

    def _span(self, item: Diagnostic | Note) -> Span | None:
        positions = self._of(item.at)
        if positions is None:
            return None
        if isinstance(item, Note):
            return positions.span(item.at.keys, on_key=item.on_key)
        return positions.span(
            item.at.keys, on_key=item.on_key, offset=item.offset, length=item.length
        )

    def _of(self, at: Place) -> Positions | None:
        if not at.file.endswith(_DOCUMENTS):
            return None  # a finding about it as a whole, or one that knows its span
        if at.file not in self._positions:
            document, _ = read_document(at.file, self._texts[at.file], _ANY)
            self._positions[at.file] = Positions(document.text) if document else None
        return self._positions[at.file]


def _texts(diagnostics: Sequence[Diagnostic], files: _Files, colour: bool) -> Iterator[str]:
    """Gives each as text; what would be advised of many files in a row, after the last of them."""
    for diagnostic, following in zip_longest(diagnostics, diagnostics[1:]):
        spot = files.spot(diagnostic)
        is_repeated = (
            spot.line is None
            and following is not None
            and (following.code, following.hint) == (diagnostic.code, diagnostic.hint)
        )
        yield _text(replace(diagnostic, hint="") if is_repeated else diagnostic, files, colour)


def _text(diagnostic: Diagnostic, files: _Files, colour: bool) -> str:
    spot = files.spot(diagnostic)
    severity = f"{diagnostic.severity}[{diagnostic.code}]"
    head = f"{spot}: " if str(spot) else ""
    if colour:
        head = f"{_BOLD}{head}{_PLAIN}"
        severity = f"{_COLOURS[diagnostic.severity]}{severity}{_PLAIN}"
    parts = [f"{head}{severity} {_shown(diagnostic.message)}"]
    parts.extend(_excerpt(spot, _COLOURS[diagnostic.severity] if colour else ""))
    if diagnostic.hint:
        parts.append(f"  hint: {_shown(diagnostic.hint)}")
    parts.extend(f"  note: {files.spot(note)}: {_shown(note.message)}" for note in diagnostic.notes)
    return "\n".join(parts)


def _excerpt(spot: _Spot, colour: str) -> list[str]:
    """Gives the source line with its number, and the caret line under it; nothing without a line."""
    if spot.span is None or spot.line is None:
        return []
    start = spot.span.column - 1
    end = spot.span.end_column - 1 if spot.span.end_line == spot.span.line else len(spot.line)
    line, start, end = _window(spot.line, start, end)
    before, upto = _shown(line[:start]), _shown(line[:end].rstrip())
    carets = "^" * max(columns(upto) - columns(before), 1)
    number = f"{spot.span.line:>6}"
    indent = " " * columns(before)
    shown = _shown(line).rstrip()
    if not colour:
        return [f"{number} | {shown}", f"{'':>6} | {indent}{carets}"]
    return [
        f"{_DIM}{number} |{_PLAIN} {shown}",
        f"{_DIM}{'':>6} |{_PLAIN} {indent}{colour}{carets}{_PLAIN}",
    ]


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Cuts what is too long to look at down to what is around a place; moves the place with it."""
    if len(line) <= _LONGEST:
        return line, start, end
    first = max(0, min(start - _LONGEST // 2, len(line) - _LONGEST))
    last = first + _LONGEST
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    moved = len(head) - first
    return f"{head}{line[first:last]}{tail}", start + moved, min(end, last) + moved


_CONTROLS = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)), "�")
"""What a terminal would obey: shown as one column each."""


def _shown(line: str) -> str:
    """Gives a text as one line for a terminal: tabs as spaces, what it would obey as a mark."""
    parts = line.split("\t")
    text = parts[0]
    for part in parts[1:]:
        text += " " * (_TAB - columns(text) % _TAB) + part
    return text.translate(_CONTROLS)


def _object(diagnostic: Diagnostic, files: _Files) -> dict[str, object]:
    spot = files.spot(diagnostic)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **_where(spot),
        "path": list(diagnostic.at.keys),
        "hint": diagnostic.hint,
        "source": spot.line,
        "notes": [
            {"message": note.message, **_where(files.spot(note)), "path": list(note.at.keys)}
            for note in diagnostic.notes
        ],
    }


def _where(spot: _Spot) -> dict[str, object]:
    span = spot.span
    return {
        "file": spot.file,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }


_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def _annotation(diagnostic: Diagnostic, files: _Files) -> str:
    spot = files.spot(diagnostic)
    properties = {"file": spot.file} if spot.file else {}
    if spot.span:
        properties["line"] = str(spot.span.line)
        properties["col"] = str(spot.span.column)
        properties["endLine"] = str(spot.span.end_line)
        if spot.span.end_line == spot.span.line:  # a forge refuses columns across lines
            properties["endColumn"] = str(spot.span.end_column)
    properties["title"] = diagnostic.code
    message = [diagnostic.message]
    message.extend([f"hint: {diagnostic.hint}"] if diagnostic.hint else [])
    message.extend(f"note: {files.spot(note)}: {note.message}" for note in diagnostic.notes)
    body = _escaped("\n".join(message))
    head = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )
    return f"::{_COMMANDS[diagnostic.severity]} {head}::{body}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
