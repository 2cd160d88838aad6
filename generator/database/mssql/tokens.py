"""T-SQL as tokens, in batches that lines of GO divide.

Takes a text, gives tokens with the offsets at which they stand; comments and blanks are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.database.scripts.errors import MissingError, SourceError, placed
from generator.database.scripts.window import place

__all__ = ["Cursor", "Token", "bare", "batches", "unquoted"]

TOKEN = re.compile(
    r"""
    (?P<space>[\s\ufeff]+)
    | (?P<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    | (?P<text>[nN]?'(?:[^']|'')*')
    | (?P<name>\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*")
    | (?P<number>0x[0-9a-fA-F]*|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)
    | (?P<word>[\w@\#$]+)
    | (?P<open>['"\[]|/\*)
    | (?P<other><>|<=|>=|!=|!<|!>|\+=|-=|::|.)
    """,
    re.VERBOSE | re.DOTALL,
)
OPEN = {"'": "a string", '"': "a quoted name", "[": "a quoted name", "/*": "a comment"}
VARIABLE = re.compile(r"[\[\"]?\$\(([\w-]+)\)")
PAIRS = {"(": 1, ")": -1}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: text, name, number, word or other; key: in capitals where it is a word, else ""; start and
    end: characters into the script."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """Gives a word or a sign in capitals; a quoted name is none."""
        return self.text.upper() if self.kind in ("word", "other") else ""


def batches(file: str, text: str) -> tuple[tuple[Token, ...], ...]:
    """Gives the tokens of each batch. Errors: SourceError for what has no end."""
    found: list[tuple[Token, ...]] = []
    batch: list[Token] = []
    line = 0
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if match.start() < line:
            continue
        if kind == "open":
            thing = OPEN[match.group()]
            raise placed(
                file, *place(text, match.start()), f"the file ends in {thing} that begins here"
            )
        if kind == "word" and match.group().upper() == "GO" and (rest := _alone(text, match)):
            found.append(tuple(batch))
            batch, line = [], match.end() + rest.end()
        elif kind not in ("space", "comment"):
            batch.append(Token(kind, match.group(), match.start(), match.end()))
    return tuple(batch for batch in (*found, tuple(batch)) if batch)


def _alone(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """Finds the rest of a line that has nothing but GO, and how often."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    after = re.match(r"[ \t]*\d*[ \t]*;?[ \t]*(?:--[^\n]*)?(?:\r?\n|\Z)", text[match.end() :][:400])
    return None if before.strip(" \t\ufeff") else after


def unquoted(text: str) -> str:
    """Gives a name without its brackets or quotes, a string without its quotes.

    >>> unquoted("[a ]] b]"), unquoted('"x"'), unquoted("N'it''s'"), unquoted("y")
    ('a ] b', 'x', "it's", 'y')"""
    if text[:1] == "[":
        return text[1:-1].replace("]]", "]")
    if text[:1] == '"':
        return text[1:-1].replace('""', '"')
    if text[:1] == "'" or text[:2].upper() == "N'":
        return text[text.index("'") + 1 : -1].replace("''", "'")
    return text


def bare(text: str) -> str:
    """Leaves out parentheses around a whole expression, which SQL Server adds by itself.

    >>> bare("((0))"), bare("(a) + (b)"), bare("(getdate())")
    ('0', '(a) + (b)', 'getdate()')"""
    while text.startswith("(") and text.endswith(")") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes(text: str) -> int:
    depth = 0
    for match in TOKEN.finditer(text):
        depth += PAIRS.get(match.group(), 0) if match.lastgroup == "other" else 0
        if depth == 0:
            return match.start()
    return -1


@dataclass(slots=True)
class Cursor:
    """A place in a batch. script: the whole text, that the tokens' offsets mean."""

    file: str
    script: str
    tokens: Sequence[Token]
    at: int = 0
    end: Token = field(default_factory=lambda: Token("end", "", 0, 0))

    @property
    def token(self) -> Token:
        """The token to be read next; after the last one a token of kind `end`."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self.end

    @property
    def done(self) -> bool:
        """Whether all is read."""
        return self.at >= len(self.tokens)

    def ahead(self, *keys: str) -> bool:
        """Whether words or signs come next."""
        found = self.tokens[self.at : self.at + len(keys)]
        return tuple(token.key for token in found) == keys

    def take(self, *keys: str) -> bool:
        """Reads words or signs if they come next."""
        found = self.ahead(*keys)
        self.at += len(keys) if found else 0
        return found

    def need(self, *keys: str) -> None:
        """Reads words or signs. Errors: SourceError when others come."""
        for key in keys:
            if not self.take(key):
                raise self.wrong(f"`{key}` is expected here")

    def name(self) -> str:
        """Reads a name, quoted or not."""
        token = self.token
        if unset := VARIABLE.match(self.script, token.start):
            raise self.wrong(
                f"sqlcmd's variable `{unset[1]}` has no value; write `:setvar {unset[1]} …` above"
            )
        if token.kind not in ("name", "word"):
            raise self.wrong("a name is expected here")
        self.at += 1
        return unquoted(token.text)

    def qualified(self) -> tuple[str, str]:
        """Reads schema and name, "" for `dbo`; the database and server before them are left out."""
        parts = [self.name()]
        while self.take("."):
            parts.append("" if self.ahead(".") else self.name())
        schema = parts[-2] if len(parts) > 1 else ""
        return "" if schema.lower() == "dbo" else schema, parts[-1]

    def group(self) -> str:
        """Reads parentheses with all that is in them; gives the text between them."""
        first = self.token
        self.need("(")
        self.to_close()
        last = self.tokens[self.at - 1]
        return self.script[first.end : last.start].strip()

    def to_close(self) -> None:
        """Reads on behind the parenthesis that closes the one that was read."""
        depth = 1
        while depth:
            if self.done:
                raise self.wrong("the file ends before a parenthesis is closed")
            depth += PAIRS.get(self.token.key, 0)
            self.at += 1

    def names(self) -> tuple[str, ...]:
        """Reads a list of columns in parentheses, as of a key; ASC is left out."""
        self.need("(")
        found: list[str] = []
        while not self.take(")"):
            found.append(self.name())
            self.take("ASC")
            if not self.take(",") and not self.ahead(")"):
                raise self.wrong("`,` or `)` is expected here")
        return tuple(found)

    def missing(self, sentence: str) -> MissingError:
        """Makes the error of a statement about what the script has not made."""
        return MissingError(str(self.wrong(sentence)))

    def wrong(self, sentence: str) -> SourceError:
        """Makes the error of a token that cannot stand here."""
        token = self.token if not self.done or not self.tokens else self.tokens[-1]
        at = token.end if self.done else token.start
        said = "the file ends in this statement: " if self.done and self.is_last else ""
        return placed(self.file, *place(self.script, at), f"{said}{sentence}")

    @property
    def is_last(self) -> bool:
        """Whether nothing but blanks comes after the tokens."""
        return not self.tokens or not self.script[self.tokens[-1].end :].strip()
