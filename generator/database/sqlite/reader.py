"""Puts the catalog of a SQLite database together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.catalog import (
    Catalog,
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    Key,
    Object,
    PrimaryKey,
    Row,
    Table,
    Trigger,
    Unique,
    Verbatim,
    View,
    catalog,
)
from generator.database.session import Session
from generator.database.sqlite.fulltext import is_kept
from generator.database.sqlite.statement import ConstraintPart, TableParts, index_parts, table_parts
from generator.database.sqlite.tokens import Token, name_of, raw, tokens

__all__ = ["read"]


class _Entry(NamedTuple):
    """A row of the schema table. table: what an index or trigger belongs to."""

    kind: str
    name: str
    table: str
    sql: str


_ENTRIES = """
SELECT m.type, m.name, m.tbl_name, m.sql
FROM sqlite_master AS m
WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND m.name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
ORDER BY m.type, m.name
"""


def read(session: Session, of_tables: Collection[tuple[str, str]]) -> Catalog:
    """Reads everything in the database's main schema with one query.

    A constraint without a name goes by its content in parentheses. of_tables: ("", name) of tables
    whose rows are read too. Errors: DatabaseError."""
    entries = session.rows(_Entry, _ENTRIES)
    objects = list(_objects(entries))
    found = catalog("sqlite", session.version, objects)
    return catalog("sqlite", session.version, [*found, *_rows(session, objects, of_tables)])


def _objects(entries: Sequence[_Entry]) -> Iterator[Object]:
    is_virtual = {
        entry.name: _second(entry.sql, "VIRTUAL") for entry in entries if entry.kind == "table"
    }
    parts = {
        name: table_parts(_sql(entries, name))
        for name, virtual in is_virtual.items()
        if not virtual
    }
    triggers = {entry.name: entry.sql for entry in entries if entry.kind == "trigger"}
    full_texts = [
        index
        for name, virtual in is_virtual.items()
        if virtual
        for index in _full_text(name, _sql(entries, name), parts, triggers)
    ]
    parts_of_indexes = {f"{index.name}_{event}" for index in full_texts for event in _EVENTS}
    for name, table in parts.items():
        yield from _table(name, _sql(entries, name), table, parts)
    for entry in entries:
        if entry.kind == "index":
            yield _index(entry, [column.name for column in parts[entry.table].columns])
    yield from full_texts
    for name, virtual in is_virtual.items():
        if virtual and name not in {index.name for index in full_texts}:
            yield Verbatim(name=f"virtual table {name}", sql=_sql(entries, name))
    for entry in entries:
        if entry.kind == "view":
            yield _view(entry)
        elif entry.kind == "trigger" and entry.name not in parts_of_indexes:
            yield Trigger(table=entry.table, name=entry.name, definition=entry.sql)


_EVENTS = ("insert", "delete", "update")


def _sql(entries: Sequence[_Entry], name: str) -> str:
    return next(entry.sql for entry in entries if entry.kind == "table" and entry.name == name)


def _second(sql: str, word: str) -> bool:
    return next(token for place, token in enumerate(tokens(sql)) if place == 1).says(word)


def _table(
    name: str, sql: str, table: TableParts, parts: dict[str, TableParts]
) -> Iterator[Object]:
    options = {"strict": table.strict, "without_rowid": table.without_rowid}
    yield Table(
        name=name,
        options={
            **{word: "" for word, on in options.items() if on},
            **({"as_written": table.whole} if table.whole else {}),
        },
        statement=sql,
        comment=table.comment,
    )
    key = next((part for part in table.constraints if part.kind == "primary_key"), None)
    for position, column in enumerate(table.columns, 1):
        is_key = key is not None and column.name in key.columns
        counts = is_key and key is not None and key.autoincrement
        never_null = table.strict or table.without_rowid or _is_row_id(key, column.type)
        yield Column(
            table=name,
            name=column.name,
            type=column.type,
            nullable=column.nullable and not (is_key and never_null),
            default=column.default,
            generated=column.generated,
            stored=column.stored or not column.generated,
            identity=Identity(mode="by_default") if counts else None,
            collate=column.collate,
            options={"on_null": column.on_null} if column.on_null else {},
            comment=column.comment,
            position=position,
        )
    named: set[tuple[str, str]] = set()
    for part in table.constraints:
        yield _constraint(name, _named(part, named), parts)


def _is_row_id(key: ConstraintPart | None, type_: str) -> bool:
    return key is not None and len(key.columns) == 1 and type_ == "INTEGER"


def _named(part: ConstraintPart, taken: set[tuple[str, str]]) -> ConstraintPart:
    """Gives a constraint without a name one that nobody can have written: its content."""
    content = part.expression or ", ".join(part.columns)
    name = part.name or ("" if part.kind == "primary_key" else f"({content})")
    while (part.kind, name) in taken:
        name += "'"
    taken.add((part.kind, name))
    return replace(part, name=name)


def _constraint(
    table: str, part: ConstraintPart, parts: dict[str, TableParts]
) -> PrimaryKey | Unique | Check | ForeignKey:
    match part.kind:
        case "primary_key":
            return PrimaryKey(
                table=table,
                name=part.name,
                columns=part.columns,
                keys=part.keys,
                on_conflict=part.on_conflict,
                comment=part.comment,
            )
        case "unique":
            return Unique(
                table=table,
                name=part.name,
                columns=part.columns,
                keys=part.keys,
                on_conflict=part.on_conflict,
                comment=part.comment,
            )
        case "check":
            return Check(
                table=table, name=part.name, expression=part.expression, comment=part.comment
            )
        case _:
            return ForeignKey(
                table=table,
                name=part.name,
                columns=part.columns,
                ref_table=_declared(part.ref_table, parts),
                ref_columns=_columns(part, parts),
                on_delete=part.on_delete,
                on_update=part.on_update,
                deferrable=part.deferrable,
                comment=part.comment,
            )


def _declared(name: str, names: Collection[str]) -> str:
    """Gives a name as it was declared: letters' case does not tell names apart."""
    if name in names:
        return name
    return {known.lower(): known for known in names}.get(name.lower(), name)


def _columns(part: ConstraintPart, parts: dict[str, TableParts]) -> tuple[str, ...]:
    """Gives the columns that a foreign key refers to, as they were declared."""
    there = parts.get(_declared(part.ref_table, parts))
    names = [column.name for column in there.columns] if there else []
    wanted = part.ref_columns or _key_of(part.ref_table, parts)
    return tuple(_declared(name, names) for name in wanted)


def _key_of(table: str, parts: dict[str, TableParts]) -> tuple[str, ...]:
    """What a foreign key without columns refers to; () when the table or its key is not there."""
    found = {name.lower(): part for name, part in parts.items()}.get(table.lower())
    keys = (
        [part.columns for part in found.constraints if part.kind == "primary_key"] if found else []
    )
    return keys[0] if keys else ()


def _index(entry: _Entry, names: Sequence[str]) -> Index:
    parts = index_parts(entry.sql, names)
    return Index(
        table=entry.table, name=entry.name, keys=parts.keys, unique=parts.unique, where=parts.where
    )


def _view(entry: _Entry) -> View:
    """Reads a view; its columns are known when it names them."""
    found = list(tokens(entry.sql))
    start = next(place for place, token in enumerate(found) if token.says("AS"))
    columns = [name_of(token) for token in found[:start] if token.kind in ("word", "quoted")]
    named = any(token.says("(") for token in found[:start])
    first = next((place for place, token in enumerate(found[:start]) if token.says("(")), start)
    skipped = sum(token.kind in ("word", "quoted") for token in found[:first])
    return View(
        name=entry.name,
        sql=raw(entry.sql, _without_end(found[start + 1 :])),
        columns=tuple(columns[skipped:]) if named else (),
        options={"columns": ", ".join(map(_quoted, columns[skipped:]))} if named else {},
    )


def _without_end(part: Sequence[Token]) -> Sequence[Token]:
    return part[:-1] if part and part[-1].says(";") else part


def _full_text(
    name: str, sql: str, parts: dict[str, TableParts], triggers: Mapping[str, str]
) -> Iterator[Index]:
    """Reads an FTS5 table over another table's rows as the full-text index that it is."""
    found = list(tokens(sql))
    opening = next((place for place, token in enumerate(found) if token.says("(")), len(found))
    if not found[opening - 1].says("FTS5"):
        return
    keys, options = list[Key](), dict[str, str]()
    for part in _arguments(found[opening + 1 : -1]):
        if len(part) > 2 and part[1].says("="):
            options[name_of(part[0]).lower()] = name_of(part[2])
        else:
            keys.append(Key(column=name_of(part[0])))
    table = options.pop("content", "")
    index = Index(table=table, name=name, keys=tuple(keys), method="fts5", options=options)
    if table in parts and is_kept(index, triggers):
        made = (sql, *(triggers[f"{name}_{event}"] for event in _EVENTS))
        yield replace(index, statement=";\n".join(made))


def _arguments(part: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for place, token in enumerate((*part, Token("symbol", ",", 0, 0))):
        if token.says(","):
            yield part[start:place]
            start = place + 1


def _rows(
    session: Session, objects: Sequence[Object], tables: Collection[tuple[str, str]]
) -> Iterator[Row]:
    """Reads the rows of tables as the literals that SQLite itself writes, sorted by key."""
    columns = {
        item.name: [
            column.name
            for column in objects
            if isinstance(column, Column) and column.table == item.name and not column.generated
        ]
        for item in objects
        if isinstance(item, Table) and ("", item.name) in tables
    }
    keys = {item.table: item.columns for item in objects if isinstance(item, PrimaryKey)}
    for table, names in sorted(columns.items()):
        cells = ", ".join(f"quote({_quoted(name)})" for name in names)
        for row in sorted(session.fetch(f"SELECT {cells} FROM {_quoted(table)}"), key=str):
            literals = dict(zip(names, map(str, row), strict=True))
            key = keys.get(table) or tuple(names)
            yield Row(
                table=table,
                key=tuple((name, literals[name]) for name in key),
                values=tuple(pair for pair in literals.items() if pair[0] not in key),
            )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
