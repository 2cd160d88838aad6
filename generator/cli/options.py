"""The options that every command takes.

Takes a command's function, gives it a Session as its first argument."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, cast

import click

from generator.report import Format

__all__ = ["Session", "common", "parted", "served", "single", "trust"]

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Session:
    """What all commands know. root: the workspace, absolute. folder: the one that was given, or the
    one we are in. format: of findings and data."""

    root: Path
    folder: Path
    format: Format


def common(command: Callable[Concatenate[Session, P], int]) -> Callable[..., int]:
    """Adds `--workspace` and `--format`, which may stand before the command's name or after it."""

    @wraps(command)
    def wrapped(
        workspace: Path | None, format: Format | None, *args: P.args, **kwargs: P.kwargs
    ) -> int:
        from generator.disk.state import root_of

        above = click.get_current_context().find_root().params
        given = workspace or cast("Path | None", above.get("workspace"))
        folder = (given or Path.cwd()).resolve()
        root = folder if given else root_of(folder)
        wanted = format or cast("Format | None", above.get("format")) or "text"
        return command(Session(root, folder, wanted), *args, **kwargs)

    return _workspace(_format(wrapped))


_workspace = click.option(
    "-w",
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with gen.yaml; by default the nearest one from here upwards.",
)
_format = click.option(
    "--format",
    type=click.Choice(["text", "json", "github"]),
    help="How findings are written: for people, for machines, or as annotations of a forge.",
)
trust = click.option(
    "--trust",
    is_flag=True,
    help="Let the Python hooks of this workspace's own targets run. Read them first.",
)


def served(engines: Iterable[str], known: Collection[str]) -> None:
    """Refuses the name of an engine that gen.yaml does not serve; exit code 2."""
    for name in engines:
        if name not in known:
            others = ", ".join(f"`{engine}`" for engine in known)
            raise click.BadParameter(
                f"gen.yaml does not serve `{name}`, only {others}", param_hint="ENGINE"
            )


def single(given: str | None, url: str | None, usage: str) -> str:
    """Gives the database that is named, as an argument or by `--url`; none or two are wrong usage."""
    if (given is None) == (url is None):
        raise click.UsageError(f"name the database: `{usage}`, or --url")
    return given or url or ""


def parted(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parts the names of engines from the addresses among them, which have a colon."""
    given = tuple(words)
    return (
        tuple(word for word in given if ":" not in word),
        tuple(word for word in given if ":" in word),
    )
