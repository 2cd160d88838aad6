"""Reads the database that a person's own code makes, by running it on a scratch one.

Takes `sqlalchemy:package.module:Base`, `alembic:alembic.ini` or `django:manage.py`, gives the Catalog."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.catalog import Catalog
from generator.database.extensions import providing, unavailable
from generator.database.read import read
from generator.database.scratch import scratch
from generator.database.scripts.errors import SourceError
from generator.database.servers import Server, serve
from generator.database.session import Session, connect
from generator.database.url import DatabaseError, Url

__all__ = ["FRAMEWORKS", "interpreter", "made_by_code"]

FRAMEWORKS = ("sqlalchemy", "alembic", "django")
PROGRAMS = Path(__file__).parent / "programs"
OWN = {"alembic": "alembic_version", "django": "django_migrations"}
"""The table in which each keeps what it has run, which is nobody's data."""

SECONDS = 900
"""So long may somebody's code run."""

MOST = 8
"""So many extensions are looked for before it is given up."""

TABLELESS = re.compile(
    r"relation \"[^\"]+\" does not exist|no such table|Table '[^']+' doesn't exist|NoSuchTableError"
)

RAISED = re.compile(r"(?:\w+\.)+[A-Z]\w*(?::|$)|\w+(?:Error|Exception)(?::|$)")
HINT = (
    "; the revisions begin with tables that they do not make: what makes them is for `--before`, a "
    "file of SQL or `sqlalchemy:package.module:Base`"
)


class CodeError(SourceError):
    """Somebody's code that ended with an error; told: all that it wrote of it."""

    def __init__(self, message: str, told: str = "") -> None:
        super().__init__(message)
        self.told = told


@dataclass(frozen=True, slots=True)
class _Code:
    """What is run. sources: one after the other, scripts of SQL and code, the one that was asked for
    last. made: extensions that are made before; needed: others, which the code makes itself."""

    sources: tuple[str, ...]
    environ: Mapping[str, str]
    made: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def interpreter(environ: Mapping[str, str] = os.environ) -> Path:
    """Gives the Python of a person's project: of the environment that is active, or lies here."""
    folder = "Scripts" if sys.platform == "win32" else "bin"
    for home in (environ.get("VIRTUAL_ENV"), ".venv", "venv"):
        found = Path(home or ".") / folder / "python"
        if home and found.exists():
            return found.absolute()
    return Path(sys.executable)


def made_by_code(
    source: str,
    engine: str,
    environ: Mapping[str, str] = os.environ,
    before: Sequence[str] = (),
) -> Catalog:
    """Runs a person's code, in their own interpreter, on a scratch database, and reads that.

    before: what is run there first, files of SQL and other code. What the code takes for granted and an
    extension of PostgreSQL brings is made, and the code is run anew.
    Errors: SourceError with the code's last words; MissingServerError."""
    code = _Code((*before, source), environ)
    for _ in range(MOST):
        try:
            return _made(code, engine)
        except CodeError as error:
            wider = _with_extension(code, error.told) if engine == "postgresql" else code
            if wider == code:
                raise
            code = wider
    return _made(code, engine)


def _with_extension(code: _Code, told: str) -> _Code:
    """Adds the extension that the code lacked; nothing where none would help."""
    lacked = unavailable(told)
    if lacked and lacked not in code.needed:
        return replace(code, needed=(*code.needed, lacked))
    lacked = providing(told)
    if lacked and lacked not in code.made:
        return replace(code, made=(*code.made, lacked))
    return code


def _made(code: _Code, engine: str) -> Catalog:
    extensions = (*code.made, *code.needed)
    with serve(engine, environ=code.environ, extensions=extensions) as server:
        return _on(server, code)


def _on(server: Server, code: _Code) -> Catalog:
    with scratch(server) as url:
        with connect(url) as session:
            for name in code.made:
                session.run(f'CREATE EXTENSION "{name}" CASCADE')
        for source in code.sources:
            if source.startswith(tuple(f"{name}:" for name in FRAMEWORKS)):
                _run(source, code.environ, url)
            else:
                _script(Path(source), url)
        with connect(url) as session:
            for source in code.sources:
                _forget(session, OWN.get(source.partition(":")[0], ""))
            return read(session)


def _script(path: Path, url: Url) -> None:
    """Runs a script of SQL as it is."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise SourceError(f"error: `{path}` cannot be read: {why}") from error
    try:
        with connect(url) as session:
            session.run(text)
    except DatabaseError as error:
        told = str(error).removeprefix(f"{url}: ")
        raise CodeError(f"error: `{path}`: {told}", told) from error


def _run(source: str, environ: Mapping[str, str], url: Url) -> None:
    framework, _, name = source.partition(":")
    program = PROGRAMS / f"from_{framework}.py"
    given = {**environ, "GEN_SCRATCH_URL": url.text(), "GEN_SCRATCH_ENGINE": url.engine}
    command = [str(interpreter(environ)), str(program), name]
    try:
        done = subprocess.run(
            command, env=given, capture_output=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"error: `{source}` did not end in {SECONDS} seconds") from error
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        told = url.hides(_last(lines) if lines else f"it ended with {done.returncode}")
        hint = HINT if framework == "alembic" and TABLELESS.search(told) else ""
        raise CodeError(f"error: `{source}`: {told}{hint}", told)


def _last(lines: list[str]) -> str:
    """Gives the sentence of a traceback: the last line at the margin that begins with an exception."""
    margin = [line for line in lines if not line.startswith((" ", "\t", "(Background"))]
    named = [line for line in margin if RAISED.match(line)]
    return " ".join((named or margin or lines)[-1].split())


def _forget(session: Session, table: str) -> None:
    """Takes a framework's own table out of the scratch database."""
    if table:
        session.run(f"DROP TABLE IF EXISTS {table}")
