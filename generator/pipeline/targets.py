"""Rendering: which targets are on, their options and hooks, and the files that come out.

Takes the Result of the stages before, gives it with its files and findings (G5xx)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from traceback import extract_tb
from typing import cast

from generator import __version__
from generator.config import Config, Options
from generator.diagnostics import Diagnostic, has_errors
from generator.disk import targets as disk
from generator.disk.home import cache_folder, is_trusted
from generator.disk.tidied import tidied
from generator.model import Model
from generator.pipeline.result import Result
from generator.render import fence
from generator.render.engine import FAULTS, Environment, Templates, Text, environment
from generator.render.engine import render as write
from generator.render.format import Unformattable, black
from generator.render.hook import NO_HOOK, Hook, load, stacked
from generator.render.jobs import File, Job, Scene, jobs
from generator.render.parcel import Rendered, pack, unpack
from generator.render.paths import check_paths
from generator.render.target import Target, defaults
from generator.render.target import targets as merged
from generator.source import Data, Place, Span
from generator.validate import validate, validate_options

__all__ = ["available", "is_on", "render"]

OUT: Mapping[str, object] = {"type": "string", "minLength": 1}
"""The schema of `out`, which every target takes: where its files go instead."""


def available(root: Path) -> tuple[tuple[Target, ...], tuple[Diagnostic, ...]]:
    """Gives all targets there are, by name; errors: G1xx of manifests, G501, G503, G504."""
    folders, problems = disk.find(root)
    ours = [folder for folder in folders if folder.origin != "built in"]
    problems += validate([folder.document for folder in ours], "target")
    problems += tuple(_misnamed(folders))
    if problems:
        return (), problems
    return merged(folders)


def _misnamed(folders: Iterable[disk.Folder]) -> Iterator[Diagnostic]:
    for folder in folders:
        name, wanted = folder.data.get("name"), Path(folder.path).name
        if isinstance(name, str) and name != wanted:
            message = f"target `{name}` lies in folder `{wanted}`"
            yield Diagnostic("G501", message, folder.at.child("name"), f"write `name: {wanted}`")


def render(
    result: Result,
    names: Sequence[str],
    *,
    trusted: bool,
    progress: Callable[[str, float], None],
) -> Result:
    """Renders the targets of `names`, or all that are on. trusted: the workspace's hooks may run."""
    trusted = trusted or is_trusted(result.workspace.root)
    every, problems = available(result.workspace.root)
    if problems:
        return result.found(problems)
    chosen, unknown = _chosen(every, result.config, names)
    problems = unknown + _wrong_options(chosen, result.config)
    result = replace(result, targets=chosen, partial=bool(names)).found(problems)
    if result.failed:
        return result
    scene = _scene(result, every)
    templates = _templates(chosen, every, result.config, result.workspace.root)
    files: list[File] = []
    for number, target in enumerate(chosen):
        progress(target.name, number / len(chosen))
        made, problems = _target(target, scene, templates, trusted=trusted)
        files += made
        result = result.found(problems)
    result = result.found(check_paths(files))
    return replace(result, files=tuple(sorted(files, key=lambda file: file.path)))


def _chosen(
    every: Sequence[Target], settings: Config, names: Sequence[str]
) -> tuple[tuple[Target, ...], tuple[Diagnostic, ...]]:
    """Gives the targets that are on, or those of `names`; errors: G502."""
    said = (*(settings.targets or ()), *sorted(settings.off))
    asked = {name: Place("gen.yaml", ("targets", name)) for name in said}
    asked |= {name: Place("") for name in names}
    known = {target.name: target for target in every}
    problems = [_unknown(name, at, known) for name, at in asked.items() if name not in known]
    problems += [
        Diagnostic("G502", f"target `{name}` is for engines that gen.yaml does not serve", at)
        for name, at in asked.items()
        if name in known and not _is_served(known[name], settings)
    ]
    if names:
        return tuple(known[name] for name in names if name in known), tuple(problems)
    return tuple(target for target in every if is_on(target, settings)), tuple(problems)


def _unknown(name: str, at: Place, known: Mapping[str, Target]) -> Diagnostic:
    near = get_close_matches(name, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else "`gen targets` lists what there is"
    return Diagnostic("G502", f"unknown target `{name}`", at, hint, on_key=True)


def _is_served(target: Target, settings: Config) -> bool:
    if target.engine:
        return target.engine in settings.engines
    return not target.engines or bool(set(target.engines) & settings.engines.keys())


def is_on(target: Target, settings: Config) -> bool:
    """Whether a target is rendered when none is named on the command line."""
    if target.name in settings.off or not _is_served(target, settings):
        return False
    named = target.default if settings.targets is None else target.name in settings.targets
    return bool(target.engine) or target.always or named


def _wrong_options(chosen: Iterable[Target], settings: Config) -> tuple[Diagnostic, ...]:
    """Checks what gen.yaml sets for each target; `out` is an option of every one."""
    return tuple(
        problem
        for target in chosen
        if (data := (settings.targets or {}).get(target.name))
        for problem in validate_options(
            Place("gen.yaml", ("targets", target.name)),
            cast(Data, data),
            {**target.options, "out": OUT},
        )
    )


def _scene(result: Result, every: Iterable[Target]) -> Scene:
    given: Mapping[str, Options] = result.config.targets or {}
    return Scene(
        config=result.config,
        model=cast(Model, result.model),
        models=result.models,
        catalogs=result.catalogs,
        profiles=result.profiles,
        plans=result.plans,
        version=result.version,
        accepted=result.intent.accepted,
        parents={version.name: version.hash for version in result.history.heads},
        targets={
            target.name: {**defaults(target), **given.get(target.name, {})} for target in every
        },
    )


def _templates(
    chosen: Iterable[Target], every: Iterable[Target], settings: Config, root: Path
) -> Templates:
    """Reads the templates of the targets in question, and of the engines, whose statements others
    put into their own files."""
    engines = (target for target in every if target.engine in settings.engines)
    common = {name: Text(*text) for name, text in disk.shared(root).items()}
    return common | {
        name: Text(*text)
        for target in {target.name: target for target in (*engines, *chosen)}.values()
        for name, text in disk.templates(target.name, target.folders, root).items()
    }


def _target(
    target: Target, scene: Scene, templates: Templates, *, trusted: bool
) -> tuple[tuple[File, ...], tuple[Diagnostic, ...]]:
    """Renders one target."""
    try:
        hook, problems = _hook(target, trusted=trusted)
        work, problems = jobs(target, hook, scene) if not problems else ((), problems)
    except FAULTS as error:
        if target.is_ours:
            raise
        work, problems = (), (_hook_failed(target, error),)
    if has_errors(problems):
        return (), problems
    made, faults = _written(
        target, work, templates, _environment(target, scene, templates), trusted=trusted
    )
    files = [_tidied(job, file) for job, file in made]
    wrong = tuple(found for found in files if isinstance(found, Diagnostic))
    return tuple(found for found in files if isinstance(found, File)), (*problems, *faults, *wrong)


def _written(
    target: Target,
    work: Sequence[Job],
    templates: Templates,
    made: Environment,
    *,
    trusted: bool,
) -> Rendered:
    """Renders the jobs of a target; behind the fence when nobody vouched for it (G514)."""
    if target.is_installed or trusted:
        return write(work, templates, made)
    if not fence.IS_POSSIBLE:
        hint = "read them, then say `--trust`"
        return (), (
            Diagnostic("G511", "templates need your trust on this system", target.at, hint),
        )
    content = fence.fenced(lambda: pack(write(work, templates, made), work))
    if content is None:
        message = f"the templates of `{target.name}` take too long or too much memory"
        return (), (Diagnostic("G514", message, target.at.child("files")),)
    return unpack(content, work)


def _environment(target: Target, scene: Scene, templates: Templates) -> Environment:
    """Gives the environment that all targets of a kind share; code for the sandbox is compiled
    differently, and kept apart."""
    kind = "trusting" if target.is_installed else "sandboxed"

    def make() -> Environment:
        cache = str(cache_folder(f"templates-{__version__}-{kind}") or "")
        return environment(templates, sandboxed=not target.is_installed, cache=cache)

    return scene.memo.of("environment", (templates, kind), make)


def _tidied(job: Job, file: File) -> File | Diagnostic:
    """Formats a file whose row asks for it; G513 when it is no Python."""
    if job.output.format != "black":
        return file
    try:
        return replace(file, text=tidied(file.text, "black", black))
    except Unformattable as error:
        at = job.output.at.child("format")
        return Diagnostic("G513", f"`{file.path}` is not Python: {error}", at)


def _hook_failed(target: Target, error: BaseException) -> Diagnostic:
    """Says where a workspace's hook raised what."""
    own = str(Path(target.folders[0]) / "hook.py")
    lines = [
        frame.lineno or 1 for frame in extract_tb(error.__traceback__) if frame.filename == own
    ]
    message = f"the hook of `{target.name}` fails: {type(error).__name__}: {error}"
    span = Span(lines[-1], 1, lines[-1], 1) if lines else None
    return Diagnostic("G512", message, Place(f"templates/{target.name}/hook.py"), span=span)


def _hook(target: Target, *, trusted: bool) -> tuple[Hook, tuple[Diagnostic, ...]]:
    """Loads the hooks of a target; errors: G511."""
    found: list[Hook] = []
    for folder, origin in zip(target.folders, target.origins, strict=True):
        path = disk.hook(folder)
        if path and origin == "workspace" and not trusted:
            at = Place(f"templates/{target.name}/hook.py")
            message = f"the hook of `{target.name}` is not trusted"
            hint = "read it, then say `--trust`"
            return NO_HOOK, (Diagnostic("G511", message, at, hint),)
        found += [load(path, target.name)] if path else []
    return stacked(found), ()
