"""Chinook and Pagila, described as specs, make the databases that their own scripts make."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalog import Catalog, Function, View
from generator.database.compare import compare
from generator.database.normalise import normalise
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import connect
from generator.pipeline import build, understand
from tests.engines.fixtures import Database
from tests.real.compare import Allowed, Difference, allowed, differences

REAL = Path(__file__).parent
CASES = (
    ("chinook", "postgresql"),
    ("chinook", "mysql"),
    ("chinook", "sqlite"),
    ("pagila", "postgresql"),
)
FOLDERS = {"postgresql": "postgres"}
DATABASES = re.compile(
    r"^(?:DROP|CREATE) DATABASE\b[^;]*;|^\\c\w* .*$|^USE [^;]*;", re.MULTILINE | re.IGNORECASE
)
"""What makes and chooses a database: the test has one already."""
ROWS = re.compile(r"^INSERT INTO", re.MULTILINE)
"""Where the rows begin: they are data, and no part of a spec."""


def upstream(name: str, engine: str) -> str:
    """Gives the scripts of a database's own project, in the order in which they are run.

    They stay where they are: GEN_CASES names the folder that holds them."""
    cases = os.environ.get("GEN_CASES")
    if not cases:
        pytest.skip(f"GEN_CASES does not say where {name} is")
    folder = Path(cases) / name / FOLDERS.get(engine, engine)
    script = "\n".join(
        (folder / file).read_text(encoding="utf-8-sig")
        for file in (folder / "order").read_text(encoding="utf-8").split()
    )
    script = re.sub(DATABASES, "", script)
    return script[: match.start()] if (match := re.search(ROWS, script)) else script


def ours(name: str, engine: str, theirs: Catalog, root: Path) -> str:
    """Gives the DDL that is made from the spec.

    theirs: the upstream's own database, from which the bodies of its functions and views are taken,
    since they stay there too."""
    shutil.copytree(REAL / name, root, dirs_exist_ok=True)
    home = root / f"openspec/specs/database/{name}"
    for item in theirs:
        if isinstance(item, Function):
            write(home / "functions" / f"{item.name}.sql", item.definition)
        elif isinstance(item, View):
            write(home / "views" / f"{item.name}.sql", item.sql)
    result = build(root, (engine,))
    assert result.diagnostics == ()
    (file,) = (file for file in result.files if file.path.endswith("/schema.sql"))
    return file.text


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def built(database: Database, engine: str, script: str, times: int = 1) -> Catalog:
    """Runs a script on an empty database and reads back what stands there."""
    with database(engine) as session:
        for _ in range(times):
            session.run(script)
        with connect(session.url) as other:  # the script may have set its session up in its own way
            return read(other)


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_every_difference_is_named(
    name: str, engine: str, database: Database, tmp_path: Path
) -> None:
    theirs = built(database, engine, upstream(name, engine))
    mine = built(database, engine, ours(name, engine, theirs, tmp_path), times=2)

    found = differences(theirs, mine)
    known = allowed(REAL / name / "differences.yaml", engine)

    assert [str(one) for one in unnamed(found, known)] == []
    assert [entry for entry in known if not any(entry.names(one) for one in found)] == []


def unnamed(found: tuple[Difference, ...], known: tuple[Allowed, ...]) -> list[Difference]:
    return [one for one in found if not any(entry.names(one) for entry in known)]


def test_pagila_is_what_its_spec_says(
    database: Database, server: Callable[[str], Server], tmp_path: Path
) -> None:
    theirs = built(database, "postgresql", upstream("pagila", "postgresql"))
    script = ours("pagila", "postgresql", theirs, tmp_path)
    expected = understand(tmp_path).catalogs["postgresql"]

    found = built(database, "postgresql", script, times=2)
    normal = normalise(expected, script, server("postgresql"))

    assert [str(one) for one in compare(normal.catalog, found, unknown=normal.unknown)] == []
