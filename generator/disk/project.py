"""The one door to copier: a service of its own from the template, and what an update brings to it.

Takes a folder and answers; copier writes. The template is the one that came with the program, so that
no network is needed."""

from __future__ import annotations

import re
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path

__all__ = ["ANSWERS", "ProjectError", "create", "is_updatable", "source", "update"]

ANSWERS = ".copier-answers.yml"


class ProjectError(Exception):
    """What copier cannot do, and why, in its words."""


def source() -> Path:
    """Gives the folder with copier.yml: the installed package, or the checkout around it."""
    package = Path(__file__).parents[1]
    return package if (package / "copier.yml").is_file() else package.parent


def create(folder: Path, answers: Mapping[str, str], *, ask: bool) -> None:
    """Makes a project in a folder that is not there yet, or is empty.

    ask: whether a person is there for the questions without an answer; else their defaults hold.
    Raises ProjectError."""
    from copier import run_copy
    from copier.errors import CopierError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of a checkout with changes: that they are used is meant
            run_copy(
                str(source()), folder, dict(answers), defaults=not ask, quiet=True, vcs_ref="HEAD"
            )
    except (CopierError, ValueError) as error:
        raise ProjectError(_reason(error)) from error


def is_updatable(folder: Path) -> bool:
    """Whether a project knows which version of the template it was made from."""
    return bool(re.search(r"^_commit: *\S", (folder / ANSWERS).read_text("utf-8"), re.MULTILINE))


def update(folder: Path, version: str = "") -> tuple[str, ...]:
    """Brings a project to a version of its template, "" for the newest; what people changed is kept.

    Gives the files in which both changed the same lines, marked inside. Raises ProjectError."""
    from copier import run_update
    from copier.errors import CopierError

    try:
        run_update(folder, vcs_ref=version or None, overwrite=True, skip_answered=True, quiet=True)
    except (CopierError, ValueError) as error:
        raise ProjectError(_reason(error)) from error
    return _unmerged(folder)


def _unmerged(folder: Path) -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=U"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return tuple(listed.stdout.splitlines())


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
