"""The words of portable SQL.

Takes a text, gives its tokens with their places, or a Fault where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Fault", "Token", "tokens"]

TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<name>[^\W\d]\w*)
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<text>'(?:[^']|'')*')
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<parameter>(?<!:):[^\W\d]\w*)
    |(?P<op><>|!=|<=|>=|\|\||::|->>?|\#>>?|@>|<@|&&|!?~~?\*?|[-+*/%=<>(),.;]|[^\s\w'"]+?(?=[\s\w'"(),]|$))""",
    re.VERBOSE | re.DOTALL,
)


class Fault(ValueError):  # noqa: N818 - a person's mistake in an expression, caught by `check`
    """Says what is wrong with a text. start and end: characters into it."""

    def __init__(
        self, message: str, start: int, end: int, hint: str = "", code: str = "G230"
    ) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end
        self.hint, self.code = hint, code


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text. kind: name, quoted, text, number, parameter, op or end; text: as written,
    word: lower case, for comparing with keywords ("" for what cannot be one)."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind in ("name", "op") else ""


def tokens(text: str) -> tuple[Token, ...]:
    """Splits a text; white space and comments fall away, a token of kind `end` is the last."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise Fault("text without an end", place, len(text), "close it with a quote")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match[0], match.start(), match.end()))
        place = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return tuple(found)
