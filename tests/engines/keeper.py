"""Keeps one scratch server for all workers of a test run.

    python -m tests.engines.keeper ENGINE VERSION FOLDER OWNER

Writes FOLDER/ENGINE-VERSION.json when the server answers, or why it does not; stops the server when
FOLDER/stop appears or the process OWNER is gone, so that not even a killed run leaves a server."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from generator.database.servers import MissingServerError, Server, serve
from generator.database.url import DatabaseError, parse

SECONDS_BETWEEN_LOOKS = 0.2


def keep(engine: str, version: str, folder: Path, owner: int) -> None:
    """Serves until nobody needs the server any more."""
    note = folder / f"{engine}-{version}.json"
    try:
        with serve(engine, version) as server:
            _write(note, {"version": server.version, "url": server.url.text()})
            while not (folder / "stop").exists() and _alive(owner):
                time.sleep(SECONDS_BETWEEN_LOOKS)
    except DatabaseError as error:
        _write(note, {"missing": isinstance(error, MissingServerError), "error": str(error)})
    else:
        note.unlink(missing_ok=True)


def read(note: Path) -> Server:
    """Gives the server that a keeper noted down. Errors: those that the keeper met."""
    said = json.loads(note.read_text(encoding="utf-8"))
    if "error" in said:
        raise (MissingServerError if said["missing"] else DatabaseError)(said["error"])
    return Server(note.name.partition("-")[0], said["version"], parse(said["url"]))


def _write(note: Path, said: dict[str, object]) -> None:
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.rename(note)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
