"""Reads the database that a person's own code makes, by running it on a scratch one.

Takes `sqlalchemy:package.module:Base`, `alembic:alembic.ini` or `django:manage.py`, gives the Catalog."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from generator.catalog import Catalog
from generator.database.read import read
from generator.database.scratch import scratch
from generator.database.scripts.errors import SourceError
from generator.database.servers import serve
from generator.database.session import Session, connect
from generator.database.url import Url

__all__ = ["FRAMEWORKS", "interpreter", "made_by_code"]

FRAMEWORKS = ("sqlalchemy", "alembic", "django")
PROGRAMS = Path(__file__).parent / "programs"
OWN = {"alembic": "alembic_version", "django": "django_migrations"}
"""The table in which each keeps what it has run, which is nobody's data."""

SECONDS = 900
"""So long may somebody's code run."""


def interpreter(environ: Mapping[str, str] = os.environ) -> Path:
    """Gives the Python of a person's project: of the environment that is active, or lies here."""
    folder = "Scripts" if sys.platform == "win32" else "bin"
    for home in (environ.get("VIRTUAL_ENV"), ".venv", "venv"):
        found = Path(home or ".") / folder / "python"
        if home and found.exists():
            return found.absolute()
    return Path(sys.executable)


def made_by_code(source: str, engine: str, environ: Mapping[str, str] = os.environ) -> Catalog:
    """Runs a person's code, in their own interpreter, on a scratch database, and reads that.

    Errors: SourceError with the code's last words; MissingServerError."""
    framework, _, name = source.partition(":")
    with serve(engine, environ=environ) as server, scratch(server) as url:
        _run(framework, name, url, environ)
        with connect(url) as session:
            _forget(session, OWN.get(framework, ""))
            return read(session)


def _run(framework: str, name: str, url: Url, environ: Mapping[str, str]) -> None:
    program = PROGRAMS / f"from_{framework}.py"
    given = {**environ, "GEN_SCRATCH_URL": url.text(), "GEN_SCRATCH_ENGINE": url.engine}
    command = [str(interpreter(environ)), str(program), name]
    try:
        done = subprocess.run(
            command, env=given, capture_output=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"error: `{framework}:{name}` did not end in {SECONDS} seconds"
        ) from error
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        told = _last(lines) if lines else f"it ended with {done.returncode}"
        if url.password:
            told = told.replace(url.password, "***")
        raise SourceError(f"error: `{framework}:{name}`: {told}")


def _last(lines: list[str]) -> str:
    """Gives the sentence of a traceback: the last line that stands at the margin and names an error."""
    margin = [line for line in lines if not line.startswith((" ", "\t", "(Background"))]
    named = [line for line in margin if "Error" in line.partition(":")[0]]
    return " ".join((named or margin or lines)[-1].split())


def _forget(session: Session, table: str) -> None:
    """Takes a framework's own table out of the scratch database."""
    if table:
        session.run(f"DROP TABLE IF EXISTS {table}")
