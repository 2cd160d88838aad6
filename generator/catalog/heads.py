"""What MySQL and MariaDB keep of a program beside its text: whose rights it has, the SQL mode it is
read in, how its texts compare, and after which trigger of the same event it runs.

Takes a statement, gives these as options and the statement without them. Where nothing is said, the
session that makes the program decides, so nobody compares it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

__all__ = ["DEFINER", "HEAD", "SAID", "bare", "following", "said", "without_unsaid"]

SAID = {
    "collate": "COLLATION_CONNECTION",
    "definer": "DEFINER",
    "sql_mode": "SQL_MODE",
    "follows": "FOLLOWS",
}
"""The options, each with the word by which a statement says it."""
PART = r"(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^\s@`\"'()]+)"
DEFINER = rf"DEFINER\s*=\s*(?P<user>{PART}(?:\(\))?)(?:\s*@\s*(?P<host>{PART}))?\s+"
WHO = re.compile(rf"(?<=\s){DEFINER}", re.IGNORECASE)
HEAD = re.compile(r"\b(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|EVENT)\s", re.IGNORECASE)
FOLLOWS = re.compile(rf"(?<=\sROW)\s+FOLLOWS\s+(?P<name>{PART})(?=\s)", re.IGNORECASE)
ROW = re.compile(r"\sFOR\s+EACH\s+ROW(?=\s)", re.IGNORECASE)


def said(statement: str) -> dict[str, str]:
    """Gives what a CREATE statement says of its definer and of the trigger that it follows.

    >>> said('CREATE DEFINER = "app"@"%" TRIGGER b BEFORE INSERT ON t FOR EACH ROW FOLLOWS `a` SET @x = 1')
    {'definer': 'app@%', 'follows': 'a'}"""
    found: dict[str, str] = {}
    definer = WHO.search(statement, 0, _head(statement))
    if definer and definer["user"].upper() not in ("CURRENT_USER", "CURRENT_USER()"):
        host = f"@{_plain(definer['host'])}" if definer["host"] else ""
        found["definer"] = _plain(definer["user"]) + host
    follows = FOLLOWS.search(statement)
    if follows and ROW.search(statement, 0, follows.start() + 1):
        found["follows"] = _plain(follows["name"])
    return found


def bare(statement: str) -> str:
    """Gives a CREATE statement without its definer and the trigger that it follows.

    >>> bare("CREATE DEFINER=`a b`@`%` TRIGGER b BEFORE INSERT ON t FOR EACH ROW FOLLOWS a SET @x = 1")
    'CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW SET @x = 1'"""
    found = WHO.search(statement, 0, _head(statement))
    if found:
        statement = statement[: found.start()] + statement[found.end() :]
    return FOLLOWS.sub("", statement, count=1) if "follows" in said(statement) else statement


def following(statement: str, name: str) -> str:
    """Gives a trigger's statement with the word after which trigger it runs; name: quoted."""
    return ROW.sub(lambda found: f"{found[0]} FOLLOWS {name}", statement, count=1)


def without_unsaid(options: Mapping[str, str], told: Collection[str]) -> dict[str, str]:
    """Gives what was found of a program without what nobody asked for. told: the options that were."""
    return {name: text for name, text in options.items() if name not in SAID or name in told}


def _head(statement: str) -> int:
    """Gives where the word for what is made stands: a definer stands before it."""
    found = HEAD.search(WHO.sub(lambda match: " " * len(match[0]), statement))
    return found.start() if found else 0


def _plain(name: str) -> str:
    mark = name[0]
    return name[1:-1].replace(mark * 2, mark) if mark in "`\"'" else name
