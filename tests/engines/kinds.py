"""The tables of docs/import.md by kind of object, made of the words in which the report counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from generator.naming import plural

__all__ = ["HEAD", "by_kind", "counted"]

HEAD = (
    "| kind | objects | managed | verbatim | differences | preserved |\n|---|--:|--:|--:|--:|--:|\n"
)


def counted(kinds: str) -> Counter[str]:
    """Counts what the report calls `2 tables, 1 view`; one and many are the same kind."""
    told = re.findall(r"(\d+) ([a-z ]+)", kinds)
    return Counter({plural(kind) if number == "1" else kind: int(number) for number, kind in told})


def by_kind(schemas: Iterable[tuple[str, str]]) -> str:
    """Gives the rows of the table. schemas: what is managed and what is verbatim of each."""
    managed, verbatim = Counter[str](), Counter[str]()
    for mine, kept in schemas:
        managed += counted(mine)
        verbatim += counted(kept)
    every = managed + verbatim
    return "".join(
        f"| {kind} | {number} | {managed[kind]} | {verbatim[kind]} | 0 | 100.0 % |\n"
        for kind, number in sorted(every.items(), key=lambda item: (-item[1], item[0]))
    )
