"""`gen import`: a live database as specs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count as count_from
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.making import unhindered
from generator.cli.options import Session, common, single
from generator.cli.talk import Clock, count, say, tell
from generator.naming import plural

if TYPE_CHECKING:
    from generator.catalog import Catalog, Id
    from generator.config import Config
    from generator.database.url import Url
    from generator.pipeline import Result
    from generator.pipeline.importing import Imported
    from generator.source import Place

__all__ = ["import_"]

SHOWN = 20
STATEMENTS = 30
"""About as many as a reader sends, whatever the size of the database."""


@click.command("import")
@click.argument("source", required=False)
@click.option("--url", "address", help="The database, as `gen drift` and `gen verify` take it.")
@click.option(
    "--engine",
    type=click.Choice(["postgresql", "mysql", "mariadb", "sqlite", "mssql"]),
    help="Of a script: whose it is, where its own marks do not say it. Of files of rows: what is served.",
)
@click.option("--merge", is_flag=True, help="Take what changed into the specs that are there.")
@click.option(
    "--rename",
    "renamed",
    multiple=True,
    metavar="OLD=NEW",
    help="With --merge: a table or column that the database calls otherwise since the last import.",
)
@click.option("--dry-run", is_flag=True, help="With --merge: print the changes, write nothing.")
@click.option("--rows", is_flag=True, help="Of a script: run what only changes rows, too.")
@click.option(
    "--before",
    multiple=True,
    metavar="SOURCE",
    help="Of code: what is run on the scratch database first, a file of SQL or other code.",
)
@click.option("--codes", is_flag=True, help="Of a database: write the rows of code tables, too.")
@common
def import_(
    session: Session,
    source: str | None,
    address: str | None,
    engine: str | None,
    merge: bool,
    renamed: tuple[str, ...],
    dry_run: bool,
    rows: bool,
    before: tuple[str, ...],
    codes: bool,
) -> int:
    """Write specs for a database that is there. Changes nothing in it.

    SOURCE is the address of a database, or a dump or script: that is run on a scratch database of
    its engine, with a server that is installed or named in GEN_POSTGRESQL_URL and the like. Or it
    is a file of rows, CSV or JSON, or a folder of them: types, keys and references are inferred,
    and the spec says beside each field what that was seen by and how certain it is.

    Code is taken too, and run for it, in the Python of your project, because you ask for it: the
    metadata of SQLAlchemy, the revisions of Alembic, the migrations of Django, on a scratch database.

    Every object is counted: it is managed (the specs say it), verbatim (kept word for word), or
    external (`unmanaged:` in gen.yaml). When there is one that cannot be said, it is named and
    nothing is written. Specs that are there already are touched with --merge only: what the
    database has changed since the last import goes into them, what people wrote stays, and what
    both changed is marked in the file; 1 then.

    \b
    Examples:
      gen import postgresql://app@localhost/shop
      gen import postgresql://app@localhost/shop --merge
      gen import "$DATABASE_URL" --merge --rename clients.phone=clients.telephone
      gen import "$DATABASE_URL" && gen verify
      gen import "$DATABASE_URL" --codes
      gen import dump.sql
      gen import schema.sql --engine mariadb
      gen import customers.csv
      gen import customers.csv --merge
      gen import sqlalchemy:shop.models:Base --engine postgresql
      gen import alembic:alembic.ini --engine mysql
      gen import alembic:alembic.ini --engine postgresql --before setup.sql
      gen import django:manage.py --engine postgresql"""
    from generator.cli.sources import is_rows
    from generator.database.scripts.errors import SourceError
    from generator.database.url import DatabaseError
    from generator.pipeline import load

    named = single(source, address, "gen import URL")
    stated = tuple(_pair(text) for text in renamed)
    asked = _Asked(named, engine or "", merge, stated, dry_run, rows, before, codes)
    result = load(session.root)
    tell(result.diagnostics, session.root, session.format)
    if result.failed:
        return 1
    is_new = not result.workspace.specs
    if not is_new and not merge:
        say(f"`{result.workspace.specs[0].file}` is there already; add --merge to import into it")
        return 1
    asked.check(is_new=is_new)
    try:
        if is_rows(asked.source):
            return _infer(session, asked, result, is_new=is_new)
        found, name, offered = _found(session.root, asked, result)
    except SourceError as error:
        say(f"{error}; nothing was written")
        return 1
    except DatabaseError as error:
        say(f"error: {error}; nothing was written")
        return 1
    if not is_new:
        return _merge(session, found, name, result.config, dry=dry_run, stated=stated)
    if not found.objects:
        say("there is nothing in the database; nothing was written")
        return 1
    return _write(session.root, found, name, _given(result), offered)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for. stated: the pairs of --rename."""

    source: str
    engine: str
    merge: bool
    stated: tuple[tuple[str, str], ...]
    dry_run: bool
    rows: bool
    before: tuple[str, ...]
    codes: bool

    def check(self, *, is_new: bool) -> None:
        """Refuses options that have nothing to work on; exit code 2."""
        from generator.cli.sources import is_code

        merges = self.merge and not is_new
        for given, option in ((self.dry_run, "--dry-run"), (self.stated, "--rename")):
            if given and not merges:
                raise click.UsageError(f"{option} goes with --merge, where specs are there")
        if self.before and not is_code(self.source):
            raise click.UsageError("--before goes with code: `sqlalchemy:`, `alembic:`, `django:`")


def _given(result: Result) -> Config | None:
    """Gives what a gen.yaml that is there says; None without one."""
    return result.config if result.workspace.settings else None


def _infer(session: Session, asked: _Asked, result: Result, *, is_new: bool) -> int:
    """Takes files of rows. Errors: SourceError."""
    from generator.cli.inferring import infer, infer_again

    path = Path(asked.source)
    name = _name(path.stem)
    if is_new:
        return infer(session.root, path, name, asked.engine, _given(result))
    if asked.stated:
        raise click.UsageError("--rename is for databases, not for files of rows")
    return infer_again(session, path, name, dry=asked.dry_run)


def _found(root: Path, asked: _Asked, result: Result) -> tuple[Catalog, str, tuple[str, ...]]:
    """Gives what stands in the database, the name of the project, and lines to report.

    Errors: DatabaseError; SourceError for what is wrong with a script or with code."""
    from generator.cli.codes import rows_were_taken
    from generator.cli.sources import is_address, made_of, named
    from generator.database.url import DatabaseError, parse
    from generator.recover.engines import spelling

    offered: tuple[str, ...] = ()
    if is_address(asked.source):
        url = parse(asked.source)
        if not url.database and "service" not in url.options:
            raise DatabaseError(f"{url}: name a database behind the last slash")
        take = asked.codes or rows_were_taken(root, url.engine)
        (found, offered), name = _read(url, take=take), _name(_stem(url))
    else:
        served = result.config.primary if result.workspace.settings else ""
        found = made_of(asked.source, asked.engine, served, rows=asked.rows, before=asked.before)
        name = _name(named(asked.source))
    found, unsaid = spelling(found.engine).usual(found)
    return found, name, (*unsaid, *offered)


def _pair(text: str) -> tuple[str, str]:
    """Reads `--rename old=new`."""
    old, parting, new = text.partition("=")
    if not (old and parting and new):
        raise click.UsageError(f"--rename takes OLD=NEW, such as `customers=clients`, not `{text}`")
    return old, new


def _read(address: Url, *, take: bool) -> tuple[Catalog, tuple[str, ...]]:
    """Reads a database, with a bar once that takes longer than a moment; take: with the rows of code
    tables. Errors: DatabaseError, also when the account may not see all that is there."""
    from generator.cli.codes import read_with_codes
    from generator.database.sight import hidden

    notes = hidden(address)
    clock, done = Clock(), count_from(1)
    try:
        found, offered = read_with_codes(
            address,
            take=take,
            tell=lambda: clock("reading the database", min(next(done) / STATEMENTS, 1)),
        )
        return found, (*notes, *offered)
    finally:
        clock.end()


def _stem(address: Url) -> str:
    """Gives the name of the database, of SQLite's file without its folder and ending."""
    from generator.cli.sources import stem

    if address.engine == "sqlite":
        return stem(Path(address.database))
    return address.database or address.options["service"]


def _name(given: str) -> str:
    """Names the project and its spec by the database or the file."""
    plain = re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"db_{plain}".rstrip("_")


def _write(
    root: Path, found: Catalog, name: str, given: Config | None, offered: tuple[str, ...]
) -> int:
    """Says the database as specs and writes them, all or nothing. offered: more lines to report."""
    from generator.disk.imported import Kept, keeping
    from generator.disk.output import New, write
    from generator.pipeline.importing import divided, understood
    from generator.recover.conventions import followed

    served = {found.engine: _served(found)}
    settings = given or followed(found, name, served)
    if found.engine not in settings.engines:
        say(f"gen.yaml does not serve {found.engine}; add it to `engines:`")
        return 1
    ours, external = divided(found, settings.unmanaged)
    made = understood(ours, name, settings)
    if made.refused or made.extra or made.problems:
        _refuse(made)
        return 1
    kept = len(made.managed) + len(made.verbatim) + len(external)
    if kept + len(made.left) != len(found.objects):
        raise AssertionError("the objects of the account are not those of the database")
    files = [New(path, text) for path, text in made.files.items()]
    if given is None:
        files.append(New("gen.yaml", _settings(settings, found.engine)))
    changes = unhindered(root, files)
    if changes is None:
        return 1
    base = keeping(root, found.engine, Kept(_settings(settings, found.engine), made.files))
    write(root, replace(changes, files=(*changes.files, *base)))
    noted = replace(made, notes=(*made.notes, *offered))
    click.echo(_report(found, noted, external, [file.path for file in files]), nl=False)
    return 0


def _merge(
    session: Session,
    found: Catalog,
    name: str,
    settings: Config,
    *,
    dry: bool,
    stated: Sequence[tuple[str, str]],
) -> int:
    """Takes the database's side into the specs that are there."""
    from generator.cli.merging import merge_into
    from generator.pipeline.importing import divided, understood

    if found.engine not in settings.engines:
        say(f"gen.yaml does not serve {found.engine}; add it to `engines:`")
        return 1
    ours, _ = divided(found, settings.unmanaged)
    made = understood(ours, name, settings)
    if made.refused or made.extra or made.problems:
        _refuse(made)
        return 1
    kept = _settings(settings, found.engine)
    return merge_into(session, ours, made, name, kept, dry=dry, stated=stated)


def _served(found: Catalog) -> str:
    """Gives the version to serve: that of the server, without the number that only counts its fixes.

    Versions of PostgreSQL and SQL Server are told by their first number."""
    count = 1 if found.engine in ("postgresql", "mssql") else 2
    return ".".join(found.version.split(".")[:count])


def _settings(settings: Config, engine: str) -> str:
    from generator.naming import PREFIXES

    patterns = settings.scheme.patterns
    named = {key: patterns[prefix] for key, prefix in PREFIXES.items() if prefix in patterns}
    naming = "".join(f'  {key}: "{pattern}"\n' for key, pattern in named.items())
    cases = {"table_case": settings.table_case, "column_case": settings.column_case}
    naming = (
        "".join(f"  {key}: {case}\n" for key, case in cases.items() if case != "snake") + naming
    )
    tables = f"tables: {settings.tables}"
    usual = "".join(f"collate: {{{name}: {text}}}\n" for name, text in settings.collate.items())
    return (
        f"version: 1\nname: {settings.name}\nengines: {{{engine}: {settings.engines[engine]}}}\n"
        + (f"naming:\n  {tables}\n{naming}" if naming else f"naming: {{{tables}}}\n")
        + usual
    )


def _refuse(made: Imported) -> None:
    """Names what cannot be said, and that nothing was written."""
    for key in made.refused[:SHOWN]:
        say(f"not handled yet: {_label(key)}")
    if len(made.refused) > SHOWN:
        say(f"and {len(made.refused) - SHOWN} more: {_kinds(made.refused)}")
    for key in made.extra[:SHOWN]:
        say(f"the specs would add {_label(key)}, which is not in the database")
    for problem in made.problems[:SHOWN]:
        say(f"not handled yet: {problem.message} ({_where(problem.at)})")
    say("nothing was written")


def _where(at: Place) -> str:
    return ".".join(map(str, at.keys)) or at.file


def _label(key: Id) -> str:
    parts = ".".join(part for part in (key.schema, key.table, key.name) if part)
    return f"{key.kind.replace('_', ' ')} `{parts}`"


def _kinds(keys: Iterable[Id]) -> str:
    counted = Counter(key.kind for key in keys)
    return ", ".join(
        f"{number} {(plural(kind) if number != 1 else kind).replace('_', ' ')}"
        for kind, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )


def _report(
    found: Catalog, made: Imported, external: Collection[Id], paths: Collection[str]
) -> str:
    objects = count(len(found.objects) - len(made.left), "object")
    lines = [f"{objects} in the database, every one accounted for"]
    for word, keys in (
        ("managed", made.managed),
        ("verbatim", made.verbatim),
        ("external", external),
    ):
        kinds = f"  {_kinds(keys)}" if keys else ""
        lines.append(f"  {word:<9}{len(keys):>6}{kinds}")
    lines += [f"  {note}" for note in made.notes]
    lines += [f"wrote {path}" for path in paths if path.endswith(".yaml")]
    beside = sum(path.endswith(".sql") for path in paths)
    lines += [f"and {count(beside, 'SQL file')} beside them"] if beside else []
    return "".join(f"{line}\n" for line in lines)
