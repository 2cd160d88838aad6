"""What `gen import` takes beside live databases: files and folders, and how they are named.

Takes what a person wrote after `gen import`, gives the Catalog that it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.talk import count, say

if TYPE_CHECKING:
    from generator.catalog import Catalog

__all__ = ["is_address", "is_code", "is_rows", "made_of", "named", "stem"]

CODE = ("sqlalchemy:", "alembic:", "django:")
"""How sources begin that are somebody's code."""
ANYBODYS = re.compile(
    r"backup|create|databases?|db|ddl|downloads|dumps?|full|init|install|latest|mariadb|migrations?|mssql"
    r"|mysql|pg|pgsql|postgres|postgresql|psql|schemas?|scripts?|setup|sql|sqlite3?|sqlserver|structure"
    r"|tables|te?mp|tsql",
    re.IGNORECASE,
)
"""Words that say nothing of what is in a database."""

WHEREVER = frozenset(
    {"alembic", "alembic_migrations", "db", "database", "migration", "migrations", "revisions"}
    | {"db_migrations", "model", "models", "sql", "sqlalchemy", "src", "store", "storage", ""}
)
"""What folders of any project are called."""


def is_address(source: str) -> bool:
    """Whether a source is the address of a live database; a path that is there never is."""
    return ":" in source and not source.startswith(CODE) and not Path(source).exists()


def named(source: str) -> str:
    """Names a project by a file, or by the package or folder of somebody's code."""
    if not source.startswith(CODE):
        return stem(Path(source))
    kind, _, name = source.partition(":")
    if kind == "sqlalchemy" or (kind == "django" and not name.endswith(".py")):
        return name.partition(":")[0].partition(".")[0]
    path = Path(name).resolve()
    folders = [each.name for each in ((path, *path.parents) if path.is_dir() else path.parents)]
    return next((each for each in folders if each.lower() not in WHEREVER), folders[0])


def stem(path: Path) -> str:
    """Names a project by a file without what any database's file might be called, else by the folders
    that it is in.

    >>> stem(Path("dumps/sakila-schema.sql")), stem(Path("shop/db/structure.sql")), stem(Path("/db.sql"))
    ('sakila', 'shop', 'db')"""
    for part in (path.stem, *(folder.name for folder in path.resolve().parents)):
        words = re.split(r"[-_. ]+", re.sub(r"[-_.]?\d{4}[-_.]?\d\d[-_.]?\d\d.*", "", part))
        if name := "_".join(word for word in words if not ANYBODYS.fullmatch(word)):
            return name
    return path.stem


def is_code(source: str) -> bool:
    """Whether a source is somebody's code."""
    return source.startswith(CODE)


def is_rows(source: str) -> bool:
    """Whether a source is a file of rows by its ending, or a folder of such."""
    from generator.infer.read import is_rows as found

    return Path(source).exists() and found(Path(source))


def made_of(
    source: str, engine: str, served: str, *, rows: bool, before: Sequence[str] = ()
) -> Catalog:
    """Runs a script or somebody's code on a scratch database and gives what stands there then; says
    what was not run.

    engine: "" tells it by the script's own marks; served: the engine of the workspace, for code that
    does not say one. Errors: DatabaseError, with the place."""
    if source.startswith(CODE):
        return _by_code(source, engine or served, before)
    from generator.database.mssql.reader import scripted
    from generator.database.parsed.reader import parsed
    from generator.database.read import read
    from generator.database.scripts.read import engine_of, made_by
    from generator.database.servers import MissingServerError
    from generator.database.url import Url

    path = Path(source)
    if _is_sqlite(path):
        return read(Url("sqlite", database=source))
    engine = engine or engine_of(path)
    if engine == "mssql":
        read_script = scripted(path)
        say("SQL Server cannot be run here: the script was checked by grammar")
        _tell(read_script.passed, read_script.left)
        return read_script.catalog
    try:
        script = made_by(path, engine, rows=rows)
    except MissingServerError as error:
        say(f"{error}: the script was parsed, and checked by grammar alone")
        script = parsed(path, engine)
    _tell(script.passed, {})
    return script.catalog


def _by_code(source: str, engine: str, before: Sequence[str]) -> Catalog:
    from generator.database.metadata.read import interpreter, made_by_code
    from generator.database.url import DatabaseError

    if engine not in ("postgresql", "mysql", "mariadb", "sqlite"):
        raise DatabaseError(
            "code can be run on several engines: write `--engine postgresql` or another"
        )
    say(f"running {source} with {interpreter()} on a scratch database of {engine}")
    return made_by_code(source, engine, before=before)


def _is_sqlite(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\0"


def _tell(passed: Mapping[str, int], left: Mapping[str, Sequence[str]]) -> None:
    """Says what was passed over: how often, or, where it is of objects, of which."""
    for what, number in sorted(passed.items()):
        if names := left.get(what):
            say(f"not kept: {what}: {', '.join(names)}")
            continue
        head, _, rest = what.partition(" ")
        say(
            f"passed over {count(number, head)} {rest}"
            if number == 1
            else _many(number, head, rest)
        )


def _many(number: int, head: str, rest: str) -> str:
    verbs = {"only changes": "only change", "makes": "make"}
    for one, many in verbs.items():
        rest = rest.replace(f"that {one} ", f"that {many} ")
    return f"passed over {count(number, head)} {rest}"
