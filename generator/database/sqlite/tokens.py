"""Words of SQLite's SQL, and one spelling for every text that means the same.

Takes SQL text, gives tokens; takes tokens, gives text again, evenly spaced and quoted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Token", "name_of", "raw", "spell", "tokens"]

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<string>'(?:[^']|'')*'|[xX]'[0-9a-fA-F]*')"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\])"
    r"|(?P<number>0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[^\W\d][\w$]*)"
    r"|(?P<symbol>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|.)",
    re.DOTALL,
)

_WORDS = """
ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY
CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE
CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH
ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL
GENERATED GLOB GROUP GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD
INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL
NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE
RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK ROW ROWS
SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION UNIQUE UPDATE
USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT
"""
_KEYWORDS = frozenset(_WORDS.split())
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_CALLED = frozenset({"CAST", "GLOB", "IF", "LIKE", "MATCH", "REGEXP", "REPLACE"})


@dataclass(frozen=True, slots=True)
class Token:
    """kind: word, quoted (an identifier), string, number, symbol or comment; start, end: characters
    into the text; newlines: how many stand right before it (one for the first)."""

    kind: str
    text: str
    start: int
    end: int
    newlines: int = 0

    def says(self, *words: str) -> bool:
        """Tells whether it is one of these unquoted words or symbols (upper case)."""
        return self.kind in ("word", "symbol") and self.text.upper() in words


def tokens(sql: str, *, comments: bool = False) -> Iterator[Token]:
    """Reads SQL into tokens, without white space, without comments unless asked for."""
    newlines = 1
    for match in _TOKEN.finditer(sql):
        kind = str(match.lastgroup)
        if kind == "space":
            newlines = match[0].count("\n")
        elif kind != "comment" or comments:
            yield Token(kind, match[0], match.start(), match.end(), newlines)
            newlines = 0


def name_of(token: Token) -> str:
    """Gives the name that an identifier stands for, quoted in any of SQLite's ways or not at all."""
    if token.kind not in ("quoted", "string"):
        return token.text
    mark, inside = token.text[0], token.text[1:-1]
    return inside if mark == "[" else inside.replace(mark * 2, mark)


def raw(sql: str, part: Sequence[Token]) -> str:
    """Gives the text from the first to the last of some tokens, as it was written."""
    return sql[part[0].start : part[-1].end] if part else ""


def spell(part: Sequence[Token], names: Collection[str] = ()) -> str:
    """Gives one spelling: words of the language in capitals, other names as they were declared.

    names: of columns; a quoted one of them loses quotes that it does not need. Parentheses around
    the whole and around a single value are dropped."""
    declared = {name.lower(): name for name in names}
    inner = _reduced(_bare(part))
    text, before = "", None
    for place, token in enumerate(inner):
        after = inner[place + 1] if place + 1 < len(inner) else None
        text += (_space(inner, place) if before else "") + _word(token, after, declared)
        before = token
    return text


def _bare(part: Sequence[Token]) -> Sequence[Token]:
    """Drops parentheses around the whole."""
    while (
        len(part) > 1
        and part[0].says("(")
        and part[-1].says(")")
        and _closes(part) == len(part) - 1
    ):
        part = part[1:-1]
    return part


def _reduced(part: Sequence[Token]) -> Sequence[Token]:
    """Drops parentheses around one name or literal, but not those of a call or a list."""
    for place in range(len(part) - 2):
        opens, inside, closes = part[place : place + 3]
        if not (opens.says("(") and closes.says(")") and inside.kind != "symbol"):
            continue
        before = part[place - 1] if place else None
        if (
            before is None
            or before.says("AND", "OR", "NOT")
            or (before.kind == "symbol" and not before.says(")"))
        ):
            return _reduced([*part[:place], inside, *part[place + 3 :]])
    return part


def _closes(part: Sequence[Token]) -> int:
    """Gives the place of the parenthesis that closes the first one."""
    depth = 0
    for place, token in enumerate(part):
        depth += token.says("(") - token.says(")")
        if depth == 0:
            return place
    return len(part)


def _word(token: Token, after: Token | None, declared: dict[str, str]) -> str:
    name = name_of(token)
    if token.kind == "word" and name.lower() not in declared:
        if name.upper() in _KEYWORDS:
            return name.upper()
        return name.lower() if after is not None and after.says("(") else name
    if token.kind in ("word", "quoted"):
        known = declared.get(name.lower())
        needless = known is not None and _PLAIN.match(known) and known.upper() not in _KEYWORDS
        return known if needless and known else '"' + (known or name).replace('"', '""') + '"'
    return {"==": "=", "!=": "<>"}.get(token.text, token.text)


def _space(part: Sequence[Token], place: int) -> str:
    """Gives what stands between a token and the one before it."""
    before, token = part[place - 1], part[place]
    if before.says("(", ".", "~") or token.says(")", ",", "."):
        return ""
    if before.says("-", "+") and _is_sign(part, place - 1):
        return ""
    if token.says("("):
        name = before.text.upper()
        is_call = before.kind in ("word", "quoted") and (name not in _KEYWORDS or name in _CALLED)
        return "" if is_call else " "
    return " "


def _is_sign(part: Sequence[Token], place: int) -> bool:
    """A minus is a sign at the beginning and after whatever cannot end a value."""
    if place == 0:
        return True
    before = part[place - 1]
    if before.kind == "symbol":
        return not before.says(")")
    return before.kind == "word" and before.text.upper() in _KEYWORDS
