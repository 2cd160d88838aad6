"""A parser of CREATE TABLE and CREATE INDEX as SQLite keeps them in its schema table.

Takes a statement's text, gives its parts; the server has accepted it, so no error is expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.catalog import Key
from generator.database.sqlite.tokens import Token, name_of, raw, spell, tokens

__all__ = ["ColumnPart", "ConstraintPart", "IndexParts", "TableParts", "index_parts", "table_parts"]

_ENDS_TYPE = (
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES",
    "GENERATED", "AS", "ON",
)  # fmt: skip
_TABLE_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintPart:
    """A constraint. kind: primary_key, unique, check or foreign_key; name: "" when it has none;
    keys: of a key, () where they are columns and no more; ref_columns: () is the other table's
    primary key."""

    kind: str
    name: str = ""
    columns: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    expression: str = ""
    autoincrement: bool = False
    on_conflict: str = ""
    ref_table: str = ""
    ref_columns: tuple[str, ...] = ()
    on_delete: str = "NO ACTION"
    on_update: str = "NO ACTION"
    deferrable: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPart:
    """A column without its constraints, NOT NULL excepted."""

    name: str
    type: str = ""
    nullable: bool = True
    default: str = ""
    generated: str = ""
    stored: bool = False
    collate: str = ""
    on_null: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TableParts:
    """A table. comment: of the lines before its first column, when a blank line ends them. whole: the
    statement in one spelling, when it says what the parts have no place for: a number that is
    the key of a column, downwards, and so no number of the row; else ""."""

    columns: tuple[ColumnPart, ...]
    constraints: tuple[ConstraintPart, ...]
    strict: bool
    without_rowid: bool
    comment: str
    whole: str = ""


@dataclass(frozen=True, slots=True)
class IndexParts:
    """An index. where: "" for a whole one."""

    unique: bool
    keys: tuple[Key, ...]
    where: str


@dataclass(slots=True)
class _Reader:
    """Walks through the tokens of one definition."""

    tokens: Sequence[Token]
    names: Sequence[str] = ()
    place: int = 0

    def more(self) -> bool:
        return self.place < len(self.tokens)

    def sees(self, *words: str) -> bool:
        return self.more() and self.tokens[self.place].says(*words)

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def skip(self, *phrase: str) -> bool:
        """Steps over a phrase when it stands here."""
        end = self.place + len(phrase)
        found = self.tokens[self.place : end]
        if len(found) == len(phrase) and all(
            token.says(word) for token, word in zip(found, phrase, strict=True)
        ):
            self.place = end
            return True
        return False

    def group(self) -> Sequence[Token]:
        """Takes a group in parentheses, without them."""
        start, depth = self.place, 0
        while self.more():
            token = self.take()
            depth += token.says("(") - token.says(")")
            if depth == 0:
                break
        return self.tokens[start + 1 : self.place - 1]

    def listed(self) -> tuple[str, ...]:
        """Takes names in parentheses; what follows a name there (COLLATE, DESC) is stepped over."""
        return tuple(name_of(item[0]) for item in _split(self.group()) if item)


def table_parts(sql: str) -> TableParts:
    """Reads a CREATE TABLE statement."""
    every = list(tokens(sql, comments=True))
    opening = next(place for place, token in enumerate(every) if token.says("("))
    reader = _Reader(every, place=opening)
    body = reader.group()
    tail = [token.text.upper() for token in every[reader.place :] if token.kind != "comment"]
    remarks, comment = _remarks(body)
    code = [token for token in body if token.kind != "comment"]
    definitions = [part for part in _split(code) if part]
    names = [name_of(part[0]) for part in definitions if not part[0].says(*_TABLE_CONSTRAINTS)]
    columns: list[ColumnPart] = []
    constraints: list[ConstraintPart] = []
    for part in definitions:
        remark = remarks.get(part[0].start, "")
        reader = _Reader(part, names)
        if not part[0].says(*_TABLE_CONSTRAINTS):
            column = ColumnPart(name=name_of(reader.take()), type=_type(reader), comment=remark)
            columns.append(_column(sql, reader, column, constraints))
            continue
        while reader.more():
            constraints.append(replace(_table_constraint(reader), comment=remark))
            remark = ""
    whole = spell([token for token in every if token.kind != "comment"]) if _is_odd(code) else ""
    strict, without = "STRICT" in tail, "ROWID" in tail
    return TableParts(tuple(columns), tuple(constraints), strict, without, comment, whole)


def _is_odd(code: Sequence[Token]) -> bool:
    """Whether a body has `INTEGER PRIMARY KEY DESC` behind a column: a key that no table constraint
    makes, where the number is not that of the row."""
    return any(before.says("KEY") and token.says("DESC") for before, token in pairwise(code))


def index_parts(sql: str, names: Sequence[str]) -> IndexParts:
    """Reads a CREATE INDEX statement; names: of the table's columns."""
    reader = _Reader(list(tokens(sql)), names)
    unique = reader.tokens[1].says("UNIQUE")
    while not reader.sees("("):
        reader.take()
    keys = tuple(_key(part, names) for part in _split(reader.group()))
    where = spell(reader.tokens[reader.place + 1 :], names) if reader.sees("WHERE") else ""
    return IndexParts(unique, keys, where)


def _key(part: Sequence[Token], names: Sequence[str]) -> Key:
    desc = len(part) > 1 and part[-1].says("DESC")
    part = part[:-1] if len(part) > 1 and part[-1].says("ASC", "DESC") else part
    collate = ""
    if len(part) > 2 and part[-2].says("COLLATE"):
        collate, part = name_of(part[-1]), part[:-2]
    if len(part) == 1 and part[0].kind in ("word", "quoted"):
        found = {name.lower(): name for name in names}.get(name_of(part[0]).lower())
        if found is not None:
            return Key(column=found, desc=desc, collate=collate)
    return Key(expression=spell(part, names), desc=desc, collate=collate)


def _split(part: Sequence[Token]) -> list[Sequence[Token]]:
    """Splits at the commas outside parentheses."""
    pieces, start, depth = list[Sequence[Token]](), 0, 0
    for place, token in enumerate(part):
        depth += token.says("(") - token.says(")")
        if depth == 0 and token.says(","):
            pieces.append(part[start:place])
            start = place + 1
    return [*pieces, part[start:]]


def _remarks(body: Sequence[Token]) -> tuple[dict[int, str], str]:
    """Gives the comment lines before each definition, by the place of its first token, and the
    table's: the lines at the top, when a blank line separates them from the first definition.

    A comment behind code on the same line is nobody's."""
    found, lines, top, depth, fresh = dict[int, str](), list[str](), "", 0, True
    for token in body:
        if token.newlines > 1 and lines and not found and not top:
            top, lines = "\n".join(lines), []
        if token.kind == "comment":
            if token.newlines and token.text.startswith("--"):
                lines.append(token.text[2:].strip())
            continue
        if fresh and depth == 0:
            found[token.start] = "\n".join(lines)
        lines = []
        depth += token.says("(") - token.says(")")
        fresh = depth == 0 and token.says(",")
    return found, top


def _type(reader: _Reader) -> str:
    start = reader.place
    while reader.more() and not reader.sees(*_ENDS_TYPE):
        if reader.sees("("):
            reader.group()
        else:
            reader.take()
    return spell(reader.tokens[start : reader.place]).upper()


def _column(
    sql: str, reader: _Reader, column: ColumnPart, constraints: list[ConstraintPart]
) -> ColumnPart:
    """Reads what follows a column's type; constraints go to the table's."""
    while reader.more():
        name = name_of(reader.take()) if reader.skip("CONSTRAINT") else ""
        if reader.skip("NOT", "NULL"):
            column = replace(column, nullable=False, on_null=_conflict(reader))
        elif reader.skip("DEFAULT"):
            column = replace(column, default=_default(sql, reader))
        elif reader.skip("COLLATE"):
            column = replace(column, collate=name_of(reader.take()))
        elif reader.skip("GENERATED", "ALWAYS", "AS") or reader.skip("AS"):
            column = replace(column, generated=spell(reader.group(), reader.names))
            column = replace(column, stored=reader.skip("STORED"))
            reader.skip("VIRTUAL")
        elif reader.skip("NULL"):
            pass
        elif reader.sees("PRIMARY", "UNIQUE", "CHECK", "REFERENCES"):
            found = _constraint(reader, name, (column.name,))
            constraints.append(found)
        else:
            reader.take()
        _conflict(reader)
    return column


def _default(sql: str, reader: _Reader) -> str:
    """Reads a default: an expression in parentheses keeps them, since SQLite wants them; a number
    goes without. NULL is none."""
    if reader.sees("("):
        text = spell(reader.group())
        return text if _NUMBER.fullmatch(text) else f"({text})"
    start = reader.place
    if reader.sees("-", "+"):
        reader.take()
    token = reader.take()
    if token.kind == "quoted" and token.text[0] == '"':  # SQLite takes it for a text
        return "'" + name_of(token).replace("'", "''") + "'"
    if token.says("NULL"):
        return ""
    part = reader.tokens[start : reader.place]
    return raw(sql, part) if token.kind == "string" else spell(part)


def _table_constraint(reader: _Reader) -> ConstraintPart:
    name = name_of(reader.take()) if reader.skip("CONSTRAINT") else ""
    columns = reader.listed() if reader.skip("FOREIGN", "KEY") else ()
    found = _constraint(reader, name, columns)
    _conflict(reader)  # of a check, where it says nothing
    return found


def _constraint(reader: _Reader, name: str, columns: tuple[str, ...]) -> ConstraintPart:
    """Reads a constraint from its first word on; columns: of the column or FOREIGN KEY before it."""
    if reader.skip("CHECK"):
        return ConstraintPart(
            kind="check", name=name, expression=spell(reader.group(), reader.names)
        )
    if reader.skip("REFERENCES"):
        return _foreign_key(reader, ConstraintPart(kind="foreign_key", name=name, columns=columns))
    kind = "unique" if reader.skip("UNIQUE") else "primary_key"
    reader.skip("PRIMARY", "KEY")
    start = reader.place
    keys = _keys(reader) if reader.sees("(") else tuple(Key(column=name) for name in columns)
    counted = any(token.says("AUTOINCREMENT") for token in reader.tokens[start : reader.place])
    reader.skip("ASC") or reader.skip("DESC")
    plain = all(key == Key(column=key.column) for key in keys)
    found = ConstraintPart(
        kind=kind,
        name=name,
        columns=tuple(key.column for key in keys),
        keys=() if plain else keys,
        on_conflict=_conflict(reader),
    )
    return replace(found, autoincrement=reader.skip("AUTOINCREMENT") or counted)


def _keys(reader: _Reader) -> tuple[Key, ...]:
    """Takes the columns of a key in parentheses, with their order and collation."""
    parts = [
        [token for token in part if not token.says("AUTOINCREMENT")]
        for part in _split(reader.group())
    ]
    return tuple(_key(part, [name_of(part[0])]) for part in parts if part)


def _foreign_key(reader: _Reader, found: ConstraintPart) -> ConstraintPart:
    found = replace(found, ref_table=name_of(reader.take()))
    if reader.sees("("):
        found = replace(found, ref_columns=reader.listed())
    while reader.more():
        if reader.skip("ON", "DELETE"):
            found = replace(found, on_delete=_action(reader))
        elif reader.skip("ON", "UPDATE"):
            found = replace(found, on_update=_action(reader))
        elif reader.skip("MATCH"):
            reader.take()
        elif reader.skip("NOT", "DEFERRABLE"):
            reader.skip("INITIALLY") and reader.take()
        elif reader.skip("DEFERRABLE"):
            found = replace(found, deferrable="immediate")
            if reader.skip("INITIALLY") and reader.take().says("DEFERRED"):
                found = replace(found, deferrable="deferred")
        else:
            break
    return found


def _action(reader: _Reader) -> str:
    first = reader.take().text.upper()
    return f"{first} {reader.take().text.upper()}" if first in ("SET", "NO") else first


def _conflict(reader: _Reader) -> str:
    """Takes ON CONFLICT; gives what is done then, "" for what SQLite does anyway."""
    if not reader.skip("ON", "CONFLICT"):
        return ""
    return reader.take().text.upper().replace("ABORT", "")
