"""What a spec guarantees holds on every engine, by itself or by an emulation.

`guarantees/<name>.yaml` is a spec with rows that the database must take and rows that it must refuse,
in the order of inserting; `only` names the engines that have the feature at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from generator.database.session import Session
from generator.database.url import DatabaseError
from generator.model import Model, Seed, Value
from generator.pipeline import Result
from generator.resolve.node import value
from generator.source import Data, read
from generator.sql.lower import seeds
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import built, insert, script

GUARANTEES = sorted((Path(__file__).parent / "guarantees").glob("*.yaml"))
Case = Mapping[str, object]


def case(path: Path) -> Case:
    document, problems = read(path.name, path.read_text(encoding="utf-8"))
    assert document is not None, problems
    return cast(Case, document.data)


def cases() -> Iterator[tuple[str, Path]]:
    for path in GUARANTEES:
        for engine in ENGINES:
            if engine in cast(Sequence[str], case(path).get("only", ENGINES)):
                yield engine, path


def attempts(
    result: Result, engine: str, rows: Sequence[Mapping[str, object]]
) -> Iterator[tuple[str, str]]:
    """Gives (taken or refused, INSERT) for each row."""
    wanted = [next(iter(row)) for row in rows]
    written = tuple(
        (entity, cast(Mapping[str, Value], value(values)))
        for row, word in zip(rows, wanted, strict=True)
        for entity, values in cast(Mapping[str, Data], row[word]).items()
    )
    model: Model = result.models[engine]
    model = replace(model, seeds=(Seed("rows", "database/sample", written),))
    profile = result.profiles[engine]
    ((_, lowered),) = seeds(model, profile)
    yield from zip(wanted, (insert(row, profile) for row in lowered), strict=True)


@pytest.mark.parametrize(
    ("engine", "path"), tuple(cases()), ids=lambda item: getattr(item, "stem", item)
)
def test_rows_are_taken_and_refused(
    engine: str, path: Path, database: Database, tmp_path: Path
) -> None:
    told = case(path)
    result = built(tmp_path, cast(Mapping[str, object], told["spec"]), engine)
    rows = cast(Sequence[Mapping[str, object]], told["rows"])

    with database(engine) as session:
        session.run(script(result))
        for want, statement in attempts(result, engine, rows):
            got = outcome(session, statement)

            assert got.startswith(want), f"{statement}: {got}"


def outcome(session: Session, statement: str) -> str:
    """Tells whether the database takes a statement, and why not."""
    try:
        session.run(statement)
    except DatabaseError as error:
        return f"refused, {error}"
    return "taken"
