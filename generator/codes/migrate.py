"""G4xx: changes and what they can do to data."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = ()
