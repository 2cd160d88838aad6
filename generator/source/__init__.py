"""Where every value comes from: files, places in them, and the one door to YAML.

Takes the bytes of a file, gives a Document of plain data; positions are found only when asked for."""

from generator.source.inspection import conflicts
from generator.source.positions import Positions, span
from generator.source.reading import read, scalar
from generator.source.values import (
    DEEPEST,
    LIMITS,
    NOWHERE,
    Data,
    Document,
    Fault,
    Keys,
    Limits,
    Place,
    Scalar,
    Span,
    lines,
)

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
    "Positions",
    "Scalar",
    "Span",
    "conflicts",
    "lines",
    "read",
    "scalar",
    "span",
]
