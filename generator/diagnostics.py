"""What can be wrong with a person's input, as values: a code, a sentence, a place, perhaps a hint.

Takes nothing, gives the vocabulary that every stage reports in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.source import Fault, Place, Span

if TYPE_CHECKING:
    from generator.codes import Severity

__all__ = ["Diagnostic", "Note", "from_fault", "has_errors"]


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that helps to understand a diagnostic.

    on_key and span: as those of Diagnostic."""

    message: str
    at: Place
    on_key: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Severity and explanation belong to the code, not to the finding.

    message: lower case, no full stop, values in backticks. at: the place it is about.
    on_key: the caret goes under the key of `at`, not its value. offset and length: characters into
    the scalar value (for an expression); length 0 marks the whole token. span: where it is, for a
    file that could not be read and so has no places; None finds it by `at`."""

    code: str
    message: str
    at: Place
    hint: str = ""
    notes: tuple[Note, ...] = ()
    on_key: bool = False
    offset: int = 0
    length: int = 0
    span: Span | None = None

    @property
    def severity(self) -> Severity:
        """Gives what the code says; a code without a row is an error (and a bug that a test finds)."""
        from generator.codes import CODES  # pages that a clean run never reads

        return CODES[self.code].severity if self.code in CODES else "error"


def from_fault(file: str, fault: Fault) -> Diagnostic:
    """Gives a fault of reading as a diagnostic."""
    at = Place(file)
    notes = (Note(fault.note[0], at, span=fault.note[1]),) if fault.note else ()
    return Diagnostic(fault.code, fault.message, at, fault.hint, notes, span=fault.span)


def has_errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Tells whether the next stage must not run."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
