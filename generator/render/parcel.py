"""What a fenced process sends back: rendered files and findings as JSON.

Takes what the engine gave for some jobs, gives bytes, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from generator.diagnostics import Diagnostic
from generator.render.jobs import File, Job
from generator.source import Place, Span

__all__ = ["Rendered", "pack", "unpack"]

Rendered = tuple[tuple[tuple[Job, File], ...], tuple[Diagnostic, ...]]


def pack(rendered: Rendered, jobs: Sequence[Job]) -> bytes:
    """Writes files by the number of their job, and findings."""
    numbers = {id(job): number for number, job in enumerate(jobs)}
    files, problems = rendered
    made = [(numbers[id(job)], file.path, file.text) for job, file in files]
    return json.dumps({"files": made, "problems": [asdict(found) for found in problems]}).encode()


def unpack(content: bytes, jobs: Sequence[Job]) -> Rendered:
    """Reads what `pack` wrote, of the same jobs."""
    data = json.loads(content)
    files = tuple(
        (jobs[number], _file(jobs[number], path, text)) for number, path, text in data["files"]
    )
    return files, tuple(_problem(found) for found in data["problems"])


def _file(job: Job, path: str, text: str) -> File:
    return File(path, text, job.output.keep, job.target.name, job.output.at.child("path"))


def _problem(data: dict[str, object]) -> Diagnostic:
    at, span = data["at"], data["span"]
    assert isinstance(at, dict)
    assert span is None or isinstance(span, dict)
    return Diagnostic(
        str(data["code"]),
        str(data["message"]),
        Place(at["file"], tuple(at["keys"])),
        str(data["hint"]),
        span=Span(**span) if span else None,
    )
