"""What pg_dump says of a database, as statements that can be compared with those of another one."""

from __future__ import annotations

import io
import os
import re
import subprocess
from pathlib import Path

import pytest

from generator.database.programs import installed
from generator.database.scripts.statements import statements
from generator.database.scripts.window import Window
from generator.database.session import Session

SESSION = re.compile(r"SET |SELECT pg_catalog\.set_config")
TABLE = re.compile(r"(CREATE [A-Z ]*TABLE [^\n]+ \()\n(.*)\n(\).*)", re.DOTALL)
SEQUENCE = re.compile(r"\n +SEQUENCE NAME [^\n]+")


def dumped(session: Session) -> list[str]:
    """Gives the statements that make a database, by the pg_dump of its server, sorted and normalised.

    Their order goes by what depends on what, and the settings at the head are for the session."""
    command = [_tool(session.version), "--schema-only", "--no-owner", session.url.text()]
    script = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    read = statements(Window("pg_dump", io.StringIO(script)), "postgresql")
    return sorted(normalised(one.text) for one in read if not SESSION.match(one.text))


def normalised(statement: str) -> str:
    """Gives a statement of pg_dump without the two things that an import does not keep.

    - The order of a table's columns and checks: a mixin's columns are the last ones of a new table.
    - The name of an identity's sequence, which is made of names that its table had long ago."""
    if table := TABLE.fullmatch(statement):
        lines = sorted(line.removesuffix(",") for line in table[2].split("\n"))
        statement = "\n".join((table[1], *lines, table[3]))
    return SEQUENCE.sub("", statement)


def _tool(version: str) -> Path:
    """Without a pg_dump of the server's version the test is skipped by name; with CI=true it fails."""
    major = version.partition(".")[0]
    for program in installed("postgresql"):
        tool = program.folder / "pg_dump"
        if program.version.partition(".")[0] == major and tool.exists():
            return tool
    told = f"no pg_dump of PostgreSQL {major} here"
    if os.environ.get("CI") == "true":
        pytest.fail(told, pytrace=False)
    pytest.skip(told)
