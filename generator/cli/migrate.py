"""`gen plan` and `gen freeze`: the pending migration, shown and made a version."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from generator.cli.build import build_all
from generator.cli.options import Session, common, trust
from generator.cli.talk import say, tell
from generator.diagnostics import Diagnostic, has_errors
from generator.disk.history import FOLDER
from generator.disk.intent import FILE as INTENT
from generator.disk.specs import proposal
from generator.pipeline import Result, propose
from generator.pipeline import build as run
from generator.pipeline.freezing import freeze as made

__all__ = ["freeze", "plan"]

SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


@click.command()
@click.option("--sql", is_flag=True, help="Print the statements of every step too.")
@click.option("--change", default="", metavar="ID", help="Plan a proposal of openspec/changes/ID.")
@trust
@common
def plan(session: Session, sql: bool, change: str, trust: bool) -> int:
    """Print the pending migration: what changes, in which steps, and what it can hurt.

    Writes nothing; exit code 1 when something must be decided first.

    \b
    Examples:
      gen plan
      gen plan --sql | less
      gen plan --change add-locale
      gen plan --format json"""
    if change and not (session.root / proposal(change)).is_dir():
        raise click.BadParameter(f"there is no {proposal(change)}", param_hint="--change")
    pending = ("migrations",)
    root = session.root
    result = propose(root, change) if change else run(root, pending, trusted=trust)
    beside_data = session.format == "json" and not result.failed  # one JSON document on stdout
    tell(result.diagnostics, session.root, "text" if beside_data else session.format)
    if not result.failed:
        for text in _shown(result, session.format, sql=sql):
            sys.stdout.write(text)
    undecided = [item for item in result.diagnostics if item.severity != "info"]
    return int(any(item.code.startswith("G4") for item in undecided) or result.failed)


def _shown(result: Result, format: str, *, sql: bool) -> Iterator[str]:
    name = "ops.json" if format == "json" else "plan.md"
    pages = [file for file in result.files if file.path.endswith(f"/{name}")]
    if not pages:
        yield "[]\n" if format == "json" else "nothing is pending\n"
    yield from (file.text for file in pages)
    for file in result.files:
        if sql and file.path.endswith(".up.sql"):
            yield f"\n-- {file.path}\n{file.text}"


@click.command()
@click.argument("slug")
@trust
@common
def freeze(session: Session, slug: str, trust: bool) -> int:
    """Make the pending migration a version: migrations/<time>_SLUG, never changed again.

    Writes the version, moves migrations/intent.yaml and migrations/steps into it, and builds.

    \b
    Examples:
      gen freeze first
      gen freeze add_locale"""
    if not SLUG.fullmatch(slug):
        raise click.BadParameter("write it in snake_case, `add_locale`", param_hint="SLUG")
    name = f"{datetime.now(UTC):%Y%m%d%H%M%S}_{slug}"
    result = run(session.root, trusted=trust, version=name)
    findings = (*result.diagnostics, *_undecided(result))
    tell(findings, session.root, session.format)
    if has_errors(findings):
        return 1
    count = made(session.root, result, name)
    if not count:
        say("nothing is pending, so there is nothing to freeze")
        return 1
    say(f"froze    {FOLDER}/{name}: {count} files, never to be changed")
    return build_all(session, trusted=trust)


def _undecided(result: Result) -> Iterator[Diagnostic]:
    """Gives an error for each hazard that loses data or fails on rows and that nobody accepted."""
    for engine, found in result.plans.items():
        for hazard in found.hazards:
            if (hazard.code, hazard.node) not in result.intent.accepted:
                text = (
                    f"{hazard.code} of `{hazard.node}` is not accepted ({engine}): {hazard.message}"
                )
                hint = f"write `- {{accept: {hazard.code}, node: {hazard.node}, reason: …}}` in {INTENT}"
                yield Diagnostic("G411", text, hazard.at, hint)
