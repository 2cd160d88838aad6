"""Conditions as a person writes them: PostgreSQL keeps `state IN ('a', 'b')` with casts and an array.

Takes the text of a condition, gives one without what PostgreSQL adds by itself; what somebody else
may have meant, such as a cast of a number to text, stays."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["portable", "same"]

LITERAL = re.compile(r"'(?:[^']|'')*'")
PLACE = "\x00\\d+\x00"
NAME = r'\w+|"(?:[^"]|"")+"'
VARCHARS = re.compile(
    rf"({NAME})::text (= ANY|<> ALL) \(ARRAY\[((?:{PLACE}::character varying(?:, )?)+)\]::text\[\]\)"
)
ARRAY = re.compile(r"(?<!::text) (= ANY|<> ALL) \(ARRAY\[([^\]]*)\]\)")
MEMBER = {"= ANY": "IN", "<> ALL": "NOT IN"}
TEXT = re.compile(rf"({PLACE})::(?:text|character varying|bpchar|date)\b(?!\[)")
NUMBER = re.compile(rf"({PLACE})::(?:smallint|integer|bigint|numeric)\b(?!\[)")
BARE = re.compile(r"(?<![\w.)\]])(\d+(?:\.\d+)?)::(?:numeric|double precision)\b")
BRACKETS = re.compile(r"(?<!\w)\(([\w.]+(?:\([\w.]+\))? (?:NOT )?IN \([^()]*\))\)")
COLUMN = re.compile(rf"(?<![\w.'\"])({NAME})::text\b(?!\[)")


def portable(text: str, texts: Collection[str] | None) -> str:
    """Gives a condition without the casts that follow from its columns. texts: the columns that hold
    text; None for any.

    >>> portable("state = ANY (ARRAY['a'::text, 'b'::text])", ["state"])
    "state IN ('a', 'b')"
    >>> portable("mail::text ~~ '%@%'::text AND id::text <> '1'::text", ["mail"])
    "mail LIKE '%@%' AND id::text <> '1'"
    >>> print(portable("\\"from\\"::text = ANY (ARRAY['a'::character varying]::text[])", ["from"]))
    "from" IN ('a')
    """
    literals = LITERAL.findall(text)
    numbered = iter(range(len(literals)))
    plain = LITERAL.sub(lambda _: f"\x00{next(numbered)}\x00", text)
    plain = VARCHARS.sub(lambda found: f"{found[1]}::text {MEMBER[found[2]]} ({found[3]})", plain)
    plain = ARRAY.sub(lambda found: f" {MEMBER[found[1]]} ({found[2]})", plain)
    plain = plain.replace(" !~~ ", " NOT LIKE ").replace(" ~~ ", " LIKE ")
    plain = NUMBER.sub(lambda found: _number(found, literals), plain)
    plain = BARE.sub(r"\1", TEXT.sub(r"\1", plain))
    plain = COLUMN.sub(lambda found: found[1] if _is(found[1], texts) else found[0], plain)
    plain = BRACKETS.sub(r"\1", plain)
    return re.sub(PLACE, lambda found: literals[int(found[0].strip("\x00"))], plain)


def same(text: str) -> str:
    """Gives a condition as it is compared with one that was made from a spec."""
    return portable(text, None)


def _is(name: str, texts: Collection[str] | None) -> bool:
    return texts is None or name.strip('"') in texts


def _number(found: re.Match[str], literals: list[str]) -> str:
    """Gives a number that stands in quotes, as negative ones do, without them."""
    word = literals[int(found[1].strip("\x00"))][1:-1]
    return word if re.fullmatch(r"-?\d+(\.\d+)?", word) else found[0]
