"""Computes the lines of task files; the work is in generator.render.pages.beads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from generator.diagnostics import Diagnostic
from generator.model import Spec
from generator.render import jobs
from generator.render.pages import beads
from generator.render.pages.tasks import PlanLike


def check(scene: jobs.Scene) -> Sequence[Diagnostic]:
    """Finds tasks that Beads would refuse; G516, at the task or its spec."""
    places = {task.id: task.at for task in scene.model.tasks}
    found = [issue for spec in scene.model.specs for issue in _issues(scene, spec)]
    return tuple(
        Diagnostic(
            "G516",
            f"task `{issue.item.id}` cannot be imported: {text}",
            places.get(issue.item.id, issue.spec.at),
        )
        for issue, text in beads.problems(found, places)
    )


def tasks(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Gives the lines of a spec's file."""
    return {"tasks": [beads.record(issue) for issue in _issues(scene, cast(Spec, item))]}


def _issues(scene: jobs.Scene, spec: Spec) -> tuple[beads.Issue, ...]:
    plans = cast(Mapping[str, PlanLike], scene.plans)
    return beads.issues(scene.model, spec, plans, prefix=str(scene.options["prefix"]))
