"""Files of rows that are imported again, into the spec that people have made of them since.

Takes a Result, what the rows of today say and what was inferred the last time, gives an Outcome as
for a database. The evidence is a comment beside each field, and is brought up to date where it is
still what the import wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator.diagnostics import Diagnostic
from generator.infer.again import evidence, widened
from generator.infer.spec import commented
from generator.pipeline.importing import lowered
from generator.pipeline.inferring import Proposed
from generator.pipeline.merging import Outcome, proven, side_of
from generator.pipeline.result import Result
from generator.recover.merge.merge import merge, owners
from generator.recover.merge.outcome import Merged, Taken
from generator.recover.merge.sides import Side, Where, names
from generator.recover.merge.text import Texts, texts
from generator.recover.merge.tree import Map
from generator.source import read
from generator.source.editing import Comments, resaid
from generator.source.writing import entry, written

__all__ = ["again"]

Said = Mapping[tuple[str, str], str]
"""The evidence by entity and field."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """What the files said the last time and say today. path: of their spec."""

    path: str
    base: Side
    theirs: Side
    before: Said
    today: Said


def again(
    result: Result, made: Proposed, old: str
) -> tuple[Outcome | None, tuple[Diagnostic, ...]]:
    """Merges; None with what is wrong. old: the text of the last import, as it is kept, "" when there
    was none."""
    old = old or f"title: {_data(made.path, made.found.text)['title']}\n"
    engine = result.config.primary
    profile = result.profiles[engine]
    plain = _data(made.path, made.found.text)
    said = _with_others(widened(_data(made.path, old), made.found, plain), _data(made.path, old))
    today = {
        place: words
        for place, words in evidence(made.found.text).items()
        if not (_refers(said, *place) and not _refers(plain, *place))
    }
    found: list[Side] = []
    for text in (old, written(said)):
        stood, problems = lowered({made.path: text}, profile, result.config)
        if stood is None:
            return None, problems
        found.append(side_of({made.path: text}, stood, profile))
    sides = _Sides(made.path, found[0], found[1], evidence(old), today)
    specs = {item.file: item for item in result.workspace.specs}
    data = {file: cast(Map, item.data) for file, item in specs.items()}
    mine = Side(data, result.workspace.files, side_of({}, result.catalogs[engine], profile).catalog)
    before = {file: item.text for file, item in specs.items()}
    outcome, done = _into(mine, before, sides)
    _, kept = _into(sides.base, {made.path: old}, sides)
    after = proven(result, {**before, **mine.beside}, done.clean)
    base = {made.path: kept.clean.get(made.path) or old}
    ours = {*sides.before.values(), *sides.today.values()}
    people = {file: _without(text, ours) for file, text in before.items()}
    return Outcome(outcome, done, people, base, after.diagnostics, ()), ()


def _data(path: str, text: str) -> Map:
    document, faults = read(path, text)
    assert document is not None, f"an import that was not read again: {faults}"
    return cast(Map, document.data)


def _refers(spec: Map, entity: str, field: str) -> bool:
    """Whether a field is a reference; one whose target is not among the files keeps its evidence."""
    node = cast(Map, spec.get("entities", {})).get(entity)
    fields = node.get("fields") if isinstance(node, dict) else None
    found = fields.get(field) if isinstance(fields, dict) else None
    return isinstance(found, dict) and "ref" in found


def _with_others(said: Map, old: Map) -> Map:
    """Adds what there is no file of today; that a file is missing says nothing about its table."""
    made = dict(said)
    for section in ("enums", "entities"):
        here, there = cast(Map, said.get(section, {})), cast(Map, old.get(section, {}))
        if here or there:
            rest = {name: node for name, node in there.items() if name not in here}
            made[section] = {**here, **(rest if section == "entities" else _used(rest, made, old))}
    return made


def _used(enums: Map, said: Map, old: Map) -> Map:
    """Gives the enums of tables that there is no file of."""
    here = cast(Map, said.get("entities", {}))
    rest = str([node for name, node in cast(Map, old["entities"]).items() if name not in here])
    return {name: node for name, node in enums.items() if re.search(rf"\b{name}\b", rest)}


def _into(mine: Side, before: Mapping[str, str], sides: _Sides) -> tuple[Merged, Texts]:
    """Takes what the files say anew into specs, with the evidence."""
    current = _resaid(mine, before, sides)
    ours = {*sides.before.values(), *sides.today.values()}
    bare = {file: Comments(_without(text, ours)) for file, text in before.items()}

    def is_commented(at: Where, keys: tuple[str, ...]) -> bool:
        return bare[at.file].at((at.section, at.name, *keys))

    touched = owners({item.id for side in (sides.base, sides.theirs) for item in side.catalog})
    touched |= {item.id for side in (sides.base, sides.theirs) for item in side.catalog}
    outcome = merge(sides.base, mine, sides.theirs, touched, is_commented)
    made = texts({**current, **mine.beside}, mine.files, outcome)
    changed = {file: text for file, text in current.items() if text != before[file]}
    new = [one for one in outcome.taken if one.new and one.at.section == "entities"]
    said = _in_words(mine, sides)
    clean, files = (
        {
            file: text if text is None else _annotated(file, text, new, outcome, said)
            for file, text in {**changed, **given}.items()
        }
        for given in (made.clean, made.files)
    )
    return outcome, Texts(clean, files, made.conflicts)


def _resaid(mine: Side, before: Mapping[str, str], sides: _Sides) -> dict[str, str]:
    """Brings evidence up to date where it stands as it was written."""
    known, base = names(mine), names(sides.base)
    places = {key: at for at, key in known.ids.items()}
    wanted: dict[str, dict[tuple[str | int, ...], tuple[str, str]]] = {}
    for (entity, slot), said in sides.before.items():
        now = sides.today.get((entity, slot))
        key = base.ids.get(Where(sides.path, "entities", entity))
        at = places.get(key) if key else None
        if now is None or now == said or key is None or at is None:
            continue
        keys: tuple[str, ...] = (slot,) if slot in ("fields", "key") else ()
        if slot in base.fields.get(key, {}):
            column = base.fields[key][slot]
            field = next((n for n, c in known.fields.get(key, {}).items() if c == column), slot)
            keys = ("fields", field)
        wanted.setdefault(at.file, {})[at.section, at.name, *keys] = (said, now)
    return {file: resaid(text, wanted.get(file, {})) for file, text in before.items()}


def _without(text: str, ours: set[str]) -> str:
    """Takes the evidence out, so that what is left are comments of people."""
    lines = text.splitlines(keepends=True)
    told = {line: words for line, words in Comments(text).all() if words in ours}
    for number, words in told.items():
        at = lines[number - 1].rindex(words)
        lines[number - 1] = lines[number - 1][:at] + lines[number - 1][at + len(words) :]
    return "".join(lines)


def _in_words(mine: Side, sides: _Sides) -> Said:
    """Gives the evidence of today by the names that people have for the entities."""
    theirs = {at.name: key for at, key in names(sides.theirs).ids.items()}
    ours = {key: at.name for at, key in names(mine).ids.items()}
    return {
        (ours.get(theirs[entity], entity) if entity in theirs else entity, slot): words
        for (entity, slot), words in sides.today.items()
    }


def _annotated(file: str, text: str, new: Sequence[Taken], outcome: Merged, said: Said) -> str:
    """Puts the evidence beside what is new."""
    lines = text.split("\n")
    for one in new:
        if one.at.file != file or f"  {one.at.name}:" not in lines:
            continue
        start = lines.index(f"  {one.at.name}:")
        rest = range(start + 1, len(lines))
        end = next((n for n in rest if re.match(r" {0,2}\S", lines[n])), len(lines))
        if not one.part:
            node = cast(Map, cast(Map, outcome.specs.files[file]["entities"])[one.at.name])
            while not lines[end - 1].strip():
                end -= 1
            lines[start:end] = _block(one.at.name, node, said)
            continue
        words = said.get((one.at.name, one.part[-1]), "")
        head = f"{'      ' if one.part[0] == 'fields' else '    '}{one.part[-1]}:"
        at = next((n for n in range(start, end) if lines[n].startswith(head)), None)
        if at is not None and words:
            lines[at : at + 1] = commented([lines[at]], words)
    return "\n".join(lines)


def _block(name: str, node: Map, said: Said) -> Iterator[str]:
    """Writes a new entity, a field a line."""
    if head := said.get((name, "")):
        yield f"  {head}"
    yield f"  {name}:"
    for key, value in node.items():
        if key == "fields" and isinstance(value, dict):
            if above := said.get((name, key)):
                yield f"    {above}"
            yield "    fields:"
            for field, one in value.items():
                yield from _told(list(entry(field, one, 6)), said.get((name, field), ""))
        else:
            yield from _told(list(entry(key, value, 4)), said.get((name, key), ""))


def _told(lines: list[str], words: str) -> Iterator[str]:
    yield from commented(lines, words) if words else lines
