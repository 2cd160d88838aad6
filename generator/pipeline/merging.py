"""A new import into specs that are there: three sides, and the proof of what came of them.

Takes a Result, the database's catalog and what an import would write, gives the texts to be written.
With the last import at hand it is a merge of three sides; without, the specs themselves are taken for
the last import, said as an import would, and the database is right wherever it differs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from generator.catalog import Catalog, Column, Id, catalog
from generator.config import Config, config
from generator.database.facts import kept as as_kept
from generator.diagnostics import Diagnostic, from_fault, has_errors
from generator.disk.imported import Kept
from generator.disk.specs import SETTINGS
from generator.disk.targets import built_in
from generator.pipeline.importing import Imported, lowered, understood
from generator.pipeline.result import Result
from generator.recover.account import account
from generator.recover.engines import spelling
from generator.recover.merge.evidence import recognised
from generator.recover.merge.merge import merge, owners
from generator.recover.merge.outcome import Merged, Taken
from generator.recover.merge.renames import Rename, Renames, called
from generator.recover.merge.sides import Side, Where
from generator.recover.merge.text import Texts, texts
from generator.recover.merge.tree import Map
from generator.source import Document, Place, read
from generator.source.editing import Comments, lost
from generator.sql.profile import Profile
from generator.sql.profile import load as profile_of

if TYPE_CHECKING:
    from generator.database.compare import Difference
    from generator.database.normalise import Normal

__all__ = ["Base", "Outcome", "kept_base", "merged", "place", "proven", "said_base", "side_of"]

ROUNDS = 4
UNREAD = ("role", "row")
QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Base:
    """What both sides are compared with. changed: the objects that the database has made otherwise
    since. agreed: it is the last import; else the specs themselves, and the database is right.
    texts: its files by path, where the specs would have theirs."""

    side: Side
    texts: Mapping[str, str]
    changed: frozenset[Id]
    agreed: bool


@dataclass(frozen=True, slots=True)
class Renamed:
    """What is called otherwise than at the last import: what is certain or was stated, and what only
    looks like it."""

    certain: tuple[Rename, ...] = ()
    likely: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A merge. before: the texts that were there. kept: the new import, for the next merge.
    problems: what the merged specs have wrong, in the texts without marks. differing: objects that
    nobody means to be otherwise than in the database, and that are. renamed: what stayed the node that
    it was."""

    merged: Merged
    texts: Texts
    before: Mapping[str, str]
    kept: Mapping[str, str]
    problems: tuple[Diagnostic, ...]
    differing: tuple[Id, ...]
    renamed: Renamed = Renamed()

    @property
    def lost(self) -> tuple[tuple[str, int, str], ...]:
        """The comments that went with what they were about: file, line there, and text."""
        return tuple(
            (path, line, words)
            for path, text in sorted(self.texts.clean.items())
            if path.endswith(".yaml") and path in self.before
            for line, words in lost(self.before[path], text or "")
        )


def kept_base(
    kept: Kept, found: Catalog, made: Imported, engine: str
) -> tuple[Base | None, tuple[Diagnostic, ...]]:
    """Takes the last import for the base; None with what is wrong with it."""
    from generator.validate import validate

    document, faults = read(SETTINGS, kept.settings)
    if document is None:
        return None, tuple(from_fault(SETTINGS, fault) for fault in faults)
    if has_errors(problems := validate([document], "gen")):
        return None, problems
    settings = config(cast("Mapping[str, object]", document.data))
    if engine not in settings.engines:
        return None, (Diagnostic("G601", f"`{SETTINGS}` serves no {engine}", Place(SETTINGS)),)
    profile = profile_of(built_in() / engine, settings.engines[engine])
    stood, problems = lowered(kept.files, profile, settings)
    if stood is None:
        return None, problems
    changed = _differing(found, stood, made, profile)
    return Base(side_of(kept.files, stood, profile), kept.files, changed, True), ()


def said_base(
    found: Catalog, normal: Normal, differences: tuple[Difference, ...], name: str, settings: Config
) -> tuple[Base | None, tuple[Diagnostic, ...]]:
    """Says the specs as an import would, were the database what they say. Rows and roles, which an
    import does not read, are left out of account."""
    real = [item for item in differences if not item.unknown and item.id.kind not in UNREAD]
    objects = dict(found.objects)
    for item in real:
        expected = normal.catalog.objects.get(item.id)
        if expected is not None:
            objects[item.id] = expected
        else:
            objects.pop(item.id, None)
    wanted = catalog(found.engine, found.version, objects.values())
    wanted = replace(wanted, depends=found.depends)
    made = understood(wanted, name, settings)
    profile = profile_of(built_in() / found.engine, settings.engines[found.engine])
    stood, problems = lowered(made.files, profile, settings)
    if stood is None:
        return None, (*made.problems, *problems)
    plain = _plain_ids(profile, found, normal.catalog)
    changed = frozenset(plain[item.id] for item in real)
    return Base(side_of(made.files, stood, profile), {}, changed, False), ()


def merged(
    result: Result,
    found: Catalog,
    made: Imported,
    base: Base,
    stated: Sequence[tuple[str, str]] = (),
) -> Outcome:
    """Merges and proves. A part that is taken out although something still needs it becomes a
    conflict. stated: old and new labels of tables and columns that somebody says were renamed.
    Errors: LookupError when they cannot have been."""
    engine = found.engine
    profile = result.profiles[engine]
    stood, problems = lowered(made.files, profile, result.config)
    assert stood is not None, f"what was just proven stands: {problems}"
    specs = {item.file: item for item in result.workspace.specs}
    data = {file: cast(Map, item.data) for file, item in specs.items()}
    mine = Side(data, result.workspace.files, _plain(result.catalogs[engine], profile))
    before = {**{file: item.text for file, item in specs.items()}, **result.workspace.files}
    theirs = side_of(made.files, stood, profile)
    renamed = _renamed(base, theirs, found, profile, stated)
    renames = Renames.of(renamed.certain)
    touched = owners(base.changed, base.side.catalog, theirs.catalog)
    comments = {file: Comments(item.text) for file, item in specs.items()}
    guarded: set[tuple[Where, tuple[str, ...]]] = set()

    def commented(at: Where, keys: tuple[str, ...]) -> bool:
        whole = (at.section, at.name, *keys)
        return (at, keys) in guarded or comments[at.file].at(whole)

    for _ in range(ROUNDS):
        outcome = merge(
            base.side, mine, theirs, touched, commented, forced=not base.agreed, renames=renames
        )
        written = texts(before, data, outcome)
        is_as_imported = before == base.texts and not outcome.moved
        if is_as_imported and not renamed.certain:  # nobody edited or divided anything
            written = Texts(*(2 * (_instead(before, made.files),)), ())
        after = proven(result, before, written.clean)
        needed = {(one.at, one.part) for one in _needed(outcome.taken, after.diagnostics)}
        if not after.failed or needed <= guarded:
            break
        guarded |= needed
    differing: tuple[Id, ...] = ()
    if not after.failed:
        left = _differing(found, after.catalogs[engine], made, profile)
        meant = _meant(result, base, found, made, profile)
        if renamed.certain:
            meant |= _still_meant(meant, result, after, profile)
        left -= meant
        clashing = {clash.key for clash in outcome.clashes}
        differing = tuple(sorted(key for key in left if not owners({key}, found) & clashing))
    kept = _kept(base, theirs, found, made, result.config, profile, renames)
    return Outcome(outcome, written, before, kept, after.diagnostics, differing, renamed)


def _renamed(
    base: Base,
    theirs: Side,
    found: Catalog,
    profile: Profile,
    stated: Sequence[tuple[str, str]],
) -> Renamed:
    plain = spelling(profile.name).plain
    positions = {
        plain(item, profile).id: item.position for item in found if isinstance(item, Column)
    }
    told = called(base.side.catalog, theirs.catalog, stated)
    return Renamed(*recognised(base.side.catalog, theirs.catalog, positions, told))


def _kept(
    base: Base,
    theirs: Side,
    found: Catalog,
    made: Imported,
    settings: Config,
    profile: Profile,
    renames: Renames,
) -> Mapping[str, str]:
    """Gives the new import, divided as the last one: the files of a large schema are made anew with
    each table, and what people read is what has changed."""
    if not base.agreed:
        return made.files
    touched = owners(base.changed, base.side.catalog, theirs.catalog)
    outcome = merge(base.side, base.side, theirs, touched, renames=renames)
    if not outcome.moved:
        return made.files
    clean = texts(base.texts, base.side.files, outcome).clean
    files = {path: text for path, text in {**base.texts, **clean}.items() if text is not None}
    stood, _ = lowered(files, profile, settings)
    is_same = stood is not None and not _differing(found, stood, made, profile)
    return files if is_same else made.files


def _instead(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    """Gives what makes the one set of files the other."""
    gone: dict[str, str | None] = {path: None for path in before if path not in after}
    return gone | {path: text for path, text in after.items() if before.get(path) != text}


def _plain(stood: Catalog, profile: Profile) -> Catalog:
    """Gives a catalog in the spelling in which its objects are compared, which some are known by."""
    plain = spelling(profile.name).plain
    told = {item.id: item for item in (plain(each, profile) for each in as_kept(stood))}
    return catalog(stood.engine, stood.version, told.values())


def _plain_ids(profile: Profile, *catalogs: Catalog) -> dict[Id, Id]:
    plain = spelling(profile.name).plain
    return {item.id: plain(item, profile).id for stood in catalogs for item in stood}


def side_of(files: Mapping[str, str], stood: Catalog, profile: Profile) -> Side:
    """Gives specs as a side of a merge. stood: what they are lowered to."""
    specs: dict[str, Map] = {}
    for path, text in files.items():
        if path.endswith(".yaml"):
            document, _ = read(path, text)
            assert document is not None
            assert isinstance(document.data, dict)
            specs[path] = document.data
    beside = {path: text for path, text in files.items() if path not in specs}
    return Side(specs, beside, _plain(stood, profile))


def _differing(found: Catalog, stood: Catalog, made: Imported, profile: Profile) -> frozenset[Id]:
    """Gives the objects in which specs and database differ, but for those kept word for word."""
    told = account(found, as_kept(stood), profile)
    plain = _plain_ids(profile, found)
    real = frozenset(told.differing) - frozenset(made.verbatim)
    return frozenset(plain[key] for key in real) | frozenset(told.extra)


def _meant(
    result: Result,
    base: Base,
    found: Catalog,
    made: Imported,
    profile: Profile,
) -> set[Id]:
    """Gives the objects that may go on to differ: people made them otherwise than the base has them,
    or they are the same in another spelling."""
    mine = as_kept(result.catalogs[found.engine])
    if base.agreed:
        edited = account(mine, base.side.catalog, profile)
        plain = _plain_ids(profile, mine)
        return {*(plain[key] for key in edited.differing), *edited.extra}
    return set(_differing(found, mine, made, profile) - base.changed)


def _still_meant(meant: set[Id], result: Result, after: Result, profile: Profile) -> set[Id]:
    """Gives what people made otherwise in a table that is called otherwise now, and so is it."""
    plain = spelling(profile.name).plain
    before, now = result.catalogs[profile.name], after.catalogs[profile.name]
    nodes = {item.node for item in before if plain(item, profile).id in meant}
    return {plain(item, profile).id for item in now if item.node in nodes - {""}}


def proven(result: Result, before: Mapping[str, str], after: Mapping[str, str | None]) -> Result:
    """Runs the stages over the merged specs."""
    from generator.pipeline.stages import lower, resolve
    from generator.validate import validate

    whole = {path: text for path, text in {**before, **after}.items() if text is not None}
    specs: list[Document] = []
    for path, text in whole.items():
        if path.endswith(".yaml"):
            document, faults = read(path, text)
            assert document is not None, f"an edit broke `{path}`: {faults}"
            specs.append(document)
    beside = {path: text for path, text in whole.items() if not path.endswith(".yaml")}
    workspace = replace(result.workspace, specs=tuple(specs), files=beside)
    made = Result(workspace=workspace, config=result.config, diagnostics=validate(specs))
    for stage in (resolve, lower):
        made = made if has_errors(made.diagnostics) else stage(made)
    return made


def _needed(taken: tuple[Taken, ...], problems: tuple[Diagnostic, ...]) -> list[Taken]:
    """Gives the parts that were taken out and that a finding names."""
    words = {
        word
        for problem in problems
        if problem.severity == "error"
        for text in QUOTED.findall(problem.message)
        for word in re.split(r"\W+", text)
    }
    return [one for one in taken if one.gone and (one.part or (one.at.name,))[-1] in words]


def place(taken: Taken) -> Place:
    """Gives where a part stands."""
    return Place(taken.at.file, (taken.at.section, taken.at.name, *taken.part))
