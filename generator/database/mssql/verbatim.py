"""What a T-SQL script makes and a catalog has no kind for: kept word for word, in an order that stands.

Takes a Cursor at a statement, changes the Draft; takes that, gives its objects with what they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Id
from generator.database.mssql.skipping import skip
from generator.database.mssql.tokens import Cursor, Token, unquoted
from generator.database.scripts.draft import Draft

__all__ = ["needing", "plain", "verbatim"]

WORDS = re.compile(r'\[[^\]]+\]|"[^"]+"|\w+')
NAMED = ("table", "view", "function")
ENDS = ("ON", "AS", "(", "FROM", "FOR", "WITH", "USING", "TO", "ADD", "AUTHORIZATION", "SET", ";")


def verbatim(cursor: Cursor, draft: Draft) -> None:
    """Keeps a statement word for word; it is called by what it makes."""
    start = cursor.at
    skip(cursor)
    tokens = cursor.tokens[start : cursor.at]
    kept = tokens[:-1] if tokens[-1].key == ";" else tokens
    text = plain(cursor.script[kept[0].start : kept[-1].end])
    called = _called(kept)
    name, number = called, 2
    while draft.find("verbatim", "", name):
        name, number = f"{called} {number}", number + 1
    draft.add(cat.Verbatim(name=name, sql=text))


def plain(text: str) -> str:
    """Gives a statement with the ends of lines that specs have."""
    return text.replace("\r\n", "\n").strip()


def _called(tokens: Sequence[Token]) -> str:
    """Gives the words that say what a statement makes: `xml schema collection Sales.Notes`."""
    words = tokens[1:] if tokens[0].key == "CREATE" else tokens
    if tokens[0].key in ("DENY", "GRANT", "REVOKE"):
        return " ".join(_part(words, place) for place in range(min(len(words), 8))).replace(
            " . ", "."
        )
    ends = (place for place, token in enumerate(words) if place > 1 and token.key in ENDS)
    head = words[: next(ends, 6)]
    if len(head) == 2 and head[-1].key == "INDEX":  # a full-text index is called by its table
        head = words[:6]
    parts = [_part(head, place) for place in range(len(head))]
    return " ".join(parts).replace(" . ", ".") or "statement"


def _part(tokens: Sequence[Token], place: int) -> str:
    """Gives a name as it is, and a word in small letters."""
    token = tokens[place]
    is_last = place == len(tokens) - 1
    beside = (*tokens[place + 1 : place + 2], *tokens[max(place - 1, 0) : place])
    is_name = token.kind == "name" or is_last or any(other.text == "." for other in beside)
    return unquoted(token.text) if is_name else token.text.lower()


def needing(draft: Draft) -> Iterator[cat.Object]:
    """Gives the objects; what is kept as text with what that names, a statement that is kept word for
    word with what was made before it."""
    names = {_bare(key.name): key for key in draft.objects if key.kind in NAMED}
    made: dict[str, Id] = {}
    for item in draft.objects.values():
        if isinstance(item, cat.Verbatim):
            yield replace(item, needs=_needs(item.sql, item.id, made))
            if " on " not in item.name:
                made[_bare(item.name.rpartition(" ")[2].rpartition(".")[2])] = item.id
            continue
        if item.kind in (*NAMED, cat.SecurityPolicy.kind):
            made[_bare(item.id.name)] = item.id
        match item:
            case cat.View():
                yield replace(item, needs=_needs(item.sql, item.id, names))
            case cat.Function() | cat.Trigger():
                yield replace(item, needs=_needs(item.definition, item.id, names))
            case cat.SecurityPolicy():
                text = "\n".join(each.condition for each in item.predicates)
                yield replace(item, needs=_needs(text, item.id, names))
            case _:
                yield item


def _bare(name: str) -> str:
    return name.partition("(")[0].lower()


def _needs(text: str, mine: Id, names: dict[str, Id]) -> tuple[Id, ...]:
    words = {unquoted(word).lower() for word in WORDS.findall(text)}
    return tuple(sorted(names[word] for word in words & names.keys() if names[word] != mine))
