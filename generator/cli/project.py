"""`gen new` and `gen update`: a service from the template, and the template of today for it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.options import Session, common
from generator.cli.talk import count, say
from generator.disk import project

__all__ = ["new", "update"]

ENGINES = ("postgresql", "mysql", "mariadb", "sqlite")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What the service is called; by default as DIR.")
@click.option("--engine", type=click.Choice(ENGINES), help="The database that it runs on.")
@common
def new(session: Session, folder: Path, name: str, engine: str | None) -> int:
    """Make a service of its own in DIR, from the template. Asks for what is not said.

    Writes DIR and nothing else; needs no network.

    \b
    Examples:
      gen new parcel-desk
      gen new parcel-desk --engine postgresql"""
    where = Path.cwd() / folder
    if where.exists() and (not where.is_dir() or any(where.iterdir())):
        raise click.BadParameter(f"`{folder}` is there already", param_hint="DIR")
    answers = {"name": name or where.name} | ({"engine": engine} if engine else {})
    try:
        project.create(where, answers, ask=sys.stdin.isatty() and session.format == "text")
    except project.ProjectError as error:
        say(f"error: {error}")
        return 1
    made = sum(path.is_file() for path in where.rglob("*"))
    say(f"wrote    {count(made, 'file')} in {folder}; its README.md says how to go on")
    return 0


@click.command()
@click.option("--to", "version", default="", help="A version of the template; usually the newest.")
@common
def update(session: Session, version: str) -> int:
    """Bring a service that was made from the template to the template of today.

    Writes files of the service; what you changed is kept, and where both changed the same lines
    both are left in the file, marked. Needs a clean git tree.

    \b
    Examples:
      gen update
      gen update --to v1.2.0"""
    if not (session.root / project.ANSWERS).is_file():
        say(f"error: there is no {project.ANSWERS} here: this was not made from the template")
        return 1
    if not project.is_updatable(session.root):
        say(
            f"error: {project.ANSWERS} does not say which version of the template it was made from; "
            "set `_src_path` to the template's repository and `_commit` to a tag of it"
        )
        return 1
    try:
        unmerged = project.update(session.root, version)
    except project.ProjectError as error:
        say(f"error: {error}")
        return 1
    for path in unmerged:
        say(f"both changed {path}, look for the marks in it")
    say("done     now run `gen`, and look at the difference before you commit")
    return int(bool(unmerged))
