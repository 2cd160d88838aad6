"""Databases that do not let themselves be read: one sentence each, nothing written, no password."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from generator.cli import run
from generator.database.read import read
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.database.url import DatabaseError, Url, parse
from tests.engines.fixtures import Database

SERVERS = ("mysql", "mariadb")


@pytest.fixture
def silent() -> Iterator[int]:
    """A server that takes calls and says nothing; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_a_server_that_says_nothing_is_given_up(engine: str, silent: int) -> None:
    with pytest.raises(DatabaseError) as raised:
        connect(parse(f"{engine}://ada:hunter2@127.0.0.1:{silent}/shop"), seconds=2, patience=2)

    assert f"127.0.0.1:{silent}" in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_a_server_that_greets_and_then_says_nothing_is_given_up(
    server: Callable[[str], Server],
) -> None:
    """As a proxy does whose other side is gone: MySQL's client then waits within TLS."""
    real = server("mysql").url

    with socket.create_server(("127.0.0.1", 0)) as between:
        Thread(target=greets, args=(between, real.port), daemon=True).start()
        url = replace(real, port=between.getsockname()[1])
        with pytest.raises(DatabaseError, match="no answer for 2 seconds"):
            connect(url, seconds=2, patience=2)


def greets(between: socket.socket, port: int) -> None:
    """Hands on what the server says first, and keeps the line open."""
    asked, _ = between.accept()
    with asked, socket.create_connection(("127.0.0.1", port)) as there:
        asked.sendall(there.recv(4096))
        while asked.recv(4096):
            pass


@pytest.mark.parametrize(
    ("engine", "forever"),
    [
        ("postgresql", "SELECT pg_sleep(60)"),
        ("mysql", "SELECT sleep(60)"),
        ("mariadb", "SELECT sleep(60)"),
    ],
)
def test_a_server_that_stops_answering_is_given_up(
    engine: str, forever: str, database: Database
) -> None:
    with (
        database(engine) as session,
        connect(session.url, patience=1) as impatient,
        pytest.raises(DatabaseError) as raised,
    ):
        impatient.fetch(forever)

    assert re.search("no answer|timed out", str(raised.value))
    assert session.url.password not in str(raised.value)


@pytest.mark.parametrize("engine", SERVERS)
def test_a_database_that_changes_while_it_is_read_is_not_read(
    engine: str, database: Database
) -> None:
    with database(engine) as session:
        session.run("CREATE TABLE a (id int PRIMARY KEY)")
        steps = count()

        def meanwhile() -> None:
            if next(steps) == 6:
                session.run("CREATE TABLE b (id int PRIMARY KEY)")

        with pytest.raises(DatabaseError, match="was changed while it was read; try again"):
            read(session.url, tell=meanwhile)


@pytest.mark.parametrize("engine", SERVERS)
def test_an_account_that_does_not_see_everything_is_told_what_it_lacks(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        session.run("CREATE TABLE a (id int PRIMARY KEY)")
        url = guest(session, "SELECT, SHOW VIEW")

        assert run(["import", url.text(), "--workspace", str(tmp_path)]) == 1

        told = capsys.readouterr().err
        assert "it lacks TRIGGER, EVENT on it; nothing was written" in told
        assert url.password not in told
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", SERVERS)
def test_an_account_that_sees_everything_may_do_nothing_else(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        session.run("CREATE TABLE a (id int PRIMARY KEY)")
        url = guest(session, "SELECT, SHOW VIEW, TRIGGER, EVENT")

        assert run(["import", url.text(), "--workspace", str(tmp_path)]) == 0

        assert "what other accounts may do is hidden" in capsys.readouterr().out


def test_an_account_that_may_not_use_a_schema_is_told_so(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database("postgresql") as session:
        name = f"guest_{session.url.database}"
        session.run(
            "CREATE TABLE a (id int PRIMARY KEY); REVOKE ALL ON SCHEMA public FROM public;"
            f"CREATE ROLE {name} LOGIN PASSWORD 'hunter2'"
        )
        try:
            url = replace(session.url, user=name, password="hunter2")
            assert run(["import", url.text(), "--workspace", str(tmp_path)]) == 0
        finally:
            session.run(f"DROP ROLE {name}")

    assert "the account may not use public" in capsys.readouterr().out


SPEC = "entities: {org: {fields: {id: {type: int64, key: true}}}}\n"


def workspace(root: Path, engine: str) -> list[str]:
    """Makes a workspace of one table; gives the words that choose it."""
    (root / "gen.yaml").write_text(f"version: 1\nengines: [{engine}]\ntargets: {{}}\n")
    (root / "openspec/specs/database").mkdir(parents=True)
    (root / "openspec/specs/database/shop.yaml").write_text(SPEC)
    return ["--workspace", str(root)]


@pytest.mark.parametrize("engine", SERVERS)
def test_an_account_that_may_make_no_database_proves_nothing(
    engine: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database(engine) as session:
        url = guest(session, "SELECT")

        assert run(["verify", url.text(), *workspace(tmp_path, engine)]) == 1

        told = "".join(capsys.readouterr())
        assert f"FAILED  {'MySQL' if engine == 'mysql' else 'MariaDB'}" in told
        assert "denied" in told
        assert url.password not in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:///shop.db", "SQLite needs no server"),
        ("mysql://ada:hunter2@localhost", "gen.yaml does not serve `mysql`"),
        ("oracle://ada:hunter2@localhost", "a database's address starts with"),
    ],
)
def test_a_server_that_cannot_be_meant_is_wrong_usage(
    address: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", address, *workspace(tmp_path, "postgresql")]) == 2

    error = capsys.readouterr().err
    assert told in error
    assert "hunter2" not in error


SECRET = "hunter2/@:é"
SPELLED = "hunter2%2F%40%3A%C3%A9"


@pytest.mark.parametrize(
    "way", ["address", "option", "PGPASSWORD", "PGPASSFILE", "service", "mysql", "mariadb"]
)
def test_a_wrong_password_is_in_no_message_wherever_it_is_kept(
    way: str,
    server: Callable[[str], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = way if way in SERVERS else "postgresql"
    port = server(engine).url.port
    kept = tmp_path / "kept"
    kept.write_text(
        f"[shop]\nhost=127.0.0.1\nport={port}\nuser=ada\npassword={SECRET}\ndbname=shop\n"
        if way == "service"
        else f"127.0.0.1:{port}:*:ada:{SECRET.replace(':', chr(92) + ':')}\n"
    )
    kept.chmod(0o600)
    address = f"{engine}://ada@127.0.0.1:{port}/shop"
    match way:
        case "option":
            address += f"?password={SPELLED}"
        case "PGPASSWORD":
            monkeypatch.setenv("PGPASSWORD", SECRET)
        case "PGPASSFILE":
            monkeypatch.setenv("PGPASSFILE", str(kept))
        case "service":
            monkeypatch.setenv("PGSERVICEFILE", str(kept))
            address = "postgresql:///?service=shop"
        case _:
            address = address.replace("ada@", f"ada:{SPELLED}@")
    (tmp_path / "work").mkdir()

    assert run(["import", address, "--workspace", str(tmp_path / "work")]) == 1

    told = "".join(capsys.readouterr())
    assert re.search("password authentication failed|Access denied", told)
    assert "hunter2" not in told
    assert list((tmp_path / "work").iterdir()) == []


def test_a_service_says_all_that_an_address_leaves_out(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database("postgresql") as session:
        session.run("CREATE TABLE a (id int PRIMARY KEY)")
        url = session.url
        (tmp_path / "services").write_text(
            f"[shop]\nhost={url.host}\nport={url.port}\nuser={url.user}\npassword={url.password}\n"
            f"dbname={url.database}\n"
        )
        monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
        (tmp_path / "work").mkdir()

        command = ["import", "postgresql:///?service=shop", "--workspace", str(tmp_path / "work")]
        assert run(command) == 0

    assert (tmp_path / "work/openspec/specs/database/shop/schema.yaml").is_file()


def guest(session: Session, privileges: str) -> Url:
    """Makes an account with privileges on the session's database; gives its address."""
    name = f"guest_{session.url.database.removeprefix('gen_')}"
    session.run(
        f"CREATE USER `{name}` IDENTIFIED BY 'hunter2';"
        f"GRANT {privileges} ON `{session.url.database}`.* TO `{name}`"
    )
    return parse(
        session.url.text().replace(
            f"{session.url.user}:{session.url.password}@", f"{name}:hunter2@"
        )
    )
