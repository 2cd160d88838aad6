"""What tells rows apart, and which column of another table a column means.

Takes tables with their columns, gives keys and references with the evidence and how certain it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from generator.infer.kinds import FEW, Confidence, Kind
from generator.infer.table import Cell, Table, counted, number
from generator.naming import plural

__all__ = ["Entity", "Key", "Reference", "key", "references"]

KEYED = re.compile(r"int32|int64|uuid|decimal\(\d+,0\)|string\(\d+\)")
FIRST = ("id", "uuid", "guid", "key", "code", "sku", "slug", "isbn", "iso", "pk")
PART = re.compile(
    r"(?:\w+_)?(?:id|no|nr|number|code|key|line|position|pos|seq|sequence|date|day|year|month|lang)"
)
ENDS = re.compile(r"_?(?:id|uuid|guid|key|code|no|nr|number|ref)$")
SELF = re.compile(
    r"(?:\w+_)?(?:parent|manager|reports_to|boss|supervisor|previous|next|replaces|replaced_by)(?:_\w+)?"
)
SAME = re.compile(
    r"(?:email|e_mail|username|user_name|login|slug|code|sku|isbn|uuid|guid|token|(?:\w+_)?hash)"
)
PLAIN = frozenset(
    {*FIRST, "name", "title", "label", "type", "kind", "status", "state", "date", "year", "month"}
    | {
        "day",
        "time",
        "number",
        "value",
        "text",
        "description",
        "index",
        "rank",
        "order",
        "position",
    }
)
"""What columns of any table are called: the same name in two of them says nothing."""

WIDEST = 8
"""Columns that keys of several columns are looked for in."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A table as it will be said. name: of the entity; fields: names in the order of the columns."""

    name: str
    table: Table
    fields: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def values(self, field: str) -> tuple[Cell, ...]:
        """Gives the values of a field, None for words that stand for none."""
        at = self.fields.index(field)
        absent = self.kinds[at].absent
        return (
            tuple(None if cell in absent else cell for cell in self.table.column(at))
            if absent
            else (self.table.column(at))
        )

    def kind(self, field: str) -> Kind:
        """Gives what a field holds."""
        return self.kinds[self.fields.index(field)]


@dataclass(frozen=True, slots=True)
class Key:
    """What tells rows apart. fields: none when nothing in the file does."""

    fields: tuple[str, ...]
    said: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Reference:
    """A field whose values are keys of another entity. to: "" when they only are called so."""

    to: str
    said: str
    confidence: Confidence


def key(entity: Entity) -> Key:
    """Finds the key: one column that differs in every row, by its name; else several; else none."""
    count = len(entity.table.rows)
    if entity.table.parent:
        return Key(entity.fields[:2], "the row it belongs to, and its place in the list", "certain")
    ranked = sorted(_single(entity))
    if ranked:
        rank, _, field = ranked[0]
        said = f"all {number(count)} values differ, none is empty"
        sure: Confidence = "certain" if rank <= 2 else "guess"
        return Key((field,), said, _least(entity, sure))
    for fields in _several(entity):
        said = f"{' and '.join(fields)} together differ in all {number(count)} rows"
        return Key(fields, said, _least(entity, "likely"))
    return Key((), "no column and no pair of them differs in every row", "guess")


def _least(entity: Entity, found: Confidence) -> Confidence:
    if len(entity.table.rows) < FEW:
        return "guess"
    return found if entity.table.whole else "likely"


def _single(entity: Entity) -> Iterator[tuple[int, int, str]]:
    """Gives the columns that differ in every row and may be keys, with their rank."""
    for place, field in enumerate(entity.fields):
        rank = _rank(entity.name, field)
        is_first = place == 0 and len(entity.table.rows) >= FEW
        if (
            (rank < 9 or is_first)
            and KEYED.fullmatch(entity.kinds[place].type)
            and differs(entity, (field,))
        ):
            yield rank, place, field


def _rank(entity: str, field: str) -> int:
    """Gives 0 for `id`, 1 for the entity's own, 2 for what often is a key, 9 for the rest."""
    plain = field.replace("_", "")
    own = {entity.replace("_", "") + word for word in ("id", "key", "code", "uuid", "no", "number")}
    if field == "id":
        return 0
    if plain in own:
        return 1
    return 2 if field in FIRST else 9


def differs(entity: Entity, fields: Sequence[str]) -> bool:
    """Whether fields together are never empty and differ in every row."""
    columns = [entity.values(field) for field in fields]
    if not columns or not columns[0] or any(None in column for column in columns):
        return False
    rows = list(zip(*(tuple(map(_same, column)) for column in columns), strict=True))
    return len(set(rows)) == len(rows)


def _same(cell: Cell) -> Cell | str:
    """Gives what is equal when a database calls two values equal: texts whatever their case."""
    return (
        cell.casefold().rstrip()
        if isinstance(cell, str)
        else cell
        if isinstance(cell, int)
        else str(cell)
    )


def _several(entity: Entity) -> Iterator[tuple[str, ...]]:
    named = [
        field
        for field, kind in zip(entity.fields, entity.kinds, strict=True)
        if PART.fullmatch(field) and (KEYED.fullmatch(kind.type) or kind.type == "date")
    ][:WIDEST]
    for size in (2, 3):
        yield from (fields for fields in combinations(named, size) if differs(entity, fields))


def is_unique(entity: Entity, field: str) -> bool:
    """Whether a field, by name and by values, tells rows apart beside the key."""
    keyed = KEYED.fullmatch(entity.kind(field).type) is not None
    is_many = len(entity.table.rows) >= FEW and entity.table.whole
    return keyed and is_many and SAME.fullmatch(field) is not None and differs(entity, (field,))


def references(
    entity: Entity, entities: Sequence[Entity], keys: Mapping[str, Key]
) -> Mapping[str, Reference]:
    """Finds the fields of an entity that mean rows of others: by name, proven by the values."""
    found: dict[str, Reference] = {}
    for field in entity.fields:
        if keys[entity.name].fields == (field,) and _rank(entity.name, field) <= 1:
            continue
        for other in entities:
            made = _reference(entity, field, other, keys[other.name])
            if made and (field not in found or not found[field].to):
                found[field] = made
    for field in entity.fields:
        shared = [*_shared(entity, field, entities, keys)] if field not in found else []
        if len(shared) == 1:
            found[field] = shared[0]
    return found


def _shared(
    entity: Entity, field: str, entities: Sequence[Entity], keys: Mapping[str, Key]
) -> Iterator[Reference]:
    """Gives what a field may mean by having the name of a key, such as `tailnum`, and its values."""
    if field in PLAIN or keys[entity.name].fields == (field,):
        return
    for other in entities:
        is_other = other.name != entity.name and keys[other.name].fields == (field,)
        made = _proven(entity, field, other, field) if is_other else None
        if made and made.to:
            yield Reference(made.to, made.said, _least(entity, "likely"))


def _reference(entity: Entity, field: str, other: Entity, target: Key) -> Reference | None:
    if len(target.fields) != 1 or not _means(entity, field, other, target.fields[0]):
        return None
    if (entity.name, field) == (other.name, target.fields[0]):
        return None
    return _proven(entity, field, other, target.fields[0])


def _proven(entity: Entity, field: str, other: Entity, there: str) -> Reference | None:
    """Looks whether all values of a field are keys of an entity; None where nothing can be said."""
    if _family(entity.kind(field).type) != _family(other.kind(there).type):
        return None
    values = {str(cell) for cell in entity.values(field) if isinstance(cell, str | int)}
    lacking = len(values - {str(cell) for cell in other.values(there)})  # CSV has 1 as a text
    if not values or not other.table.whole:
        return None
    if lacking:
        few = f"{number(lacking)} of {number(len(values))}"
        said = f"{few} values are not in {other.name}.{there}: no reference"
        return Reference("", said, "likely")
    said = f"{counted(len(values), 'value')}, all in {other.name}.{there}"
    sure: Confidence = "certain" if len(values) >= FEW and entity.table.whole else "likely"
    return Reference(other.name, said, sure)


def _means(entity: Entity, field: str, other: Entity, there: str) -> bool:
    """Whether a field is called as if it meant rows of an entity."""
    if entity.table.parent and field == entity.fields[0]:
        return other.table.name == entity.table.parent
    if other.name == entity.name:
        is_named = other.table.heads[other.fields.index(there)] != ""  # no number of the row
        return is_named and SELF.fullmatch(field) is not None
    if field == there and _rank(other.name, there) == 1:
        return True
    stem = ENDS.sub("", field) if ENDS.search(field) else ""
    names = {other.name, plural(other.name), other.name.rpartition("_")[2]}
    return any(stem == name or stem.endswith(f"_{name}") for name in names if stem)


def _family(kind: str) -> str:
    name = kind.partition("(")[0]
    return {"int32": "number", "int64": "number", "decimal": "number"}.get(
        name, "text" if name in ("string", "text", "enum") else name
    )
