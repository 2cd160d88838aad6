"""Schemawright: a database generator for teams that write specs first."""

__version__ = "0.1.0"
