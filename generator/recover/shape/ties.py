"""Ties: how strongly one table hangs together with another.

Takes entities and what is Known of them, gives a weight for each pair; foreign keys and names tie."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.known import Known

__all__ = ["keys", "stem", "ties"]

NAMES = 0.5
"""What the names of a table's relatives weigh together, where a foreign key of its own weighs 1."""
FAMILY = 40
"""More tables than this with one first word are no family."""


def keys(known: Known) -> Iterator[tuple[str, str]]:
    """Gives (entity, entity referred to) for every foreign key between two entities."""
    for item in known.catalog:
        if isinstance(item, cat.ForeignKey):
            here = _entity(known, Id("table", item.schema, "", item.table))
            there = _entity(known, Id("table", item.ref_schema, "", item.ref_table))
            if here and there and here != there:
                yield here, there


def _entity(known: Known, key: Id) -> str:
    """Gives the entity of a table, a partition's is its parent's; "" when there is none."""
    table = known.catalog.objects.get(key)
    if isinstance(table, cat.Table) and table.parent:
        key = key._replace(name=table.parent)
    return known.entities.get(key, "")


def ties(
    names: Collection[str], pairs: Collection[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """Gives the weight of each tie. pairs: an entity and one that it refers to, of the names; one that
    everything refers to ties nothing closely."""
    found = Counter(pairs)
    referred = Counter(there for _, there in found)
    made: dict[tuple[str, str], float] = defaultdict(float)
    for here, there in found:
        made[min(here, there), max(here, there)] += referred[there] ** -0.5
    for family in _families(names):
        for one, other in combinations(family, 2):
            made[one, other] += NAMES / (len(family) - 1)
    return dict(made)


def stem(names: Iterable[str], share: float) -> tuple[str, ...]:
    """Gives the words with which more than a share of the names begin, never the whole of a name.

    >>> stem(["qrtz_jobs", "qrtz_locks", "users"], 0.5), stem(["order", "order_line"], 0.5)
    (('qrtz',), ())"""
    split = [name.split("_") for name in names]
    found: tuple[str, ...] = ()
    while split:
        place = len(found)
        heads = Counter(tuple(words[: place + 1]) for words in split if len(words) > place + 1)
        head, count = max(heads.items(), key=lambda one: (one[1], one[0]), default=((), 0))
        if count <= share * len(split):
            break
        found = head
    return found


def _families(names: Collection[str]) -> Iterator[list[str]]:
    """Gives the tables whose names begin with one word, after what most of all names begin with."""
    common = stem(names, 0.5)
    families: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        words = name.split("_")
        words = words[len(common) :] if tuple(words[: len(common)]) == common else words
        families[words[0]].append(name)
    yield from (family for family in families.values() if 1 < len(family) <= FAMILY)
