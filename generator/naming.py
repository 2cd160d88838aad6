"""How things are called: tables from entities, constraints from their parts, cut to the tightest limit.

Takes logical names, gives physical ones by one fixed scheme (version 1), or by the patterns of
`naming:` in gen.yaml. A change of the scheme would show as renames in the plan, since every frozen
model holds the physical names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["FIXED", "PREFIXES", "Limit", "Scheme", "cased", "cut", "physical", "plural", "table"]

HASH_LENGTH = 8
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "key": "pk",
        "foreign_keys": "fk",
        "unique": "uq",
        "checks": "ck",
        "exclude": "ex",
        "indexes": "ix",
    }
)
"""What the names of each section of an entity begin with."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long an engine lets a name be. unit: bytes or characters."""

    size: int
    unit: str = "bytes"

    def holds(self, name: str) -> bool:
        """Whether the engine keeps `name` whole."""
        return (len(name.encode()) if self.unit == "bytes" else len(name)) <= self.size


@dataclass(frozen=True, slots=True)
class Scheme:
    """How constraints and indexes are called. patterns: by prefix, for what is called otherwise than
    by the fixed scheme; `{table}`, `{name}`, `{columns}` (joined by `_`) and `{ref}`, the table that
    a foreign key refers to, stand for parts."""

    patterns: Mapping[str, str] = field(default_factory=dict)

    def name(
        self,
        prefix: str,
        table: str,
        name: str = "",
        *,
        columns: Sequence[str] = (),
        ref: str = "",
        limits: Sequence[Limit] = (),
    ) -> str:
        """Names one item. name: its logical name, "" for a primary key; columns: () where it is not
        over columns alone, and its logical name stands for them.

        >>> Scheme({"fk": "{table}_{columns}_fkey"}).name("fk", "posts", "author", columns=["authorId"])
        'posts_authorId_fkey'
        >>> Scheme().name("pk", "posts")
        'pk_posts'"""
        parts = {"table": table, "name": name, "columns": "_".join(columns) or name, "ref": ref}
        return cut(self.pattern(prefix).format_map(parts), limits)

    def pattern(self, prefix: str) -> str:
        """Gives the pattern of a kind of name; that of the fixed scheme when there is no other."""
        fixed = "pk_{table}" if prefix == "pk" else f"{prefix}_{{table}}_{{name}}"
        return self.patterns.get(prefix, fixed)


FIXED = Scheme()


def cased(word: str, case: str) -> str:
    """Writes a snake_case word in another case: `camel` or `pascal`; `snake` leaves it.

    >>> cased("album_id", "camel"), cased("album_id", "pascal"), cased("album_id", "snake")
    ('albumId', 'AlbumId', 'album_id')"""
    if case == "snake":
        return word
    whole = "".join(part[:1].upper() + part[1:] for part in word.split("_"))
    return whole if case == "pascal" else whole[:1].lower() + whole[1:]


def table(entity: str, rule: str, case: str = "snake") -> str:
    """Names the table of an entity: `order_line` is `order_lines` by the rule "plural".

    A person who wants another name says `table:`; the rules "singular" and "as_is" keep the word."""
    return cased(plural(entity) if rule == "plural" else entity, case)


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
