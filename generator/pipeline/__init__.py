"""From a workspace to the files that it should have: the stages, one after the other.

Takes a workspace's root, gives a Result. A stage runs only when those before it found no error, and
all that a stage finds is reported at once. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from generator.disk.history import NEXT
from generator.pipeline.result import Result
from generator.pipeline.stages import STAGES, load

__all__ = ["Result", "build", "load", "understand"]

Progress = Callable[[str, float], None]
"""Told the name of each step as it begins, and how much of the way lies behind it, from 0 to 1."""

RENDERING = 0.6
"""The part of a run's time that rendering takes."""


def _quiet(_: str, __: float) -> None:
    """Tells nobody."""


def understand(root: Path, progress: Progress = _quiet) -> Result:
    """Runs all stages up to rendering: what the specs say, without a file of it."""
    progress("read", 0)
    result = load(root)
    for number, (name, stage) in enumerate(STAGES, 1):
        if result.failed:
            break
        progress(name, (1 - RENDERING) * number / (len(STAGES) + 1))
        result = stage(result)
    return result


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
