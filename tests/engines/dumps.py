"""What pg_dump says of a database, as statements that can be compared with those of another one.

What it says otherwise of an imported database stands in dumps.yaml, by schema, with the reason."""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from generator.database.programs import installed
from generator.database.scripts.statements import statements
from generator.database.scripts.window import Window
from generator.database.session import Session

SESSION = re.compile(r"SET |SELECT pg_catalog\.set_config")
TABLE = re.compile(r"(CREATE [A-Z ]*TABLE [^\n]+ \()\n(.*)\n(\).*)", re.DOTALL)
NO_DEFAULT = re.compile(r" DEFAULT NULL::[a-z ]+?(?=,?$| NOT NULL)", re.MULTILINE)
NOT_NULL = re.compile(r' CONSTRAINT (\w+|"[^"]+)_not_null\d*"? NOT NULL')
SEQUENCE = re.compile(r'\n +SEQUENCE NAME [^\n]+_seq\d*"?(?=\n)')
OPTIONS = re.compile(r"\bWITH \((\w+='[^']*'(?:, \w+='[^']*')+)\)")


def dumped(session: Session) -> list[str]:
    """Gives the statements that make a database, by the pg_dump of its server, sorted and normalised.

    Their order goes by what depends on what, and the settings at the head are for the session."""
    command = [_tool(session.version), "--schema-only", "--no-owner", session.url.text()]
    script = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    read = statements(Window("pg_dump", io.StringIO(script)), "postgresql")
    return sorted(normalised(one.text) for one in read if not SESSION.match(one.text))


def normalised(statement: str) -> str:
    """Gives a statement of pg_dump without what an import does not keep, since it means the same.

    - The order of a table's columns and checks: a mixin's columns are the last ones of a new table.
    - The order of storage options.
    - Two ways of writing a default: CURRENT_TIMESTAMP for now(), and NULL for none.
    - Names that the server made of a table's or column's name that is gone: of identities' sequences,
      and of NOT NULL of version 18."""
    if table := TABLE.fullmatch(statement):
        lines = sorted(line.removesuffix(",") for line in table[2].split("\n"))
        statement = "\n".join((table[1], *lines, table[3]))
    statement = NO_DEFAULT.sub(
        "", statement.replace(" DEFAULT CURRENT_TIMESTAMP", " DEFAULT now()")
    )
    statement = SEQUENCE.sub("", NOT_NULL.sub(" NOT NULL", statement))
    return OPTIONS.sub(_sorted, statement)


def unlike(name: str, first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Gives what one of two dumps alone says and dumps.yaml does not, and the other way round.

    A statement that only the first has begins with "-", one that only the second has with "+"."""
    one, other = Counter(first), Counter(second)
    found = [f"- {text}" for text in (one - other).elements()]
    found += [f"+ {text}" for text in (other - one).elements()]
    every = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    named = [text for group in every.get(name, []) for text in group["statements"]]
    gone = Counter(named) - Counter(found)
    return [
        *(Counter(found) - Counter(named)).elements(),
        *(f"named, but not there: {text}" for text in gone.elements()),
    ]


def _sorted(options: re.Match[str]) -> str:
    return f"WITH ({', '.join(sorted(options[1].split(', ')))})"


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
