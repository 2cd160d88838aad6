"""The stages before rendering: reading, resolving, lowering, planning.

Takes a workspace's root or the Result so far, gives the next Result; what is heavy is imported by the
stage that needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from generator.catalog import Catalog
from generator.config import Config, config
from generator.diagnostics import Diagnostic, has_errors
from generator.disk.specs import load as read
from generator.model import Model
from generator.pipeline.result import Result
from generator.source import Document

__all__ = ["STAGES", "load", "lower", "resolve"]


def load(root: Path, change: str = "") -> Result:
    """Reads the workspace, with a proposal when its id is given, and validates it (G1xx, G6xx)."""
    from generator.validate import validate

    workspace, problems = read(root, change)
    wrong = validate([workspace.settings], "gen") if workspace.settings else ()
    settings = Config() if has_errors(wrong) else _config(workspace.settings)
    problems += (*wrong, *validate(workspace.specs))
    return Result(workspace=workspace, config=settings, diagnostics=problems)


def _config(settings: Document | None) -> Config:
    return config(cast(Mapping[str, object], settings.data)) if settings else Config()


def resolve(result: Result) -> Result:
    """Makes the neutral model and one for each engine, with their expressions bound (G2xx)."""
    from generator.disk.targets import built_in
    from generator.resolve import resolve_each
    from generator.sql.bind import bind
    from generator.sql.profile import load as profile

    settings, workspace = result.config, result.workspace
    profiles = {
        engine: profile(built_in() / engine, version)
        for engine, version in settings.engines.items()
    }
    limits = tuple(found.limit for found in profiles.values() if found.limit)
    models: dict[str, Model] = {}
    problems: list[Diagnostic] = []
    for engine, model, findings in resolve_each(
        workspace.specs, settings, limits=limits, files=workspace.files
    ):
        models[engine] = model
        problems.extend(findings)
        if not has_errors(findings):
            models[engine], findings = bind(
                models[engine], profiles.get(engine), limits, settings.scheme
            )
            problems.extend(findings)
    neutral = models.pop("")
    found = replace(result, model=neutral, models=models, profiles=profiles)
    return found.found(problems)


def lower(result: Result) -> Result:
    """Makes the catalog of each engine (G25x)."""
    from generator.sql.lower import lower as lowered

    catalogs: dict[str, Catalog] = {}
    problems: list[Diagnostic] = []
    for engine, model in result.models.items():
        catalogs[engine], findings = lowered(model, result.profiles[engine])
        problems.extend(findings)
    return replace(result, catalogs=catalogs).found(problems)


def plan(result: Result) -> Result:
    """Plans the way from the last frozen version to the catalogs of today (G4xx)."""
    from generator.pipeline.planning import plans

    return plans(result)


STAGES = (("resolve", resolve), ("lower", lower), ("plan", plan))
"""What runs after reading and before rendering, in order, with the word for it."""
