"""Files, places in them and what can be wrong with their text, as values.

Takes nothing, gives the vocabulary of reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "DEEPEST",
    "LIMITS",
    "NOWHERE",
    "Data",
    "Document",
    "Fault",
    "Keys",
    "Limits",
    "Place",
    "Scalar",
    "Span",
    "lines",
]

Keys: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = bool | int | str | None
Data: TypeAlias = "Scalar | list[Data] | dict[str, Data]"


@dataclass(frozen=True, slots=True)
class Place:
    """A value's address: the file (relative to the workspace, `/` as separator) and the keys to it.

    The empty tuple of keys is the whole document; list items are addressed by their index."""

    file: str
    keys: Keys = ()

    def child(self, *keys: str | int) -> Place:
        """Gives the place `keys` further down."""
        return Place(self.file, self.keys + keys)


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is the
    column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its text and the plain data in it, which nobody may change."""

    file: str
    text: str
    data: Data


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be read as the YAML of this language, and where.

    note: a second place and what is there; None when one place says it all."""

    code: str
    message: str
    span: Span
    hint: str = ""
    note: tuple[str, Span] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a file may be: bytes as read, levels of nesting, and nodes (values and keys)."""

    bytes: int = 4 * 1024 * 1024
    levels: int = 100
    nodes: int = 50_000


LIMITS = Limits()
DEEPEST = 250  # levels that Python's own stack carries, whatever a workspace allows

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what libyaml counts as the end of a line


def lines(text: str) -> list[str]:
    """Gives the lines of a text without their ends, as YAML counts them; at least one."""
    return _LINE_ENDS.split(text)
