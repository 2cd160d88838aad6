"""The statements of a script, with those of the files that it reads in their places.

Takes a Window, gives Statements, each with the Window that it is from. Only files beside the script, or
in folders below its own, are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.database.scripts.errors import SourceError, placed
from generator.database.scripts.marks import unfinished
from generator.database.scripts.statements import Statement, statements
from generator.database.scripts.window import Window, opened

__all__ = ["every"]


def every(window: Window, engine: str, *, rows: bool = False) -> Iterator[tuple[Window, Statement]]:
    """Gives the statements in the order in which a client would send them.

    rows: whether the text of what changes rows is wanted. Errors: SourceError, also for a file that
    is not there, lies elsewhere, or reads itself."""
    top = window.path.parent if window.path else None
    yield from _every(window, engine, top, (), rows=rows)


def _every(
    window: Window, engine: str, top: Path | None, above: tuple[Path, ...], *, rows: bool
) -> Iterator[tuple[Window, Statement]]:
    within = (*above, window.path) if window.path else above
    for one in statements(window, engine, rows=rows):
        if not one.includes:
            yield window, one
            continue
        path = _found(window, one, top, within)
        assert top is not None, "a file was found in it"
        with opened(path, path.relative_to(top).as_posix()) as inner:
            yield from _whole(inner, engine, top, within, rows=rows)


def _whole(
    window: Window, engine: str, top: Path, above: tuple[Path, ...], *, rows: bool
) -> Iterator[tuple[Window, Statement]]:
    """Gives the statements of a file that another one reads, which must not have been cut off."""
    window.more()
    head = window.text
    yield from _every(window, engine, top, above, rows=rows)
    if missing := unfinished(head, window.comments, ()):
        sentence = f"the dump was cut off: {missing} is not there"
        raise placed(window.file, window.line, window.column, sentence)


def _found(window: Window, one: Statement, top: Path | None, within: tuple[Path, ...]) -> Path:
    """Gives the file that a script names: below the folder of the first script or, for psql's `\\ir`
    and where there is none, beside the script that names it."""
    here = [top] if top and not one.beside else []
    here += [window.path.parent] if window.path else []
    paths = [(folder / one.includes).resolve() for folder in here]
    inside = [path for path in paths if top is not None and path.is_relative_to(top)]
    path = next((path for path in inside if path.is_file()), None)
    if path is None:
        raise _refused(window, one, "is not there" if inside else "lies outside of its folder")
    if path in within:
        raise _refused(window, one, "would read itself")
    return path


def _refused(window: Window, one: Statement, why: str) -> SourceError:
    return placed(window.file, one.line, one.column, f"`{one.includes}`, which this reads, {why}")
