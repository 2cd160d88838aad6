"""System versioning of a T-SQL script: periods and the history of a table, kept word for word.

Takes a Cursor or what it read, changes the Draft. Each is a statement of its own that changes the table,
however the script says it, so that what is built again says the same."""

from __future__ import annotations

from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor
from generator.database.scripts.draft import Draft

__all__ = ["hide", "hide_all", "period", "version"]


def period(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    """Reads the columns of PERIOD FOR SYSTEM_TIME."""
    columns = ", ".join(map(_quoted, draft.columns(table, cursor.names())))
    _keep(draft, table, "period", f"ADD PERIOD FOR SYSTEM_TIME ({columns})")


def version(draft: Draft, table: cat.Table, value: str) -> None:
    """Notes `SYSTEM_VERSIONING = value`: ON, with what stands behind it, or OFF."""
    if value.upper() == "OFF":
        draft.drop("verbatim", "", _label(table, "system versioning"))
        return
    said = " ".join(value.split())
    _keep(draft, table, "system versioning", f"SET (SYSTEM_VERSIONING = {said})")


def hide(draft: Draft, table: cat.Table, column: str, *, hides: bool = True) -> None:
    """Notes that a column of a period is left out of `SELECT *`."""
    label = f"hidden column {column}"
    if hides:
        _keep(draft, table, label, f"ALTER COLUMN {_quoted(column)} ADD HIDDEN")
    else:
        draft.drop("verbatim", "", _label(table, label))


def hide_all(draft: Draft, table: cat.Table) -> None:
    """Notes the columns that were declared as hidden, behind the period that makes them what they are."""
    for item in draft.parts(table):
        if isinstance(item, cat.Column) and "hidden" in item.options:
            options = {name: text for name, text in item.options.items() if name != "hidden"}
            draft.add(replace(item, options=options))
            hide(draft, table, item.name)


def _keep(draft: Draft, table: cat.Table, label: str, change: str) -> None:
    name = f"{_quoted(table.schema or 'dbo')}.{_quoted(table.name)}"
    draft.add(cat.Verbatim(name=_label(table, label), sql=f"ALTER TABLE {name} {change}"))


def _label(table: cat.Table, what: str) -> str:
    return f"{what} of {table.schema or 'dbo'}.{table.name}"


def _quoted(name: str) -> str:
    return "[" + name.replace("]", "]]") + "]"
