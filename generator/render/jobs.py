"""What there is to render: one Job for each file that the targets ask for.

Takes Targets and a Scene, gives Jobs; which items a target gets is decided here, text is not made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType

from generator.catalog import Catalog
from generator.config import Config, Options
from generator.diagnostics import Diagnostic, has_errors
from generator.memo import Memo
from generator.model import Model
from generator.render.hook import Hook
from generator.render.target import Output, Target, defaults
from generator.source import NOWHERE, Place

__all__ = ["SELECTORS", "File", "Job", "Scene", "jobs"]

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that a target is made from.

    model: the neutral model, or for an engine's target that engine's. models, catalogs, profiles and
    plans: by engine. targets: options, defaults filled in, of every target that is on; options: of
    this one. version: the folder of the pending migration, `next` for the draft; parents: name to
    hash of the versions that it follows; accepted: (code, node) of hazards to the reason. engine: of
    an engine's target, or "". shared: what this target's hook gave; memo: what several work out."""

    config: Config
    model: Model
    models: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    catalogs: Mapping[str, Catalog] = field(default_factory=lambda: MappingProxyType({}))
    profiles: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    plans: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    version: str = "next"
    accepted: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    parents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    targets: Mapping[str, Options] = field(default_factory=lambda: MappingProxyType({}))
    options: Options = field(default_factory=lambda: MappingProxyType({}))
    engine: str = ""
    shared: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be: a row of a target's manifest with the item that it is for.

    item: None for once. word: the name under which templates see it. hook: whose `context` to ask."""

    target: Target
    output: Output
    scene: Scene
    hook: Hook
    word: str = ""
    item: object = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that was rendered. path: relative to the workspace, `/` as separator. keep: made once,
    then the user's. target: the name of the one it came from. at: the manifest's row."""

    path: str
    text: str
    keep: bool = False
    target: str = ""
    at: Place = field(default=NOWHERE, compare=False)


def _domains(scene: Scene) -> Sequence[object]:
    return tuple(dict.fromkeys(entity.domain for entity in scene.model.entities))


SELECTORS: Mapping[str, Callable[[Scene], Sequence[object]]] = MappingProxyType(
    {
        "spec": lambda scene: scene.model.specs,
        "domain": _domains,
        "entity": lambda scene: scene.model.entities,
        "link": lambda scene: tuple(e for e in scene.model.entities if e.link),
        "enum": lambda scene: scene.model.enums,
        "type": lambda scene: scene.model.domains,
        "composite": lambda scene: scene.model.composites,
        "view": lambda scene: scene.model.views,
        "function": lambda scene: scene.model.functions,
        "trigger": lambda scene: scene.model.triggers,
        "sequence": lambda scene: scene.model.sequences,
        "role": lambda scene: scene.model.roles,
        "requirement": lambda scene: scene.model.requirements,
        "seed": lambda scene: scene.model.seeds,
        "task": lambda scene: scene.model.tasks,
        "engine": lambda scene: tuple(scene.config.engines),
    }
)


def jobs(
    target: Target, hook: Hook, scene: Scene
) -> tuple[tuple[Job, ...], tuple[Diagnostic, ...]]:
    """Gives the jobs of a target in the order of its manifest, then of the items.

    Errors: what the hook's `check` finds, which may be warnings beside jobs; G505 for an unknown `each`
    or `context`."""
    scene = _staged(target, scene)
    problems = (*hook.check(scene), *_unknown_words(target, hook))
    if has_errors(problems):
        return (), problems
    scene = replace(scene, shared=hook.shared(scene))
    return tuple(_jobs(target, hook, scene)), problems


def _staged(target: Target, scene: Scene) -> Scene:
    """Gives the scene as this target sees it: its options, and its engine's model."""
    return replace(
        scene,
        options={**defaults(target), **scene.targets.get(target.name, {})},
        engine=target.engine,
        model=scene.models[target.engine] if target.engine else scene.model,
    )


def _jobs(target: Target, hook: Hook, scene: Scene) -> Iterator[Job]:
    selectors = {**SELECTORS, **hook.selectors}
    for row in target.files:
        if not row.each:
            yield Job(target, row, scene, hook)
            continue
        for item in selectors[row.each](scene):
            yield Job(target, row, scene, hook, row.each, item)


def _unknown_words(target: Target, hook: Hook) -> Iterator[Diagnostic]:
    for row in target.files:
        if row.each and row.each not in SELECTORS and row.each not in hook.selectors:
            known = (*SELECTORS, *hook.selectors)
            yield Diagnostic(
                "G505",
                f"unknown selector `{row.each}`",
                row.at.child("each"),
                hint=_nearest(row.each, known),
            )
        if row.context and row.context not in hook.contexts:
            yield Diagnostic(
                "G505",
                f"the hook of `{target.name}` has no function `{row.context}`",
                row.at.child("context"),
                hint=_nearest(row.context, tuple(hook.contexts)),
            )


def _nearest(word: str, known: Sequence[str]) -> str:
    match = get_close_matches(word, known, 1)
    return f"did you mean `{match[0]}`?" if match else ""
