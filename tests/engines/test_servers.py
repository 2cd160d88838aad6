"""Scratch servers and sessions on every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.database.read import read
from generator.database.scratch import scratch
from generator.database.servers import MissingServerError, Server, serve
from generator.database.session import Session, connect
from generator.database.url import DatabaseError, parse
from tests.engines.fixtures import ENGINES, Database


@pytest.mark.parametrize("engine", ENGINES)
def test_a_script_runs_and_its_rows_come_back(database: Database, engine: str) -> None:
    with database(engine) as session:
        session.run(
            "CREATE TABLE a (id int PRIMARY KEY, t varchar(9)); INSERT INTO a VALUES (1, 'x;%');\n-- end\n"
        )

        assert session.engine == engine
        assert session.fetch("SELECT id, t FROM a") == [(1, "x;%")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_script_stops_at_the_first_refusal(database: Database, engine: str) -> None:
    with database(engine) as session:
        with pytest.raises(DatabaseError, match="nowhere"):
            session.run("SELECT 1; SELECT 1 FROM nowhere; CREATE TABLE later (id int)")

        with pytest.raises(DatabaseError, match="later"):
            session.fetch("SELECT * FROM later")


@pytest.mark.parametrize("engine", ENGINES)
def test_databases_do_not_see_each_other(database: Database, engine: str) -> None:
    with database(engine) as one, database(engine) as other:
        one.run("CREATE TABLE a (id int)")

        with pytest.raises(DatabaseError):
            other.fetch("SELECT * FROM a")


def test_a_mysql_script_may_change_its_delimiter(mysql: Session) -> None:
    mysql.run(
        "CREATE TABLE a (id int);\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW\n"
        "BEGIN\n  SET NEW.id = NEW.id + 1;\nEND//\nDELIMITER ;\nINSERT INTO a VALUES (1);\n"
    )

    assert mysql.fetch("SELECT id FROM a") == [(2,)]


def test_a_given_address_is_used_and_left_running(postgresql: Session) -> None:
    environ = {"GEN_POSTGRESQL_URL": postgresql.url.text()}

    with (
        serve("postgresql", environ=environ) as server,
        scratch(server) as url,
        connect(url) as session,
    ):
        session.run("CREATE TABLE a (id int)")

    assert postgresql.fetch("SELECT 1") == [(1,)]


def test_a_given_address_of_another_engine_is_refused(postgresql: Session) -> None:
    url = postgresql.url.text()

    with (
        pytest.raises(DatabaseError, match=r"is postgresql .*, not postgresql 9"),
        serve("postgresql", "9", {"GEN_POSTGRESQL_URL": url}),
    ):
        pass


def test_a_version_that_is_not_here_is_named() -> None:
    with (
        pytest.raises(MissingServerError, match="no postgresql server 7 here"),
        serve("postgresql", "7", {}),
    ):
        pass


def test_no_error_shows_the_password(postgresql: Session) -> None:
    wrong = parse(f"postgresql://nobody:hush-hush@127.0.0.1:{postgresql.url.port}/x")

    with pytest.raises(DatabaseError) as caught:
        connect(wrong)

    assert "nobody:***@" in str(caught.value)
    assert "hush" not in str(caught.value) + repr(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://a:b%40c@db:5433/shop",
        "mysql://root:@127.0.0.1:3306/x",
        "sqlite:////tmp/a.db",
        "mariadb://u@[::1]:1/d",
        "postgresql:///shop?host=/run/postgresql&port=5433&user=a&password=b%20c&sslmode=disable",
    ],
)
def test_an_address_reads_back(text: str) -> None:
    assert parse(parse(text).text()) == parse(text)


def test_what_an_address_says_behind_the_question_mark_is_hidden_too() -> None:
    url = parse("postgresql:///shop?host=db&user=ada&password=hush-hush&sslpassword=hush")

    assert (url.host, url.user, url.password) == ("db", "ada", "hush-hush")
    assert "hush" not in str(url) + repr(url.host)


def test_what_an_address_leaves_out_is_in_the_environment_as_libpq_has_it() -> None:
    given = {"PGHOST": "db", "PGPORT": "5433", "PGUSER": "ada"}

    assert str(parse("postgresql:///shop", given)) == "postgresql://ada@db:5433/shop"
    assert str(parse("postgresql://h/shop", {})) == "postgresql://postgres@h:5432/shop"
    assert str(parse("mysql://h/shop", given)) == "mysql://root@h:3306/shop"
    assert str(parse("postgresql:///?service=x", given)) == "postgresql:///?service=x"


def test_a_password_is_hidden_as_it_is_spelled() -> None:
    url = parse("postgresql://ada:a%2Fb%40c%20d@db/shop")

    assert url.hides("a/b@c d; a%2Fb%40c%20d; a/b%40c%20d; a%2Fb%40c+d") == "***; ***; ***; ***"


@pytest.mark.parametrize("text", ["", "shop", "oracle://x/y", "postgresql://h:port/x"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DatabaseError):
        parse(text)


def test_a_file_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    url = parse(f"sqlite:///{tmp_path}/shop.db")

    with pytest.raises(DatabaseError, match="no such file"):
        read(url)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_a_server_that_nobody_runs_is_named(server: Callable[[str], Server], engine: str) -> None:
    url = replace(server(engine).url, port=1, password="hush-hush")

    with pytest.raises(DatabaseError) as caught:
        read(url.at("x"))

    assert str(caught.value).startswith(f"{engine}://{url.user}:***@127.0.0.1:1/x: ")
    assert "hush" not in str(caught.value)


def test_a_connection_that_breaks_off_is_one_kind_of_error(database: Database) -> None:
    with database("postgresql") as session, connect(session.url) as other:
        (pid,) = other.fetch("SELECT pg_backend_pid()")[0]
        session.fetch("SELECT pg_terminate_backend(%s)", pid)

        with pytest.raises(DatabaseError, match="terminat"):
            read(other)


def test_what_an_account_may_not_read_is_said(postgresql: Session) -> None:
    name = f"guest_{postgresql.url.database}"
    postgresql.run(
        f"CREATE TABLE a (id int PRIMARY KEY); CREATE ROLE {name} LOGIN PASSWORD 'hush-hush'"
    )
    guest = replace(postgresql.url, user=name, password="hush-hush")
    try:
        with pytest.raises(DatabaseError, match="permission denied for table a"):
            read(guest, rows=[("", "a")])

        assert [item.id.name for item in read(guest) if item.kind == "column"] == ["id"]
    finally:
        postgresql.run(f"DROP ROLE {name}")
