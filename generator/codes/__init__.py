"""Every code that a diagnostic can have, with its severity and the page that `gen explain` shows.

Takes nothing, gives CODES. Each range has a file of its own: G1 reading and validation, G2
resolution, G3 lint, G4 migration, G5 rendering, G6 output, G7 plans."""

from types import MappingProxyType

from generator.codes import (
    expressions,
    lint,
    lower,
    migrate,
    output,
    plans,
    reading,
    render,
    resolve,
)
from generator.codes.code import Code, Severity

__all__ = ["CODES", "Code", "Severity"]

_TABLES = (
    reading.CODES,
    resolve.CODES,
    expressions.CODES,
    lower.CODES,
    lint.CODES,
    migrate.CODES,
    render.CODES,
    output.CODES,
    plans.CODES,
)

CODES = MappingProxyType({code.code: code for table in _TABLES for code in table})
