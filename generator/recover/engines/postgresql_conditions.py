"""Conditions as a person writes them: PostgreSQL keeps `state IN ('a', 'b')` with casts and an array.

Takes the text of a condition, gives one without what PostgreSQL adds by itself; what somebody else
may have meant, such as a cast of a number to text, stays."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
DISTINCT = re.compile(
    rf"\bNOT ((?:\w+\.)?(?:{NAME})) IS DISTINCT FROM (?=(?:\w+\.)?(?:{NAME})(?!\())"
)
KIND = rf"(?:{NAME})(?:\.(?:{NAME}))?"
OWN = re.compile(
    rf"(?<![\w.'\"])(?:(?:new|old)\.)?({NAME}) (=|<>|[<>]=?) ({PLACE})::({KIND})(?![\w.(\[])"
)
OWN_LIST = re.compile(
    rf"(?<![\w.'\"])(?:(?:new|old)\.)?({NAME}) ((?:NOT )?IN) \(((?:{PLACE}::({KIND})(?:, )?)+)\)"
)
CAST = re.compile(rf"({PLACE})::{KIND}")
COLUMN = re.compile(rf"(?<![\w.'\"])(?:(?:new|old)\.)?({NAME})::text\b(?!\[)")


def portable(text: str, types: Mapping[str, str] | None) -> str:
    """Gives a condition without the casts that follow from its columns. types: those of the columns;
    None for any.

    >>> portable("state = ANY (ARRAY['a'::text, 'b'::text])", {"state": "text"})
    "state IN ('a', 'b')"
    >>> portable("mail::text ~~ '%@%'::text AND id::text <> '1'::text", {"mail": "text"})
    "mail LIKE '%@%' AND id::text <> '1'"
    >>> varchars = "\\"from\\"::text = ANY (ARRAY['a'::character varying]::text[])"
    >>> print(portable(varchars, {"from": "character varying(9)"}))
    "from" IN ('a')
    >>> portable("mood <> 'sad'::mood AND what = 'sad'::mood", {"mood": "mood", "what": "citext"})
    "mood <> 'sad' AND what = 'sad'::mood"
    >>> portable("NOT new.at IS DISTINCT FROM old.at", {})
    'new.at IS NOT DISTINCT FROM old.at'
    """
    literals = LITERAL.findall(text)
    numbered = iter(range(len(literals)))
    plain = LITERAL.sub(lambda _: f"\x00{next(numbered)}\x00", text)
    plain = VARCHARS.sub(lambda found: f"{found[1]}::text {MEMBER[found[2]]} ({found[3]})", plain)
    plain = ARRAY.sub(lambda found: f" {MEMBER[found[1]]} ({found[2]})", plain)
    plain = plain.replace(" !~~ ", " NOT LIKE ").replace(" ~~ ", " LIKE ")
    plain = NUMBER.sub(lambda found: _number(found, literals), plain)
    plain = BARE.sub(r"\1", TEXT.sub(r"\1", plain))
    plain = COLUMN.sub(lambda found: _untexted(found, types), plain)
    plain = OWN.sub(lambda found: _uncast(found, found[4], types), plain)
    plain = OWN_LIST.sub(lambda found: _uncast(found, found[4], types), plain)
    plain = DISTINCT.sub(r"\1 IS NOT DISTINCT FROM ", plain)
    plain = BRACKETS.sub(r"\1", plain)
    return re.sub(PLACE, lambda found: literals[int(found[0].strip("\x00"))], plain)


def same(text: str) -> str:
    """Gives a condition as it is compared with one that was made from a spec."""
    return portable(text, None)


def _is_text(name: str, types: Mapping[str, str] | None) -> bool:
    return types is None or types.get(name.strip('"'), "").startswith(("character", "text"))


def _untexted(found: re.Match[str], types: Mapping[str, str] | None) -> str:
    return found[0].removesuffix("::text") if _is_text(found[1], types) else found[0]


def _uncast(found: re.Match[str], kind: str, types: Mapping[str, str] | None) -> str:
    """Leaves out the casts of literals to the type of the column that they are compared with."""
    is_own = types is None or types.get(found[1].strip('"')) == kind
    return CAST.sub(r"\1", found[0]) if is_own else found[0]


def _number(found: re.Match[str], literals: list[str]) -> str:
    """Gives a number that stands in quotes, as negative ones do, without them."""
    word = literals[int(found[1].strip("\x00"))][1:-1]
    return word if re.fullmatch(r"-?\d+(\.\d+)?", word) else found[0]
