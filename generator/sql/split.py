"""A script as its statements, for drivers that take one at a time.

Takes SQL that this program wrote, gives the statements without their semicolons; strings, quoted
names, comments, dollar quotes and the bodies of triggers and routines stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["split"]

PATTERN = r"""
    (?P<space>\s+)
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<text>'(?:[^'{escape}]|''{escaped})*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]\n]*\])
    | (?P<dollar>(?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag))
    | (?P<word>\w+)
    | (?P<other>.)
    """
PLAIN = re.compile(PATTERN.format(escape="", escaped=""), re.VERBOSE | re.DOTALL)
ESCAPING = re.compile(PATTERN.format(escape=r"\\", escaped=r"|\\."), re.VERBOSE | re.DOTALL)
SKIPPED = r"""
    [^;'"`\[$/-]+
    | --[^\n]*|/\*.*?\*/
    | '(?:[^'{escape}]|''{escaped})*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]\n]*\]
    | (?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)
    | (?P<end>;)
    | .
    """
"""Tells no words apart, for what has no body whose semicolons are its own: most of a script."""
FLAT = {
    PLAIN: re.compile(SKIPPED.format(escape="", escaped=""), re.VERBOSE | re.DOTALL),
    ESCAPING: re.compile(SKIPPED.format(escape=r"\\", escaped=r"|\\."), re.VERBOSE | re.DOTALL),
}
BODY = re.compile(r"\b(?:BEGIN|CASE|END)\b", re.IGNORECASE)
COMPOUND = re.compile(
    r"(?:CREATE|ALTER)\b.*?\b(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)\b", re.IGNORECASE | re.DOTALL
)
DELIMITED = re.compile(
    r"^DELIMITER (?P<mark>\S+)\n(?P<body>.*?)^DELIMITER ;$", re.MULTILINE | re.DOTALL
)
GO = re.compile(r"^GO$", re.MULTILINE)
LOOPS = ("IF", "LOOP", "WHILE", "REPEAT")


def split(script: str, *, escapes: bool = False, batches: bool = False) -> tuple[str, ...]:
    """Gives the statements in order; comments stay with the statement that they come before.

    escapes: whether a backslash escapes in strings, as in MySQL. batches: whether lines of GO, not
    semicolons, divide it, as in SQL Server.

    >>> split("CREATE TABLE a (b text DEFAULT ';');\\n-- next\\nSELECT 1;")
    ("CREATE TABLE a (b text DEFAULT ';')", '-- next\\nSELECT 1')
    >>> split("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3;")
    ('CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END', 'SELECT 3')"""
    token = ESCAPING if escapes else PLAIN
    return tuple(
        text
        for part in (GO.split(script) if batches else _parts(script, token))
        for text in (part.strip(),)
        if _has_code(text, token)
    )


def _parts(script: str, token: re.Pattern[str]) -> Iterator[str]:
    """Gives the statements; between two DELIMITER lines only that delimiter ends one."""
    end = 0
    for match in DELIMITED.finditer(script):
        yield from _statements(script[end : match.start()], token)
        yield from match["body"].split(match["mark"])
        end = match.end()
    yield from _statements(script[end:], token)


def _statements(script: str, token: re.Pattern[str]) -> Iterator[str]:
    if BODY.search(script) is None:
        ends = [match.start() for match in FLAT[token].finditer(script) if match["end"]]
        for start, end in pairwise((-1, *ends, len(script))):
            yield script[start + 1 : end].strip()
        return
    start, depth, words = 0, 0, ""
    for match in token.finditer(script):
        kind, text = match.lastgroup, match.group()
        if kind == "word" or match["word"]:
            depth += _step(text.upper(), words)
            words = f"{words[-200:]} {text.upper()}"
        elif text == ";" and depth <= 0:
            yield script[start : match.start()].strip()
            start, depth, words = match.end(), 0, ""
    yield script[start:].strip()


def _step(word: str, before: str) -> int:
    """Gives how much deeper a word leads into a routine's body; 0 outside of one."""
    last = before.rpartition(" ")[2]
    if word == "BEGIN":
        return int(COMPOUND.search(before) is not None)
    if word == "CASE":
        return int(last != "END")
    if word == "END":
        return -1
    return int(word in LOOPS and last == "END")  # END IF closes no BEGIN: take its END back


def _has_code(text: str, token: re.Pattern[str]) -> bool:
    return any(
        match.lastgroup != "space" and not match["space"] and not match["comment"]
        for match in token.finditer(text)
    )
