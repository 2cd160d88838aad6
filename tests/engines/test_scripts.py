"""Scripts and dumps: what the tools of the engines write is taken whole, what is cut off is refused."""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalog import Grant, Table, Trigger
from generator.cli import run
from generator.config import OLDEST
from generator.database.compare import compare
from generator.database.parsed.reader import parsed
from generator.database.programs import installed
from generator.database.read import read
from generator.database.scripts.errors import SourceError
from generator.database.scripts.marks import engines
from generator.database.scripts.read import engine_of, made_by
from generator.database.scripts.statements import Statement, statements
from generator.database.scripts.window import Window
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.disk.targets import built_in
from generator.recover.account import account
from generator.sql.profile import load
from tests.engines.fixtures import Database
from tests.engines.test_real_schemas import CASES, _load

RICH = Path(__file__).parent / "rich"
DUMPED = [
    ("postgresql", "chinook"), ("postgresql", "pagila"), ("mysql", "chinook"), ("mysql", "sakila"),
    ("mariadb", "chinook"), ("mariadb", "sakila"), ("sqlite", "chinook"), ("sqlite", "sakila"),
]  # fmt: skip
PIECES = (
    "SELECT 'a;''b' ;", "SELECT E'\\';' , 1;\n", "SELECT $x$ ; $$ $x$;", "-- ;'\n", "/* ; /* ' */ */",
    'SELECT ";" - 1 / 2;', "COPY a FROM stdin;\n1\tx;'\n\\.\n", "\\restrict abc\n", "SELECT a$b$ ;",
    "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2);\r\n", "SELECT 1", "\ufeff\n", ";", "SELECT 'é",
)  # fmt: skip
"""What a script may be put together from."""

Servers = Callable[[str], Server]


def environ(server: Servers, engine: str) -> Mapping[str, str]:
    """Names the run's own server, so that no second one is started."""
    if engine == "sqlite":
        return {}
    return {f"GEN_{engine.upper()}_URL": server(engine).url.text()}


def dumped(session: Session, path: Path, *options: str) -> Path:
    """Dumps a database with the engine's own tool."""
    url, env = session.url, dict(os.environ)
    match session.engine:
        case "postgresql":
            (tool, *_) = (
                program.folder / "pg_dump"
                for program in installed("postgresql")
                if session.version.startswith(program.version.split(".")[0])
            )
            command = [str(tool), *options, "--file", str(path), url.text()]
        case "sqlite":
            path.write_text(sqlite_dump(url.database), encoding="utf-8")
            return path
        case _:
            tool_name = "mysqldump" if session.engine == "mysql" else "mariadb-dump"
            env["MYSQL_PWD"] = url.password
            command = [
                client(session.engine, tool_name), "--no-defaults", "--host", url.host,
                "--port", str(url.port), "--user", url.user, "--routines", "--triggers",
                f"--result-file={path}", *options, url.database,
            ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, env=env)
    return path


def client(engine: str, name: str) -> str:
    """Gives a command-line client: MySQL's is beside its server."""
    folders = [str(program.folder) for program in installed(engine)]
    found = shutil.which(name, path=os.pathsep.join(folders)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def sqlite_dump(database: str) -> str:
    program = shutil.which("sqlite3")
    if program is None:
        pytest.skip("sqlite3, the command-line client, is not here")
    done = subprocess.run([program, database, ".dump"], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize(("engine", "name"), DUMPED)
def test_a_dump_of_a_real_schema_makes_the_same_database(
    engine: str, name: str, database: Database, server: Servers, tmp_path: Path
) -> None:
    with database(engine) as session:
        _load(name, session)
        with connect(session.url) as fresh:
            wanted = read(fresh)
        path = dumped(session, tmp_path / "dump.sql")

    assert engine_of(path) == engine
    found = made_by(path, engine, environ=environ(server, engine)).catalog

    assert [str(one) for one in compare(wanted, found)] == []


LAST = {
    "postgresql": "-- PostgreSQL database dump complete",
    "mysql": "-- Dump completed",
    "mariadb": "-- Dump completed",
    "sqlite": "COMMIT;",
}
"""The words that a dump ends with; what a client does behind them makes nothing."""


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb", "sqlite"])
def test_a_dump_that_is_cut_anywhere_is_refused_with_the_place(
    engine: str, database: Database, server: Servers, tmp_path: Path
) -> None:
    with database(engine) as session:
        session.run(SHOP[engine])
        whole = dumped(session, tmp_path / "whole.sql").read_text("utf-8")
    end = whole.rindex(LAST[engine])
    env, path = environ(server, engine), tmp_path / "cut.sql"

    for at in range(120, end, max(1, end // 60)):
        path.write_text(whole[:at], encoding="utf-8", newline="")
        with pytest.raises(SourceError, match=r"^cut\.sql:\d+:\d+: error: "):
            made_by(path, engine, environ=env)


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("postgresql", "chinook"),
        ("postgresql", "northwind"),
        ("postgresql", "quartz"),
        ("mysql", "bb-tpch"),
        ("mysql", "chinook"),
        ("mysql", "quartz"),
        ("mariadb", "bb-tpch"),
        ("mariadb", "chinook"),
        ("mariadb", "quartz"),
    ],
)
def test_a_script_that_is_parsed_says_what_the_engine_makes_of_it(
    engine: str, name: str, server: Servers, tmp_path: Path
) -> None:
    folder = Path(CASES) / name / {"postgresql": "postgres"}.get(engine, "mysql")
    order = (folder / "order").read_text("utf-8").split()
    path = tmp_path / "script.sql"
    path.write_text("\n".join((folder / file).read_text("utf-8-sig") for file in order), "utf-8")

    real = made_by(path, engine, environ=environ(server, engine)).catalog
    found = account(real, parsed(path, engine).catalog, load(built_in() / engine, OLDEST[engine]))

    assert (found.differing, found.extra) == ((), ())


PARSED = {
    "postgresql": """\
CREATE TABLE notifications_of_contacts_by_method (
  identifier_of_the_contact_and_its_method serial PRIMARY KEY, at timestamptz DEFAULT now(),
  since timestamptz DEFAULT CURRENT_TIMESTAMP);
""",
    "mysql": """\
CREATE TABLE parents (id int PRIMARY KEY, code varchar(191) NOT NULL, note varchar(500) DEFAULT NULL
  COLLATE utf8mb4_bin, KEY whole (code(191)) COMMENT 'by code', KEY part (note(20)) USING BTREE)
  ROW_FORMAT=DYNAMIC ENGINE=INNODB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE seen (host varchar(200), kind varchar(200), PRIMARY KEY (host(71), kind));
CREATE UNIQUE INDEX once ON parents (code(191), id);
CREATE TABLE children (id int PRIMARY KEY, one int, two int,
  host varchar(200) NOT NULL, kind varchar(200), UNIQUE KEY tuple (host(71), kind(75)),
  CONSTRAINT fk_one FOREIGN KEY (one) REFERENCES parents (id), FOREIGN KEY (two) REFERENCES parents (id))
  ENGINE=innodb DEFAULT CHARSET=utf8 COLLATE=utf8_bin;
""",
}


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_what_scripts_leave_to_the_engine_is_parsed_as_it_does_it(
    engine: str, server: Servers, tmp_path: Path
) -> None:
    path = tmp_path / "script.sql"
    path.write_text(PARSED.get(engine, PARSED["mysql"]), "utf-8")

    real = made_by(path, engine, environ=environ(server, engine)).catalog
    found = account(real, parsed(path, engine).catalog, load(built_in() / engine, OLDEST[engine]))

    assert (found.differing, found.extra) == ((), ())


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_a_dump_that_is_cut_anywhere_is_refused_when_it_is_parsed(
    engine: str, database: Database, tmp_path: Path
) -> None:
    with database(engine) as session:
        session.run(SHOP[engine])
        whole = dumped(session, tmp_path / "whole.sql").read_text("utf-8")
    end = whole.rindex(LAST[engine])
    path = tmp_path / "cut.sql"

    for at in range(120, end, max(1, end // 60)):
        path.write_text(whole[:at], encoding="utf-8", newline="")
        with pytest.raises(SourceError, match=r"^cut\.sql:\d+:\d+: error: "):
            parsed(path, engine)


def test_a_script_without_its_server_is_parsed_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEN_TOOLS", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GEN_MYSQL_URL", raising=False)
    Path("dump.sql").write_text(
        SHOP["mysql"] + "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1;"
    )

    assert run(["import", "dump.sql", "--engine", "mysql"]) == 0

    told = capsys.readouterr()
    assert "the script was parsed, and checked by grammar alone" in told.err
    assert "verbatim      2  2 verbatims" in told.out  # the trigger and the event
    assert "passed over 1 statement that only changes rows" in told.err


@pytest.mark.parametrize("form", ["custom", "directory", "tar", "gzip"])
def test_a_packed_dump_is_taken(
    form: str, postgresql: Session, server: Servers, tmp_path: Path
) -> None:
    postgresql.run(SHOP["postgresql"])
    wanted = read(postgresql)
    if form == "gzip":
        plain = dumped(postgresql, tmp_path / "plain.sql").read_bytes()
        path = tmp_path / "dump.sql.gz"
        path.write_bytes(gzip.compress(plain))
    else:
        path = dumped(postgresql, tmp_path / "dump", f"--format={form}")

    assert engine_of(path) == "postgresql"
    found = made_by(path, "postgresql", environ=environ(server, "postgresql")).catalog

    assert [str(one) for one in compare(wanted, found)] == []


def test_a_broken_archive_is_one_sentence(server: Servers, tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(b"PGDMP\x01\x0e\x00")

    with pytest.raises(SourceError, match=r"a format of PostgreSQL's own: .*pg_restore") as caught:
        made_by(path, "postgresql", environ=environ(server, "postgresql"))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb", "sqlite"])
def test_rows_are_passed_over_unless_asked_for(
    engine: str, database: Database, server: Servers, tmp_path: Path
) -> None:
    with database(engine) as session:
        session.run(SHOP[engine])
        path = dumped(session, tmp_path / "dump.sql")
    env = environ(server, engine)

    without, loaded = (made_by(path, engine, rows=rows, environ=env) for rows in (False, True))

    assert without.passed["statement that only changes rows"] > 0
    assert "statement that only changes rows" not in loaded.passed
    assert [str(one) for one in compare(without.catalog, loaded.catalog)] == []


def test_rows_that_psql_would_copy_from_a_file_are_passed_over(
    server: Servers, tmp_path: Path
) -> None:
    path = tmp_path / "install.sql"
    path.write_text(
        "CREATE TABLE a (id int);\n\\copy a FROM './a.csv' CSV;\n\\copy a to 'b.csv'\n"
        "CREATE TABLE b (id int);\n"
    )
    env = environ(server, "postgresql")

    made = made_by(path, "postgresql", environ=env)

    assert made.passed == {"statement that only changes rows": 2}
    assert {one.name for one in made.catalog.of(Table)} == {"a", "b"}
    with pytest.raises(SourceError, match=r"2:1: error: psql.s command .*copy"):
        made_by(path, "postgresql", rows=True, environ=env)


def test_an_sql_mode_of_an_older_server_is_taken(server: Servers, tmp_path: Path) -> None:
    path = tmp_path / "old.sql"
    path.write_text(
        "--- what only its client takes for a remark\n"
        "/*!50003 SET sql_mode = 'ANSI_QUOTES,NO_AUTO_CREATE_USER' */;\n"
        'CREATE TABLE "a" (id int);\n'
        'CREATE TRIGGER t BEFORE INSERT ON "a" FOR EACH ROW SET NEW."id" = 1;\n'
        "SET @old = concat(@@sql_mode, ',NO_AUTO_CREATE_USER');\n"
        "SET sql_mode = @old;\n"
    )

    found = made_by(path, "mysql", rows=False, environ=environ(server, "mysql")).catalog

    (trigger,) = found.of(Trigger)
    assert isinstance(trigger, Trigger)
    assert trigger.options["sql_mode"] == "ANSI_QUOTES"


def test_roles_that_a_script_needs_are_there_for_its_time_only(
    postgresql: Session, server: Servers, tmp_path: Path
) -> None:
    path = tmp_path / "roles.sql"
    path.write_text(
        'CREATE ROLE "Script made";\nALTER ROLE "Script made" LOGIN;\n'
        "ALTER ROLE postgres PASSWORD 'stolen';\nCREATE TABLE t (id int);\n"
        'ALTER TABLE t OWNER TO script_owner;\nGRANT SELECT ON t TO script_reader, "Script made";\n',
        encoding="utf-8",
    )

    found = made_by(path, "postgresql", environ=environ(server, "postgresql"))

    assert found.passed == {"statement about the whole server": 1}
    assert {item.role for item in found.catalog if isinstance(item, Grant)} >= {
        "Script made",
        "script_reader",
    }
    assert postgresql.fetch("SELECT rolname FROM pg_roles WHERE rolname ILIKE 'script%'") == []


@pytest.mark.parametrize(
    ("engine", "text", "told"),
    [
        (
            "postgresql",
            "CREATE TABLE a (id int);\nCREATE TABLE b (\n  id int,\n  x nonsense);",
            "4:5: error: postgresql refuses this",
        ),
        (
            "postgresql",
            "\\connect a\nCREATE TABLE x (id int);\n\\c b\n",
            "3:1: error: the script fills several databases",
        ),
        (
            "postgresql",
            "-- first\n\\i other.sql\n",
            "2:1: error: `other.sql`, which this reads, is not there",
        ),
        (
            "postgresql",
            "SELECT 'CREATE TABLE x (id int)' \\gexec\n",
            "1:34: error: psql's commands",
        ),
        (
            "postgresql",
            "CREATE TABLE a (id int DEFAULT 'x",
            "1:32: error: the file ends in a string",
        ),
        (
            "postgresql",
            "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1",
            "1:36: error: the file ends in a dollar quote",
        ),
        ("postgresql", "SELECT 1; /* never\nclosed", "1:11: error: the file ends in a comment"),
        ("postgresql", "CREATE TABLE a (id int", "; the file ends in this statement"),
        (
            "postgresql",
            "SELECT lo_import('/etc/passwd');",
            "1:1: error: this reads or writes other files",
        ),
        ("postgresql", "CREATE TABLE \udcff (id int);", "1:1: error: this is not UTF-8"),
        (
            "sqlite",
            "CREATE TABLE a (id int);\nCREATE TABLE a (id int);",
            "2:1: error: sqlite refuses this: table a",
        ),
        ("sqlite", "ATTACH 'x.db' AS y;", "1:1: error: this reads or writes other files"),
        (
            "mysql",
            "CREATE TABLE a (\n  id int,\n  x nonsense\n);",
            "3:5: error: mysql refuses this",
        ),
        ("mysql", "source a.sql\n;", "1:1: error: `a.sql`, which this reads, is not there"),
        ("mysql", "source ../a.sql;", "1:1: error: `../a.sql`, which this reads, lies outside"),
        ("mariadb", "\n\\. bad.sql", "2:1: error: `bad.sql`, which this reads, would read itself"),
        (
            "postgresql",
            "\\i /etc/passwd",
            "1:1: error: `/etc/passwd`, which this reads, lies outside",
        ),
        ("sqlite", ".read bad.sql", "1:1: error: `bad.sql`, which this reads, would read itself"),
        ("sqlite", ".read |ls", "1:1: error: sqlite3's command `.read` cannot be done here"),
        ("mysql", "USE a;\nUSE b;", "2:1: error: the script fills several databases"),
    ],
)
def test_a_bad_script_is_refused_with_the_place(
    engine: str, text: str, told: str, server: Servers, tmp_path: Path
) -> None:
    path = tmp_path / "bad.sql"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(SourceError) as caught:
        made_by(path, engine, environ=environ(server, engine))

    assert re.search(told.replace("\\", "\\\\").replace("(", "\\("), str(caught.value)), (
        caught.value
    )


READING = {
    "postgresql": ("\\i tables/all.sql\n", "\\ir more.sql\n"),
    "mysql": ("SOURCE tables/all.sql;\n", "source tables/more.sql\n"),
    "mariadb": ("\\. tables/all.sql\n", "source more.sql;\n"),
    "sqlite": (".read tables/all.sql\n", ".read 'tables/more.sql'\n"),
}
"""How a script reads another, from its own folder and, in the second one, from where that lies."""


@pytest.mark.parametrize("engine", READING)
def test_a_script_of_several_files_is_taken_whole(
    engine: str, server: Servers, tmp_path: Path
) -> None:
    first, second = READING[engine]
    (tmp_path / "tables").mkdir()
    (tmp_path / "all.sql").write_text(f"{first}CREATE TABLE c (id int);\n", "utf-8")
    (tmp_path / "tables/all.sql").write_text(f"CREATE TABLE a (id int);\n{second}", "utf-8")
    more = tmp_path / "tables/more.sql"
    more.write_text("CREATE TABLE b (id int);", "utf-8")

    made = made_by(tmp_path / "all.sql", engine, environ=environ(server, engine))

    assert [item.id.name for item in made.catalog if item.kind == "table"] == ["a", "b", "c"]
    more.write_text("\nCREATE TABLE a (id int);", "utf-8")
    with pytest.raises(SourceError, match=r"^tables/more\.sql:2:\d+: error: "):
        made_by(tmp_path / "all.sql", engine, environ=environ(server, engine))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;", ("postgresql",)),
        ("CREATE TABLE a (b jsonb);", ("postgresql",)),
        (
            "DELIMITER $$\nCREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW SET @x = 1$$",
            ("mysql", "mariadb"),
        ),
        ("-- MySQL dump 10.19  Distrib 10.6.18-MariaDB, for x", ("mariadb",)),
        ("-- MariaDB dump 10.19\n-- Server version\t9.7.4", ("mysql",)),
        ("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);", ("sqlite",)),
        ("GRANT SELECT ON SCHEMA::Sales TO reader\nGO\n", ("mssql",)),
        ("INSERT INTO a VALUES ('serial'); -- AUTO_INCREMENT", ()),
    ],
)
def test_a_script_tells_whose_it_is(text: str, wanted: tuple[str, ...]) -> None:
    assert engines(text) == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE a (id int);", "`dump.sql` does not say of which engine it is"),
        (
            "CREATE TABLE a (id int) ENGINE=InnoDB;",
            "write one of `--engine mysql`, `--engine mariadb`",
        ),
    ],
)
def test_an_engine_that_is_not_certain_is_asked_for(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("dump.sql").write_text(text, encoding="utf-8")

    assert run(["import", "dump.sql"]) == 1

    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["dump.sql"]


@pytest.mark.parametrize("name", ["missing.sql", "folder"])
def test_a_path_that_cannot_be_read_is_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()

    assert run(["import", name]) == 1

    assert f"`{name}` cannot be read" in capsys.readouterr().err


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.integers(1, 30))
def test_statements_do_not_depend_on_how_much_is_read_at_once(pieces: list[str], size: int) -> None:
    text = "".join(pieces)

    assert _split(text, size) == _split(text, len(text) + 1)


def _split(text: str, size: int) -> list[Statement] | str:
    try:
        return list(statements(Window("x.sql", _Slow(text, size)), "postgresql", rows=True))
    except SourceError as error:
        return str(error)


class _Slow(io.StringIO):
    """A file of which each reading gives a few characters."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text, newline="")
        self.size = size

    def read(self, size: int | None = -1) -> str:
        del size
        return super().read(self.size)


SHOP = {
    "postgresql": """
CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'a;b', note text);
COMMENT ON TABLE users IS 'It''s -- not; a /* comment';
INSERT INTO users (name, note) VALUES ('x;''', E'a\\nb'), ('\\.', E'\\\\.');
CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION two() RETURNS integer LANGUAGE sql
  BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE VIEW named AS SELECT id FROM users WHERE name <> ';';
""",
    "sqlite": """
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'a;b', note text);
INSERT INTO users (name, note) VALUES ('x;''', 'a' || char(10) || 'b');
CREATE TRIGGER kept AFTER UPDATE ON users BEGIN UPDATE users SET note = ';' WHERE id = 1; SELECT 1; END;
CREATE VIEW named AS SELECT id FROM users WHERE name <> ';';
""",
}
SHOP["mysql"] = SHOP["mariadb"] = """
CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'a;b', note text)
  COMMENT 'It''s -- not; a /* comment';
INSERT INTO users (name, note) VALUES ('x;''\\\\', 'a\\nb');
CREATE VIEW named AS SELECT id FROM users WHERE name <> ';';
DELIMITER //
CREATE TRIGGER kept BEFORE UPDATE ON users FOR EACH ROW BEGIN SET NEW.note = ';'; SET NEW.name = 'x'; END//
DELIMITER ;
"""
