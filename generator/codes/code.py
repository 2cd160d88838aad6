"""What a code is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Code", "Severity"]

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding. title: a noun phrase; text: why it is one and what to do, in Markdown.

    bad and good: the smallest input that gives it and the same input mended; YAML where the text
    does not say otherwise."""

    code: str
    title: str
    text: str
    bad: str = ""
    good: str = ""
    severity: Severity = "error"
