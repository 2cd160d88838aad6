"""Whether files have the shape of the language, by its JSON Schemas.

Takes Documents, gives Diagnostics G1xx."""

from generator.validate.check import KINDS, Kind, read, schema, validate, validate_options
from generator.validate.refused import REFUSED, Refused

__all__ = [
    "KINDS",
    "REFUSED",
    "Kind",
    "Refused",
    "read",
    "schema",
    "validate",
    "validate_options",
]
