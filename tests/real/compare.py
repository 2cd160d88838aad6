"""Two catalogs held against each other, with the differences that a file allows.

Takes Catalogs, gives Differences as people name them; rows of differences.yaml say which are allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path

from generator.catalog import Catalog, ForeignKey, Id, Object
from generator.source import read

PROVENANCE = ("node", "was", "at", "needs", "position", "statement")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. object: `column album.title`; what: a part of it, `missing` or `extra` (seen
    from the upstream's database); was and now: the upstream's value and ours, for people."""

    object: str
    what: str
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        values = f": {self.was} became {self.now}" if self.was or self.now else ""
        return f"{self.object}: {self.what}{values}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """An entry of differences.yaml."""

    object: str
    what: str
    why: str

    def names(self, difference: Difference) -> bool:
        return self.what == difference.what and fnmatchcase(difference.object, self.object)


def differences(upstream: Catalog, ours: Catalog) -> tuple[Difference, ...]:
    """Gives every difference, sorted by object."""
    theirs, mine = _named(upstream), _named(ours)
    found = [Difference(label(key), "missing") for key in theirs.keys() - mine.keys()]
    found += [Difference(label(key), "extra") for key in mine.keys() - theirs.keys()]
    for key in theirs.keys() & mine.keys():
        found.extend(_parts(key, theirs[key], mine[key]))
    return tuple(sorted(found, key=str))


def _named(catalog: Catalog) -> dict[Id, Object]:
    """Gives objects by what makes them the same one: a foreign key's columns, everything else's id."""
    return {_key(item): item for item in catalog}


def _key(item: Object) -> Id:
    if isinstance(item, ForeignKey):
        return item.id._replace(name=f"({', '.join(item.columns)})")
    return item.id


def _parts(key: Id, upstream: Object, ours: Object) -> Iterator[Difference]:
    for part in fields(upstream):
        if part.name in PROVENANCE or not hasattr(ours, part.name):
            continue
        was, now = getattr(upstream, part.name), getattr(ours, part.name)
        if was != now:
            yield Difference(label(key), part.name, repr(was), repr(now))


def label(key: Id) -> str:
    """Names an object for people: kind, then schema, table and name as far as it has them."""
    parts = (key.schema, key.table, key.name)
    return f"{key.kind} {'.'.join(part for part in parts if part)}"


def allowed(path: Path, engine: str) -> tuple[Allowed, ...]:
    """Reads the entries of a differences.yaml that are about an engine."""
    document, faults = read(path.name, path.read_bytes())
    assert faults == ()
    assert document is not None
    assert isinstance(document.data, list)
    found = []
    for entry in document.data:
        assert isinstance(entry, dict)
        engines = entry.get("engines")
        if not isinstance(engines, list) or engine in engines:
            found.append(Allowed(str(entry["object"]), str(entry["what"]), str(entry["why"])))
    return tuple(found)
