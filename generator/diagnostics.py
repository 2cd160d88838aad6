"""What can be wrong with a person's input, as values: a code, a sentence, a place, perhaps a hint.

Takes nothing, gives the vocabulary that every stage reports in."""

from __future__ import annotations

from dataclasses import dataclass

from generator.source import Place

__all__ = ["Diagnostic", "Note"]


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that helps to understand a diagnostic."""

    message: str
    at: Place


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Severity and explanation belong to the code, not to the finding.

    message: lower case, no full stop, values in backticks. at: the place it is about.
    on_key: the caret goes under the key of `at`, not its value. offset and length: characters into
    the scalar value (for an expression); length 0 marks the whole token."""

    code: str
    message: str
    at: Place
    hint: str = ""
    notes: tuple[Note, ...] = ()
    on_key: bool = False
    offset: int = 0
    length: int = 0
