"""`gen verify`: the specs built on real engines, read back and compared."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from generator.cli.options import Session, common, parted, served, trust
from generator.cli.talk import NO_SPECS, count, say, tell
from generator.pipeline import Result, build

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.database.servers import Server
    from generator.database.session import Session as Live

__all__ = ["verify"]

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was tried. outcome: proven, failed or not tried; details: why, line by line."""

    engine: str
    claim: str
    outcome: str
    details: tuple[str, ...] = ()


@click.command()
@click.argument("engines", nargs=-1, metavar="[ENGINE|URL]...")
@click.option(
    "--url",
    "addresses",
    multiple=True,
    metavar="URL",
    help="A server, by another name than its place; once an engine.",
)
@trust
@common
def verify(
    session: Session, engines: tuple[str, ...], addresses: tuple[str, ...], trust: bool
) -> int:
    """Build the specs on real engines, read the databases back, and compare. Writes nothing.

    Servers are those whose addresses are given, or those of GEN_POSTGRESQL_URL, GEN_MYSQL_URL and
    GEN_MARIADB_URL, or are started from what is installed; databases are scratch ones, which are
    dropped again. Without any name all of gen.yaml are tried, as far as there are servers; one that is
    named must be there.

    \b
    Examples:
      gen verify sqlite
      gen verify postgresql://admin@localhost
      gen verify --format json"""
    engines, named = parted(engines)
    servers = _servers((*named, *addresses))
    engines = tuple(dict.fromkeys((*engines, *servers)))
    result = build(session.root, trusted=trust)
    tell(result.diagnostics, session.root, session.format if result.failed else "text")
    if result.failed:
        return 1
    if not result.workspace.specs:
        say(NO_SPECS)
        return 1
    served(engines, result.catalogs)
    wanted = engines or tuple(result.catalogs)
    proofs = [proof for name in wanted for proof in _engine(result, name, servers.get(name, ""))]
    if session.format == "json":
        sys.stdout.write(json.dumps([asdict(proof) for proof in proofs], indent=2) + "\n")
    else:
        sys.stdout.write(_table(proofs))
    bad = ("failed", "not tried") if engines else ("failed",)
    return int(any(proof.outcome in bad for proof in proofs))


def _servers(addresses: Sequence[str]) -> dict[str, str]:
    """Gives the address of each engine's server; a wrong or a second one is wrong usage."""
    from generator.database.url import DatabaseError, parse

    found: dict[str, str] = {}
    for address in addresses:
        try:
            url = parse(address)
        except DatabaseError as error:
            raise click.BadParameter(str(error), param_hint="URL") from None
        if url.engine == "sqlite":
            raise click.BadParameter("SQLite needs no server; name it as ENGINE", param_hint="URL")
        if url.engine in found:
            raise click.BadParameter(f"two servers of {url.engine}", param_hint="URL")
        found[url.engine] = address
    return found


def _engine(result: Result, engine: str, address: str) -> Iterator[Proof]:
    """Tries one engine. address: of its server; "" starts one, or takes that of the environment."""
    from generator.database.extensions import named
    from generator.database.servers import MissingServerError, serve
    from generator.database.url import DatabaseError

    label = result.profiles[engine].label
    try:
        given = {f"GEN_{engine.upper()}_URL": address} if address else {}
        environ, needed = {**os.environ, **given}, named(result.catalogs[engine])
        with serve(engine, environ=environ, extensions=needed) as server:
            yield from _proofs(result, engine, server, f"{label} {server.version}")
    except MissingServerError as error:
        yield Proof(label, "builds the database", "not tried", (str(error),))
    except DatabaseError as error:
        yield Proof(label, "builds the database", "failed", (str(error),))


def _proofs(result: Result, engine: str, server: Server, label: str) -> Iterator[Proof]:
    from generator.database.scratch import scratch
    from generator.database.session import connect

    script = _file(result, engine, "schema.sql")
    with scratch(server) as url, connect(url) as live:
        live.run(script)
        first = _read(live, result, engine)
        objects = count(len(first.objects), "object")
        yield Proof(label, "schema.sql builds the database", "proven", (objects,))
        live.run(script)
        same = _read(live, result, engine).objects == first.objects
        outcome = "proven" if same else "failed"
        yield Proof(label, "a second run changes nothing", outcome)
    yield _compared(result, engine, server, label, first)
    yield from _migrated(result, engine, server, label, first)


def _compared(result: Result, engine: str, server: Server, label: str, found: Catalog) -> Proof:
    from generator.database.compare import compare
    from generator.database.normalise import normalise

    expected = normalise(result.catalogs[engine], _file(result, engine, "schema.sql"), server)
    differences = compare(expected.catalog, found, unknown=expected.unknown)
    certain = [item for item in differences if not item.unknown]
    lines = tuple(str(item) for item in differences)
    return Proof(
        label, "what stands there is what the specs say", "failed" if certain else "proven", lines
    )


def _migrated(
    result: Result, engine: str, server: Server, label: str, fresh: Catalog
) -> Iterator[Proof]:
    from generator.database.compare import asked, compare
    from generator.database.scratch import scratch
    from generator.database.session import connect

    up, down = _steps(result, engine, "up"), _steps(result, engine, "down")
    if not up:
        return
    with scratch(server) as url, connect(url) as live:
        for script in up:
            live.run(script)
        led = compare(fresh, asked(fresh, _read(live, result, engine)))
        yield Proof(
            label,
            "the migrations lead to the same database",
            "failed" if led else "proven",
            tuple(map(str, led)) or _counted(up),
        )
        for script in reversed(down):
            live.run(script)
        left = [item for item in _read(live, result, engine, rows=False) if item.kind != "role"]
        names = tuple(f"{item.kind} {item.id.name} is left" for item in left)
        yield Proof(label, "and back to an empty one", "failed" if left else "proven", names)


def _counted(steps: Sequence[str]) -> tuple[str, ...]:
    return (count(len(steps), "step"),)


def _steps(result: Result, engine: str, way: str) -> list[str]:
    """Gives the scripts of all frozen versions and of the draft, in order."""
    from generator.disk.history import FOLDER

    root = result.workspace.root / FOLDER
    frozen = [
        path.read_text("utf-8")
        for version in result.history.versions
        for path in sorted((root / version.name / engine).glob(f"*.{way}.sql"))
    ]
    home = f"{FOLDER}/{result.version}/{engine}/"
    draft = [
        file.text
        for file in result.files
        if file.path.startswith(home) and file.path.endswith(f".{way}.sql")
    ]
    return frozen + draft


def _read(live: Live, result: Result, engine: str, *, rows: bool = True) -> Catalog:
    from generator.catalog import Role
    from generator.catalog import Row as RowObject
    from generator.database.read import read

    expected = result.catalogs[engine]
    tables = {(item.schema, item.table) for item in expected if isinstance(item, RowObject)}
    roles = [item.name for item in expected if isinstance(item, Role)]
    return read(live, rows=sorted(tables) if rows else (), roles=roles)


def _file(result: Result, engine: str, name: str) -> str:
    ending = f"/{engine}/{name}"
    return next(file.text for file in result.files if file.path.endswith(ending))


def _table(proofs: Sequence[Proof]) -> str:
    """Shows the proofs: what was proven, what was not, and why."""
    marks = {"proven": "ok", "failed": "FAILED", "not tried": "-"}
    width = max((len(proof.engine) for proof in proofs), default=0)
    lines: list[str] = []
    for proof in proofs:
        short = f": {proof.details[0]}" if len(proof.details) == 1 else ""
        mark = marks[proof.outcome]
        lines.append(f"{mark:<7} {proof.engine:<{width}}  {proof.claim}{short}")
        if len(proof.details) > 1:
            lines += [f"        {line}" for line in proof.details[:SHOWN]]
        if len(proof.details) > SHOWN:
            lines.append(f"        and {len(proof.details) - SHOWN} more")
    return "".join(f"{line}\n" for line in lines)
