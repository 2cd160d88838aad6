"""G6xx: what is written."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = ()
