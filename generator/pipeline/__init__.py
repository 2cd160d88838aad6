"""From a workspace to the files that it should have: the stages, one after the other.

Takes a workspace's root, gives a Result. A stage runs only when those before it found no error; what
it would find in the rest of the specs is reported all the same (`beyond`). Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from generator.disk.history import NEXT
from generator.pipeline.result import Result
from generator.pipeline.stages import STAGES, load

__all__ = ["Result", "build", "load", "propose", "understand"]

Progress = Callable[[str, float], None]
"""Told the name of each step as it begins, and how much of the way lies behind it, from 0 to 1."""

RENDERING = 0.6
"""The part of a run's time that rendering takes."""


def _quiet(_: str, __: float) -> None:
    """Tells nobody."""


def understand(root: Path, progress: Progress = _quiet, *, change: str = "") -> Result:
    """Runs all stages up to rendering: what the specs say, without a file of it.

    change: the id of a proposal to look at as if it were accepted. Where a stage fails, what later
    ones find in the rest of the specs is reported along with it."""
    progress("read", 0)
    result = load(root, change)
    for number, (name, stage) in enumerate(STAGES, 1):
        if result.failed:
            from generator.pipeline.beyond import beyond

            return result.found(beyond(result))
        progress(name, (1 - RENDERING) * number / (len(STAGES) + 1))
        result = stage(result)
    return result


def propose(root: Path, change: str) -> Result:
    """Plans the way from the specs of today to those of a proposal, and renders the migration."""
    today, proposed = understand(root), understand(root, change=change)
    if today.failed or proposed.failed:
        return proposed if proposed.failed else today
    from generator.pipeline.planning import between
    from generator.pipeline.targets import render

    planned = between(today, proposed)
    return render(planned, ("migrations",), trusted=False, progress=_quiet)


def build(
    root: Path,
    names: Sequence[str] = (),
    *,
    trusted: bool = False,
    progress: Progress = _quiet,
    version: str = NEXT,
) -> Result:
    """Runs all stages. names: targets to render, () for all that are on. trusted: whether a person
    said that this workspace's hooks may run. version: the folder of the pending migration."""
    result = replace(understand(root, progress), version=version)
    if result.failed:
        return result
    from generator.pipeline.targets import render

    def on(name: str, part: float) -> None:
        progress(name, 1 - RENDERING + RENDERING * part)

    return render(result, names, trusted=trusted, progress=on)
