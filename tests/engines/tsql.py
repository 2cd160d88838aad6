"""Checkers of SQL Server's grammar: no server of it can be had here, its parsers can.

`tsql` gives what two parsers object to in a script: sqlfluff's, always, and Microsoft's own, which
`.ci/mssql` unpacks; without it the fixture skips by name, and fails in CI. Neither knows types: a name
that is no type could be a user's, so `TYPES` lists what our scripts may say."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

import pytest

from generator.database.programs import tools

__all__ = ["TYPES", "microsoft", "sqlfluff", "tsql", "unknown_types"]

_TYPES = """
bigint binary bit char date datetime datetime2 datetimeoffset decimal float geography geometry hierarchyid
image int json money nchar ntext numeric nvarchar real rowversion smalldatetime smallint smallmoney
sql_variant sysname text time timestamp tinyint uniqueidentifier varbinary varchar vector xml
"""
TYPES = frozenset(_TYPES.split())

Check = Callable[[str], tuple[str, ...]]


def sqlfluff(script: str) -> tuple[str, ...]:
    """Gives what sqlfluff's grammar of T-SQL cannot read, `line 3: …`."""
    from sqlfluff.core import FluffConfig, Linter

    config = FluffConfig(overrides={"dialect": "tsql", "large_file_skip_byte_limit": 0})
    parsed = Linter(config=config).parse_string(script)
    return tuple(f"line {error.line_no}: {error.desc()}" for error in parsed.violations)


@dataclass(slots=True)
class Parser:
    """Microsoft's language service, which answers a document that is opened with its errors."""

    process: subprocess.Popen[bytes]
    documents: int = 0

    def check(self, script: str) -> tuple[str, ...]:
        """Gives the syntax errors of a script, `line 3: …`."""
        self.documents += 1
        uri = f"file:///check{self.documents}.sql"
        document = {"uri": uri, "languageId": "sql", "version": 1, "text": script}
        self.send("textDocument/didOpen", {"textDocument": document})
        for message in self.messages():
            params = cast(dict[str, object], message.get("params") or {})
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and params.get("uri") == uri
            ):
                found = cast(list[dict[str, object]], params["diagnostics"])
                return tuple(f"line {_line(item)}: {item['message']}" for item in found)
        raise AssertionError("Microsoft's parser ended without an answer")

    def send(self, method: str, params: object, number: int | None = None) -> None:
        """Sends a notification, or a request when it has a number."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        body = json.dumps(message if number is None else {**message, "id": number}).encode()
        stdin = cast(IO[bytes], self.process.stdin)
        stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stdin.flush()

    def messages(self) -> Iterator[dict[str, object]]:
        """Gives what the service says, until it ends."""
        stdout = cast(IO[bytes], self.process.stdout)
        while True:
            length = 0
            while (line := stdout.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            yield json.loads(stdout.read(length))


def _line(item: dict[str, object]) -> int:
    start = cast(dict[str, dict[str, int]], item["range"])["start"]
    return start["line"] + 1


@pytest.fixture(scope="session")
def microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Check]:
    """Microsoft's parser: a script to its syntax errors."""
    program = tools() / "mssql" / "bin" / "parser"
    if not program.exists():
        message = f"no T-SQL parser of Microsoft in {program.parent}; run .ci/mssql"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    log = tmp_path_factory.mktemp("parser") / "log"
    with log.open("wb") as talk:
        process = subprocess.Popen(
            program,
            cwd=log.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=talk,
        )
    try:
        parser = Parser(process)
        parser.send(
            "initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": {}}, 1
        )
        next(message for message in parser.messages() if message.get("id") in (1, "1"))
        parser.send("initialized", {})
        yield parser.check
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def tsql(microsoft: Check) -> Check:
    """Both parsers and the list of types: a script to everything they object to."""

    def check(script: str) -> tuple[str, ...]:
        return (*microsoft(script), *sqlfluff(script), *unknown_types(script))

    return check


def unknown_types(script: str) -> tuple[str, ...]:
    """Gives what stands where a column's type does in CREATE TABLE and is none of SQL Server's.

    Reads our own layout: one column a line, its name first, the closing parenthesis below CREATE."""
    found = []
    for table in re.finditer(
        r"^( *)CREATE TABLE [^(]+\(\n(.*?)\n\1\)", script, re.DOTALL | re.MULTILINE
    ):
        for line in table[2].splitlines():
            column = re.match(r" +(?:\[[^\]]+\]|\w+) +\[?(\w+)\]?", line)
            if (
                column
                and not line.startswith(table[1] + "     ")
                and not _is_other(line, column[1])
            ):
                found += [] if column[1].lower() in TYPES else [f"`{column[1]}` is no type"]
    return tuple(found)


def _is_other(line: str, second: str) -> bool:
    """Constraints and computed columns have no type."""
    words = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "INDEX", "REFERENCES", "PERIOD")
    return line.split()[0] in words or second.upper() == "AS"
