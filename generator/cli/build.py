"""`gen build`, `gen check` and `gen diff`: the same run, and what is done with what it made."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from generator.cli.options import Session, common, trust
from generator.cli.talk import NO_SPECS, Clock, account, count, say, tell
from generator.diagnostics import Diagnostic, has_errors
from generator.disk.editor import offer_schemas
from generator.disk.output import Change, Changes, compare, write
from generator.disk.state import root_of, save, upgraded_from
from generator.pipeline import Result
from generator.pipeline import build as run
from generator.source import Place

__all__ = ["build", "build_all", "check", "diff", "unified"]


def _names(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Gives the targets whose names begin so, for a shell that completes them."""
    from generator.pipeline.targets import available

    found, _problems = available(root_of(Path.cwd()))
    return [target.name for target in found if target.name.startswith(begun)]


targets = click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=_names)


@click.command()
@targets
@trust
@common
def build(session: Session, targets: tuple[str, ...], trust: bool) -> int:
    """Read the specs, check them, and write what changed. This is what gen alone does.

    Writes generated files, and gen.lock beside gen.yaml. With TARGETs only those are rendered.

    \b
    Examples:
      gen
      gen build docs
      gen build --workspace services/billing"""
    return build_all(session, targets, trusted=trust)


def build_all(session: Session, targets: tuple[str, ...] = (), *, trusted: bool = False) -> int:
    """Builds and tells what was done; 1 when there are errors."""
    clock = Clock()
    before = upgraded_from(session.root)
    result, changes = _compared(session, targets, trusted, clock)
    if result is None:
        return 1
    if not result.failed:
        write(session.root, changes)
        offer_schemas(session.root)
    findings = (*result.diagnostics, *changes.diagnostics)
    if not findings and not result.partial:
        save(session.root, [file.path for file in result.files])
    tell(findings, session.root, session.format)
    if not result.failed:
        if before and changes.files:
            say(f"upgrade  from {before} alone changes {count(len(changes.files), 'file')}")
        say(account(result, changes, clock.seconds))
    return int(has_errors(findings))


@click.command()
@trust
@common
def check(session: Session, trust: bool) -> int:
    """Fail when something is wrong, stale or edited by hand. Writes nothing.

    Meant for CI and for the hook before a commit.

    \b
    Examples:
      gen check
      gen check --format github"""
    clock = Clock()
    result, changes = _compared(session, (), trust, clock)
    if result is None:
        return 1
    findings = (*result.diagnostics, *changes.diagnostics, *_stale(changes))
    tell(findings, session.root, session.format)
    if not has_errors(findings):
        say(f"all is well: {count(changes.same, 'file')} up to date, in {clock.seconds:.2f} s")
    return int(has_errors(findings))


@click.command()
@targets
@trust
@common
def diff(session: Session, targets: tuple[str, ...], trust: bool) -> int:
    """Print what build would change, as a unified diff. Writes nothing; 1 when there is any.

    \b
    Examples:
      gen diff
      gen diff docs | less"""
    result, changes = _compared(session, targets, trust, Clock())
    if result is None:
        return 1
    findings = (*result.diagnostics, *changes.diagnostics)
    tell(findings, session.root, session.format if has_errors(findings) else "text")
    if session.format == "json" and not has_errors(findings):
        sys.stdout.write(json.dumps([_row(change) for change in changes.files], indent=2) + "\n")
    elif session.format != "json":
        for change in changes.files:
            sys.stdout.writelines(unified(change))
    return int(has_errors(findings) or bool(changes.files))


def _compared(
    session: Session, targets: tuple[str, ...], trusted: bool, clock: Clock
) -> tuple[Result | None, Changes]:
    """Runs the pipeline and compares; None, and a word to the person, when there is no spec at all."""
    result = run(session.root, targets, trusted=trusted, progress=clock)
    clock.end()
    if not result.workspace.specs and not result.diagnostics:
        say(NO_SPECS)
        return None, Changes()
    if result.failed:
        return result, Changes()
    return result, compare(session.root, result.files, partial=result.partial)


def _stale(changes: Changes) -> Iterator[Diagnostic]:
    for change in (*changes.files, *((changes.lock,) if changes.lock else ())):
        state = "is stale"
        if change.old is None:
            state = "is missing"
        elif change.new is None:
            state = "is no longer generated"
        message = f"`{change.path}` {state}"
        yield Diagnostic("G605", message, Place(change.path), "run `gen` and commit what it writes")


def _row(change: Change) -> dict[str, str]:
    """Gives a change for machines: its path, and whether the file comes, changes or goes."""
    kind = "add" if change.old is None else "remove" if change.new is None else "change"
    return {"path": change.path, "change": kind}


def unified(change: Change) -> Iterator[str]:
    """Gives a change of a file as a unified diff."""
    old = (change.old or b"").decode("utf-8", "replace").splitlines(keepends=True)
    new = (change.new or b"").decode().splitlines(keepends=True)
    before = f"a/{change.path}" if change.old is not None else "/dev/null"
    after = f"b/{change.path}" if change.new is not None else "/dev/null"
    for line in difflib.unified_diff(old, new, before, after):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
