"""G5xx: targets and templates."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = ()
