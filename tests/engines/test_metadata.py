"""Databases that somebody's code makes: SQLAlchemy's metadata, Alembic's revisions, Django's migrations."""

from __future__ import annotations

import importlib.util
import os
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator.catalog import Column, Extension, ForeignKey, Table, catalog
from generator.cli import run
from generator.database.extensions import named
from generator.database.metadata.read import made_by_code
from generator.database.scripts.errors import SourceError
from generator.database.servers import Server, serve
from generator.database.session import connect

ENGINES = ("postgresql", "mysql", "mariadb", "sqlite")
Servers = Callable[..., Server]

MODELS = """
from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str | None] = mapped_column(String(80), server_default=text("'x'"))
"""
ENV = """
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
section = {"sqlalchemy.url": OWN_URL} if OWN_URL else config.get_section(config.config_ini_section)
engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""
ASYNC_ENV = """
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

def run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

async def online():
    async with create_async_engine(OWN_URL).connect() as connection:
        await connection.run_sync(run)
        await connection.commit()

asyncio.run(online())
"""
HANDED_ENV = """
from alembic import context

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("call me from the program")
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""
EXTENDED = """
from sqlalchemy import Column, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import CITEXT, INT4RANGE, ExcludeConstraint

class Base:
    metadata = MetaData()

people = Table(
    "people", Base.metadata, Column("email", CITEXT, primary_key=True), Column("name", Text),
    Column("room", Text), Column("during", INT4RANGE),
    ExcludeConstraint(("room", "="), ("during", "&&"), using="gist"),
)
Index("ix_name", people.c.name, postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"})
"""
REVISION = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "{name}", {before}

def upgrade():
    {statement}
"""
DJANGO = {
    "manage.py": """
        import os, sys
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        """,
    "shop/__init__.py": "",
    "shop/settings.py": """
        SECRET_KEY = "x"
        INSTALLED_APPS = ["django.contrib.contenttypes", "books"]
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/real.db"},
            "replica": {"ENGINE": "books.backend", "NAME": "/nowhere/replica.db"},
        }
        DATABASE_ROUTERS = ["books.router.Router"]
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        USE_TZ = True
        """,
    "books/__init__.py": "",
    "books/models.py": """
        from django.db import models

        class Author(models.Model):
            name = models.CharField(max_length=80, unique=True)

        class Book(models.Model):
            title = models.CharField(max_length=200)
            author = models.ForeignKey(Author, models.CASCADE)
            price = models.DecimalField(max_digits=8, decimal_places=2, null=True)

            class Meta:
                constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="free")]
        """,
    "books/router.py": """
        class Router:
            def allow_migrate(self, name, app, **hints):
                return name == "replica"
        """,
    "books/backend/__init__.py": "",
    "books/backend/base.py": """
        from django.db.backends.postgresql.base import DatabaseWrapper as Plain
        from django.db.backends.postgresql.operations import DatabaseOperations

        class Operations(DatabaseOperations):
            def quote_name(self, name):
                return super().quote_name(name.replace("books_", "library_"))

        class DatabaseWrapper(Plain):
            ops_class = Operations
        """,
    "books/migrations/__init__.py": "",
    "books/migrations/0001_initial.py": """
        from django.db import migrations, models

        def count(apps, editor):
            apps.get_model("books", "Book").objects.using("replica").count()
            if editor.connection.vendor == "mysql":
                with editor.connection.cursor() as cursor:
                    cursor.execute("SELECT @@collation_connection = @@collation_database")
                    assert cursor.fetchone()[0]

        class Migration(migrations.Migration):
            initial = True
            operations = [
                migrations.CreateModel("Author", [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=80, unique=True)),
                ]),
                migrations.CreateModel("Book", [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("title", models.CharField(max_length=200)),
                    ("author", models.ForeignKey("books.Author", models.CASCADE)),
                    ("price", models.DecimalField(max_digits=8, decimal_places=2, null=True)),
                ]),
                migrations.RunPython(count),
            ]
        """,
}


def environ(server: Servers, engine: str) -> Mapping[str, str]:
    """Names the run's own server, so that no second one is started; no environment is active."""
    given = {name: text for name, text in os.environ.items() if name != "VIRTUAL_ENV"}
    if engine == "sqlite":
        return given
    return {**given, f"GEN_{engine.upper()}_URL": server(engine).url.text()}


def alembic(folder: Path, own_url: str = "", env: str = "") -> None:
    """Writes an Alembic environment of two revisions."""
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/revisions\n")
    (folder / "revisions/versions").mkdir(parents=True)
    (folder / "revisions/env.py").write_text(f"OWN_URL = {own_url!r}\n{env or ENV}")
    (folder / "revisions/script.py.mako").write_text("")
    first = 'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))'
    second = 'op.add_column("users", sa.Column("email", sa.String(254), nullable=False))'
    for name, before, statement in (("a1", "None", first), ("b2", '"a1"', second)):
        text = REVISION.format(name=name, before=before, statement=statement)
        (folder / f"revisions/versions/{name}.py").write_text(text)


def django(folder: Path) -> None:
    """Writes a Django project with one app."""
    if importlib.util.find_spec("django") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("django is not here")
        pytest.skip("django is not here")
    for name, text in DJANGO.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text))


@pytest.mark.parametrize("engine", ENGINES)
def test_metadata_of_sqlalchemy_makes_its_tables(
    engine: str, server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("models.py").write_text(MODELS)

    found = made_by_code("sqlalchemy:models:Base", engine, environ(server, engine))

    assert {item.name for item in found if isinstance(item, Table)} == {"users", "posts"}
    (link,) = found.of(ForeignKey)
    assert isinstance(link, ForeignKey)
    assert (link.columns, link.ref_table, link.on_delete) == (("user_id",), "users", "CASCADE")


@pytest.mark.parametrize("engine", ENGINES)
def test_revisions_of_alembic_are_run_to_the_last(
    engine: str, server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alembic(tmp_path)

    found = made_by_code("alembic:alembic.ini", engine, environ(server, engine))

    assert [item.name for item in found if isinstance(item, Column)] == ["id", "email"]


def test_an_env_with_an_address_of_its_own_never_reaches_it(
    server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = server("postgresql").url.at("postgres")
    alembic(tmp_path, own.text("psycopg"))

    found = made_by_code("alembic:alembic.ini", "postgresql", environ(server, "postgresql"))

    assert [item.name for item in found if isinstance(item, Table)] == ["users"]
    with connect(own) as session:
        assert (
            session.fetch("SELECT 1 FROM pg_tables WHERE tablename IN ('users', 'alembic_version')")
            == []
        )


def test_an_env_that_waits_for_coroutines_is_led_there_too(
    server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = server("postgresql").url.at("postgres")
    alembic(tmp_path, own.text("asyncpg"), ASYNC_ENV)

    found = made_by_code("alembic:alembic.ini", "postgresql", environ(server, "postgresql"))

    assert [item.name for item in found if isinstance(item, Table)] == ["users"]


@pytest.mark.parametrize(
    ("ini", "source"),
    [
        ("app/db/alembic.ini", "alembic:app/db/alembic.ini"),
        ("", "alembic:app/db/revisions"),
        ("pyproject.toml", "alembic:pyproject.toml"),
    ],
    ids=["from the root of the project", "a folder without a file", "pyproject.toml"],
)
def test_revisions_are_found_where_a_project_has_them(
    ini: str, source: str, server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path in alembic.ini is relative to where `alembic` is called from, often above the file."""
    (tmp_path / "app/db").mkdir(parents=True)
    alembic(tmp_path / "app/db")
    (tmp_path / "app/db/alembic.ini").unlink()
    if ini:
        head, quote = ("[tool.alembic]", '"') if ini.endswith("toml") else ("[alembic]", "")
        text = f"{head}\nscript_location = {quote}app/db/revisions{quote}\n"
        (tmp_path / ini).write_text(text)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path if not ini else tmp_path / "elsewhere")
    named = source if not ini else source.replace(":", ":../")

    found = made_by_code(named, "sqlite", environ(server, "sqlite"))

    assert [item.name for item in found if isinstance(item, Column)] == ["id", "email"]


def test_an_env_that_a_program_hands_its_connection_gets_one(
    server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alembic(tmp_path, env=HANDED_ENV)

    found = made_by_code("alembic:alembic.ini", "postgresql", environ(server, "postgresql"))

    assert [item.name for item in found if isinstance(item, Column)] == ["id", "email"]


def test_what_revisions_build_upon_is_made_before(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: Servers,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEN_POSTGRESQL_URL", server("postgresql").url.text())
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    alembic(tmp_path)
    Path("revisions/versions/a1.py").write_text(
        REVISION.format(name="a1", before="None", statement='op.drop_column("users", "nick")')
    )
    Path("setup.sql").write_text("CREATE TABLE users (id int PRIMARY KEY, nick text);")
    command = ["import", "alembic:alembic.ini", "--engine", "postgresql"]

    assert run(command) == 1
    assert "what makes them is for `--before`" in capsys.readouterr().err
    assert not Path("gen.yaml").exists()

    assert run([*command, "--before", "setup.sql"]) == 0
    (spec,) = Path("openspec/specs/database").glob("*/schema.yaml")
    assert "nick" not in spec.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "`setup.sql` cannot be read: No such file or directory"),
        ("CREATE TABEL users (id int);", "`setup.sql`: syntax error at or near"),
    ],
)
def test_a_bad_script_before_code_is_one_sentence(
    text: str | None, told: str, server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alembic(tmp_path)
    if text:
        Path("setup.sql").write_text(text)

    with pytest.raises(SourceError, match=told):
        made_by_code(
            "alembic:alembic.ini", "postgresql", environ(server, "postgresql"), ["setup.sql"]
        )


def test_an_extension_that_metadata_takes_for_granted_is_made(
    server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second index needs one of its own: each is found by what the server misses."""
    monkeypatch.chdir(tmp_path)
    Path("models.py").write_text(EXTENDED)
    given = {
        **environ(server, "sqlite"),
        "GEN_POSTGRESQL_URL": server("postgresql", "15").url.text(),
    }

    found = made_by_code("sqlalchemy:models:Base", "postgresql", given)

    made = {item.name for item in found if isinstance(item, Extension)}
    assert made == {"citext", "pg_trgm", "btree_gist"}


@pytest.mark.parametrize(
    ("needed", "asked"),
    [
        ("citext", "SELECT name FROM pg_available_extensions WHERE name = 'citext'"),
        ("ICU", "SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1"),
    ],
)
def test_a_server_is_chosen_that_has_what_is_needed(
    needed: str, asked: str, server: Servers
) -> None:
    server("postgresql", "15")  # the one from the wheel comes first, and has neither

    with serve("postgresql", extensions=[needed]) as chosen, connect(chosen.url) as session:
        assert session.fetch(asked)


def test_what_a_database_needs_of_a_server_is_in_its_specs() -> None:
    text = Column(schema="", table="people", name="name", type="text", collate="de-x-icu")
    found = catalog("postgresql", "16", [Extension(name="citext"), text])

    assert set(named(found)) == {"citext", "ICU"}


@pytest.mark.parametrize("engine", ENGINES)
def test_migrations_of_django_are_run(
    engine: str, server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    django(tmp_path)

    found = made_by_code("django:manage.py", engine, environ(server, engine))

    tables = {item.name for item in found if isinstance(item, Table)}
    assert tables == {"books_author", "books_book", "django_content_type"}


def test_a_backend_of_the_projects_own_is_kept(
    server: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of GeoDjango has to be, which knows the types of its fields."""
    monkeypatch.chdir(tmp_path)
    django(tmp_path)
    settings = tmp_path / "shop/settings.py"
    settings.write_text(settings.read_text().replace("django.db.backends.sqlite3", "books.backend"))

    found = made_by_code("django:manage.py", "postgresql", environ(server, "postgresql"))

    tables = {item.name for item in found if isinstance(item, Table)}
    assert tables == {"library_author", "library_book", "django_content_type"}


def test_code_becomes_specs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: Servers,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEN_POSTGRESQL_URL", server("postgresql").url.text())
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    Path("models.py").write_text(MODELS)

    assert run(["import", "sqlalchemy:models:Base", "--engine", "postgresql"]) == 0

    text = Path("openspec/specs/database/models/schema.yaml").read_text("utf-8")
    assert "user_id: {ref: user" in text
    assert "running sqlalchemy:models:Base with " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("sqlalchemy:nowhere:Base", "ModuleNotFoundError: No module named 'nowhere'"),
        ("sqlalchemy:models:Nothing", "AttributeError: module 'models' has no attribute 'Nothing'"),
        ("sqlalchemy:models:text", "`models:text` is neither a MetaData nor a class with one"),
        ("alembic:nowhere.ini", "there is no file `nowhere.ini`"),
        ("django:nowhere.py", "there is no file `nowhere.py`"),
    ],
)
def test_code_that_does_not_run_is_one_sentence(
    source: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    Path("models.py").write_text(MODELS)

    assert run(["import", source, "--engine", "sqlite"]) == 1

    error = capsys.readouterr().err.splitlines()[-1]
    assert told in error
    assert error.endswith("nothing was written")
    assert not Path("openspec").exists()


def test_code_needs_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["import", "sqlalchemy:models:Base"]) == 1

    assert "write `--engine postgresql` or another" in capsys.readouterr().err
