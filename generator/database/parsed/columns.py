"""Columns of a parsed CREATE TABLE.

Takes sqlglot's nodes, gives Columns and what is said about them in their own line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from generator import catalog as cat
from generator.catalog import Identity

__all__ = ["SERIALS", "called", "column", "names", "spelled"]

SERIALS = {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}
NATIONAL = "utf8mb3_general_ci"
"""The collation of national texts in MySQL and MariaDB."""

QUOTED = re.compile(r"('(?:[^'\\]|''|\\.)*')")


def called(node: exp.Expression | None, dialect: str) -> str:
    """Gives a name as the engine keeps it: PostgreSQL folds what is not quoted."""
    while node is not None and not isinstance(node, exp.Identifier):
        node = node.this if isinstance(node.this, exp.Expression) else None
    if node is None:
        return ""
    folds = dialect == "postgres" and not node.args.get("quoted")
    return str(node.name).lower() if folds else str(node.name)


def spelled(node: exp.Expression, dialect: str) -> str:
    """Writes an expression as its engine has it, without brackets around all of it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return str(node.sql(dialect=dialect, comments=False))


def data_type(node: exp.Expression, dialect: str) -> str:
    """Writes a type in small letters; values of an enum stay as they are."""
    parts = QUOTED.split(str(node.sql(dialect=dialect)))
    text = "".join(part if part.startswith("'") else part.lower() for part in parts)
    return re.sub(r"\s*,\s*", ",", text)


def column(
    node: exp.ColumnDef, table: cat.Table, place: int, dialect: str
) -> tuple[cat.Column, tuple[exp.Expression, ...]]:
    """Gives a column, and the constraints that stand in its line."""
    kind = node.args.get("kind")
    made = cat.Column(
        schema=table.schema, table=table.name, name=called(node, dialect), position=place,
        type=data_type(kind, dialect) if kind else "",
    )  # fmt: skip
    if (
        dialect == "mysql"
        and kind
        and kind.this in (exp.DataType.Type.NVARCHAR, exp.DataType.Type.NCHAR)
    ):
        made = replace(made, collate=NATIONAL, options={"charset": NATIONAL.partition("_")[0]})
    others: list[exp.Expression] = []
    for constraint in node.args.get("constraints", ()):
        changed = _changed(made, constraint.args.get("kind"), dialect)
        if changed is None:
            others.append(constraint)
        else:
            made = changed
    return made, tuple(others)


def _changed(made: cat.Column, kind: exp.Expression | None, dialect: str) -> cat.Column | None:
    """Gives a column with what one of its constraints says; None for one of the table."""
    match kind:
        case exp.NotNullColumnConstraint():
            return replace(made, nullable=bool(kind.args.get("allow_null")))
        case exp.DefaultColumnConstraint(this=exp.Collate() as both) if dialect == "mysql":
            rest = exp.DefaultColumnConstraint(
                this=both.this
            )  # what follows DEFAULT is the column's
            said = exp.CollateColumnConstraint(this=both.expression)
            found = _changed(made, rest, dialect)
            return _changed(found, said, dialect) if found else None
        case exp.DefaultColumnConstraint():
            text = spelled(kind.this, dialect)
            return made if text.upper() == "NULL" else replace(made, default=_clock(text, dialect))
        case exp.AutoIncrementColumnConstraint():
            return replace(made, identity=Identity(mode="by_default"))
        case exp.GeneratedAsIdentityColumnConstraint():
            return replace(made, nullable=False, identity=_identity(kind))
        case exp.ComputedColumnConstraint():
            stored = bool(kind.args.get("persisted"))
            return replace(made, generated=spelled(kind.this, dialect), stored=stored)
        case exp.CommentColumnConstraint():
            return replace(made, comment=str(kind.this.this))
        case exp.CollateColumnConstraint():
            return replace(made, collate=str(kind.this.name or kind.this.sql(dialect=dialect)))
        case exp.OnUpdateColumnConstraint():
            return replace(made, on_update=_clock(spelled(kind.this, dialect), dialect))
        case _:
            return None


def _clock(text: str, dialect: str) -> str:
    """Spells the moment of today as the engine reports it."""
    if dialect != "mysql":
        return "now()" if text == "CURRENT_TIMESTAMP" else text
    return re.sub(r"^CURRENT_TIMESTAMP(\(\d+\)|\(\))?$", _digits, text)


def _digits(found: re.Match[str]) -> str:
    return "CURRENT_TIMESTAMP" + (found[1] if found[1] and found[1] != "()" else "")


def _identity(kind: exp.GeneratedAsIdentityColumnConstraint) -> Identity:
    mode = "always" if kind.this else "by_default"
    start, step = (kind.args.get(name) for name in ("start", "increment"))
    return Identity(
        mode=mode, start=int(start.name) if start else 1, increment=int(step.name) if step else 1
    )


def names(nodes: list[exp.Expression], dialect: str) -> Iterator[str]:
    """Gives the names of columns in a list of a key."""
    for node in nodes:
        yield called(node, dialect)
