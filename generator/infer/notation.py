"""Files of JSON: a list of objects, objects of lists, or an object a line.

Takes a path, gives Tables; lists of objects within objects become tables of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

from generator.database.scripts.errors import SourceError, placed
from generator.infer.delimited import decoded
from generator.infer.table import LIMIT, Cell, Table
from generator.recover.names import singular, snake, unique

__all__ = ["notation"]

LINES = (".jsonl", ".ndjson")
BAD = re.compile("[\x00\ud800-\udfff]")
Record = Mapping[str, Cell]


def notation(path: Path) -> tuple[Table, ...]:
    """Reads a file of JSON. Errors: SourceError with the place of what is no JSON or no rows."""
    text, encoding = decoded(path)
    if not text.strip():
        raise SourceError(f"{path.name}:1:1: error: there is nothing in this file")
    if path.suffix.lower() in LINES or _is_lines(text):
        found = list(islice(_lines(path.name, text), LIMIT + 1))
        return _tables(path.stem, path.name, found, ("an object a line", encoding))
    data = _parsed(path.name, text)
    if isinstance(data, list):
        return _tables(
            path.stem, path.name, _records(path.name, data), ("a list of objects", encoding)
        )
    if isinstance(data, dict) and data and all(_is_rows(value) for value in data.values()):
        return tuple(
            table
            for key, value in data.items()
            for table in _tables(
                _called(key, path.stem),
                path.name,
                _records(path.name, value),
                (f"the list `{key}`", encoding),
            )
        )
    if isinstance(data, dict):
        return _tables(path.stem, path.name, [data], ("one object", encoding))
    raise SourceError(f"{path.name}:1:1: error: this is neither objects nor a list of them")


def _called(key: str, stem: str) -> str:
    """Names a list by its key, with the file's name where that begins with no letter (`3166-1`)."""
    if key[:1].isalpha():
        return key
    return stem if stem.endswith(key) else f"{stem}_{key}"


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _is_lines(text: str) -> bool:
    """Whether a file is an object a line, whatever it is called."""
    first, _, rest = text.lstrip().partition("\n")
    if not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _lines(file: str, text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        data = _parsed(file, line, number)
        if not isinstance(data, dict):
            raise placed(file, number, 1, "this line is no object")
        yield data


def _parsed(file: str, text: str, line: int = 1) -> Cell:
    """Parses JSON. line: of the file, in which the text begins."""
    try:
        data: Cell = json.loads(text, parse_float=Decimal, parse_constant=_refused)
    except json.JSONDecodeError as error:
        said = error.msg[0].lower() + error.msg[1:]
        raise placed(
            file, error.lineno + line - 1, error.colno, f"this is no JSON: {said}"
        ) from error
    except (ValueError, RecursionError) as error:
        at = re.search(r"\b(?:NaN|-?Infinity)\b", text)
        before = text[: at.start()] if at else ""
        column = len(before) - before.rfind("\n")
        said = str(error) if at else "it is nested too deeply, or has too long a number"
        raise placed(file, before.count("\n") + line, column, f"this is no JSON: {said}") from error
    return data


def _refused(word: str) -> object:
    raise ValueError(f"`{word}` is no value")


def _records(file: str, data: object) -> list[Record]:
    rows = data if isinstance(data, list) else []
    for number, one in enumerate(rows, 1):
        if not isinstance(one, dict):
            raise SourceError(f"{file}:1:1: error: value {number} of the list is no object")
    return [one for one in rows if isinstance(one, dict)]


def _tables(
    name: str, file: str, found: Sequence[Record], notes: tuple[str, ...]
) -> tuple[Table, ...]:
    """Makes a table of records, and one of each list of objects that they have."""
    whole, records = len(found) <= LIMIT, found[:LIMIT]
    heads = tuple(dict.fromkeys(key for record in records for key in record))
    _checked(file, records, heads)
    inner = _inner(records, heads)
    own = tuple(head for head in heads if head not in inner)
    rows = tuple(tuple(record.get(head) for head in own) for record in records)
    table = Table(name, file, own, rows, whole, notes, is_text=False)
    key = _key(records, own)
    if not key:
        rows = tuple(tuple(record.get(head) for head in heads) for record in records)
        return (Table(name, file, heads, rows, whole, notes, is_text=False),)
    made = [table]
    for head in inner:
        made += _children(table, key, head, records)
    return tuple(made)


def _checked(file: str, records: Sequence[Record], heads: Sequence[str]) -> None:
    """Refuses what no database takes: SourceError for a NUL or half a character in a text."""
    if any(BAD.search(head) for head in heads) or any(
        _is_bad(value) for one in records for value in one.values()
    ):
        raise SourceError(
            f"{file}:1:1: error: there is a character in it that no database takes: \\u0000 or half a pair"
        )


def _is_bad(value: object) -> bool:
    if isinstance(value, str):
        return BAD.search(value) is not None
    if isinstance(value, list):
        return any(map(_is_bad, value))
    return isinstance(value, dict) and any(_is_bad(one) for pair in value.items() for one in pair)


def _inner(records: Sequence[Record], heads: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns that are lists of objects in every record that has them."""
    return tuple(
        head
        for head in heads
        if any(record.get(head) for record in records)
        and all(record.get(head) in (None, []) or _is_rows(record[head]) for record in records)
    )


def _key(records: Sequence[Record], heads: Sequence[str]) -> str:
    """Gives the column that rows of lists can refer to: the first that differs in every record and is
    called so, "" when there is none."""
    for head in heads:
        values = [record.get(head) for record in records]
        plain = all(
            isinstance(value, str | int) and not isinstance(value, bool) for value in values
        )
        is_called_so = re.search(r"(?:^|_)(?:id|key|code|uuid|no|number|sku)$", snake(head))
        if is_called_so and plain and len({str(value) for value in values}) == len(values):
            return head
    return ""


def _children(table: Table, key: str, head: str, records: Sequence[Record]) -> tuple[Table, ...]:
    owner = singular(snake(table.name))
    first = f"{owner}_{snake(key)}".replace(f"{owner}_{owner}_", f"{owner}_")
    found: list[Record] = []
    for record in records:
        rows = record.get(head)
        for place, row in enumerate(rows if isinstance(rows, list) else (), 1):
            assert isinstance(row, dict)
            place_name = unique("position", row)
            found.append({unique(first, row): record[key], place_name: place, **row})
    heads = tuple(dict.fromkeys(name for row in found for name in row))
    rows = tuple(tuple(row.get(name) for name in heads) for row in found)
    notes = (f"the lists `{head}` of {table.name}",)
    name = f"{owner}_{snake(head)}"
    return (Table(name, table.source, heads, rows, table.whole, notes, table.name, is_text=False),)
