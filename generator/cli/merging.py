"""`gen import --merge`: the database's side into specs that people have edited."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
    from generator.recover.merge.outcome import Taken
    from generator.recover.merge.renames import Rename
    from generator.recover.merge.text import Conflict

__all__ = ["finished", "merge_into"]

SHOWN = 20


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
        say(f"{what}: {problems[0].message if problems else 'it does not stand'}")
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
    return tuple(_finding(conflict) for conflict in outcome.texts.conflicts)


def _finding(conflict: Conflict) -> Diagnostic:
    names = ", ".join(f"`{clash.taken.label}`" for clash in conflict.clashes)
    taken = [clash.taken for clash in conflict.clashes]
    verb = "was" if len(taken) == 1 else "were"
    told = f"{verb} changed on both sides"
    if all(one.gone for one in taken):
        told = f"{'is' if len(taken) == 1 else 'are'} no longer in the database, but edited or needed here"
    elif all(one.new for one in taken):
        told = f"{verb} taken out here, and changed in the database"
    span = Span(conflict.line, 1, conflict.line, 14)
    hint = "keep one side, take the marks out"
    return Diagnostic("G112", f"{names} {told}", Place(conflict.file), hint, span=span)


def _report(outcome: Outcome, how: str, changes: Sequence[Change], *, dry: bool) -> str:
    lines = [how]
    taken = outcome.merged.taken
    renamed = [f"{label(one.old)} to {label(one.new)}" for one in outcome.renamed.certain]
    rows = (
        *([("renamed", len(renamed), _few(renamed))] if renamed else []),
        ("taken", len(taken), _listed(taken)),
        ("kept", outcome.merged.kept, ""),
        ("conflicts", len(outcome.texts.conflicts), ""),
    )
    lines += [
        f"  {word:<10}{number:>5}{f'  {what}' if what else ''}" for word, number, what in rows
    ]
    lines += [_perhaps(one, dry=dry) for one in outcome.renamed.likely[:SHOWN]]
    lines += [
        f"  the comment of {path}:{line} went with what it was about: {words}"
        for path, line, words in outcome.lost[:SHOWN]
    ]
    paths = [change.path for change in changes if not change.path.startswith(f"{FOLDER}/")]
    if dry:
        lines.append(f"{count(len(paths), 'file')} would change; nothing was written")
    else:
        lines += [f"wrote {path}" for path in paths] or ["the specs stay as they are"]
    return "".join(f"{line}\n" for line in lines)


def _perhaps(one: Rename, *, dry: bool) -> str:
    """Offers what looks like a rename, and might as well be a drop and something new."""
    old, new = label(one.old), label(one.new)
    undone = "add" if dry else f"take back the specs and {FOLDER}/, and add"
    return f"  `{old}` is gone, `{new}` is alike and new; if it was renamed, {undone} --rename {old}={new}"


def _listed(taken: Sequence[Taken]) -> str:
    return _few([f"{'-' if one.gone else ''}{one.label}" for one in taken])


def _few(items: Sequence[str]) -> str:
    rest = len(items) - SHOWN
    return ", ".join(items[:SHOWN]) + (f", and {rest} more" if rest > 0 else "")
