"""Databases that were imported, built again from the specs, and compared: object by object as the
catalog readers see them, and statement by statement as pg_dump does, which owes nothing to them.

The tables in docs/import.md have the same numbers; `--update` writes them. GEN_CASES names a folder of
schemas of other projects, as for the readers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli import run
from generator.database.compare import compare
from generator.database.postgresql.steady import steady
from generator.database.read import read
from generator.database.session import Session, connect
from generator.database.url import DatabaseError
from generator.pipeline import build
from tests.engines.dumps import dumped
from tests.engines.fixtures import Database, note_case
from tests.engines.kinds import HEAD, by_kind, counted
from tests.engines.test_real_schemas import CASES, _load
from tests.real.test_real import upstream

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/import.md"
UNRULY = (ROOT / "tests/engines/unruly/postgresql.sql").read_text("utf-8")
RICH = (ROOT / "tests/engines/rich/postgresql.sql").read_text("utf-8")
OURS = ("chinook", "pagila")
OTHERS = (
    *("chinook-auto", "northwind", "omop-5.4", "quartz"),
    *("sakila", "openfga", "bb-tpch"),
)

EXTENDED = ("adventureworks", "umami-v2")
"""They need uuid-ossp, tablefunc and pgcrypto."""
HISTORY = "authelia-history/internal/storage/migrations/postgres"
AGES = (1, 4, 9, 18)
"""Steps of the history after which it is imported, beside the last one."""


def imported(session: Session, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Runs the command on the session's database."""
    workspace.mkdir(exist_ok=True)
    monkeypatch.chdir(workspace)
    return run(["import", session.url.text(), "--workspace", str(workspace)])


def comes_back(
    name: str,
    database: Database,
    session: Session,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    """Imports, builds a second database, twice, and compares; the page has the same numbers."""
    with connect(session.url) as fresh:  # a script may have set its session up in its own way
        found = read(fresh)
    assert imported(session, workspace, monkeypatch) == 0
    result = build(workspace, ("postgresql",))
    assert [str(one) for one in result.diagnostics] == []
    (script,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))

    with database("postgresql") as second:
        second.run(script)
        second.run(script)
        assert [str(one) for one in compare(found, read(second))] == []
        assert dumped(second) == dumped(session)
    told = re.findall(r"^  (?:managed|verbatim) +(\d+)(?:  (.+))?", capsys.readouterr().out, re.M)
    (managed, _), (verbatim, _) = told
    numbers = f"| {name} | {len(found.objects)} | {managed} | {verbatim} | 0 |"
    kinds = f"| {name} | {' | '.join(kinds or 'none' for _, kinds in told)} |"
    if update:
        replace(rf"\| {name} \| \d[^\n]* \d+ \|\n(?=[^#]*By schema)", f"{numbers}\n")
        replace(rf"(?<=in the words of the report)([^#]*?)\| {name} \| [^\n]*", rf"\g<1>{kinds}")
    page = PAGE.read_text("utf-8")
    if not session.version.startswith("18"):  # which has names for NOT NULL besides
        assert numbers in page
        assert kinds in page


def replace(pattern: str, row: str) -> None:
    """Puts a row of the page in the place of the one that a pattern finds."""
    text = PAGE.read_text("utf-8")
    assert re.search(pattern, text), row
    PAGE.write_text(re.sub(pattern, row, text, count=1), encoding="utf-8")


@pytest.mark.parametrize("name", OURS)
def test_a_database_comes_back(
    name: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    with database("postgresql") as session:
        session.run(upstream(name, "postgresql"))
        comes_back(name, database, session, tmp_path, monkeypatch, capsys, update)


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize("name", OTHERS)
def test_a_schema_of_another_project_comes_back(
    name: str,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    with database("postgresql") as session:
        _load(name, session)
        comes_back(name, database, session, tmp_path, monkeypatch, capsys, update)
    note_case(f"{name} imported from postgresql")


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
@pytest.mark.parametrize("name", EXTENDED)
def test_a_schema_with_extensions_comes_back(
    name: str,
    extended: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    with extended("postgresql") as session:
        _load(name, session)
        comes_back(name, extended, session, tmp_path, monkeypatch, capsys, update)
    note_case(f"{name} imported from postgresql")


@pytest.mark.skipif(not CASES, reason="GEN_CASES names no folder of schemas")
def test_a_schema_comes_back_at_each_age(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    steps = sorted((Path(CASES) / HISTORY).glob("V*.up.sql"))
    with database("postgresql") as session:
        for count, step in enumerate(steps, 1):
            session.run(step.read_text("utf-8"))
            if count in AGES or step == steps[-1]:
                name = f"authelia-history, step {count}"
                comes_back(
                    name, database, session, tmp_path / step.stem, monkeypatch, capsys, update
                )
                note_case(f"{name} imported from postgresql")


def test_the_kinds_of_objects_are_those_of_all_schemas(update: bool) -> None:
    page = PAGE.read_text("utf-8").partition("### PostgreSQL\n")[2].partition("\n#")[0]
    schemas = re.findall(r"^\| [^|]+ \| (\d[^|]*|none) \| (\d[^|]*|none) \|$", page, re.M)
    rows = by_kind(schemas)
    if update:
        replace(rf"(?<={re.escape(HEAD)})(\|[^\n]*\n)+", rows)
        page = PAGE.read_text("utf-8").partition("### PostgreSQL\n")[2].partition("\n#")[0]
    assert HEAD + rows in page
    counts = re.findall(r"^\| [^|]+ \| (\d+) \| \d+ \| \d+ \| 0 \|$", page, re.M)
    assert sum(map(int, counts)) == sum(
        counted(each).total() for kinds in schemas for each in kinds
    )


def test_a_dump_tells_what_is_not_the_same(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int, b text)")
    before = dumped(postgresql)

    postgresql.run(
        "ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ALTER id SET INCREMENT 2;"
        "COMMENT ON COLUMN t.b IS 'why'; ALTER TABLE t SET (fillfactor = 50)"
    )

    identity, table = before
    assert dumped(postgresql) == [
        identity.replace("INCREMENT BY 1", "INCREMENT BY 2"),
        "COMMENT ON COLUMN public.t.b IS 'why'",
        table.replace("a integer", "a bigint") + "\nWITH (fillfactor='50')",
    ]


def test_specs_that_are_there_are_left_alone(
    postgresql: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgresql.run("CREATE TABLE users (id int PRIMARY KEY, name text)")
    assert imported(postgresql, tmp_path, monkeypatch) == 0
    (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
    spec.write_text(spec.read_text("utf-8") + "# a person was here\n", encoding="utf-8")
    before = spec.read_bytes()

    assert imported(postgresql, tmp_path, monkeypatch) == 1

    assert spec.read_bytes() == before


def test_what_was_written_is_kept_for_the_next_import(
    postgresql: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgresql.run("CREATE TABLE users (id int PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS one")

    assert imported(postgresql, tmp_path, monkeypatch) == 0

    (spec,) = tmp_path.glob("openspec/specs/database/*/schema.yaml")
    kept = tmp_path / ".import/postgresql"
    assert (kept / spec.parent.name / "schema.yaml").read_bytes() == spec.read_bytes()
    assert (kept / spec.parent.name / "views/v.sql").is_file()
    assert (kept / "gen.yaml").read_bytes() == (tmp_path / "gen.yaml").read_bytes()


def test_tables_that_are_not_ours_are_left_out(
    postgresql: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgresql.run("CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE old_x (id int)")
    (tmp_path / "gen.yaml").write_text("version: 1\nengines: [postgresql]\nunmanaged: [old_*]\n")

    assert imported(postgresql, tmp_path, monkeypatch) == 0

    assert "external      2  1 column, 1 table" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://ada:hunter2@127.0.0.1:1/shop", "127.0.0.1:1"),
        ("nonsense:hunter2", "nothing was written"),
        ("postgresql://ada:hunter2@127.0.0.1:1", "name a database"),
        ("postgresql:///shop?host=127.0.0.1&port=1&password=hunter2", "127.0.0.1:1"),
        ("sqlite:///nowhere.db", "there is no such file"),
        ("mysql://ada:hunter2@127.0.0.1:1/shop", "127.0.0.1:1"),
    ],
)
def test_a_database_that_cannot_be_read_is_one_sentence(
    url: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["import", url]) == 1

    error = capsys.readouterr().err
    assert told in error
    assert "hunter2" not in error
    assert len(error.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_import(
    postgresql: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert imported(postgresql, tmp_path, monkeypatch) == 1

    assert "there is nothing in the database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_left_to_whoever_builds_it_is_told(
    postgresql: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    postgresql.run(
        "DO $$ BEGIN CREATE ROLE owning; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;"
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE theirs (id int);"
        "ALTER TABLE theirs OWNER TO owning; REVOKE DELETE ON theirs FROM owning;"
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = auth, public',"
        " current_database()); END $$"
    )

    assert imported(postgresql, tmp_path, monkeypatch) == 0

    told = capsys.readouterr().out
    assert "owners are not taken, all will belong to whoever builds it: owning (1), " in told
    assert "what owners may no longer do with their own is not taken: 1 of it" in told
    assert "the search path of the database is not taken: auth, public" in told


def test_a_database_that_changes_meanwhile_is_read_anew(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE users (id int PRIMARY KEY)")
    with connect(postgresql.url) as other:
        asked = iter(range(1000))

        def changed() -> str:
            if next(asked) == 0:
                other.run("ALTER TABLE users ADD name text")
            return postgresql.fetch("SELECT count(*) FROM pg_attribute")[0][0]  # type: ignore[no-any-return]

        found = steady(postgresql, changed)

    assert next(asked) == 2
    assert found


def test_a_database_that_keeps_changing_is_refused(postgresql: Session) -> None:
    number = iter(range(1000))

    def changed() -> None:
        postgresql.run(f"CREATE TABLE t{next(number)} (id int)")

    with pytest.raises(DatabaseError, match="was changed while it was read; try again"):
        steady(postgresql, changed)


@pytest.mark.parametrize("script", ["names", "parts", "rich", "elsewhere", "unruly"])
def test_every_kind_of_name_and_part_comes_back(
    script: str,
    postgresql: Session,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = {"names": NAMES, "parts": PARTS, "rich": RICH, "elsewhere": ELSEWHERE, "unruly": UNRULY}
    postgresql.run(every[script])
    with connect(postgresql.url) as fresh:
        found = read(fresh)

    assert imported(postgresql, tmp_path, monkeypatch) == 0

    result = build(tmp_path, ("postgresql",))
    (made,) = (file.text for file in result.files if file.path.endswith("/schema.sql"))
    with database("postgresql") as second:
        second.run(made)
        second.run(made)
        assert [str(one) for one in compare(found, read(second))] == []
        assert dumped(second) == dumped(postgresql)


NAMES = """
CREATE TYPE "Mood" AS ENUM ('yes', 'no', 'true', '12', 'it''s: #1 ☃');
CREATE TABLE "Order" ("Id" bigint GENERATED ALWAYS AS IDENTITY (START 1000 INCREMENT 5) PRIMARY KEY,
  "user" text NOT NULL DEFAULT 'no', "a ""b"" ☃" integer DEFAULT -5 CHECK ("a ""b"" ☃" < 7),
  mood "Mood" DEFAULT 'true', at timestamptz DEFAULT now(), big numeric(10,2) DEFAULT 0.10 NOT NULL,
  twice integer GENERATED ALWAYS AS (2 * 3) STORED, tags text[] DEFAULT '{}'::text[],
  CONSTRAINT "big is > 0" CHECK (big > 0 AND "user" ~ '^\\d+$'));
CREATE UNIQUE INDEX "Ix ☃" ON "Order" (lower("user"), at DESC NULLS LAST) WHERE big > 1;
CREATE TABLE categories (id integer PRIMARY KEY, code text UNIQUE, parent integer REFERENCES categories
  ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, "order" bigint NOT NULL,
  CONSTRAINT fk_categories_order FOREIGN KEY ("order") REFERENCES "Order");
COMMENT ON TABLE categories IS 'What: it is #1, "quoted"
on two lines\\ and more';
COMMENT ON COLUMN categories.code IS ' leading and trailing ';
CREATE VIEW counted AS SELECT count(*) AS n FROM categories;
CREATE FUNCTION one(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	RETURN length(b); -- a tab: "\\"
END $$;
"""

ELSEWHERE = """
CREATE SCHEMA music;
CREATE COLLATION music.plain (locale = 'C');
CREATE COLLATION "my.own" (locale = 'C');
CREATE TYPE music.name AS (shown text COLLATE music.plain, sorted text COLLATE "C");
CREATE TABLE music.tracks (id integer PRIMARY KEY, title text COLLATE music.plain NOT NULL,
  label text COLLATE "my.own", code text COLLATE "C.utf8", length bigint DEFAULT '0' NOT NULL,
  gain numeric(8,2) DEFAULT '-1.5', speed double precision DEFAULT '1', plays bigint DEFAULT -1,
  rank bigint DEFAULT '-1', size bigint DEFAULT 99999999999);
CREATE INDEX tracks_title ON music.tracks (title COLLATE "my.own", code COLLATE music.plain);
SET search_path = music, public;
CREATE FUNCTION longest() RETURNS bigint LANGUAGE sql AS 'SELECT max(length) FROM tracks';
CREATE FUNCTION there() RETURNS bigint LANGUAGE sql SET search_path = music
  AS 'SELECT count(*) FROM tracks';
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql
  AS $$ DECLARE track tracks%ROWTYPE; BEGIN track := NEW; RETURN track; END $$;
CREATE TRIGGER keep BEFORE UPDATE ON tracks FOR EACH ROW EXECUTE FUNCTION keep();
CREATE VIEW extremes AS SELECT longest() AS longest;
"""
"""What lies in another schema, and was made while that was searched; numbers written in quotes."""

PARTS = """
CREATE SCHEMA auth;
DO $$ BEGIN CREATE ROLE rich_report; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE rich_reader LOGIN IN ROLE rich_report;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
CREATE TYPE money_amount AS (amount numeric(12,2), currency char(3));
CREATE TABLE bookings (id int PRIMARY KEY, room int, during tstzrange, price money_amount,
  EXCLUDE USING gist (during WITH &&) WHERE (room IS NOT NULL) DEFERRABLE);
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON bookings AS RESTRICTIVE FOR UPDATE TO rich_reader, rich_report
  USING (room = 1) WITH CHECK (id::text ~ '1');
CREATE POLICY everybody ON bookings USING (true);
GRANT SELECT, INSERT ON bookings TO rich_reader;
GRANT SELECT (id, room) ON bookings TO rich_report WITH GRANT OPTION;
CREATE TABLE auth.users (id serial PRIMARY KEY, email varchar(254) NOT NULL UNIQUE,
  bio text, data json, ip cidr, d date DEFAULT '2020-01-01', n numeric, ts timestamp(3),
  CHECK (email LIKE '%@%'));
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id integer NOT NULL
  REFERENCES auth.users ON DELETE CASCADE,
  total numeric(10,2) NOT NULL DEFAULT 0,
  CONSTRAINT positive CHECK (total >= 0::numeric), state text NOT NULL DEFAULT 'new'::text,
  CHECK (state IN ('new','paid')));
CREATE INDEX ON orders (user_id, total DESC);
CREATE INDEX ON orders USING gin (to_tsvector('english', state));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER t BEFORE UPDATE OF total ON orders
  FOR EACH ROW WHEN (OLD.total <> NEW.total) EXECUTE FUNCTION touch();
CREATE TABLE orders_log (LIKE orders);
CREATE TABLE m (a int, b int, v int, PRIMARY KEY (a,b)) PARTITION BY LIST (a);
CREATE TABLE m1 PARTITION OF m FOR VALUES IN (1,2);
CREATE TABLE m_default PARTITION OF m DEFAULT;
CREATE VIEW v AS SELECT o.id, u.email FROM orders o JOIN auth.users u ON u.id=o.user_id;
GRANT SELECT ON v TO PUBLIC;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM v; CREATE UNIQUE INDEX mv_i ON mv(id);
"""
