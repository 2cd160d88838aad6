"""A database that changed, merged into specs that people have edited since they were imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import run
from generator.database.session import Session
from tests.engines.fixtures import Database
from tests.real.test_real import upstream

SPEC = "openspec/specs/database/shop/schema.yaml"
GEN = "version: 1\nname: shop\nengines: {postgresql: 15}\n"


def merging(session: Session, workspace: Path, *options: str) -> int:
    return run(["import", session.url.text(), "--merge", *options, "--workspace", str(workspace)])


def contents(workspace: Path) -> dict[str, bytes]:
    return {
        path.relative_to(workspace).as_posix(): path.read_bytes()
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
    }


def edit(path: Path, *pairs: tuple[str, str]) -> str:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return text


@pytest.fixture
def chinook(postgresql: Session, tmp_path: Path) -> tuple[Session, Path, Path]:
    """Gives a database, a workspace that it was imported into, and the spec."""
    postgresql.run(upstream("chinook", "postgresql"))
    assert run(["import", postgresql.url.text(), "--workspace", str(tmp_path)]) == 0
    (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
    return postgresql, tmp_path, spec


ADDRESS = """\
      address: string(70)?
      city: string(40)?
      state: string(40)?
      country: string(40)?
      postal_code: string(10)?
"""
CUSTOMER = """\
  # People who buy; see the CRM.
  client:
    table: customer
    use: [address]
    fields:
      customer_id: {type: int32, key: true}   # never reused
"""


def as_a_person(spec: Path) -> Path:
    """Renames, comments, takes a mixin out, quotes in another way and moves an entity to a new file."""
    text = spec.read_text("utf-8").replace(ADDRESS, "")
    head, _, track = text.partition("  track:\n")
    head = head.replace("entities:\n", f"mixins:\n  address:\n    fields:\n{ADDRESS}\nentities:\n")
    spec.write_text(f"# The music team's.\n{head.rstrip()}\n", "utf-8")
    edit(
        spec,
        ("  customer:\n    fields:\n      customer_id: {type: int32, key: true}\n", CUSTOMER),
        ("  employee:\n    fields:\n", "  employee:\n    use: [address]\n    fields:\n"),
        ("customer_id: {ref: customer}", "customer_id: { 'ref': client }"),
        ("      hire_date: datetime?\n", "\n      hired: {type: datetime?, column: hire_date}\n"),
    )
    music = spec.parent.parent / "music/schema.yaml"
    music.parent.mkdir()
    music.write_text(f"title: Music\n\nentities:\n\n  track:\n{track}", "utf-8")
    return music


ALTERED = """
ALTER TABLE customer ADD loyalty integer NOT NULL DEFAULT 0, DROP company, DROP state,
  ALTER phone TYPE varchar(30);
ALTER TABLE employee DROP state, ALTER country TYPE varchar(99), ALTER hire_date SET NOT NULL;
ALTER TABLE invoice RENAME billing_state TO billing_region;
ALTER TABLE invoice ALTER total SET DEFAULT 0;
CREATE TABLE review (review_id int PRIMARY KEY, track_id int NOT NULL REFERENCES track, words text);
CREATE INDEX track_name_idx ON track (name);
CREATE VIEW long_track AS SELECT track_id, name FROM track WHERE milliseconds > 600000;
"""
TAKEN = (
    ("      company: string(80)?\n", ""),
    ("      state: string(40)?\n", ""),
    ("      support_rep_id: {ref: employee?}\n    indexes",
     "      support_rep_id: {ref: employee?}\n      loyalty: {type: int32, default: 0}\n    indexes"),
    ("      phone: string(24)?\n", "      phone: string(30)?\n"),
    ("hired: {type: datetime?, column", "hired: {type: datetime, column"),
    ("      email: string(60)?\n", "      email: string(60)?\n      country: string(99)?\n"),
    ("billing_state: string(40)?", "billing_state: {type: string(40)?, column: billing_region}"),
    ('      total: "decimal(10,2)"\n', '      total: {type: "decimal(10,2)", default: 0}\n'),
)  # fmt: skip


def test_what_the_database_changed_goes_into_what_people_edited(
    chinook: tuple[Session, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    session, workspace, spec = chinook
    music = as_a_person(spec)
    before = contents(workspace)
    assert merging(session, workspace) == 0
    assert contents(workspace) == before

    session.run(ALTERED)
    assert merging(session, workspace, "--dry-run") == 0
    assert contents(workspace) == before
    assert "+      loyalty: {type: int32, default: 0}" in capsys.readouterr().out
    assert merging(session, workspace) == 0

    after, told = spec.read_text("utf-8"), capsys.readouterr().out
    assert "conflicts     0" in told
    expected = before[spec.relative_to(workspace).as_posix()].decode()
    for old, new in TAKEN:
        assert old in expected
        expected = expected.replace(old, new, 1)
    assert after == expected
    text = music.read_text("utf-8")
    assert "name: [name]" in text
    assert "\n  review:\n    fields: {review_id" in text
    assert "\nviews:\n  long_track:\n" in text
    assert (music.parent / "views/long_track.sql").is_file()
    assert run(["drift", "--url", session.url.text(), "--workspace", str(workspace)]) == 0

    done = contents(workspace)
    assert merging(session, workspace) == 0
    assert contents(workspace) == done


def test_what_both_changed_is_marked_where_it_stands(
    chinook: tuple[Session, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    session, workspace, spec = chinook
    edit(
        spec,
        ("      email: string(60)\n", "      email: {type: string(70), description: One each.}\n"),
        ("      birth_date: datetime?\n", "      # for the party\n      birth_date: datetime?\n"),
        ("  genre:\n", "  genre:\n    queries: {named: {where: 'name = :name'}}\n"),
    )
    session.run("""
        ALTER TABLE customer ALTER email TYPE varchar(80);
        ALTER TABLE employee DROP birth_date, DROP fax;
        ALTER TABLE genre DROP name;""")
    capsys.readouterr()

    assert merging(session, workspace) == 1

    told, text = capsys.readouterr(), spec.read_text("utf-8")
    for message in (
        "error[G112] `customer.email` was changed on both sides",
        "error[G112] `employee.birth_date` is no longer in the database",
        "error[G112] `genre.name` is no longer in the database",
    ):
        assert message in told.err
    assert "conflicts     3" in told.out
    assert (
        "<<<<<<< specs\n      email: {type: string(70), description: One each.}\n=======\n"
        "      email: {type: string(80), description: One each.}\n>>>>>>> database\n"
    ) in text
    assert (
        "<<<<<<< specs\n      # for the party\n      birth_date: datetime?\n=======\n>>>>>>> database\n"
    ) in text
    assert run(["check", "--workspace", str(workspace)]) == 1
    assert capsys.readouterr().err.count("error[G112]") == 3
    assert merging(session, workspace) == 1


def test_the_division_into_files_stays(chinook: tuple[Session, Path, Path]) -> None:
    session, workspace, spec = chinook
    before = set(contents(workspace))
    session.run("""
        CREATE TABLE venue (id int PRIMARY KEY, name text);
        CREATE TABLE concert (id int PRIMARY KEY, venue_id int REFERENCES venue,
          artist_id int REFERENCES artist);
        CREATE TABLE ticket (id int PRIMARY KEY, concert_id int REFERENCES concert);""")

    assert merging(session, workspace) == 0

    assert set(contents(workspace)) == before
    text = spec.read_text("utf-8")
    assert (workspace / ".import/postgresql" / spec.parent.name / "schema.yaml").read_text() == text


def test_a_conflict_that_was_settled_stays_settled(
    chinook: tuple[Session, Path, Path],
) -> None:
    session, workspace, spec = chinook
    edit(spec, ("      email: string(60)\n", "      email: string(70)\n"))
    session.run("ALTER TABLE customer ALTER email TYPE varchar(80)")
    assert merging(session, workspace) == 1
    edit(
        spec,
        ("<<<<<<< specs\n", ""),
        ("=======\n      email: string(80)\n>>>>>>> database\n", ""),
    )
    before = contents(workspace)

    assert merging(session, workspace) == 0

    assert contents(workspace) == before


BEFORE = """
CREATE SCHEMA auth;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN slug AS text CHECK (VALUE = lower(VALUE));
CREATE TABLE auth.users (id int PRIMARY KEY, email varchar(254) NOT NULL);
CREATE TABLE tags (id int PRIMARY KEY, name slug NOT NULL);
CREATE TABLE posts (id int PRIMARY KEY, feels mood, starts date, ends date,
  author_id int NOT NULL REFERENCES auth.users, CONSTRAINT in_order CHECK (starts < ends));
CREATE TABLE post_tags (post_id int REFERENCES posts, tag_id int REFERENCES tags,
  PRIMARY KEY (post_id, tag_id));
CREATE FUNCTION last_day(at timestamptz) RETURNS date LANGUAGE sql AS 'SELECT at::date';
CREATE VIEW titles AS SELECT id FROM posts;
CREATE SEQUENCE invoice_no;
"""
AFTER = """
ALTER TYPE mood ADD VALUE 'good' AFTER 'sad';
ALTER TABLE posts DROP CONSTRAINT in_order, ADD CONSTRAINT in_order CHECK (starts <= ends);
ALTER TABLE post_tags ADD weight int, ADD a int, ADD b int, ADD c int;
CREATE OR REPLACE FUNCTION last_day(at timestamptz) RETURNS date LANGUAGE sql AS 'SELECT at::date + 1';
CREATE OR REPLACE VIEW titles AS SELECT id, feels FROM posts;
ALTER SEQUENCE invoice_no INCREMENT 5;
CREATE TABLE auth.keys (id int PRIMARY KEY, user_id int REFERENCES auth.users);
ALTER TABLE auth.users ADD UNIQUE (email);
CREATE INDEX ON posts (starts) WHERE feels = 'ok';
GRANT SELECT ON posts TO PUBLIC;
"""


def test_every_kind_of_object_is_merged(postgresql: Session, tmp_path: Path) -> None:
    postgresql.run(BEFORE)
    assert run(["import", postgresql.url.text(), "--workspace", str(tmp_path)]) == 0
    for spec in tmp_path.glob("openspec/specs/database/*/schema.yaml"):
        text = spec.read_text("utf-8")
        text = text.replace("  post:\n", "  article:\n    table: posts\n")
        text = text.replace("{post: post,", "{post: article,").replace("[post]", "[article]")
        text = text.replace("starts: date?", "begin: {type: date?, column: starts}")
        text = text.replace("starts < ends", "begin < ends")
        spec.write_text(f"# {spec.parent.name}\n{text}", "utf-8")
    before = contents(tmp_path)
    assert merging(postgresql, tmp_path) == 0
    assert contents(tmp_path) == before

    postgresql.run(AFTER)
    assert merging(postgresql, tmp_path) == 0

    assert run(["drift", "--url", postgresql.url.text(), "--workspace", str(tmp_path)]) == 0
    texts = [path.read_text("utf-8") for path in tmp_path.glob("openspec/specs/database/*/*.yaml")]
    assert [text for text in texts if "begin <= ends" in text] != []
    done = contents(tmp_path)
    assert merging(postgresql, tmp_path) == 0
    assert contents(tmp_path) == done


BY_HAND = """\
# Written by hand.
title: Shop

mixins:
  stamps: {fields: {created_at: {type: timestamp, default: now()}}}

entities:
  user:
    use: [stamps]
    fields:
      id: {type: int64, key: true, identity: always}
      email: {type: string(254), unique: true, case: insensitive}   # one account each
      age: int16?
      status: {type: user_status, default: pending}
    checks: {grown_up: "age >= 18"}
    indexes: {by_age: [age]}

enums: {user_status: {values: [pending, active], as: check}}
"""


def test_without_an_import_only_what_differs_is_taken(
    postgresql: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / SPEC
    spec.parent.mkdir(parents=True)
    spec.write_text(BY_HAND, "utf-8")
    (tmp_path / "gen.yaml").write_text(GEN, "utf-8")
    assert run(["build", "postgresql", "--workspace", str(tmp_path)]) == 0
    (script,) = tmp_path.rglob("schema.sql")
    postgresql.run(script.read_text("utf-8"))
    postgresql.run("""
        ALTER TABLE users ALTER age TYPE integer;
        ALTER TABLE users ADD nick text;
        DROP INDEX ix_users_by_age;
        CREATE TABLE tags (id int NOT NULL, CONSTRAINT pk_tags PRIMARY KEY (id));""")
    capsys.readouterr()

    assert merging(postgresql, tmp_path) == 0

    expected = BY_HAND
    for old, new in (
        ("age: int16?", "age: int32?"),
        ("default: pending}\n", "default: pending}\n      nick: text?\n"),
        ("    indexes: {by_age: [age]}\n", ""),
        ("entities:\n", "entities:\n  tag:\n    fields: {id: {type: int32, key: true}}\n"),
    ):
        expected = expected.replace(old, new)
    assert spec.read_text("utf-8") == expected
    assert run(["drift", "--url", postgresql.url.text(), "--workspace", str(tmp_path)]) == 0


def test_specs_that_are_there_are_merged_only_when_asked(
    chinook: tuple[Session, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    session, workspace, _ = chinook
    before = contents(workspace)
    capsys.readouterr()

    assert run(["import", "--url", session.url.text(), "--workspace", str(workspace)]) == 1

    assert "add --merge" in capsys.readouterr().err
    assert contents(workspace) == before


def test_a_base_that_was_damaged_is_refused(
    chinook: tuple[Session, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    session, workspace, spec = chinook
    kept = workspace / ".import/postgresql" / spec.parent.name / "schema.yaml"
    edit(kept, ("{ref: artist}", "{ref: painter}"))
    before = contents(workspace)
    capsys.readouterr()

    assert merging(session, workspace) == 1

    assert "`.import/postgresql` is not what an import wrote" in capsys.readouterr().err
    assert contents(workspace) == before


ELSEWHERE = """
CREATE TABLE artist (id integer NOT NULL PRIMARY KEY, name varchar(80) NOT NULL, born date);
CREATE TABLE album (id integer NOT NULL PRIMARY KEY, title varchar(160) NOT NULL DEFAULT 'none',
  artist_id integer NOT NULL, note varchar(40),
  CONSTRAINT album_artist FOREIGN KEY (artist_id) REFERENCES artist (id));
CREATE INDEX album_title ON album (title);
CREATE VIEW titles AS SELECT id, title FROM album;
"""
LATER = """
ALTER TABLE album ADD year integer;
ALTER TABLE album DROP COLUMN note;
DROP INDEX album_title ON album;
CREATE INDEX album_year ON album (year);
CREATE TABLE review (id integer NOT NULL PRIMARY KEY, words varchar(200),
  album_id integer NOT NULL, CONSTRAINT review_album FOREIGN KEY (album_id) REFERENCES album (id));
DROP VIEW titles;
CREATE VIEW titles AS SELECT id, title, year FROM album;
"""


@pytest.mark.parametrize("engine", ["mysql", "mariadb", "sqlite"])
def test_databases_of_other_engines_are_merged(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        session.run(ELSEWHERE)
        assert run(["import", session.url.text(), "--workspace", str(tmp_path)]) == 0
        (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
        text = spec.read_text("utf-8")
        for old, new in (("  artist:\n", "  # Who plays.\n  player:\n    table: artist\n"),
                         ("ref: artist", "ref: player")):  # fmt: skip
            assert old in text
            text = text.replace(old, new)
        spec.write_text(text, "utf-8")
        before = contents(tmp_path)
        assert merging(session, tmp_path) == 0
        assert contents(tmp_path) == before

        later = LATER if engine != "sqlite" else LATER.replace("title ON album;", "title;")
        session.run(later)
        assert merging(session, tmp_path) == 0

        assert run(["drift", "--url", session.url.text(), "--workspace", str(tmp_path)]) == 0
        assert "  # Who plays.\n  player:\n    table: artist\n" in spec.read_text("utf-8")
        done = contents(tmp_path)
        assert merging(session, tmp_path) == 0
        assert contents(tmp_path) == done
    assert "conflicts     0" in capsys.readouterr().out


def test_another_database_is_refused(
    chinook: tuple[Session, Path, Path], database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    _, workspace, _ = chinook
    before = contents(workspace)
    with database("postgresql") as other:
        other.run("CREATE TABLE something (id int PRIMARY KEY)")

        assert merging(other, workspace) == 1

    assert "is it the right one?" in capsys.readouterr().err
    assert contents(workspace) == before


SERVER = """
CREATE TABLE dbo.artist (id int NOT NULL CONSTRAINT pk_artist PRIMARY KEY, name nvarchar(80) NOT NULL);
GO
"""


def test_a_script_that_no_server_runs_is_merged(tmp_path: Path) -> None:
    script, workspace = tmp_path / "shop.sql", tmp_path / "work"
    workspace.mkdir()
    script.write_text(SERVER, "utf-8")
    place = ["--engine", "mssql", "--workspace", str(workspace)]
    assert run(["import", str(script), *place]) == 0
    (spec,) = workspace.glob("openspec/specs/database/*/schema.yaml")
    text = spec.read_text("utf-8")
    spec.write_text(f"# mine\n{text}", "utf-8")
    script.write_text(SERVER.replace("NULL);", "NULL, born date);"), "utf-8")

    assert run(["import", str(script), "--merge", *place]) == 0

    after = spec.read_text("utf-8")
    assert after.startswith("# mine\n")
    assert "born: date?" in after
