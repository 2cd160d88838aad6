"""What `gen import` does with files of rows: CSV and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.making import unhindered
from generator.cli.talk import count, say
from generator.config import OLDEST

if TYPE_CHECKING:
    from generator.config import Config
    from generator.infer.spec import Finding

__all__ = ["infer"]

ENGINES = ("sqlite", "postgresql")
"""What a new workspace serves when nobody says another engine."""

CUT = 90
"""Characters of evidence on a line of the report; the spec has all of it."""


def infer(root: Path, source: Path, name: str, engine: str, given: Config | None) -> int:
    """Says files of rows as a spec and writes it, with gen.yaml where there is none.

    engine: of the new gen.yaml, "" for the usual ones. Errors: SourceError, with the place."""
    from generator.config import Config
    from generator.disk.output import New, write
    from generator.pipeline.inferring import proposed

    engines = {one: OLDEST[one] for one in ([engine] if engine else ENGINES)}
    settings = given or Config(name, engines)
    made = proposed(source, name, settings)
    if made.problems:
        for problem in made.problems[:20]:
            say(f"error: {problem.message} ({'.'.join(map(str, problem.at.keys))})")
        say("nothing was written")
        return 1
    files = [New(made.path, made.found.text)]
    if given is None:
        served = ", ".join(f'{one}: "{version}"' for one, version in engines.items())
        files.append(New("gen.yaml", f"version: 1\nname: {name}\nengines: {{{served}}}\n"))
    changes = unhindered(root, files)
    if changes is None:
        return 1
    write(root, changes)
    click.echo(_report(made.found.findings), nl=False)
    click.echo("".join(f"wrote {file.path}\n" for file in files), nl=False)
    return 0


def _report(findings: tuple[Finding, ...]) -> str:
    """Shows what was found out, a field a line, and how certain it is."""
    rows = [
        (f"{one.entity}.{one.field}", one.type, one.confidence, _cut(one.said)) for one in findings
    ]
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(3)]
    lines = [
        "  ".join((*(cell.ljust(widths[n]) for n, cell in enumerate(row[:3])), row[3]))
        for row in rows
    ]
    number = {
        word: sum(one.confidence == word for one in findings)
        for word in ("certain", "likely", "guess")
    }
    said = f"{number['certain']} certain, {number['likely']} likely, {number['guess']} guessed"
    lines.append(f"{count(len(findings), 'field')}: {said}")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _cut(text: str) -> str:
    return text if len(text) <= CUT else f"{text[: CUT - 1]}…"
