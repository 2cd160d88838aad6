"""How far a statement goes: strings, quoted names, comments and delimiters of each engine's client.

Takes an engine's name, gives a Grammar; what stands in a statement is the engine's business."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cache

__all__ = ["Grammar", "grammar", "open_token"]

DOLLAR = r"(?<![\w$])\$(?P<tag>[A-Za-z_\x80-\U0010ffff]*\w*)\$.*?\$(?P=tag)\$"
FLAT = r"/\*(?:[^*]++|\*(?!/))*+\*/"
NESTED = rf"/\*(?:[^*/]++|\*(?!/)|/(?!\*)|{FLAT})*+\*/"
TOKENS = {
    # plain characters, then what may hold a delimiter, then what only looks as if it began such a thing
    "postgresql": (
        "'\"$/\\-eE\\\\",
        (r"[eE]'(?:[^'\\]++|\\.|'')*+'", r"'(?:[^']++|'')*+'", r'"[^"]*+"', DOLLAR, NESTED, r"--[^\n]*+"),
        (r"[eE](?!')", r"\$(?!\w*\$)|(?<=[\w$])\$", r"/(?!\*)", r"-(?!-)"),
    ),
    "mysql": (
        "'\"`/\\-#",
        (
            r"'(?:[^'\\]++|\\.|'')*+'", r'"(?:[^"\\]++|\\.|"")*+"', r"`[^`]*+`",
            r"/\*(?!M?!)(?:[^*]++|\*(?!/))*+\*/", r"--(?=[\s\x00-\x1f]|$)[^\n]*+", r"#[^\n]*+",
        ),
        (r"/\*M?!", r"/(?!\*)", r"--(?![\s\x00-\x1f]|$)", r"-(?!-)"),
    ),
    "sqlite": (
        "'\"`/\\-\\[",
        (r"'(?:[^']++|'')*+'", r'"[^"]*+"', r"`[^`]*+`", r"\[[^\]]*+\]", FLAT, r"--[^\n]*+"),
        (r"/(?!\*)", r"-(?!-)"),
    ),
}  # fmt: skip
ENDED = re.compile(r"\\\r?\n")
CONTINUED = re.compile(rf"(?P<held>{'|'.join(TOKENS['mysql'][1])})|\\(?=\r?\n)", re.DOTALL)
OPENERS = {
    "'": "a string",
    '"': "a quoted name",
    "`": "a quoted name",
    "[": "a quoted name",
    "/": "a comment",
    "$": "a dollar quote",
}


@dataclass(frozen=True, slots=True)
class Grammar:
    """body: matches as much as can be passed over before a delimiter; blank: what may stand between
    statements."""

    engine: str
    body: re.Pattern[str]
    blank: re.Pattern[str]
    delimiter: str

    def is_whole(self, text: str) -> bool:
        """Whether a statement that reached a delimiter ends there, not in the middle of a body."""
        if self.engine == "sqlite":
            return not TRIGGER.match(text) or sqlite3.complete_statement(f"{text};")
        return self.engine != "postgresql" or not COMPOUND.match(text) or _is_level(text)

    def sent(self, text: str) -> str:
        """Gives a statement as the client sends it: MySQL's leaves out a backslash that ends a line."""
        if self.engine != "mysql" or not ENDED.search(text):
            return text
        return CONTINUED.sub(lambda found: found["held"] or "", text)


TRIGGER = re.compile(r"CREATE\s+(?:TEMP(?:ORARY)?\s+)?TRIGGER\b", re.IGNORECASE)
COMPOUND = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:RULE|FUNCTION|PROCEDURE)\b", re.IGNORECASE)


def _is_level(text: str) -> bool:
    """Whether all parentheses and all BEGIN ATOMIC … END are closed, as psql counts them."""
    holding = "|".join(TOKENS["postgresql"][1])
    bare = re.sub(holding, " ", text, flags=re.DOTALL)
    if bare.count("(") > bare.count(")"):
        return False
    if not re.search(r"\bBEGIN\s+ATOMIC\b", bare, re.IGNORECASE):
        return True
    opened = len(re.findall(r"\b(?:BEGIN|CASE)\b", bare, re.IGNORECASE))
    return opened <= len(re.findall(r"\bEND\b", bare, re.IGNORECASE))


@cache
def grammar(engine: str, delimiter: str = ";") -> Grammar:
    """Gives an engine's grammar for statements that end with a delimiter."""
    name = "mysql" if engine == "mariadb" else engine
    stops, holding, others = TOKENS[name]
    end = re.escape(delimiter)
    first = re.escape(delimiter[0])
    others = tuple(rf"(?!{end})(?:{other})" for other in (*others, first))
    parts = (rf"[^{stops}{first}]++", *holding, *others)
    comments = [part for part in holding if part.startswith(("/", "--", "#"))]
    if name == "mysql":
        comments.append(r"--[^\n]*+")  # its client takes any line for one that begins so
    return Grammar(
        name,
        re.compile(f"(?:{'|'.join(parts)})*+", re.DOTALL),
        re.compile(rf"(?:[\s\ufeff]++|{'|'.join(comments)})*+", re.DOTALL),
        delimiter,
    )


def open_token(character: str) -> str:
    """Names what begins with a character and has no end."""
    return OPENERS.get(character, "")
