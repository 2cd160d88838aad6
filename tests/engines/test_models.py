"""The generated models make the very schema of the DDL, on every engine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest

from generator.catalog import Catalog, Id, Object
from generator.database.read import read
from generator.pipeline.targets import render
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import built, script

DRIVERS = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "mariadb": "pymysql",
    "sqlite": "pysqlite",
}
SCRATCH = re.compile("gen_[0-9a-f]{12}")
TARGETS = ("sqlalchemy",)
LEFT_TO_THE_DDL = ("role", "grant")


MAKE = """
import sys
from sqlalchemy import create_engine
from shop.data import Base, prepare
engine = prepare(create_engine(sys.argv[1]))
Base.metadata.create_all(engine)
Base.metadata.create_all(engine)  # a second time changes nothing
Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_models_make_the_schema_of_the_ddl(
    engine: str, database: Database, generated: Path
) -> None:
    with database(engine) as session:
        session.run((generated / "sql" / engine / "schema.sql").read_text("utf-8"))
        want = read(session)
    with database(engine) as session:
        # in a process of its own: SQLAlchemy remembers of a key that it was added by ALTER
        url = session.url.text(DRIVERS[engine])
        command = [sys.executable, "-W", "error", "-c", MAKE, url]
        done = subprocess.run(command, cwd=generated, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        got = read(session)

    found = differences(want, got)

    assert not found, "\n".join(found)


KEYS = """\
title: Keys
entities:
  counted: {fields: {id: {type: int64, key: true, identity: serial}, size: int32}}
  given: {fields: {id: {type: int64, key: true}, size: int32}}
  exact: {fields: {number: {type: "decimal(12,0)", key: true}}}
  zeros:
    fields:
      id: {type: int64, key: true}
      made:
        type: datetime(0)
        engines:
          mysql: {default: {sql: "'0000-00-00 00:00:00'"}}
          mariadb: {default: {sql: "'0000-00-00 00:00:00'"}}
  parted:
    fields: {host: string(200), path: string(200), size: int32}
    key:
      fields: [host, path]
      engines:
        mysql: {parts: {host: {length: 100}, path: {desc: true}}}
        mariadb: {parts: {host: {length: 100}, path: {desc: true}}}
        sqlite: {parts: {host: {collate: NOCASE}, path: {desc: true}}}
    unique:
      size:
        fields: [size, path]
        engines:
          mysql: {parts: {path: {length: 20}}}
          mariadb: {parts: {path: {length: 20}}}
          sqlite: {parts: {path: {collate: RTRIM}}}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_keys_are_those_of_the_ddl(engine: str, database: Database, tmp_path: Path) -> None:
    result = built(tmp_path, KEYS, engine)
    folder = tmp_path / "packages"
    scene = replace(result, config=replace(result.config, targets=None))
    made = render(scene, TARGETS, trusted=False, progress=lambda *_: None)
    for file in made.files:
        path = folder / file.path.removeprefix("generated/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
    with database(engine) as session:
        session.run(script(result))
        want = read(session)
    with database(engine) as session:
        command = [sys.executable, "-W", "error", "-c", MAKE.replace("shop.", "")]
        url = session.url.text(DRIVERS[engine])
        done = subprocess.run([*command, url], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        got = read(session)

    assert differences(want, got) == []


def differences(want: Catalog, got: Catalog) -> list[str]:
    """Gives what one has and the other has not, or has otherwise."""
    left, right = _compared(want), _compared(got)
    found = [f"missing {id}" for id in left if id not in right]
    found += [f"extra {id}" for id in right if id not in left]
    return [*found, *(line for id in left if id in right for line in _changed(left[id], right[id]))]


def _changed(left: Object, right: Object) -> Iterator[str]:
    for part in fields(left):
        want, got = _text(getattr(left, part.name)), _text(getattr(right, part.name))
        if part.compare and want != got:
            yield f"{left.id}.{part.name}: {want!r} is {got!r}"


def _text(value: object) -> object:
    """Leaves out the name of the scratch database, and the semicolon that a script ends in."""
    return SCRATCH.sub("scratch", value.rstrip(";")) if isinstance(value, str) else value


def _compared(catalog: Catalog) -> Mapping[Id, Object]:
    return {id: item for id, item in catalog.objects.items() if item.kind not in LEFT_TO_THE_DDL}
