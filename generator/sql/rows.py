"""The rows of types.yaml: patterns of logical types beside patterns of SQL types.

Takes plain data, gives frozen rows that match in one direction or the other. A pattern's numbers are
called n, p and s, its element type T: `string(n)`, `decimal(p,s)`, `array(T)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

__all__ = ["Row", "Spelling", "filled", "rows", "spellings"]

PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Row:
    """One way to keep a logical type.

    when: for a number, the least and the greatest value that the row takes. checks: (emulation, SQL
    with `{column}`). emulates: an emulation that needs no check. refused: why there is no such type;
    then `sql` is "". reads: the pattern that the column reads back as ("" when it is `type`). since
    and until: the first version that has the row and the first one that has it no more."""

    type: str
    sql: str = ""
    when: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    checks: tuple[tuple[str, str], ...] = ()
    emulates: str = ""
    collate: str = ""
    lossy: str = ""
    reads: str = ""
    refused: str = ""
    since: str = ""
    until: str = ""

    @cached_property
    def spelling(self) -> Spelling:
        """How to read the column back."""
        return Spelling(self.sql, self.reads or self.type, self.when)


@dataclass(frozen=True)
class Spelling:
    """An SQL type that is read as a logical one."""

    sql: str
    type: str
    when: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    lossy: str = ""

    def match(self, text: str) -> Mapping[str, str] | None:
        """Gives the parts of a normal spelling that fill the pattern; None when it is another type."""
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        parts = found.groupdict()
        fits = all(low <= int(parts.get(n) or low) <= high for n, (low, high) in self.when.items())
        return parts if fits else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = enumerate(PLACE.split(self.sql))  # texts and names of places take turns
        texts = (_group(part) if i % 2 else re.escape(part) for i, part in parts)
        return re.compile("".join(texts), re.IGNORECASE)


def _group(name: str) -> str:
    return rf"(?P<{name}>.+)" if name == "T" else rf"(?P<{name}>\d+)"


def filled(pattern: str, parts: Mapping[str, str]) -> str:
    """Puts the parts into the places of a pattern; other places stay.

    >>> filled("decimal({p},{s})", {"p": "10", "s": "2"})
    'decimal(10,2)'"""
    return PLACE.sub(lambda place: parts.get(place[1], place[0]), pattern)


def rows(data: object) -> tuple[Row, ...]:
    """Reads the rows under `types:`."""
    return tuple(_row(item) for item in cast(list[dict[str, object]], data))


def _row(item: dict[str, object]) -> Row:
    when = cast(dict[str, str], item.get("when", {}))
    checks = cast(dict[str, str], item.get("checks", {}))
    texts = {
        key: str(item[key])
        for key in (
            "type",
            "sql",
            "emulates",
            "collate",
            "lossy",
            "reads",
            "refused",
            "since",
            "until",
        )
        if key in item
    }
    return Row(
        **texts,
        when={name: _between(text) for name, text in when.items()},
        checks=tuple(checks.items()),
    )


def _between(text: str) -> tuple[int, int]:
    low, _, high = text.partition("..")
    return int(low), int(high)


def spellings(data: object) -> tuple[Spelling, ...]:
    """Reads the rows under `others:`."""
    return tuple(
        Spelling(item["sql"], item["type"], lossy=item.get("lossy", ""))
        for item in cast(list[dict[str, str]], data)
    )
