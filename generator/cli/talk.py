"""What is said on stderr: diagnostics, a run's account, a bar when it takes long.

Takes what happened, gives text; colour only where a terminal wants it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from generator.diagnostics import Diagnostic
from generator.disk.output import Change, Changes
from generator.pipeline import Result
from generator.report import Format, summary
from generator.report import render as reported

__all__ = ["NO_SPECS", "Clock", "account", "count", "say", "tell", "wants_colour"]

SHOWN = 8
"""So many changed paths are listed; of more, the first ones and a count."""

NO_SPECS = "there are no specs here; `gen init` makes a first one"

BAR = 24
"""Characters of the bar."""

SLOW = 1.0
"""Seconds after which a bar appears."""


def say(text: str = "") -> None:
    """Writes a line for people."""
    print(text, file=sys.stderr)


def wants_colour(stream: IO[str]) -> bool:
    """Whether colour may go to a stream: a terminal, no NO_COLOR, no dumb one."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def tell(diagnostics: Sequence[Diagnostic], root: Path, format: Format) -> None:
    """Gives the findings in a form: text to stderr, what machines read to stdout.

    root: the workspace that their files are relative to, read again for the lines they are about."""
    texts = _texts(diagnostics, root)
    if format == "text":
        sys.stderr.write(reported(diagnostics, texts, colour=wants_colour(sys.stderr)))
    else:
        sys.stdout.write(reported(diagnostics, texts, format))


def _texts(diagnostics: Sequence[Diagnostic], root: Path) -> Mapping[str, str]:
    files = {found.at.file for found in diagnostics}
    files |= {note.at.file for found in diagnostics for note in found.notes}
    return {
        file: (root / file).read_text("utf-8", "replace")
        for file in sorted(files)
        if file and (root / file).is_file()
    }


def count(number: int, noun: str) -> str:
    """Gives `1 file`, `2 files`, `3 entities`.

    >>> count(1, "entity"), count(2, "entity"), count(0, "spec")
    ('1 entity', '2 entities', '0 specs')"""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def account(result: Result, changes: Changes, seconds: float) -> str:
    """Tells in a few lines what a run read, found, wrote, removed and left alone."""
    made = [change for change in changes.files if change.new is not None]
    gone = [change for change in changes.files if change.new is None]
    lines = [f"read     {_read(result)}"]
    if result.diagnostics or changes.diagnostics:
        lines.append(f"found    {summary((*result.diagnostics, *changes.diagnostics))}")
    if made:
        lines.append(f"wrote    {_wrote(made)}")
        lines += _listed(made)
    if gone:
        lines.append(f"removed  {count(len(gone), 'file')}")
        lines += _listed(gone)
    if changes.left:
        lines.append(f"left     {count(len(changes.left), 'file')} that gen did not make so")
    lines.append(_ending(changes, seconds))
    return "\n".join(lines)


def _read(result: Result) -> str:
    entities = len(result.model.entities) if result.model else 0
    engines = ", ".join(
        f"{result.profiles[name].label} {version}"
        for name, version in result.config.engines.items()
    )
    specs = count(len(result.workspace.specs), "spec")
    return f"{specs}, {count(entities, 'entity')}, for {engines}"


def _wrote(made: Sequence[Change]) -> str:
    new = sum(change.old is None for change in made)
    parts = [f"{new} new"] if new else []
    parts += [f"{len(made) - new} changed"] if len(made) > new else []
    return f"{count(len(made), 'file')} ({', '.join(parts)})"


def _listed(changes: Sequence[Change]) -> list[str]:
    lines = [f"  {_sign(change)} {change.path}" for change in changes[:SHOWN]]
    rest = len(changes) - SHOWN
    return [*lines, f"    and {rest} more"] if rest > 0 else lines


def _sign(change: Change) -> str:
    if change.new is None:
        return "-"
    return "+" if change.old is None else "~"


def _ending(changes: Changes, seconds: float) -> str:
    took = f"in {seconds:.2f} s"
    if changes.files:
        same = f"{count(changes.same, 'file')} as before, " if changes.same else ""
        return f"done     {same}{took}"
    return f"nothing changed: {count(changes.same, 'file')} up to date, {took}"


@dataclass(slots=True)
class Clock:
    """Measures a run, and shows a bar once it takes longer than a moment."""

    started: float = field(default_factory=time.monotonic)
    is_shown: bool = False

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def __call__(self, step: str, behind: float) -> None:
        """Tells of a step that begins, `behind` (0 to 1) of the whole being done."""
        if self.seconds > SLOW and sys.stderr.isatty():
            self.is_shown = True
            done = round(behind * BAR)
            sys.stderr.write(f"\r\x1b[K[{'#' * done}{'.' * (BAR - done)}] {step}")
            sys.stderr.flush()

    def end(self) -> None:
        """Takes the bar away."""
        if self.is_shown:
            sys.stderr.write("\r\x1b[K")
