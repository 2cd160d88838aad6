"""The statements that generated repositories send, asked of the repositories themselves.

Takes the files of a generated package and questions about its access patterns, gives each statement in
an engine's words with holes where values go. The package is imported by a program of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Question", "Sent", "UnreadablePackageError", "ask", "filled"]

HOLE = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|(?<!:):([A-Za-z_]\w*)""")
"""A text or a quoted name, which stay as they are, or a hole."""


class UnreadablePackageError(Exception):
    """The generated package cannot be imported; the message is the last line of Python's."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a package: the reading `constant` of `queries/<module>.py`. arguments: name to
    whether it is a list. tenant: whether rows belong to one. page: rows a page, 0 for no pages.
    related: the relationships that are loaded with the rows."""

    module: str
    constant: str
    dialect: str
    arguments: Mapping[str, bool]
    tenant: bool
    page: int
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement. holes: name to what fills it: `argument:NAME:ITEM`, `tenant:`, `key:N` (of the row that
    the page before ended with), `number:N` or `row:TABLE.COLUMN:ITEM`."""

    sql: str
    holes: Mapping[str, str]


def ask(
    files: Mapping[str, str], packages: tuple[str, str], questions: Sequence[Question]
) -> tuple[tuple[Sent, ...], ...]:
    """Gives for each question the statement, or those of the first and the next page, then those that
    load what belongs to the rows.

    files: path, relative to the folder that is imported from, to text. packages: those of the
    repositories and of the models."""
    with tempfile.TemporaryDirectory(prefix="gen-") as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        program = Path(__file__).with_name("sent.py")
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(program), folder, *packages],
            input=json.dumps([asdict(question) for question in questions]),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it ended without a word"]
        raise UnreadablePackageError(lines[-1])
    answers: list[list[dict[str, object]]] = json.loads(done.stdout)
    return tuple(tuple(_sent(item) for item in answer) for answer in answers)


def _sent(item: Mapping[str, object]) -> Sent:
    holes = item["holes"]
    assert isinstance(holes, dict)
    return Sent(str(item["sql"]), {str(name): str(what) for name, what in holes.items()})


def filled(sql: str, fill: Callable[[str], str]) -> str:
    """Puts SQL into the holes of a statement; texts and quoted names are left alone.

    >>> filled("a = :x::int AND b = ':x'", {"x": "1"}.__getitem__)
    "a = 1::int AND b = ':x'"
    """
    return HOLE.sub(lambda match: fill(match[1]) if match[1] else match[0], sql)
