"""`gen new` and `gen update`: a service from the template, and the template's news into it.

Takes a name and an engine, gives a folder; asks only a person at a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.build import build_all
from generator.cli.options import Session, common
from generator.cli.starter import name_of
from generator.cli.talk import count, say
from generator.disk import project

__all__ = ["new", "update"]


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", help="The service's name; asked for, or the folder's.")
@click.option(
    "--engine",
    default="",
    type=click.Choice(["", *project.ENGINES]),
    metavar=f"[{'|'.join(project.ENGINES)}]",
    help="The database that it runs on; asked for, or postgresql.",
)
@click.option(
    "--from", "source", default="", help="A git repository of the template; by default gen's copy."
)
@click.option("--ref", default="", help="A tag or branch of it; by default the newest tag.")
@common
def new(session: Session, folder: Path, name: str, engine: str, source: str, ref: str) -> int:
    """Make a service of its own in DIR: specs, code, migrations, tests. Needs no network.

    \b
    Examples:
      gen new parcel-desk
      gen new parcel-desk --engine sqlite
      gen new parcel-desk --from https://git.example.org/schemawright.git"""
    target = (session.folder / folder).resolve()
    if not project.is_free(target):
        say(f"error: `{folder}` is there already; choose a folder that is new or empty")
        return 1
    name = name or _asked_name(name_of(target.name).replace("_", "-"))
    if not project.is_name(name):
        raise click.BadParameter(
            f"`{name}` is no name of a service: write lower-case words with `-` between them,"
            f" {project.LONGEST} characters at most",
            param_hint="--name",
        )
    engine = engine or _asked_engine()
    outcome = project.create(target, {"name": name, "engine": engine}, source, ref)
    if outcome.problem:
        return _refused(outcome)
    files = sum(path.is_file() for path in target.rglob("*") if ".git" not in path.parts)
    say(f"wrote    {count(files, 'file')} of service `{name}` into {folder}")
    say("next     read its README.md: install it, run its tests, then commit")
    return 0


@click.command()
@click.option("--from", "source", default="", help="Write down where the template is kept, first.")
@click.option("--to", "ref", default="", help="A tag of the template; by default the newest.")
@common
def update(session: Session, source: str, ref: str) -> int:
    """Bring a service to the template of today, and build. Your edits are kept.

    The template comes from the git repository that the service was made from. What both sides
    changed is left with the marks of a conflict, for you to decide.

    \b
    Examples:
      gen update
      gen update --to v1.2.0"""
    if source:
        noted = project.note_source(session.root, source)
        if not noted.problem:
            say(f"wrote    {project.ANSWERS}; commit it, then run `gen update`")
        return _refused(noted) if noted.problem else 0
    outcome = project.update(session.root, ref)
    if outcome.problem:
        return _refused(outcome)
    say(f"merged   the template at {outcome.version}")
    if outcome.conflicts:
        say(f"found    {count(len(outcome.conflicts), 'file')} that both sides changed:")
        for path in outcome.conflicts:
            say(f"  ! {path}")
        say("next     decide between the marks, `git add` them, and run `gen`")
        return 1
    return build_all(session)


def _refused(outcome: project.Outcome) -> int:
    say(f"error: {outcome.problem}")
    if outcome.hint:
        say(f"  hint: {outcome.hint}")
    return 1


def _asked_name(usual: str) -> str:
    return click.prompt("name", default=usual, err=True) if sys.stdin.isatty() else usual


def _asked_engine() -> str:
    usual = project.ENGINES[0]
    if not sys.stdin.isatty():
        return usual
    chosen: str = click.prompt(
        "engine", default=usual, type=click.Choice(project.ENGINES), err=True
    )
    return chosen
