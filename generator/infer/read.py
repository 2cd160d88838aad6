"""Reads files of rows: one file, or all of a folder.

Takes a path, gives its Tables in the order of their names."""

from __future__ import annotations

from pathlib import Path

from generator.database.scripts.errors import SourceError
from generator.infer.delimited import delimited
from generator.infer.notation import notation
from generator.infer.table import Table

__all__ = ["is_rows", "read"]

DELIMITED = (".csv", ".tsv", ".tab")
NOTATION = (".json", ".jsonl", ".ndjson")


def is_rows(path: Path) -> bool:
    """Whether a path is a file of rows by its ending, or a folder that has one."""
    if path.is_dir():
        return any(is_rows(one) for one in path.iterdir() if one.is_file())
    return path.suffix.lower() in (*DELIMITED, *NOTATION)


def read(path: Path) -> tuple[Table, ...]:
    """Reads the tables of a file, or of all files of a folder. Errors: SourceError with the place."""
    files = (
        sorted(one for one in path.iterdir() if one.is_file() and is_rows(one))
        if path.is_dir()
        else [path]
    )
    return tuple(table for file in files for table in _file(file))


def _file(path: Path) -> tuple[Table, ...]:
    tables = notation(path) if path.suffix.lower() in NOTATION else (delimited(path),)
    for table in tables:
        if not table.heads:
            raise SourceError(f"{path.name}:1:1: error: `{table.name}` has rows without any value")
    return tables
