"""A file read piece by piece: what was read and is not given away yet, and where that begins.

Takes a path, gives a Window. Dumps may be larger than the memory, so nothing holds them whole."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from generator.database.scripts.errors import SourceError

__all__ = ["Window", "opened", "place"]

CHUNK = 1 << 16
GZIP = b"\x1f\x8b"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(slots=True)
class Window:
    """What was read of a file. line and column: of the first character of `text`, from 1. comments:
    what stood between statements since the last one. path: whose text it is, None where that was made
    of another form."""

    file: str
    stream: IO[str]
    path: Path | None = None
    text: str = ""
    line: int = 1
    column: int = 1
    ended: bool = False
    comments: str = ""

    def more(self) -> bool:
        """Reads on, at least as much again as is held; tells whether there was anything."""
        read = "" if self.ended else self.stream.read(max(CHUNK, len(self.text)))
        self.ended = not read
        self.text += read
        return bool(read)

    def place(self, at: int) -> tuple[int, int]:
        """Gives line and column of a character of `text`."""
        return place(self.text, at, self.line, self.column)

    def drop(self, end: int) -> None:
        """Gives away everything before `end`."""
        self.line, self.column = self.place(end)
        self.text = self.text[end:]


def place(text: str, at: int, line: int = 1, column: int = 1) -> tuple[int, int]:
    """Gives line and column of a character of a text that begins at a place."""
    before = text.rfind("\n", 0, at)
    return line + text.count("\n", 0, at), at - before if before >= 0 else column + at


@contextmanager
def opened(path: Path, name: str = "", *, made: bool = False) -> Iterator[Window]:
    """Opens a script, packed by gzip or not, in UTF-8 or, where a mark says so, in UTF-16.

    name: by which errors call it, else its own; made: whether the file was made of another form.

    Bytes that are no UTF-8 stay as lone surrogates: they may be in rows that nobody looks at.
    Errors: SourceError when the file cannot be read."""
    shown = name or path.name
    try:
        head = _head(path)
        packed = head.startswith(GZIP)
        opener = gzip.open if packed else open
        start = _unpacked(path) if packed else head
        encoding = next((found for bom, found in BOMS if start.startswith(bom)), "utf-8")
        with opener(path, "rt", encoding=encoding, errors="surrogateescape", newline="") as stream:
            yield Window(shown, stream, None if made else path.resolve())
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"error: `{shown}` cannot be read: {reason}") from error
    except UnicodeError as error:
        raise SourceError(
            f"error: `{shown}` is not the text that its first bytes promise"
        ) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(512)


def _unpacked(path: Path) -> bytes:
    with gzip.open(path, "rb") as stream:
        return stream.read(4)
