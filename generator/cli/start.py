"""`gen init`: a workspace in the folder one is in."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import starter
from generator.cli.options import Session, common
from generator.cli.talk import say
from generator.config import OLDEST
from generator.disk.output import Change, Changes, write

__all__ = ["init"]


@click.command()
@click.option("--name", default="", help="The project's name; by default the folder's.")
@click.option(
    "--engine",
    type=click.Choice(list(OLDEST)),
    default="sqlite",
    show_default=True,
    help="The engine to start with; gen.yaml takes more.",
)
@click.option(
    "--pre-commit", is_flag=True, help="Also a hook that runs `gen check` before a commit."
)
@click.option(
    "--ci",
    type=click.Choice(list(starter.WORKFLOWS)),
    help="Also a workflow that runs `gen check` on a forge of this kind.",
)
@common
def init(session: Session, name: str, engine: str, pre_commit: bool, ci: str | None) -> int:
    """Start in this folder: gen.yaml and a first spec. Touches nothing that exists.

    \b
    Examples:
      gen init
      gen init --engine postgresql --pre-commit --ci github"""
    root = session.folder
    wanted = dict(starter.files(name or starter.name_of(root.name), engine, OLDEST[engine]))
    if any((root / "openspec/specs/database").rglob("*.yaml")):
        wanted = {path: text for path, text in wanted.items() if path == "gen.yaml"}
    if pre_commit:
        wanted |= starter.pre_commit()
    if ci:
        wanted |= starter.workflow(ci)
    new = {path: text for path, text in wanted.items() if not _is_there(root / path)}
    write(root, Changes(tuple(Change(path, None, text.encode()) for path, text in new.items())))
    for path in wanted:
        say(f"  + {path}" if path in new else f"    {path} is there already and was left alone")
    say("now run `gen`" if new else "nothing to do")
    return 0


def _is_there(path: Path) -> bool:
    """Whether a path is taken, be it by a link that leads nowhere."""
    return path.exists() or path.is_symlink()
