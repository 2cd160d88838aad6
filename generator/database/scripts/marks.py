"""What a script says about itself: whose it is, and whether the tool that wrote it came to its end.

Takes the beginning of a script and the comments after its last statement, gives engines and a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["LOOKED_AT", "engines", "unfinished"]

LOOKED_AT = 1 << 18
"""So many characters of a script are looked at for marks."""

SURE = (
    ("postgresql", r"^-- PostgreSQL database (?:cluster )?dump$"),
    ("mariadb", r"^-- Server version:?\s[^\n]*MariaDB"),
    ("mysql", r"^-- Server version:?\s+\d[^\n]*"),
    ("mariadb", r"^-- (?:MariaDB dump|MySQL dump [^\n]*MariaDB)|^/\*M!"),
    ("mysql", r"^-- (?:MySQL dump |MySQL Workbench)"),
    ("sqlite", r"\A\s*PRAGMA foreign_keys=OFF;\s*BEGIN TRANSACTION;"),
    ("mssql", r"^/\*{6} Object: +"),
)  # fmt: skip
"""The heads that dumping tools write."""

SIGNS = (
    (("postgresql",), r"(?<!SCHEMA)(?<!OBJECT)(?<!TYPE)(?<!ROLE)::\w|\bAS\s+\$\w*\$|\bnextval\("),
    (("postgresql",), r"\bLANGUAGE '?plpgsql|\bOWNER TO\b|\bFROM stdin;|\bcharacter varying\b"),
    (("postgresql",), r"\b(?:big|small)?serial\b|\b(?:jsonb|timestamptz|bytea)\b|\bCREATE EXTENSION\b"),
    (("postgresql",), r"^\\(?:c|connect|i|ir|include|restrict|set)\b|\bwith(?:out)? time zone\b"),
    (("mysql", "mariadb"), r"\bENGINE\s*=\s*InnoDB|\bAUTO_INCREMENT\b|^DELIMITER\b|^SOURCE \S+$|/\*!\d{5}"),
    (("sqlite",), r"\bAUTOINCREMENT\b|\bWITHOUT ROWID\b|^PRAGMA \w|^\.read |\)\s*STRICT;"),
    (("mssql",), r"^GO\s*$|\[dbo\]\.|\bIDENTITY\s*\(\d|\bNVARCHAR\s*\(MAX\)|\bNONCLUSTERED\b"),
)  # fmt: skip
"""What only some engines understand."""

ENDS = (
    ("-- PostgreSQL database dump\n", "-- PostgreSQL database dump complete"),
    ("-- PostgreSQL database cluster dump\n", "-- PostgreSQL database cluster dump complete"),
    ("-- MySQL dump ", "-- Dump completed"),
    ("-- MariaDB dump ", "-- Dump completed"),
)
"""The first words of a dump, and its last ones."""


def engines(text: str) -> tuple[str, ...]:
    """Gives the engines that a script can be for by its own marks; none when it has none."""
    plain = text.replace("\r\n", "\n")
    for engine, pattern in SURE:
        if re.search(pattern, plain, re.MULTILINE):
            return (engine,)
    bare = re.sub(r"'(?:[^'\n]|'')*'|--[^\n]*", " ", plain)
    flags = re.MULTILINE | re.IGNORECASE
    return tuple(
        dict.fromkeys(
            name for names, pattern in SIGNS if re.search(pattern, bare, flags) for name in names
        )
    )


def unfinished(head: str, tail: str, last: Sequence[str]) -> str:
    """Gives what a dump lacks at its end, "" when nothing: the closing words of its tool.

    tail: the comments after the last statement. last: transactions that were begun and not ended."""
    start = head[:4096].replace("\r\n", "\n")
    for first, closing in ENDS:
        if first in start and closing not in tail:
            return f"the line `{closing}`"
    return "the COMMIT of its transaction" if last else ""
