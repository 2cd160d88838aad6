"""A place among the tokens of a text, and what is there.

Takes tokens, gives words and names as they are taken, or a Fault at the characters that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.sql.tokens import Fault, Token
from generator.sql.tree import Query

__all__ = ["ELSEWHERE", "EXPRESSION_WORDS", "INSTEAD", "Cursor"]

EXPRESSION_WORDS = frozenset(
    "and or not in is like between case when then else end null true false escape".split()  # noqa: SIM905
)
T = TypeVar("T")
ELSEWHERE = "write it under `engines:`"
INSTEAD = {
    "::": "write `CAST(… AS …)`",
    "ilike": "write `lower(…) LIKE lower(…)`",
    "any": "write `IN`",
    "similar": ELSEWHERE,
}


class Cursor:
    """Goes over the tokens once. words: what is no name; statements add their own to it.

    query: reads a query in parentheses; a parser of mere expressions refuses them."""

    def __init__(
        self,
        found: Sequence[Token],
        words: frozenset[str] = EXPRESSION_WORDS,
        query: Callable[[Cursor], Query] | None = None,
    ) -> None:
        self.tokens, self.words, self.query = found, words, query
        self.place = 0

    # moving on

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    @property
    def next(self) -> Token:
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    @property
    def ended(self) -> int:
        """Where the last token that was taken ended."""
        return self.tokens[self.place - 1].end

    def at(self, *words: str) -> bool:
        """Whether these words come next."""
        ahead = self.tokens[self.place : self.place + len(words)]
        return tuple(token.word for token in ahead) == words

    def take(self, *words: str) -> bool:
        """Takes these words if they come next."""
        if not self.at(*words):
            return False
        self.place += len(words)
        return True

    def expect(self, word: str) -> None:
        """Takes a word that must come next."""
        if not self.take(word):
            raise self.fault(f"expected `{word.upper()}`")

    def fault(self, expected: str) -> Fault:
        """Says what was expected and what is there."""
        found = f"found `{self.token.text}`" if self.token.kind != "end" else "found the end"
        return Fault(
            f"{expected}, {found}", self.token.start, max(self.token.end, self.token.start + 1)
        )

    def finish(self) -> None:
        """Refuses what is left over."""
        if self.token.kind == "end":
            return
        token = self.token
        if token.kind == "op" and token.text not in (")", ",", ";", "."):
            raise self.unportable(f"operator `{token.text}`")
        if token.word in INSTEAD:
            raise self.unportable(f"`{token.text}`")
        raise Fault(f"unexpected `{token.text}`", token.start, token.end)

    def unportable(self, what: str, token: Token | None = None) -> Fault:
        """Says that something is SQL, but not of the portable kind."""
        token = token or self.token
        hint = INSTEAD.get(token.word, ELSEWHERE)
        return Fault(f"{what} is not portable", token.start, token.end, hint, "G232")

    def is_name(self) -> bool:
        """Whether the next token can be a name. `order` and `group` are unless BY follows."""
        token = self.token
        if token.kind == "quoted":
            return True
        if token.word in ("order", "group"):
            return self.next.word != "by"
        return token.kind == "name" and token.word not in self.words

    def name(self, what: str = "a name") -> str:
        """Takes a name; a quoted one loses its quotes."""
        if not self.is_name():
            raise self.fault(f"expected {what}")
        token = self.token
        self.place += 1
        return token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.text.lower()

    def list_of(self, item: Callable[[Cursor], T]) -> tuple[T, ...]:
        """Reads what is separated by commas; at least one."""
        found = [item(self)]
        while self.take(","):
            found.append(item(self))
        return tuple(found)
