"""Tables that have one name in two schemas: each has its own model, repository and errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from generator.database.read import read
from tests.engines.fixtures import Database
from tests.engines.generated import built
from tests.engines.test_models import DRIVERS, MAKE, differences

SPEC = """\
title: {schema}
schema: {schema}
entities:
  user:
    fields:
      id: {{type: int64, key: true, identity: always}}
      email: {{type: string(80), unique: true}}
      age: {{type: int16, default: {age}}}
    checks: {{grown_up: "age >= {age}"}}
"""
SETTINGS = """\
version: 1
name: shop
engines: [postgresql]
targets: {sqlalchemy: {package: shop.data}, repositories: {}}
"""
USE = """
import json, sys
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from shop.data import AuthUser, CrmUser, prepare
from shop.repositories import CheckViolation, Duplicate
from shop.repositories.errors import Required
from shop.repositories.sync import UnitOfWork

sessions = sessionmaker(prepare(create_engine(sys.argv[1])))
told = []
for owner, users in ((AuthUser, "auth_users"), (CrmUser, "crm_users")):
    wrong = (owner(email="ada"), owner(email="eve", age=1), owner(email=None))
    for row in (owner(email="ada"), *wrong):
        try:
            with UnitOfWork(sessions) as unit:
                getattr(unit, users).add(row)
        except (CheckViolation, Duplicate, Required) as error:
            told.append(error.constraint)
json.dump(told, sys.stdout)
"""


def test_tables_of_one_name_are_told_apart(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "openspec/specs/database"
    folder.mkdir(parents=True)
    (tmp_path / "gen.yaml").write_text(SETTINGS)
    for schema, age in (("auth", 16), ("crm", 18)):
        (folder / f"{schema}.yaml").write_text(SPEC.format(schema=schema, age=age))

    with built(tmp_path, tmp_path / "generated") as home, database("postgresql") as session:
        session.run((home / "sql/postgresql/schema.sql").read_text("utf-8"))
        want = read(session)
    with database("postgresql") as session:
        url = session.url.text(DRIVERS["postgresql"])
        for program in (MAKE, USE):
            command = [sys.executable, "-W", "error", "-c", program, url]
            done = subprocess.run(command, cwd=home, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        got = read(session)

    assert not differences(want, got)
    assert json.loads(done.stdout) == [
        *("auth.user.email", "auth.user.checks.grown_up", "auth.user.email"),
        *("crm.user.email", "crm.user.checks.grown_up", "crm.user.email"),
    ]
