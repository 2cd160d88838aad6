"""What `gen import` does with files of rows: CSV and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.making import unhindered
from generator.cli.talk import count, say, tell
from generator.config import OLDEST

if TYPE_CHECKING:
    from generator.cli.options import Session
    from generator.config import Config
    from generator.diagnostics import Diagnostic
    from generator.infer.spec import Finding
    from generator.pipeline.inferring import Proposed

__all__ = ["infer", "infer_again"]

ENGINES = ("sqlite", "postgresql")
"""What a new workspace serves when nobody says another engine."""

ROWS = "rows"
"""The folder below `.import/` with what was inferred."""

CUT = 90
"""Characters of evidence on a line of the report; the spec has all of it."""


def infer(root: Path, source: Path, name: str, engine: str, given: Config | None) -> int:
    """Says files of rows as a spec and writes it, with gen.yaml where there is none.

    engine: of the new gen.yaml, "" for the usual ones. Errors: SourceError, with the place."""
    from generator.config import Config
    from generator.disk.imported import Kept, keeping
    from generator.disk.output import New, write
    from generator.pipeline.inferring import proposed

    engines = {one: OLDEST[one] for one in ([engine] if engine else ENGINES)}
    settings = given or Config(name, engines)
    made = proposed(source, name, settings)
    if made.problems:
        return _refused(made.problems)
    files = [New(made.path, made.found.text)]
    if given is None:
        files.append(New("gen.yaml", _settings(settings)))
    changes = unhindered(root, files)
    if changes is None:
        return 1
    base = keeping(root, ROWS, Kept(_settings(settings), {made.path: made.found.text}))
    write(root, replace(changes, files=(*changes.files, *base)))
    click.echo(_report(made.found.findings), nl=False)
    click.echo("".join(f"wrote {file.path}\n" for file in files), nl=False)
    return 0


def infer_again(session: Session, source: Path, name: str, *, dry: bool) -> int:
    """Takes what files of rows say today into the specs that are there. 1 with conflicts.

    Errors: SourceError, with the place."""
    from generator.cli.merging import finished
    from generator.disk.imported import Kept, kept
    from generator.pipeline import understand
    from generator.pipeline.inferring import proposed
    from generator.pipeline.rows import again

    result = understand(session.root)
    if result.failed:
        tell(result.diagnostics, session.root, session.format)
        say("mend the specs first; nothing was written")
        return 1
    made = proposed(source, name, result.config)
    if made.problems:
        return _refused(made.problems)
    last = kept(session.root, ROWS)
    files = last.files if last is not None else {}
    made = replace(made, path=_kept_in(files, made))
    outcome, problems = again(result, made, files.get(made.path, ""))
    if outcome is None:
        return _refused(problems)
    new = Kept(_settings(result.config), {**files, **outcome.kept})
    return finished(session, outcome, ROWS, new, dry=dry)


def _kept_in(files: Mapping[str, str], made: Proposed) -> str:
    """Gives the spec that the tables were kept in: a file may be imported again without its folder."""
    wanted = {f"  {entity.name}:" for entity in made.found.entities}
    homes = (path for path, text in files.items() if wanted <= set(text.splitlines()))
    return made.path if made.path in files else next(homes, made.path)


def _settings(settings: Config) -> str:
    served = ", ".join(f'{one}: "{version}"' for one, version in settings.engines.items())
    return f"version: 1\nname: {settings.name}\nengines: {{{served}}}\n"


def _refused(problems: Sequence[Diagnostic]) -> int:
    for problem in problems[:20]:
        say(f"error: {problem.message} ({'.'.join(map(str, problem.at.keys))})")
    say("nothing was written")
    return 1


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
