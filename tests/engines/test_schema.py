"""The DDL of the worked example on real engines: it builds, and building it again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from generator.database.read import read
from generator.database.session import Session
from generator.pipeline import Result, understand
from generator.sql.profile import quote
from tests.engines.fixtures import ENGINES, Database
from tests.engines.workspaces import built, rendered, script

ROOT = Path(__file__).parents[2]


@cache
def example() -> Result:
    """The worked example as far as its catalogs."""
    result = understand(ROOT)
    assert not result.failed, result.diagnostics
    return result


def counts(session: Session, result: Result, engine: str) -> Mapping[str, int]:
    """Counts the rows of every table."""
    profile = result.profiles[engine]
    schemas = profile.has_schemas
    return {
        entity.name: int(str(session.fetch(f"SELECT count(*) FROM {name}")[0][0]))
        for entity in result.models[engine].entities
        for name in [profile.table(entity.schema if schemas else "", entity.table)]
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_worked_example_builds_and_builds_again(engine: str, database: Database) -> None:
    files = rendered(example(), engine)

    with database(engine) as session:
        session.run(files["schema.sql"])
        first, filled = read(session), counts(session, example(), engine)
        session.run(files["schema.sql"])
        second, filled_again = read(session), counts(session, example(), engine)

    assert dict(second.objects) == dict(first.objects)
    assert filled_again == filled
    assert filled["country"] > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_seeds_of_the_worked_example_are_sown_once(engine: str, database: Database) -> None:
    files = rendered(example(), engine)

    with database(engine) as session:
        session.run(files["schema.sql"])
        session.run(files["demo.sql"])
        filled = counts(session, example(), engine)
        session.run(files["demo.sql"])
        filled_again = counts(session, example(), engine)

    assert filled_again == filled
    assert filled["user"] > 0


STAMPED = """
title: Stamped
entities:
  note:
    fields:
      id: {type: int64, key: true}
      text: string(20)
      changed_at: {type: timestamp, default: now(), updated: now()}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_updated_is_set_by_whoever_writes(engine: str, database: Database, tmp_path: Path) -> None:
    old = "2020-01-01 00:00:00.000000"

    with database(engine) as session:
        session.run(script(built(tmp_path, STAMPED, engine)))
        session.run(f"INSERT INTO notes (id, text, changed_at) VALUES (1, 'a', '{old}')")
        session.run("UPDATE notes SET text = 'b'")
        touched = str(session.fetch("SELECT changed_at FROM notes")[0][0])
        session.run(f"UPDATE notes SET text = 'c', changed_at = '{old}'")
        told = str(session.fetch("SELECT changed_at FROM notes")[0][0])

    assert touched > "2025"
    assert told < "2021"


NUMBERED = """
title: Numbered
entities:
  ticket:
    fields:
      id: {type: int64, identity: {mode: by_default, start: 1000}}
      day: date
      text: string(20)
    key: [day, id]
  shelf:
    fields: {id: {type: int32, key: true, identity: {mode: by_default, start: 10}}, name: string(20)}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_identities_start_where_they_shall(engine: str, database: Database, tmp_path: Path) -> None:
    with database(engine) as session:
        session.run(script(built(tmp_path, NUMBERED, engine)))
        for number in (1, 2):
            session.run(f"INSERT INTO tickets (day, text) VALUES ('2026-01-0{number}', 'x')")
            session.run(f"INSERT INTO shelves (name) VALUES ('{number}')")

        assert numbers(session, "tickets") == [1000, 1001]
        assert numbers(session, "shelves") == [10, 11]


def numbers(session: Session, table: str) -> Sequence[int]:
    """Gives the identities of a table's rows."""
    return [int(str(row[0])) for row in session.fetch(f"SELECT id FROM {table} ORDER BY id")]


WORDS = """
title: Words
entities:
  article:
    fields: {id: {type: int64, key: true, identity: by_default}, title: string(80), body: text?}
    indexes: {words: {fields: [title, body], method: fulltext, language: english}}
"""


def test_words_are_found_in_sqlite_after_every_change(sqlite: Session, tmp_path: Path) -> None:
    result = built(tmp_path, WORDS, "sqlite")
    sqlite.run(script(result))
    find = "SELECT rowid FROM ix_articles_words WHERE ix_articles_words MATCH 'runs'"

    sqlite.run("INSERT INTO articles (id, title) VALUES (1, 'running'), (2, 'walking')")
    inserted = sqlite.fetch(find)
    sqlite.run("UPDATE articles SET title = 'sitting', body = 'a run' WHERE id = 2")
    sqlite.run("UPDATE articles SET title = 'standing' WHERE id = 1")
    updated = sqlite.fetch(find)
    sqlite.run("DELETE FROM articles")

    assert [tuple(row) for row in inserted] == [(1,)]
    assert [tuple(row) for row in updated] == [(2,)]
    assert sqlite.fetch(find) == []


AWKWARD = """
title: Awkward
entities:
  order:
    table: Order
    fields: {select: {type: int64, key: true}, group: {type: string(8), column: "Group by"}}
    checks: {order: "group <> 'it''s'"}
    indexes: {table: {fields: [group]}}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_names_that_are_words_of_sql_are_quoted(
    engine: str, database: Database, tmp_path: Path
) -> None:
    result = built(tmp_path, AWKWARD, engine)
    table = quote("Order", result.profiles[engine])

    with database(engine) as session:
        session.run(script(result))

        assert session.fetch(f"SELECT * FROM {table}") == []


def test_no_type_of_postgresql_can_be_taken_for_one_of_ours(database: Database) -> None:
    with database("postgresql") as session:
        found = session.fetch(
            "SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace"
            r" AND typtype IN ('b', 'p', 'r', 'm') AND typname NOT LIKE ALL (ARRAY['\_%', 'pg\_%'])"
        )

    assert {str(row[0]) for row in found} - example().profiles["postgresql"].own_types == set()
