"""What can hurt: data that goes, rows that may refuse, statements that cannot be undone.

Takes one operation, gives its Hazards. A hazard must be accepted by name before a migration that
has it is frozen (`accept:` in migrations/intent.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from generator.catalog import (
    Catalog,
    Check,
    Column,
    EnumType,
    Exclusion,
    ForeignKey,
    Index,
    Object,
    PrimaryKey,
    SecurityPolicy,
    Sequence,
    Table,
    Unique,
)
from generator.migrate.ops import Add, Alter, Drop, Op, Rebuild
from generator.migrate.rename import with_values
from generator.source import Place

__all__ = ["Hazard", "hazards"]

TableName = tuple[str, ...]
LITERAL = re.compile(r"'(?:[^']|'')*'|-?\b\d[\d.e]*\b")


@dataclass(frozen=True, slots=True)
class Hazard:
    """A danger of one operation. code: G4xx; node: the logical path it is about."""

    code: str
    node: str
    message: str
    at: Place


def hazards(op: Op, new: Catalog, standing: Set[TableName]) -> Iterator[Hazard]:
    """Gives the hazards of an operation; new: what the migration leads to; standing: (schema, name) of
    the tables that may hold rows when it runs."""
    match op:
        case Drop(item):
            yield from _dropped(item, new)
        case Add(item):
            if item.id[1:3] in standing:
                yield from _added(item)
        case Alter(old, item, changed):
            yield from _altered(old, item, changed)
        case Rebuild():
            yield from _rebuilt(op, new)
        case _:
            return


def _differing(old: Column, new: Column) -> tuple[str, ...]:
    names = ("type", "nullable", "default")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def _rebuilt(op: Rebuild, new: Catalog) -> Iterator[Hazard]:
    """Gives what copying the rows into the new table can hurt."""
    kept = {old for _, old in op.columns}
    for item in op.before:
        if isinstance(item, Column) and item.name not in kept and not item.generated:
            yield from _dropped(item, new)
    known = {item.id: item for item in op.before}
    names = {item.name for item in op.before if isinstance(item, Column)}
    made = [f"{c.node}." for c in op.after if isinstance(c, Column) and c.name not in names]
    for item in op.after:
        before = known.get(item.id)
        if isinstance(item, Column) and isinstance(before, Column):
            yield from _altered(before, item, _differing(before, item))
        elif not any(item.node.startswith(node) for node in made) and not _was_there(
            item, op.before
        ):
            yield from _added(item)


def _was_there(item: Object, before: Iterable[Object]) -> bool:
    """Whether rows have been held to the same or a narrower rule, perhaps under another name."""
    name = item.name if isinstance(item, PrimaryKey) else item.id.name
    return any(
        type(old) is type(item) and (with_values(old, name=name) == item or _widens(old, item))
        for old in before
    )


def _widens(old: Object, new: Object) -> bool:
    """Whether a check that emulates a type takes all that it took: longer, or with more values."""
    if not isinstance(old, Check) or not isinstance(new, Check) or old.emulates != new.emulates:
        return False
    if not new.emulates or LITERAL.sub("", old.expression).replace(", ", "") != LITERAL.sub(
        "", new.expression
    ).replace(", ", ""):
        return False
    here, there = LITERAL.findall(old.expression), LITERAL.findall(new.expression)
    if new.emulates == "enum":
        return set(here) <= set(there)
    return all(abs(float(a)) <= abs(float(b)) for a, b in zip(here, there, strict=False))


def _dropped(item: Object, new: Catalog) -> Iterator[Hazard]:
    if isinstance(item, Table):
        yield Hazard("G402", item.node, f"drops table `{item.name}` and all its rows", item.at)
    elif isinstance(item, Column) and not item.generated and item.id not in new.objects:
        text = f"drops column `{item.table}.{item.name}` and the values in it"
        yield Hazard("G402", item.node, text, item.at)
    elif isinstance(item, SecurityPolicy) and (back := _back(item, new)):
        text = f"takes `{item.name}` away for some steps: whoever reads `{item.table}` then sees all rows"
        yield Hazard("G415", back.node, text, back.at)
    elif isinstance(item, Sequence):
        yield Hazard("G402", item.node, f"drops sequence `{item.name}` and its count", item.at)


def _back(item: SecurityPolicy, new: Catalog) -> SecurityPolicy | None:
    """Gives a policy as it comes back, None where it goes for good."""
    policies = (other for other in new if isinstance(other, SecurityPolicy))
    return next((other for other in policies if item.node in (other.node, other.was)), None)


def _added(item: Object) -> Iterator[Hazard]:
    if isinstance(item, Column):
        given = item.default or item.generated or item.identity or item.nullable
        if not given:
            text = f"adds required column `{item.table}.{item.name}` without a default: it fails on rows"
            yield Hazard("G403", item.node, text, item.at)
    elif isinstance(item, PrimaryKey):
        text = f"the new primary key of `{item.table}` fails when rows that are there already clash"
        yield Hazard("G404", item.node, text, item.at)
    elif isinstance(item, Unique | Exclusion) or (isinstance(item, Index) and item.unique):
        text = f"`{item.name}` fails when rows that are there already clash"
        yield Hazard("G404", item.node, text, item.at)
    elif isinstance(item, Check | ForeignKey):
        text = f"`{item.name}` fails when rows that are there already break it"
        yield Hazard("G404", item.node, text, item.at)


WIDER = {("smallint", "integer"), ("smallint", "bigint"), ("integer", "bigint"), ("int", "bigint")}
TYPE = re.compile(r"(\w[\w ]*?)\((\d+)(?:,\s*(\d+))?\)")


def _is_wider(old: str, new: str) -> bool:
    """Whether every value of one type is one of the other, as it is.

    >>> _is_wider("varchar(10)", "varchar(20)"), _is_wider("numeric(9,2)", "numeric(9,3)")
    (True, False)"""
    if (old.lower(), new.lower()) in WIDER:
        return True
    here, there = TYPE.fullmatch(old), TYPE.fullmatch(new)
    if here is None or there is None or (here[1], here[3]) != (there[1], there[3]):
        return bool(here) and new.lower() == "text" and "char" in old
    return int(here[2]) <= int(there[2])


def _altered(old: Object, item: Object, changed: tuple[str, ...]) -> Iterator[Hazard]:
    if isinstance(item, Column) and isinstance(old, Column):
        if "type" in changed and not _is_wider(old.type, item.type):
            text = f"changes `{item.table}.{item.name}` from {old.type} to {item.type}: values must fit"
            yield Hazard("G405", item.node, text, item.at)
        if "nullable" in changed and not item.nullable:
            text = f"`{item.table}.{item.name}` becomes required: it fails when a row has none"
            yield Hazard("G404", item.node, text, item.at)
    if isinstance(item, EnumType) and isinstance(old, EnumType):
        gone = [value for value in old.values if value not in item.values]
        renamed = {before for before, _ in item.renamed}
        for value in gone:
            if value not in renamed:
                text = f"removes value `{value}` of `{item.name}`: it fails when a row has it"
                yield Hazard("G406", item.node, text, item.at)
