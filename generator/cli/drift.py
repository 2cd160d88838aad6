"""`gen drift`: what differs between the specs and a live database, and the statements that repair it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from generator.cli.options import Session, common, single
from generator.cli.talk import NO_SPECS, count, say, tell
from generator.diagnostics import Diagnostic
from generator.pipeline import Result, build

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.database.compare import Difference
    from generator.database.normalise import Normal
    from generator.database.url import Url

__all__ = ["drift"]


@click.command()
@click.argument("database", metavar="URL", required=False)
@click.option("--url", help="The database, by another name than its place.")
@click.option("--sql", is_flag=True, help="Print the statements that make it what the specs say.")
@common
def drift(session: Session, database: str | None, url: str | None, sql: bool) -> int:
    """Compare a live database with the specs. Reads it and changes nothing; 1 when it differs.

    URL is its address: postgresql://user@host/name, mysql://…, mariadb://…, sqlite:///file.

    Texts are compared after a scratch server of the same engine has spelled them; where none can be
    started, a text that differs is said to be unknown. Tables that gen.yaml calls `unmanaged` are
    left alone. `--sql` brings the database to the specs; `gen import URL --merge` takes the
    database's side into the specs.

    \b
    Examples:
      gen drift postgresql://reader@db.example.org/shop
      gen drift "$DATABASE_URL" --sql
      gen drift sqlite:///shop.db --sql | less"""
    from generator.database.compare import asked
    from generator.database.url import DatabaseError, parse
    from generator.pipeline.drifting import spelled

    named = single(database, url, "gen drift URL")
    result = build(session.root, ("migrations",))
    tell(result.diagnostics, session.root, session.format)
    if result.failed:
        return 1
    if not result.workspace.specs:
        say(NO_SPECS)
        return 1
    try:
        address = parse(named)
        if address.engine not in result.catalogs:
            raise click.BadParameter(f"gen.yaml does not serve {address.engine}", param_hint="URL")
        found = _found(result, address)
        normal = spelled(result, address.engine, found.version)
        found = asked(normal.catalog, found)
    except DatabaseError as error:
        say(f"error: {error}")
        return 1
    differences = _differences(result, normal, found)
    if sql:
        sys.stdout.write(_repair(result, normal, found))
    tell(tuple(_findings(normal, differences)), session.root, session.format)
    if not differences:
        say(f"no drift: {count(len(normal.catalog.objects), 'object')} are what the specs say")
    return int(bool(differences))


def _found(result: Result, url: Url) -> Catalog:
    from generator.catalog import Role, Row, catalog
    from generator.database.read import read

    expected = result.catalogs[url.engine]
    tables = {(item.schema, item.table) for item in expected if isinstance(item, Row)}
    roles = [item.name for item in expected if isinstance(item, Role)]
    there = read(url)
    present = {key[1:4:2] for key in there.objects if key.kind == "table"}
    found = read(url, rows=sorted(tables & present), roles=roles)
    # versions that were applied by Alembic leave a table that is nobody's
    kept = (item for item in found if "alembic_version" not in (item.id.table, item.id.name))
    return catalog(found.engine, found.version, kept)


def _differences(result: Result, normal: Normal, found: Catalog) -> tuple[Difference, ...]:
    from generator.database.compare import compare

    unmanaged = result.config.unmanaged
    return compare(normal.catalog, found, unmanaged=unmanaged, unknown=normal.unknown)


def _findings(normal: Normal, differences: tuple[Difference, ...]) -> Iterator[Diagnostic]:
    from generator.source import NOWHERE

    for item in differences:
        expected = normal.catalog.objects.get(item.id)
        at = expected.at if expected else NOWHERE
        yield Diagnostic("G413" if item.unknown else "G414", str(item), at)


def _repair(result: Result, normal: Normal, found: Catalog) -> str:
    """Plans from what stands there to what the specs say, and writes the statements."""
    from generator.pipeline.planning import towards
    from generator.pipeline.targets import render

    planned = towards(result, found, normal.catalog)
    made = render(
        replace(planned, diagnostics=()), ("migrations",), trusted=False, progress=lambda *_: None
    )
    steps = [file for file in made.files if file.path.endswith(".up.sql")]
    return "\n".join(file.text for file in steps)
