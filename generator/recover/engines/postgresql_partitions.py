"""How PostgreSQL says by what rows are divided, and which of them a partition holds.

Takes its texts, gives the keys and bounds as specs say them."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.catalog.brackets import outside, parts, tokens, unbracketed
from generator.recover.engines.postgresql_conditions import same
from generator.recover.spelling import Map
from generator.source import Data

__all__ = ["bound", "division", "plain_bound", "plain_division"]

LISTED = re.compile(r"'(?:[^']|'')*'|[^,\s]+")
RANGE = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)", re.DOTALL)
OPEN = frozenset({"MINVALUE", "MAXVALUE"})
AFTER = re.compile(r"(?: COLLATE (?P<collate>(?:\"[^\"]+\"|[\w.])+))?(?: (?P<opclass>[\w.]+))?")


def division(text: str) -> tuple[cat.Key, ...]:
    """Gives the keys by which rows are divided.

    >>> [key.column or key.expression for key in division("RANGE (a, (((b + c) / 2)), lower(d))")]
    ['a', '(b + c) / 2', 'lower(d)']"""
    _, _, rest = text.partition(" ")
    return tuple(map(_key, parts(rest[1:-1])))


def _key(text: str) -> cat.Key:
    found = tokens(text)
    end = next((place for place in outside(found) if not found[place].strip()), len(found))
    head, rest = "".join(found[:end]), "".join(found[end:])
    after = AFTER.fullmatch(rest)
    collate = (after["collate"] or "").strip('"') if after else ""
    opclass = (after["opclass"] or "") if after else ""
    if "(" not in head:
        return cat.Key(column=head.strip('"').replace('""', '"'), collate=collate, opclass=opclass)
    return cat.Key(expression=unbracketed(head), collate=collate, opclass=opclass)


def plain_division(text: str) -> str:
    """Gives by what rows are divided as it is compared, without brackets that say nothing."""
    if not text:
        return ""
    keys = (
        " ".join((key.column or same(key.expression), key.collate, key.opclass)).strip()
        for key in division(text)
    )
    return f"{text.partition(' ')[0]} ({', '.join(keys)})"


def bound(text: str) -> Map:
    """Gives the bound of a partition as a spec writes it."""
    if found := RANGE.fullmatch(text):
        ends = {"from": LISTED.findall(found[1]), "to": LISTED.findall(found[2])}
        return {
            key: [_moment(one) for one in texts] if len(texts) > 1 else _moment(texts[0])
            for key, texts in ends.items()
            if not OPEN.issuperset(texts)
        }
    if found := re.fullmatch(r"FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)", text, re.I):
        return {"modulus": int(found[1]), "remainder": int(found[2])}
    found = re.fullmatch(r"FOR VALUES IN \((.*)\)", text, re.DOTALL)
    return {"values": list(map(_listed, LISTED.findall(found[1])))} if found else {}


def _listed(text: str) -> Data:
    """Gives a value of a list: a text, a number, or a word such as true.

    >>> [_listed(one) for one in LISTED.findall("'a, b', 'it''s', 7, true, NULL")]
    ['a, b', "it's", 7, True, None]"""
    words: dict[str, Data] = {"true": True, "false": False, "NULL": None}
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return words.get(text, int(text) if re.fullmatch(r"-?\d+", text) else text)


def _moment(text: str) -> Data:
    """Gives an instant in UTC as specs write it; other bounds as they are."""
    found = re.fullmatch(r"'(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00'", text)
    return f"{found[1]}T{found[2]}Z" if found else _listed(text)


def plain_bound(text: str) -> str:
    """Gives a bound as it is compared: numerics come in quotes, as texts do."""
    moments = re.sub(r"(?<=\d)T|Z(?=')", " ", text)
    bare = re.sub(r"'(-?\d+(?:\.\d+)?)'", r"\1", moments)
    return bare.lower().replace("+00", "").replace(" '", "'")
