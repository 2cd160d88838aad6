"""How things are called: tables from entities, constraints from their parts, cut to the tightest limit.

Takes logical names, gives physical ones by one fixed scheme (version 1). A change of the scheme would
show as renames in the plan, since every frozen model holds the physical names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Limit", "cut", "physical", "plural", "table"]

HASH_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Limit:
    """How long an engine lets a name be. unit: bytes or characters."""

    size: int
    unit: str = "bytes"

    def holds(self, name: str) -> bool:
        """Whether the engine keeps `name` whole."""
        return (len(name.encode()) if self.unit == "bytes" else len(name)) <= self.size


def table(entity: str, rule: str) -> str:
    """Names the table of an entity: `order_line` is `order_lines` by the rule "plural".

    A person who wants another name says `table:`; the rules "singular" and "as_is" keep the word."""
    return plural(entity) if rule == "plural" else entity


def plural(word: str) -> str:
    """Gives the plural of a snake_case word; only its last part changes.

    >>> plural("category"), plural("tax_box"), plural("person"), plural("day")
    ('categories', 'tax_boxes', 'people', 'days')"""
    head, underscore, last = word.rpartition("_")
    return head + underscore + (_irregular().get(last) or _regular(last))


def _regular(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


@cache
def _irregular() -> dict[str, str]:
    text = (Path(__file__).parent / "irregular_plurals.txt").read_text("utf-8")
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def physical(prefix: str, parts: Iterable[str], limits: Sequence[Limit] = ()) -> str:
    """Joins a prefix of the scheme with the table and what tells the constraint apart.

    >>> physical("uq", ("users", "email"))
    'uq_users_email'"""
    return cut("_".join((prefix, *parts)), limits)


def cut(name: str, limits: Sequence[Limit]) -> str:
    """Shortens a name that one of the limits does not hold; a hash of the whole keeps it unique.

    Cuts between characters, never inside one: `limits` may count bytes.

    >>> cut("ix_" + "a" * 80, (Limit(63),))[-9:], len(cut("ix_" + "a" * 80, (Limit(63),)))
    ('_c289acb6', 63)"""
    if all(limit.holds(name) for limit in limits):
        return name
    tail = "_" + hashlib.sha256(name.encode()).hexdigest()[:HASH_LENGTH]
    head = name
    while not all(limit.holds(head + tail) for limit in limits):
        head = head[:-1]
    return head + tail
