"""Uniques and indexes that engines hold by expressions, or by hidden columns made of them.

Takes what is Known, adds by object the index over expressions that it is, and what a unique over such
expressions means: some rows alone, or NULLs that clash. What cannot be read so stays what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Id
from generator.naming import physical
from generator.recover.known import Known, Meaning
from generator.recover.parts import portable, value
from generator.sql.reader import read_expression
from generator.sql.tokens import Fault
from generator.sql.tree import Call, Case, IsNull, Name, Node

__all__ = ["emulated"]

ENGINES = ("mysql", "mariadb", "sqlite")


def emulated(known: Known) -> None:
    """Finds what is held by expressions, where the engine's own SQL is not asked for."""
    for item in known.catalog if known.engine in ENGINES else ():
        if not isinstance(item, cat.Index | cat.Unique) or item.id in known.ways.native:
            continue
        holders = dict(_holders(known, item))
        made = _over_expressions(item, holders)
        if not any(key.expression for key in made.keys):
            continue
        known.over[item.id] = made
        known.hidden.update(holder.id for holder in holders.values())
        if meaning := _meaning(known, made):
            known.meanings[item.id] = meaning


def _holders(known: Known, item: cat.Index | cat.Unique) -> Iterator[tuple[int, cat.Column]]:
    """Gives the hidden columns of an index by their place among its keys: they are called after it."""
    limits = (known.profile.limit,) if known.profile.limit else ()
    columns = item.columns if isinstance(item, cat.Unique) else [key.column for key in item.keys]
    for place, name in enumerate(columns):
        column = known.catalog.objects.get(Id("column", item.schema, item.table, name))
        called = physical(item.name, (f"k{place + 1}",), limits)
        if not isinstance(column, cat.Column) or column.id in known.ways.native:
            continue
        if column.generated and column.name == called:
            yield place, column


def _over_expressions(item: cat.Index | cat.Unique, holders: Mapping[int, cat.Column]) -> cat.Index:
    """Gives an index with the expressions of its hidden columns for these."""
    if isinstance(item, cat.Unique):
        keys: Sequence[cat.Key] = [cat.Key(column=name) for name in item.columns]
        shell = cat.Index(
            table=item.table, name=item.name, keys=(), unique=True, comment=item.comment
        )
    else:
        keys, shell = item.keys, item
    made = (
        replace(key, column="", expression=holders[place].generated) if place in holders else key
        for place, key in enumerate(keys)
    )
    return replace(shell, keys=tuple(made))


def _meaning(known: Known, item: cat.Index) -> Meaning | None:
    """Reads the keys of a unique: CASE WHEN condition THEN value END for each, where only some rows
    count, and a field twice, as a flag and as a value, where NULLs clash."""
    if (
        not item.unique
        or item.options
        or any(key.desc or key.length or key.collate for key in item.keys)
    ):
        return None
    read = [_read(known, item, key) for key in item.keys]
    nodes = [node for node, _ in read if node is not None]
    if len(nodes) < len(read):
        return None
    cases = [_case(node, text) for node, (_, text) in zip(nodes, read, strict=True)]
    conditions = {case[0] for case in cases if case}
    if len(conditions) == 1 and all(cases):
        nodes = [case[1] for case in cases if case]
    elif conditions:
        return None
    fields = _fields(nodes)
    if fields is None:
        return None
    names, nulls = fields
    where = portable(known, _table(item), item.where) if item.where else ""
    return Meaning(names, next(iter(conditions), where), nulls)


def _read(known: Known, item: cat.Index, key: cat.Key) -> tuple[Node | None, str]:
    """Reads a key as the language says it; None for what it does not say."""
    if key.column:
        return Name(known.field_of(item, key.column)), ""
    text = value(known, _table(item), key.expression)
    try:
        return read_expression(text), text
    except Fault:
        return None, text


def _table(item: cat.Index) -> cat.Table:
    return cat.Table(schema=item.schema, name=item.table)


def _case(node: Node, text: str) -> tuple[str, Node] | None:
    """Gives the condition and the value of CASE WHEN … THEN … END, None for another expression."""
    match node:
        case Case(None, ((condition, inner),), None):
            return text[condition.start : condition.end], inner
    return None


def _fields(nodes: Sequence[Node]) -> tuple[tuple[str, ...], bool] | None:
    """Gives the fields that keys are of, and whether their NULLs clash; None for other expressions."""
    names: list[str] = []
    flagged, nulls = "", False
    for node in nodes:
        match node:
            case IsNull(Name(name), False) if not flagged:
                flagged, nulls = name, True
            case Call("coalesce", (Name(name), _)) if name == flagged:
                names.append(name)
                flagged = ""
            case Name(name) if not flagged:
                names.append(name)
            case _:
                return None
    return None if flagged or not names else (tuple(names), nulls)
