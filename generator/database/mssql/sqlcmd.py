"""What sqlcmd does itself: its commands, and its variables in a script.

Takes a script's text, gives it with blanks for the commands and values for the variables; every line
stays where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.database.scripts.errors import placed
from generator.database.scripts.window import place

__all__ = ["expanded"]

COMMAND = re.compile(r"^[ \t]*:(?!:)(\w+)\b([^\n]*)", re.MULTILINE)
SET = re.compile(r"\s+([\w-]+)(?:\s+(?:\"([^\"\r\n]*)\"|(\S+)))?")
VARIABLE = re.compile(r"\$\(([\w-]+)\)")


def expanded(file: str, text: str) -> str:
    """Gives the text that the server would be sent. Errors: SourceError for `:r`, which reads a file."""
    given = _values(file, text)
    text = COMMAND.sub(lambda found: " " * len(found[0]), text)
    return VARIABLE.sub(lambda found: given.get(found[1].lower(), found[0]), text)


def _values(file: str, text: str) -> Mapping[str, str]:
    """Gives the variables that are set; one that is set again has its last value everywhere."""
    given: dict[str, str] = {}
    for found in COMMAND.finditer(text):
        word = found[1].lower()
        if word == "r":
            at = found.start() + found[0].index(":")
            raise placed(file, *place(text, at), "sqlcmd's `:r` cannot be done here")
        said = SET.match(found[2]) if word == "setvar" else None
        if said:
            given[said[1].lower()] = said[2] or said[3] or ""
    return given
