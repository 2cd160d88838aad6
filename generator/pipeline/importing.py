"""From the catalog of a live database to specs that are proven to say it.

Takes a Catalog, gives the files to write and the account. The proof is by lowering: the specs are read,
resolved and lowered as any others, and every object must come back as itself, or be kept word for
word; so an object that nobody can say is found before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from generator.catalog import Catalog, Grant, Id, Object, Table, catalog
from generator.config import Config
from generator.diagnostics import Diagnostic, from_fault, has_errors
from generator.disk.targets import built_in
from generator.recover.account import Account, account
from generator.recover.known import Known, Ways
from generator.recover.specs import Recovered, recover
from generator.resolve.partitions import SECTIONS
from generator.source import Document, read
from generator.sql.profile import Profile

__all__ = ["Imported", "divided", "lowered", "understood"]

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Imported:
    """An import. files: path to text. managed and verbatim: the account; refused: objects for which
    there is no way yet, nothing must be written then; problems: why the specs did not stand;
    notes: what was recognised; left: rows that were not taken along."""

    files: Mapping[str, str]
    managed: tuple[Id, ...]
    verbatim: tuple[Id, ...]
    refused: tuple[Id, ...]
    extra: tuple[Id, ...]
    problems: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    left: tuple[Id, ...] = ()


def understood(found: Catalog, name: str, settings: Config) -> Imported:
    """Says a database as specs; what does not come back is said with the engine's own SQL, then word
    for word, until the account is whole or there is no way left. If there is none while the tables
    are shaped, it is done once more without."""
    from generator.sql.profile import load

    profile = load(built_in() / found.engine, settings.engines[found.engine])
    made = _understood(found, name, settings, profile)
    tables = {key[1:3] for key in made.refused if key.kind == "row"}
    if not tables:
        return made
    left = {item.id for item in found if item.kind == "row" and item.id[1:3] in tables}
    rest = catalog(found.engine, found.version, (item for item in found if item.id not in left))
    made = _understood(rest, name, settings, profile)
    names = ", ".join(sorted(table for _, table in tables))
    note = f"rows of {names} would not come back as they are, and were left out"
    return replace(made, left=tuple(left), notes=(*made.notes, note))


def _understood(found: Catalog, name: str, settings: Config, profile: Profile) -> Imported:
    """Says a database with all of the rows that were read."""
    tables = frozenset(item.id for item in found if isinstance(item, Table))
    made, ways = _found_ways(found, profile, name, settings, Ways(shaped=tables))
    if _stands(made) or (made.refused and all(key.kind == "row" for key in made.refused)):
        return made
    plain, ways = _found_ways(found, profile, name, settings, Ways())
    if not _stands(plain):
        return plain
    # what could not be said inside a mixin is known now, by its own place
    made, _ = _found_ways(found, profile, name, settings, replace(ways, shaped=tables))
    return made if _stands(made) else plain


def _found_ways(
    found: Catalog, profile: Profile, name: str, settings: Config, ways: Ways
) -> tuple[Imported, Ways]:
    """Says a database, beginning in given ways; gives those that it ended in, too."""
    for _ in range(ROUNDS):
        made, wrong = _proven(found, profile, name, settings, ways)
        more = _others(ways, wrong)
        if more == ways:
            break
        ways = more
    return made, ways


def _others(ways: Ways, wrong: frozenset[Id]) -> Ways:
    """Gives the ways to try next: what is wrong is said with the engine's own SQL; then its table is
    said plainly; then it is kept word for word."""
    again = wrong & ways.native
    tables = {key: Id("table", key.schema, "", key.table or key.name) for key in again}
    plain = frozenset(tables.values()) & ways.shaped
    undone = frozenset(key for key, table in tables.items() if table in plain)
    return replace(
        ways,
        native=(ways.native | wrong) - undone,
        verbatim=ways.verbatim | (again - undone),
        shaped=ways.shaped - plain,
    )


def _stands(made: Imported) -> bool:
    """Whether all is said."""
    return not (made.refused or made.extra or made.problems)


def _proven(
    found: Catalog, profile: Profile, name: str, settings: Config, ways: Ways
) -> tuple[Imported, frozenset[Id]]:
    """Says a database in given ways; gives the account, and what must be said in others."""
    from generator.database.facts import kept

    made = recover(found, profile, name, settings, ways)
    back, problems = lowered(made.files, profile, settings)
    if back is None:
        return Imported({}, (), (), made.unsaid, (), problems), _guilty(made, problems)
    checked = account(found, kept(back), profile)
    wrong = frozenset(checked.differing) - frozenset(made.verbatim)
    wrong |= {_cause(back.objects[key]) for key in checked.extra}
    return _settled(made, checked), wrong


def _cause(extra: Object) -> Id:
    """Gives what is said wrongly where something is made that is not there."""
    if isinstance(extra, Table):
        return extra.id._replace(name=extra.parent or extra.name)
    return Id("table", extra.id.schema, "", extra.id.table) if extra.id.table else extra.id


def _settled(made: Recovered, checked: Account) -> Imported:
    kept = frozenset(made.verbatim)
    refused = tuple(key for key in checked.differing if key not in kept)
    managed = tuple(key for key in checked.managed if key not in kept)
    return Imported(made.files, managed, made.verbatim, refused, checked.extra, (), made.notes)


def lowered(
    files: Mapping[str, str], profile: Profile, settings: Config
) -> tuple[Catalog | None, tuple[Diagnostic, ...]]:
    """Runs specs through the stages; None with what they found wrong."""
    from generator.resolve import resolve
    from generator.sql.bind import bind
    from generator.sql.lower import lower
    from generator.validate import validate

    specs: list[Document] = []
    for path, text in files.items():
        if path.endswith("/schema.yaml"):
            document, faults = read(path, text)
            if document is None:  # a spec that is too big to be read again
                return None, tuple(from_fault(path, fault) for fault in faults)
            specs.append(document)
    problems = validate(specs)
    if has_errors(problems):
        return None, problems
    limits = (profile.limit,) if profile.limit else ()
    neutral, problems = resolve(specs, settings, limits=limits, files=files)
    problems += bind(neutral, None, limits, settings.scheme)[1]
    if has_errors(problems):
        return None, problems
    model, problems = resolve(specs, settings, profile.name, limits=limits, files=files)
    if has_errors(problems):
        return None, problems
    model, problems = bind(model, profile, limits, settings.scheme)
    if has_errors(problems):
        return None, problems
    made_of, problems = lower(model, profile)
    return (None, problems) if has_errors(problems) else (made_of, ())


def _guilty(made: Recovered, problems: tuple[Diagnostic, ...]) -> frozenset[Id]:
    """Gives the objects whose nodes the findings are at: of an entity, the part that is named."""
    guilty: set[Id] = set()
    for problem in problems:
        section, name, *path = (*map(str, problem.at.keys), "", "")
        owner = made.owners.get((problem.at.file, section, name))
        if owner is not None:
            guilty.update(_parts(made.known, owner, name, path))
    return frozenset(guilty)


def _parts(known: Known, owner: Id, name: str, path: Sequence[str]) -> tuple[Id, ...]:
    """Gives the column, check or other part of a table that a path means, else the owner itself."""
    if owner.kind != "table":
        return (owner,)
    section, item = _place(path)
    columns = (
        key
        for key, field in known.fields.items()
        if section == "fields"
        and field == item
        and key.table == owner.name
        and key.schema == owner.schema
    )
    place = (name, section, item)
    return known.shared.get(place) or (known.items.get(place) or next(columns, owner),)


def _place(path: Sequence[str]) -> tuple[str, str]:
    """Gives the section that a path leads to, after the partition if it is one's, and the name in it."""
    inner = path[2:] if path[0] == "engines" else path
    if inner[0] != "partition":
        return path[0], path[1]
    steps = [*(step for step in inner if step not in ("partition", "children")), ""]
    number = next((n for n, step in enumerate(steps) if step in SECTIONS), 0)
    first = max(0, number - (2 if steps[number - 1] == "each" else 1))
    return ".".join(steps[first : number + 1]), steps[number + 1]


def divided(found: Catalog, unmanaged: Collection[str]) -> tuple[Catalog, tuple[Id, ...]]:
    """Parts what is ours from what is not: tables, views and sequences by patterns of their names,
    with all that belongs to them."""
    external = tuple(
        item.id
        for item in found
        if any(fnmatchcase(_belongs_to(item), pattern) for pattern in unmanaged)
    )
    if not external:
        return found, ()
    kept = (item for item in found if item.id not in set(external))
    ours = catalog(found.engine, found.version, kept)
    return replace(ours, depends=found.depends), external


def _belongs_to(item: Object) -> str:
    if isinstance(item, Grant):
        return item.on
    return item.id.table or (item.id.name if item.kind in ("table", "view", "sequence") else "")
