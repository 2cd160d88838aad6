"""`gen import --merge`: the database's side into specs that people have edited."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.catalog import Table
from generator.cli.options import Session
from generator.cli.talk import count, say, tell
from generator.diagnostics import Diagnostic
from generator.disk.imported import FOLDER, Kept, keeping, kept
from generator.disk.output import Change, Changes, write
from generator.recover.merge.renames import label
from generator.source import Place, Span

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.pipeline import Result
    from generator.pipeline.importing import Imported
    from generator.pipeline.merging import Base, Outcome
    from generator.recover.merge.renames import Rename
    from generator.recover.merge.text import Conflict

__all__ = ["finished", "merge_into"]

SHOWN = 20
WIDTH = 100


def merge_into(
    session: Session,
    found: Catalog,
    made: Imported,
    name: str,
    settings: str,
    *,
    dry: bool,
    stated: Sequence[tuple[str, str]] = (),
) -> int:
    """Merges what an import would write into the specs that are there. 1 with conflicts.

    found: what of the database is ours; made: its import, complete; settings: the gen.yaml that is
    kept with it; dry: only prints what would change; stated: what was renamed, old and new."""
    from generator.pipeline import understand
    from generator.pipeline.merging import merged

    result = understand(session.root)
    if result.failed:
        tell(result.diagnostics, session.root, session.format)
        say("mend the specs first; nothing was written")
        return 1
    base = _base(session, result, found, made, name)
    if base is None:
        return 1
    try:
        outcome = merged(result, found, made, base, stated)
    except LookupError as error:
        say(f"--rename: {error.args[0]}; nothing was written")
        return 1
    if _is_another(base, found, outcome):
        say("the database has none of the tables that were imported; is it the right one?")
        say(f"nothing was written; if it is, delete `{FOLDER}/{found.engine}`, and merge again")
        return 1
    how = (
        "merged with the last import"
        if base.agreed
        else "merged; no import to compare with, so the database is right"
    )
    kept_now = Kept(settings, outcome.kept)
    return finished(session, outcome, found.engine, kept_now, dry=dry, how=how)


def finished(
    session: Session,
    outcome: Outcome,
    folder: str,
    new: Kept,
    *,
    dry: bool,
    how: str = "merged with the last import",
) -> int:
    """Writes what came of a merge, or shows it, and reports. folder: below `.import/`."""
    changes = _changes(session.root, folder, outcome, new)
    if dry:
        _show(changes)
    else:
        write(session.root, Changes(changes))
        # beside marks, the lines of other findings are not yet those of the file
        tell(_conflicts(outcome) or outcome.problems, session.root, session.format)
    for key in outcome.differing[:SHOWN]:
        parts = ".".join(part for part in (key.schema, key.table, key.name) if part)
        say(f"still not what the database has: {key.kind.replace('_', ' ')} `{parts}`")
    click.echo(
        _report(outcome, how, changes, dry=dry), nl=False, err=dry or session.format == "json"
    )
    has_errors = any(one.severity == "error" for one in outcome.problems)
    return int(bool(outcome.texts.conflicts or outcome.differing or has_errors))


def _is_another(base: Base, found: Catalog, outcome: Outcome) -> bool:
    """Whether a database has nothing in common with the one that was imported: taking its side would
    take out all that people wrote."""
    before = {item.id for item in base.side.catalog.of(Table)}
    there = {item.id for item in found.of(Table)} | {one.old for one in outcome.renamed.certain}
    return base.agreed and len(before) > 1 and not before & there


def _base(
    session: Session, result: Result, found: Catalog, made: Imported, name: str
) -> Base | None:
    """Finds what both sides are compared with: the last import, else the specs as they are."""
    from generator.database.compare import compare
    from generator.pipeline.drifting import spelled
    from generator.pipeline.merging import kept_base, said_base

    try:
        last = kept(session.root, found.engine)
    except (OSError, UnicodeError) as error:
        say(f"`{FOLDER}/{found.engine}` cannot be read: {error}")
        return None
    if last is not None:
        base, problems = kept_base(last, found, made, found.engine)
    else:
        normal = spelled(result, found.engine, found.version)
        drift = compare(normal.catalog, found, unknown=normal.unknown)
        base, problems = said_base(found, normal, drift, name, result.config)
    if base is None:
        folder = f"{FOLDER}/{found.engine}"
        what = f"`{folder}` is not what an import wrote" if last else "the specs cannot be compared"
        why = (
            f"{problems[0].message} (`{problems[0].at.file}`)" if problems else "it does not stand"
        )
        say(f"{what}: {why}")
        say(f"restore it, or delete `{folder}`" if last else "nothing was written")
    return base


def _changes(root: Path, engine: str, outcome: Outcome, new: Kept) -> tuple[Change, ...]:
    """Gives what is to be written: the specs, then what is kept of the import.

    What is not yet what the database has must not be taken for people's own the next time."""
    made = []
    for path, text in sorted(outcome.texts.files.items()):
        old = (root / path).read_bytes() if (root / path).is_file() else None
        made.append(Change(path, old, None if text is None else text.encode()))
    return (*made, *(() if outcome.differing else keeping(root, engine, new)))


def _show(changes: Sequence[Change]) -> None:
    from generator.cli.build import unified

    for change in changes:
        if not change.path.startswith(f"{FOLDER}/"):
            sys.stdout.writelines(unified(change))


def _conflicts(outcome: Outcome) -> tuple[Diagnostic, ...]:
    found = outcome.texts.conflicts
    hints = (*("" for _ in found[1:]), "keep one side, take the marks out")  # said once, at the end
    return tuple(_finding(conflict, hint) for conflict, hint in zip(found, hints, strict=False))


def _finding(conflict: Conflict, hint: str) -> Diagnostic:
    names = ", ".join(f"`{clash.taken.label}`" for clash in conflict.clashes)
    taken = [clash.taken for clash in conflict.clashes]
    verb = "was" if len(taken) == 1 else "were"
    told = f"{verb} changed on both sides"
    if all(one.gone for one in taken):
        told = f"{'is' if len(taken) == 1 else 'are'} no longer in the database, but edited or needed here"
    elif all(one.new for one in taken):
        told = f"{verb} taken out here, and changed in the database"
    span = Span(conflict.line, 1, conflict.line, 14)
    return Diagnostic("G112", f"{names} {told}", Place(conflict.file), hint, span=span)


def _report(outcome: Outcome, how: str, changes: Sequence[Change], *, dry: bool) -> str:
    lines = [how]
    taken = [one for one in outcome.merged.taken if one.part != ("table",)]
    renamed = [f"{label(one.old)} to {label(one.new)}" for one in outcome.renamed.certain]
    lines += _row("renamed", renamed) if renamed else []
    for word, items in (
        ("added", [one.label for one in taken if one.new]),
        ("changed", [one.label for one in taken if not (one.new or one.gone)]),
        ("removed", [one.label for one in taken if one.gone]),
    ):
        lines += _row(word, items) if items else []
    lines += [f"  {'kept':<10}{outcome.merged.kept:>5}"]
    lines += [f"  {'conflicts':<10}{len(outcome.texts.conflicts):>5}"]
    lines += _perhaps(outcome.renamed.likely, dry=dry) if outcome.renamed.likely else []
    lines += [
        f"  the comment of {path}:{line} went with what it was about: {words}"
        for path, line, words in outcome.lost[:SHOWN]
    ]
    ours = [change for change in changes if not change.path.startswith(f"{FOLDER}/")]
    if dry:
        lines.append(f"{count(len(ours), 'file')} would change; nothing was written")
    else:
        lines += [*_written(ours)] or ["the specs stay as they are"]
    return "".join(f"{line}\n" for line in lines)


def _row(word: str, items: Sequence[str]) -> list[str]:
    """Says how many there are and which, the first ones by name, on as many lines as it takes."""
    rest = len(items) - SHOWN
    named = [*items[:SHOWN], *([f"and {rest} more"] if rest > 0 else [])]
    head = f"  {word:<10}{len(items):>5}  "
    lines = [head]
    for number, name in enumerate(named, 1):
        text = f"{name}, " if number < len(named) else name
        if len(lines[-1]) + len(text) > WIDTH and lines[-1].strip():
            lines.append(" " * len(head))
        lines[-1] += text
    return [line.rstrip() for line in lines]


def _written(changes: Sequence[Change]) -> Iterator[str]:
    """Names the specs, and counts the SQL files beside them."""
    for verb, some in (
        ("wrote", [change.path for change in changes if change.new is not None]),
        ("removed", [change.path for change in changes if change.new is None]),
    ):
        beside = [path for path in some if path.endswith(".sql")]
        yield from (f"{verb} {path}" for path in some if path not in beside)
        if beside:
            yield f"{verb} {beside[0] if len(beside) == 1 else count(len(beside), 'SQL file')}"


def _perhaps(likely: Sequence[Rename], *, dry: bool) -> list[str]:
    """Offers what looks like a rename, and might as well be a drop and something new."""
    pairs = [(label(one.old), label(one.new)) for one in likely[:SHOWN]]
    lines = _row("perhaps", [f"{old} to {new}" for old, new in pairs])
    indent = " " * 19
    undone = "" if dry else f"take back the specs and {FOLDER}/, and "
    lines.append(f"{indent}if renamed, {undone}merge with")
    return [*lines, *(f"{indent}  --rename {old}={new}" for old, new in pairs)]
