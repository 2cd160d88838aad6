"""Renames in a database that is imported again: people's words stay, and migrations rename."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import run
from generator.database.session import Session
from tests.engines.fixtures import ENGINES, Database
from tests.engines.test_merging import contents, edit, merging

BEFORE = """
CREATE TABLE artist (id integer NOT NULL PRIMARY KEY, name varchar(80) NOT NULL, born date, note varchar(9));
CREATE TABLE album (id integer NOT NULL PRIMARY KEY, artist_id integer NOT NULL, title varchar(160),
  CONSTRAINT album_artist FOREIGN KEY (artist_id) REFERENCES artist (id));
CREATE INDEX artist_born ON artist (born);
"""
AFTER = """
ALTER TABLE artist RENAME TO player;
ALTER TABLE player RENAME COLUMN name TO called;
ALTER TABLE player RENAME COLUMN born TO birthday;
"""


def imported(session: Session, workspace: Path) -> Path:
    """Imports the database, freezes a version, and writes what only a person knows."""
    session.run(BEFORE)
    place = ["--workspace", str(workspace)]
    assert run(["import", session.url.text(), *place]) == 0
    assert run(["freeze", "first", *place]) == 0
    (spec,) = workspace.glob("openspec/specs/database/*/schema.yaml")
    edit(spec, ("  artist:\n", "  # Who plays.\n  artist:\n    tags: [music]\n"))
    return spec


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_called_otherwise_stays_what_it_is(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        spec = imported(session, tmp_path)
        session.run(AFTER)

        assert merging(session, tmp_path) == 0

        told, text = capsys.readouterr().out, spec.read_text("utf-8")
        assert "  renamed       3  artist to player, " in told
        assert "  # Who plays.\n  artist:\n    table: player\n    tags: [music]\n" in text
        assert "column: called" in text
        assert "column: birthday" in text
        assert run(["drift", "--url", session.url.text(), "--workspace", str(tmp_path)]) == 0
        done = contents(tmp_path)
        assert merging(session, tmp_path) == 0
        assert contents(tmp_path) == done
    capsys.readouterr()
    assert run(["plan", "--workspace", str(tmp_path)]) == 0
    steps = capsys.readouterr().out
    assert "rename" in steps
    assert "drop" not in steps


def test_what_only_looks_like_a_rename_is_asked(
    postgresql: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = imported(postgresql, tmp_path)
    postgresql.run("ALTER TABLE artist RENAME COLUMN note TO remark; DROP INDEX artist_born;")
    before = contents(tmp_path)

    assert merging(postgresql, tmp_path, "--dry-run") == 0

    assert "--rename artist.note=artist.remark\n" in capsys.readouterr().err
    for wrong in ("artist.note=artist.born", "artist.nothing=artist.remark", "note=remark"):
        assert merging(postgresql, tmp_path, "--rename", wrong) == 1
        assert "nothing was written" in capsys.readouterr().err
    assert merging(postgresql, tmp_path, "--rename", "remark") == 2
    assert contents(tmp_path) == before
    assert merging(postgresql, tmp_path, "--rename", "artist.note=artist.remark") == 0
    assert "note: {type: string(9)?, column: remark}" in spec.read_text("utf-8")


def test_a_table_that_was_made_anew_is_no_rename(
    postgresql: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = imported(postgresql, tmp_path)
    postgresql.run(
        "ALTER TABLE album DROP CONSTRAINT album_artist; DROP TABLE artist;"
        " CREATE TABLE player (id int PRIMARY KEY, name varchar(80) NOT NULL,"
        " born date, note varchar(9));"
    )

    assert merging(postgresql, tmp_path) == 1

    said = capsys.readouterr()
    assert "error[G112] `artist` is no longer in the database, but edited" in said.err
    assert "--rename artist=player" in said.out
    assert "\n<<<<<<< specs\n" in spec.read_text("utf-8")


INDEX = {
    "mysql": "ALTER TABLE artist RENAME INDEX artist_born TO artist_birth;",
    "mariadb": "ALTER TABLE artist RENAME INDEX artist_born TO artist_birth;",
    "sqlite": "DROP INDEX artist_born; CREATE INDEX artist_birth ON artist (born);",
    "postgresql": "ALTER INDEX artist_born RENAME TO artist_birth;",
}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_index_that_is_called_otherwise_keeps_its_description(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        spec = imported(session, tmp_path)
        text = spec.read_text("utf-8")
        born = next(line for line in text.splitlines(keepends=True) if "[born]" in line)
        edit(spec, (born, f"{born.rstrip()}   # for birthdays\n"))
        session.run(INDEX[engine])

        assert merging(session, tmp_path) == 0

        assert "artist.artist_born to artist.artist_birth\n" in capsys.readouterr().out
        (line,) = (one for one in spec.read_text("utf-8").splitlines() if "# for birthdays" in one)
        assert "name: artist_birth" in line
        assert run(["drift", "--url", session.url.text(), "--workspace", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["plan", "--workspace", str(tmp_path)]) == 0
    is_renamed = "rename index `artist.artist_born` to `artist_birth`" in capsys.readouterr().out
    assert is_renamed == (engine != "sqlite")


def test_an_index_is_followed_into_a_table_that_is_called_otherwise(
    postgresql: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = imported(postgresql, tmp_path)
    postgresql.run(f"{AFTER} ALTER INDEX artist_born RENAME TO player_birthday;")

    assert merging(postgresql, tmp_path) == 0

    assert "artist.artist_born to player.player_birthday" in capsys.readouterr().out
    assert "{fields: [born], name: player_birthday}" in spec.read_text("utf-8")
    assert merging(postgresql, tmp_path) == 0
