"""Files of rows with delimiters: CSV in its many ways.

Takes a path, gives a Table; encoding, delimiter and header are found out and said."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from generator.database.scripts.errors import SourceError, placed
from generator.infer.kinds import typed
from generator.infer.table import LIMIT, Table, number

__all__ = ["delimited"]

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOKED_AT = 200
"""Records that the delimiter is found by."""

SPACED = re.compile(r" +\S").match

BAD = re.compile("[\x00\ud800-\udfff]")
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def delimited(path: Path) -> Table:
    """Reads a file of rows. Errors: SourceError with the place of what is no CSV."""
    text, encoding = decoded(path)
    delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else _delimiter(text)
    first = next(_records(path.name, text, delimiter, spaced=False), None)
    spaced = first is not None and len(first[1]) > 1 and all(map(SPACED, first[1][1:]))
    records = _records(path.name, text, delimiter, spaced=spaced)
    first = next(records, None)
    if first is None:
        raise SourceError(f"{path.name}:1:1: error: there is nothing in this file")
    line, head = first
    rest = list(islice(records, LIMIT + 1))
    has_head = _is_head(head, [row for _, row in rest[:LOOKED_AT]])
    if not has_head:
        rest.insert(0, (line, head))
    heads = tuple(cell.strip() for cell in head) if has_head else tuple("" for _ in head)
    rows = tuple(_row(path.name, at, row, len(head)) for at, row in rest[:LIMIT])
    said = "names in the first line" if has_head else "no line of names"
    notes = (DELIMITERS[delimiter] if len(head) > 1 else "one column", said, encoding)
    return Table(path.stem, path.name, heads, rows, len(rest) <= LIMIT, notes)


def decoded(path: Path) -> tuple[str, str]:
    """Gives a file's text and the name of its encoding. Errors: SourceError at the first bad byte."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"error: `{path.name}` cannot be read: {error.strerror}") from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if wide else "utf-8-sig"
    label = "UTF-16" if wide else "UTF-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if wide or MULTIBYTE.search(data, 0, error.start):
            raise _not_encoded(path.name, data, error.start, label) from error
        text, label = _western(path.name, data, error.start), "Windows-1252, as it is not UTF-8"
    if found := BAD.search(text):
        raise placed(path.name, *_place(text, found.start()), "a character that no database takes")
    return text, label


def _western(file: str, data: bytes, start: int) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _not_encoded(file, data, start, "UTF-8") from error


def _not_encoded(file: str, data: bytes, at: int, label: str) -> SourceError:
    before = data[:at].decode("utf-8-sig", "replace")
    return placed(file, *_place(before, len(before)), f"byte 0x{data[at]:02X} is not {label}")


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _records(
    file: str, text: str, delimiter: str, *, spaced: bool
) -> Iterator[tuple[int, list[str]]]:
    """Gives records with the lines that they begin in; empty lines are none, except in one column."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced
    )
    line = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            said = str(error).replace("unexpected end of data", "the file ends in a quoted cell")
            raise placed(file, line, 1, f"this is no CSV: {said}") from error
        if record:
            yield line, record
        line = reader.line_num + 1


def _row(file: str, line: int, record: list[str], width: int) -> tuple[str | None, ...]:
    if len(record) != width:
        cells = f"{len(record)} cell{'s' if len(record) != 1 else ''}"
        raise placed(file, line, 1, f"this row has {cells}, the first one has {number(width)}")
    return tuple(cell or None for cell in record)


def _delimiter(text: str) -> str:
    """Gives the delimiter by which the most records are equally wide; a comma where none is."""
    found = [(_agreement(text, delimiter), delimiter) for delimiter in DELIMITERS]
    best = max(share for (share, _), _ in found)
    widest = [(width, delimiter) for (share, width), delimiter in found if share == best and share]
    if not widest:
        return ","
    if best == found[0][0][0]:
        return ","
    return max(widest, key=lambda pair: pair[0])[1]


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """Gives how many of the first records are equally wide, from 0 to 1, and how wide; 0 for one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(record) for record in islice(reader, LOOKED_AT) if record)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, often = widths.most_common(1)[0]
    return (often / widths.total(), width) if width > 1 else (0, 0)


def _is_head(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record is names: texts, of which one stands above what is none, or all texts."""
    if not rows:
        return not any(typed([cell]) for cell in first)
    below = [[row[n] for row in rows if n < len(row) and row[n]] for n in range(len(first))]
    is_text = [not cell or not typed([cell]) for cell in first]
    if any(text and cells and typed(cells) for text, cells in zip(is_text, below, strict=True)):
        return True
    return all(is_text)
