"""A spec of what was inferred, with the evidence beside each field.

Takes Tables, gives the text of a spec and the lines of a report; the same files give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.infer.keys import Entity, Key, Reference, is_unique, key, references
from generator.infer.kinds import Confidence, kind
from generator.infer.table import Table, counted, number
from generator.recover.names import singular, snake, unique
from generator.source import Data
from generator.source.writing import entry

__all__ = ["Finding", "Inferred", "commented", "inferred"]

LONGEST = 48
"""Characters of a name; databases cut longer ones."""

WIDTH = 100
ORDER: tuple[Confidence, ...] = ("certain", "likely", "guess")
Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of a field, and why. said: the evidence, a sentence without its full stop."""

    entity: str
    field: str
    type: str
    said: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Inferred:
    """What came of tables. entities: in order of the files, with the tables that they say."""

    text: str
    findings: tuple[Finding, ...]
    entities: tuple[Entity, ...]
    keys: Mapping[str, Key]
    references: Mapping[str, Mapping[str, Reference]]


def inferred(title: str, tables: Sequence[Table]) -> Inferred:
    """Says tables as a spec. title: of the spec."""
    entities = _entities(tables)
    keys = {entity.name: key(entity) for entity in entities}
    links = {entity.name: references(entity, entities, keys) for entity in entities}
    enums: Map = {}
    lines: list[str] = []
    findings: list[Finding] = []
    for entity in entities:
        said = [
            _field(entity, field, keys[entity.name], links[entity.name], enums)
            for field in entity.fields
        ]
        findings += [finding for finding, _ in said]
        lines += _entity(entity, keys[entity.name], said)
    head = [*entry("title", title, 0), ""]
    named = ["enums:", *(line for name, node in enums.items() for line in entry(name, node, 2)), ""]
    text = "\n".join([*head, *(named if enums else []), "entities:", *lines])
    return Inferred(f"{text}\n", tuple(findings), entities, keys, links)


def _entities(tables: Sequence[Table]) -> tuple[Entity, ...]:
    """Names entities and fields, and tells what each column holds."""
    made: list[Entity] = []
    for table in tables:
        name = unique(_short(singular(snake(table.name))), [entity.name for entity in made])
        fields: list[str] = []
        for place, head in enumerate(table.heads, 1):
            fields.append(unique(_called(head, place), fields))
        kinds = tuple(
            kind(field, table.column(place), whole=table.whole, is_text=table.is_text)
            for place, field in enumerate(fields)
        )
        made.append(Entity(name, table, tuple(fields), kinds))
    return tuple(made)


def _called(head: str, place: int) -> str:
    name = snake(head)
    return f"column_{place}" if name == "unnamed" else _short(name)


def _short(name: str) -> str:
    return name[:LONGEST].rstrip("_") or "it"


def _field(
    entity: Entity, field: str, found: Key, links: Mapping[str, Reference], enums: Map
) -> tuple[Finding, Data]:
    """Gives what is found out about a field, and its node."""
    held = entity.kind(field)
    empty = sum(cell is None for cell in entity.values(field))
    mark = "?" if empty or not entity.table.rows else ""
    link = links.get(field)
    node: Map = {}
    said, sure = [held.said], held.confidence
    if link and link.to:
        node["ref"] = f"{link.to}{mark}"
    elif held.type == "enum":
        name = unique(f"{entity.name}_{field}", enums)
        enums[name] = {"values": list(held.values)}
        node["type"] = f"{name}{mark}"
    else:
        node["type"] = f"{held.type}{mark}"
    if empty:
        said.append(f"{number(empty)} of {number(len(entity.table.rows))} empty")
    if found.fields == (field,):
        node["key"] = True
        said.append(f"key: {found.said}")
        sure = _worse(sure, found.confidence)
    elif is_unique(entity, field):
        node["unique"] = True
        said.append("all differ")
        sure = _worse(sure, "likely")
    if link:
        said.append(link.said)
        sure = _worse(sure, link.confidence)
    shown = str(node.get("ref") or node["type"])
    if (head := entity.table.heads[entity.fields.index(field)]) != field:
        said.insert(0, f"column {_quoted(head)}" if head else "a column without a name")
    data: Data = node["type"] if set(node) == {"type"} else node
    return Finding(entity.name, field, shown, "; ".join(said), sure), data


def _worse(one: Confidence, other: Confidence) -> Confidence:
    return max(one, other, key=ORDER.index)


def _quoted(text: str) -> str:
    """Quotes a text for a comment or a terminal: on one line, nothing invisible."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return '"' + "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in shown) + '"'


def _entity(entity: Entity, found: Key, said: Sequence[tuple[Finding, Data]]) -> Iterator[str]:
    table = entity.table
    rows = number(len(table.rows))
    read = (
        f"{counted(len(table.rows), 'row')}, all read"
        if table.whole
        else f"the first {rows} rows were read, there are more"
    )
    yield f"  # {_plain(table.source)}: {read}; {_plain('; '.join(table.notes))}"
    yield f"  {entity.name}:"
    if not found.fields:
        name = unique("id", entity.fields)
        yield f"    # {found.said}: the rows are numbered"
        yield "    fields:"
        yield f"      {name}: {{type: int64, key: true, identity: by_default}}"
    else:
        yield "    fields:"
    for finding, node in said:
        yield from commented(
            list(entry(finding.field, node, 6)), f"# {finding.confidence}: {finding.said}"
        )
    if len(found.fields) > 1:
        names: list[Data] = list(found.fields)
        yield from commented(list(entry("key", names, 4)), f"# {found.confidence}: {found.said}")


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def commented(lines: Sequence[str], comment: str) -> Iterator[str]:
    """Puts a comment behind a line, or above it where that is too long."""
    if len(lines) == 1 and len(lines[0]) + len(comment) + 2 <= WIDTH:
        yield f"{lines[0]}  {comment}"
        return
    indent = len(lines[0]) - len(lines[0].lstrip())
    yield f"{' ' * indent}{comment}"
    yield from lines
