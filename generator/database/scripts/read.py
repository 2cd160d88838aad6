"""Reads the database that a script makes, by making it on a scratch server.

Takes a path and an engine, gives the Catalog and what of the script was passed over."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import Catalog
from generator.database.extensions import unavailable
from generator.database.programs import installed
from generator.database.read import read
from generator.database.scratch import scratch
from generator.database.scripts.errors import SourceError
from generator.database.scripts.marks import LOOKED_AT, engines
from generator.database.scripts.run import Run, guests, run
from generator.database.scripts.window import Window, opened
from generator.database.servers import Server, serve
from generator.database.session import connect

__all__ = ["Script", "engine_of", "made_by"]

ARCHIVE = b"PGDMP"
TAR = b"toc.dat\0"
ENGINES = ("postgresql", "mysql", "mariadb", "sqlite", "mssql")
USED = re.compile(
    r"^(?:USE\s+|CREATE\s+(?:DATABASE|SCHEMA)\s+(?:/\*!\d+\s+)?(?:IF\s+NOT\s+EXISTS\s*(?:\*/)?\s*)?)"
    r"[`\"]?([\w$-]+)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Script:
    """What a script makes. passed: counts of statements that were not run, by what they are."""

    catalog: Catalog
    passed: Mapping[str, int]


def engine_of(path: Path) -> str:
    """Tells for which engine a script is. Errors: SourceError when its marks do not say it."""
    if is_archive(path):
        return "postgresql"
    with opened(path) as window:
        head = _head(window)
    found = engines(head)
    if len(found) == 1:
        return found[0]
    choice = ", ".join(f"`--engine {name}`" for name in found or ENGINES)
    guess = "could be of several engines" if found else "does not say of which engine it is"
    raise SourceError(f"error: `{path.name}` {guess}: write one of {choice}")


def is_archive(path: Path) -> bool:
    """Whether a path is a dump in one of PostgreSQL's own formats: custom, tar or a folder."""
    if path.is_dir():
        return (path / "toc.dat").is_file()
    try:
        with path.open("rb") as stream:
            start = stream.read(len(TAR))
    except OSError as error:
        raise SourceError(f"error: `{path.name}` cannot be read: {error.strerror}") from error
    return start.startswith(ARCHIVE) or start == TAR


def made_by(
    path: Path, engine: str, *, rows: bool = False, environ: Mapping[str, str] = os.environ
) -> Script:
    """Runs a script on a scratch database and reads what stands there then.

    rows: whether rows are loaded too. A script that makes an extension which the preferred server of
    PostgreSQL does not have is run on one that does.
    Errors: SourceError at the statement that is refused; MissingServerError when there is no server of
    the engine."""
    needed: tuple[str, ...] = ()
    while True:
        try:
            return _run_on_one(path, engine, environ, needed, rows=rows)
        except SourceError as error:
            lacked = unavailable(str(error))
            if not lacked or lacked in needed:
                raise
            needed = (*needed, lacked)


def _run_on_one(
    path: Path, engine: str, environ: Mapping[str, str], needed: tuple[str, ...], *, rows: bool
) -> Script:
    with (
        _text(path, rows=rows) as window,
        serve(engine, environ=environ, extensions=needed) as server,
    ):
        head = _head(window)
        own = not environ.get(f"GEN_{engine.upper()}_URL") and engine in ("mysql", "mariadb")
        made = Run()
        name = found[1] if own and (found := USED.search(head)) else ""
        address = server.url.at("") if engine == "sqlite" else server.url
        with connect(address) as admin, guests(admin, made):
            found_there = _made(server, name, window, head, made, rows=rows)
    return Script(found_there, dict(made.passed))


def _made(
    server: Server, name: str, window: Window, head: str, made: Run, *, rows: bool
) -> Catalog:
    with scratch(server, name) as url:
        with connect(url) as session:
            if server.engine == "sqlite":
                session.run("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF")
            run(window, session, head, made, rows=rows)
        with connect(url) as fresh:  # the script may have set its session up in its own way
            return read(fresh)


def _head(window: Window) -> str:
    while len(window.text) < LOOKED_AT and window.more():
        pass
    return window.text[:LOOKED_AT]


@contextmanager
def _text(path: Path, *, rows: bool) -> Iterator[Window]:
    """Opens a script; PostgreSQL's own formats are made into one by pg_restore."""
    if not is_archive(path):
        with opened(path) as window:
            yield window
        return
    with tempfile.TemporaryDirectory(prefix="gen-") as folder:
        script = Path(folder) / "script.sql"
        _restore(path, script, [] if rows else ["--schema-only"])
        with opened(script, f"{path.name} (as SQL)", made=True) as window:
            yield window


def _restore(path: Path, script: Path, options: list[str]) -> None:
    programs = [program.folder / "pg_restore" for program in installed("postgresql")]
    found = shutil.which("pg_restore")
    programs += [Path(found)] if found else []
    told = "pg_restore, which can read it, is not here"
    for program in programs:
        if not program.exists():
            continue
        command = [str(program), *options, "--file", str(script), str(path)]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode == 0:
            return
        told = " ".join(done.stderr.split()) or "pg_restore failed"
    raise SourceError(f"error: `{path.name}` is a dump in a format of PostgreSQL's own: {told}")
