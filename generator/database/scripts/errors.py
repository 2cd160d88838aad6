"""What can be wrong with a file that is imported."""

from __future__ import annotations

from generator.database.url import DatabaseError

__all__ = ["MissingError", "SourceError", "placed"]


class SourceError(DatabaseError):
    """A source of an import that cannot be taken; the message begins with `file:line:col: error:`
    where there is a place."""


class MissingError(SourceError):
    """A script changes what it has not made."""


def placed(file: str, line: int, column: int, sentence: str) -> SourceError:
    """Gives an error at a place. line and column: from 1, in characters."""
    return SourceError(f"{file}:{line}:{column}: error: {sentence}")
