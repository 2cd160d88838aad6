"""What an index is over: columns, or the expressions that stand in for what an engine lacks.

Takes fields, gives catalog keys; where keys must be columns, the generated columns beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator import catalog as cat
from generator.model import Entity, Expr, Field, IndexKey, PrimaryKey, Type, Unique
from generator.sql.lower import reading
from generator.sql.lower.collations import INSENSITIVE, collation, spelled
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.nodes import Origin

__all__ = [
    "Entry",
    "Parts",
    "entry",
    "index",
    "is_filter",
    "parted",
    "parts",
    "plain",
    "prefix",
    "shortened",
]

FLAG = Type("int8")
CUT = Type("string", (255,))
LONG = ("(max)", "text", "blob")
VALUES = re.compile(r"'(?:[^']|'')*'")
ZEROS = {
    "bool": "0",
    "date": "'1970-01-01'",
    "time": "'00:00:00'",
    "timestamp": "'1970-01-01 00:00:00'",
    "datetime": "'1970-01-01 00:00:00'",
    "uuid": "'00000000-0000-0000-0000-000000000000'",
}
NUMBERS = ("int", "uint", "decimal", "float", "duration")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key before the engine had its say. type: what the key holds, None when it is not known;
    collate: how a column that holds it compares, "" as the table does."""

    key: cat.Key
    type: Type | None = None
    nullable: bool = False
    collate: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an index is over. entries: its keys, with what a column must be that holds one."""

    entries: tuple[Entry, ...]
    where: str = ""
    nulls_not_distinct: bool = False
    emulates: str = ""

    @property
    def keys(self) -> tuple[cat.Key, ...]:
        """The keys alone."""
        return tuple(item.key for item in self.entries)


def plain(keys: Sequence[cat.Key]) -> bool:
    """Whether all keys are columns as they are."""
    return all(key.column and key == cat.Key(column=key.column) for key in keys)


def entry(low: Lowering, field: Field) -> Entry:
    """Gives the key of a field: lower(column) where the index folds the case."""
    folded = field.case == "insensitive"
    key = cat.Key(column=field.column)
    if folded and low.answer("case_insensitive") == "lower-index":
        key = cat.Key(expression=f"lower({low.quote(field.column)})")
    said = (spelled(low.engine, field.collate) if field.collate else "") or ""
    collate = INSENSITIVE.get(low.engine, "") if folded else said
    return Entry(key, field.type, field.nullable, collate)


def prefix(field: Field, length: int | None) -> int | None:
    """Gives how much of a field a key has, None for all that there can be of it."""
    most = field.type.args[0] if field.type.args else None
    whole = length is not None and isinstance(most, int) and most <= length
    return None if whole else length


def parted(
    low: Lowering, entity: Entity, item: PrimaryKey | Unique, origin: Origin
) -> tuple[Entry, ...]:
    """Gives what a key has of its fields, each as the engine's own words say it."""
    said = {part.field: part for part in item.parts}
    return tuple(_part(low, entity, name, said.get(name), origin) for name in item.fields)


def _part(low: Lowering, entity: Entity, name: str, part: IndexKey | None, origin: Origin) -> Entry:
    field = entity.field(name)
    made = entry(low, field)
    if part is None:
        return made
    collate = collation(low, part.collate, origin, entity.spec) if part.collate else ""
    length = prefix(field, part.length)
    return replace(made, key=replace(made.key, desc=part.desc, collate=collate, length=length))


def shortened(
    low: Lowering, entries: Sequence[Entry], origin: Origin, spec: str, *, unique: bool
) -> tuple[Entry, ...]:
    """Gives keys that the engine can hold: a text without a length is cut, or refused if unique."""
    if low.answer("long_key") == NATIVE:
        return tuple(entries)
    made = []
    for item in entries:
        if not _is_long(low, item) or item.key.length:
            made.append(item)
            continue
        if unique and not low.waived("long_key", origin.path, spec):
            note = f"{low.profile.label} has no unique keys over text without a length"
            low.refuse("long_key", origin.path, origin.at, note)
        low.emulate("prefix-key", "long_key", origin.path)
        made.append(_cut(low, item))
    return tuple(made)


def _is_long(low: Lowering, item: Entry) -> bool:
    if item.type is None:
        return False
    plain = VALUES.sub("", low.type(item.type).text)
    return any(word in plain for word in LONG)


def _cut(low: Lowering, item: Entry) -> Entry:
    text = item.key.expression or low.quote(item.key.column)
    if low.engine == "mssql":
        cut = f"CAST(left({text}, 400) AS nvarchar(400))"
        return replace(item, key=replace(item.key, column="", expression=cut), type=CUT)
    if item.key.column:
        return replace(item, key=replace(item.key, length=255))
    cut = f"CAST({text} AS char(255))" if low.engine == "mysql" else f"left({text}, 255)"
    return replace(item, key=replace(item.key, expression=cut), type=CUT)


def parts(
    low: Lowering,
    entity: Entity,
    entries: Sequence[Entry],
    origin: Origin,
    *,
    nulls: str,
    where: Expr | None,
) -> Parts:
    """Says over what a unique is, so that the engine's index means what the unique means."""
    nullable = any(item.nullable for item in entries)
    not_distinct, emulates = False, ""
    conditions: tuple[str, ...] = ()
    told = nullable or low.engine == "postgresql"  # which keeps the words where no NULL can come
    if told and nulls == "not_distinct":
        answer = low.verdict("nulls_not_distinct", origin.path, origin.at, entity.spec)
        not_distinct = answer == NATIVE
        if answer not in ("", NATIVE):
            entries, emulates = tuple(_flagged(low, entries)), answer
    elif nullable:
        answer = low.verdict("nulls_distinct", origin.path, origin.at, entity.spec)
        if answer == "not-null-index":
            conditions, emulates = _present(low, entries), answer
    if where is not None:
        return _partial(low, entity, entries, origin, where, conditions, not_distinct)
    return _parts(entries, " AND ".join(conditions), not_distinct, emulates)


def _present(low: Lowering, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Gives the conditions that no key is NULL; an expression's is not asked for."""
    return tuple(
        f"{low.quote(item.key.column)} IS NOT NULL"
        for item in entries
        if item.nullable and item.key.column
    )


def _partial(
    low: Lowering,
    entity: Entity,
    entries: Sequence[Entry],
    origin: Origin,
    where: Expr,
    conditions: Sequence[str],
    not_distinct: bool,
) -> Parts:
    text = low.spell(where, entity)
    answer = low.verdict("partial_unique", origin.path, origin.at, entity.spec)
    if answer == NATIVE and is_filter(low, where):
        return _parts(entries, " AND ".join((*conditions, text)), not_distinct, "")
    cases = [replace(item, key=_case(low, text, item.key)) for item in entries]
    if answer != NATIVE:
        return _parts(cases, "", not_distinct, answer)
    # SQL Server: the rows outside differ by their key, those inside share a NULL in its place.
    by = low.emulate("computed-column-index", "partial_unique", origin.path)
    inside = " AND ".join((*conditions, f"({text})"))
    for name in entity.key.fields if entity.key else ():
        field = entity.field(name)
        outside = f"CASE WHEN {inside} THEN NULL ELSE {low.quote(field.column)} END"
        cases.append(Entry(cat.Key(expression=outside), field.type))
    return _parts(cases, "", not_distinct, by)


def _parts(entries: Sequence[Entry], where: str, not_distinct: bool, emulates: str) -> Parts:
    return Parts(tuple(entries), where, not_distinct, emulates)


def _flagged(low: Lowering, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Puts (column IS NULL) beside coalesce(column, constant), which no value can be mistaken for."""
    for item in entries:
        if not item.nullable or item.type is None:
            yield item
            continue
        text = item.key.expression or low.quote(item.key.column)
        text = f"left({text}, {item.key.length})" if item.key.length else text
        folded = f" COLLATE {item.collate}" if low.engine == "sqlite" and item.collate else ""
        yield Entry(cat.Key(expression=f"{text} IS NULL"), FLAG)
        value = f"coalesce({text}, {_zero(item.type)}){folded}"
        yield replace(item, key=cat.Key(expression=value), nullable=False)


def _zero(kind: Type) -> str:
    if kind.name.startswith(NUMBERS):
        return "0"
    return ZEROS.get(kind.name, "''")


def _case(low: Lowering, condition: str, key: cat.Key) -> cat.Key:
    value = key.expression or low.quote(key.column)
    value = f"left({value}, {key.length})" if key.length else value
    return cat.Key(expression=f"CASE WHEN {condition} THEN {value} END")


def is_filter(low: Lowering, where: Expr) -> bool:
    """Whether an index may have this condition: SQL Server takes comparisons joined by AND alone."""
    return low.engine != "mssql" or reading.is_filter(where)


def index(
    low: Lowering, entity: Entity, shell: cat.Index, entries: Sequence[Entry]
) -> Iterator[cat.Object]:
    """Gives an index over entries, after the generated columns that hold its expressions where the
    engine needs them. shell: the index without its keys."""
    made = replace(shell, keys=tuple(item.key for item in entries))
    by = low.answer("expression_index")
    if by == NATIVE or all(not key.expression for key in made.keys):
        yield made
        return
    low.emulate(by, "expression_index", made.node)
    keys = []
    for place, item in enumerate(entries, start=1):
        if not item.key.expression:
            keys.append(item.key)
            continue
        column = _holder(low, entity, made, item, place)
        yield column
        keys.append(replace(item.key, column=column.name, expression=""))
    yield replace(made, keys=tuple(keys), emulates=made.emulates or by)


def _holder(low: Lowering, entity: Entity, made: cat.Index, item: Entry, place: int) -> cat.Column:
    """Makes the generated column of one key. SQL Server's takes its type from the expression."""
    text = item.key.expression
    if low.engine == "mssql" and text.endswith(" IS NULL"):
        text = f"CASE WHEN {text} THEN 1 ELSE 0 END"
    return cat.Column(
        schema=made.schema,
        table=made.table,
        name=low.name(made.name, f"k{place}"),
        type=low.type(item.type or CUT).text,
        generated=text,
        stored=False,
        collate="" if low.engine == "mssql" else item.collate,
        options={} if low.engine == "mssql" else {"invisible": ""},
        position=len(entity.fields),
        node=f"{made.node}.k{place}",
        at=made.at,
    )
