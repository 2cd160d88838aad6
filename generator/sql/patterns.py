"""LIKE in the engines' spellings, with one meaning: `%` is any text, `_` any character, case matters,
and nothing else is special unless ESCAPE names a character.

Takes a pattern, gives what an engine must be given for the same matches."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["glob", "globbed", "like_pattern"]

GLOB = {"*": "[*]", "?": "[?]", "[": "[[]"}
STEPS = (("[", "[[]"), ("*", "[*]"), ("?", "[?]"), ("%", "*"), ("_", "?"))


def like_pattern(pattern: str, escape: str, engine: str) -> str:
    """Gives the pattern for an engine's LIKE, where a backslash or `[` may be special.

    >>> like_pattern("a[%", "", "mssql"), like_pattern("100!%", "!", "postgresql")
    ('a[[]%', '100!%')"""
    if engine == "mssql":
        return pattern.replace("[", f"{escape}[" if escape else "[[]")
    if escape:
        return pattern
    return pattern.replace("\\", "\\\\")


def glob(pattern: str, escape: str) -> str:
    """Gives the pattern for SQLite's GLOB.

    >>> glob("%_@_%", ""), glob("100!%*", "!")
    ('*?@?*', '100%[*]')"""
    return "".join(_globs(pattern, escape))


def _globs(pattern: str, escape: str) -> Iterator[str]:
    letters = iter(pattern)
    for letter in letters:
        if escape and letter == escape:
            letter = next(letters, "")
            yield GLOB.get(letter, letter)
        else:
            yield {"%": "*", "_": "?"}.get(letter, GLOB.get(letter, letter))


def globbed(spelled: str) -> str:
    """Gives SQL that turns a pattern, known only when it runs, into one for GLOB."""
    for old, new in STEPS:
        spelled = f"replace({spelled}, '{old}', '{new}')"
    return spelled
