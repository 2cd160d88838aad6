"""From a workspace to the files that it should have: the stages, one after the other.

Takes a workspace's root, gives a Result. A stage runs only when those before it found no error, and
all that a stage finds is reported at once. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from generator.pipeline.result import Result
from generator.pipeline.stages import STAGES, load

__all__ = ["Result", "build", "load", "understand"]

Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    """Tells nobody."""


def understand(root: Path, progress: Progress = _quiet) -> Result:
    """Runs all stages up to rendering: what the specs say, without a file of it.

    progress: told the name of each step as it begins."""
    progress("read")
    result = load(root)
    for name, stage in STAGES:
        if result.failed:
            break
        progress(name)
        result = stage(result)
    return result


def build(
    root: Path, names: Sequence[str] = (), *, trusted: bool = False, progress: Progress = _quiet
) -> Result:
    """Runs all stages. names: targets to render, () for all that are on. trusted: whether a person
    said that this workspace's hooks may run."""
    result = understand(root, progress)
    if result.failed:
        return result
    from generator.pipeline.targets import render

    return render(result, names, trusted=trusted, progress=progress)
