"""G3xx: rules over the model."""

from generator.codes.code import Code

__all__ = ["CODES"]

CODES: tuple[Code, ...] = ()
