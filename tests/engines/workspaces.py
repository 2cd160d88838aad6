"""Small workspaces of tests: a spec for one engine, and the DDL that comes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from generator.catalog import Row
from generator.config import OLDEST
from generator.pipeline import Result, build
from generator.pipeline.targets import render
from generator.sql.profile import Profile, quote

__all__ = ["built", "insert", "rendered", "script"]


def built(root: Path, spec: Mapping[str, object] | str, engine: str) -> Result:
    """Builds a workspace of one spec for one engine; what the program finds wrong fails the test."""
    folder = root / "openspec/specs/database/sample"
    folder.mkdir(parents=True)
    text = spec if isinstance(spec, str) else json.dumps({"title": "Sample", **spec})
    (folder / "schema.yaml").write_text(text, encoding="utf-8")
    settings = {"version": 1, "engines": {engine: OLDEST[engine]}, "targets": {}}
    (root / "gen.yaml").write_text(json.dumps(settings), encoding="utf-8")

    result = build(root)

    assert [problem.message for problem in result.diagnostics] == []
    return result


def rendered(result: Result, target: str) -> Mapping[str, str]:
    """Renders one target of a workspace that was understood; gives texts by file name."""
    scene = replace(result, config=replace(result.config, targets=None))
    made = render(scene, (target,), trusted=False, progress=lambda *_: None)
    assert not made.failed, made.diagnostics
    return {file.path.rpartition("/")[2]: file.text for file in made.files}


def script(result: Result, name: str = "schema.sql") -> str:
    """Gives the text of the file of that name."""
    return next(file.text for file in result.files if file.path.endswith(name))


def insert(row: Row, profile: Profile) -> str:
    """Writes the statement that inserts a row."""
    pairs = (*row.key, *row.values)
    names = ", ".join(quote(name, profile) for name, _ in pairs)
    values = ", ".join(text for _, text in pairs)
    return f"INSERT INTO {profile.table(row.schema, row.table)} ({names}) VALUES ({values})"
