"""G2xx: names, references, types and defaults."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = ()
