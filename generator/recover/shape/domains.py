"""Domains: which tables are said in one spec.

Takes the entities of a schema and what is Known, gives each the name of its spec. The tables of a small
schema stay together; a large one is parted by its foreign keys and by the words that names begin with, and
a spec is called by these words or by the table that most others hang on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from generator.naming import plural
from generator.recover.known import Known
from generator.recover.names import unique
from generator.recover.shape.communities import communities
from generator.recover.shape.said import Said, node, size
from generator.recover.shape.ties import keys, stem, ties

__all__ = ["domains"]

SMALL = 12
"""So many tables are read in one file."""
LEAST, MOST = 4, 40
"""Tables of a spec: fewer are no domain, more are a heap."""
VALUES = 40_000
"""Values and keys of a spec; the reader's limit is 50,000."""
MOSTLY = 0.6
"""The share of a domain's tables that its name must stand in front of."""


def domains(
    known: Known, tables: Mapping[str, Said], main: str, taken: Iterable[str]
) -> dict[str, str]:
    """Gives the home of each entity of one schema. main: the home of what belongs nowhere else;
    taken: the names of other specs."""
    names = sorted(tables)
    groups: list[list[str]] = []
    ours = set(names)
    pairs = [pair for pair in keys(known) if ours.issuperset(pair)] if len(names) > SMALL else []
    if len(names) > SMALL:
        groups = communities(names, ties(names, pairs), least=LEAST, most=MOST)
    if len(groups) == 1 and len(groups[0]) == len(names):
        groups = []
    grouped = {name for group in groups for name in group}
    homes: dict[str, str] = {}
    used = {*taken, main}
    for group in groups:
        wanted = _called(known.rule, group, pairs, tables)
        is_plain = not tables[group[0]].schema and wanted not in used
        _fill(homes, group, tables, wanted if is_plain else f"{main}_{wanted}", used)
    used.discard(main)
    _fill(homes, [name for name in names if name not in grouped], tables, main, used)
    return homes


def _fill(
    homes: dict[str, str],
    group: list[str],
    tables: Mapping[str, Said],
    wanted: str,
    used: set[str],
) -> None:
    """Puts a group into one spec, or into several that the reader can take."""
    for part in _pieces(group, tables):
        home = unique(wanted, used)
        used.add(home)
        homes.update(dict.fromkeys(part, home))


def _pieces(group: list[str], tables: Mapping[str, Said]) -> Iterator[list[str]]:
    piece: list[str] = []
    room = VALUES
    for name in group:
        if (needed := size(tables[name].data)) > room and piece:
            yield piece
            piece, room = [], VALUES
        piece.append(name)
        room -= needed
    if piece:
        yield piece


def _called(
    rule: str, group: list[str], pairs: list[tuple[str, str]], tables: Mapping[str, Said]
) -> str:
    """Names a domain by the words that its tables begin with, else by the table in its middle: the
    one with the most relatives and the most to say."""
    first = Counter(name.split("_")[0] for name in group)
    word, count = max(first.items(), key=lambda one: (one[1], one[0]))
    if count > MOSTLY * len(group):
        return "_".join(stem(group, MOSTLY)) or _many(rule, word)
    ours = set(group)
    inner = {pair for pair in pairs if ours.issuperset(pair)}
    degree = Counter(name for pair in inner for name in pair)
    weight = {name: degree[name] * size(node(tables[name]).get("fields")) for name in group}
    return _many(rule, min(group, key=lambda name: (-weight[name], name)))


def _many(rule: str, word: str) -> str:
    return plural(word) if rule == "plural" else word
