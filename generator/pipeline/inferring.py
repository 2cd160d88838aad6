"""From files of rows to a spec that stands.

Takes a path, gives the spec and what was found out; the spec is resolved and lowered for every engine
that is served before anybody writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.config import Config
from generator.diagnostics import Diagnostic, from_fault, has_errors
from generator.disk.specs import Workspace
from generator.infer.read import read
from generator.infer.spec import Inferred, inferred
from generator.pipeline.result import Result
from generator.pipeline.stages import lower, resolve

__all__ = ["Proposed", "proposed"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A spec for files of rows. problems: why it does not stand, then it must not be written."""

    path: str
    found: Inferred
    problems: tuple[Diagnostic, ...]


def proposed(source: Path, name: str, settings: Config) -> Proposed:
    """Reads files of rows and says them as a spec called `name`. Errors: SourceError, with the place."""
    found = inferred(name.replace("_", " ").capitalize(), read(source))
    path = f"openspec/specs/database/{name}/schema.yaml"
    return Proposed(path, found, _problems(path, found.text, settings))


def _problems(path: str, text: str, settings: Config) -> tuple[Diagnostic, ...]:
    from generator.source import read as parsed
    from generator.validate import validate

    document, faults = parsed(path, text)
    if document is None:
        return tuple(from_fault(path, fault) for fault in faults)
    problems = validate([document])
    result = Result(workspace=Workspace(Path(), None, (document,), {}), config=settings)
    for stage in (resolve, lower):
        if has_errors(problems):
            break
        result = stage(result)
        problems += result.diagnostics
    return tuple(problem for problem in problems if problem.severity == "error")
