"""Renaming in a T-SQL script: sp_rename, as migrations call it.

Takes the arguments of the call, changes the Draft. What a program's text says stays, as on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor, Token, batches, unquoted
from generator.database.scripts.draft import Draft

__all__ = ["rename"]

NAMED = cat.Index | cat.PrimaryKey | cat.Unique | cat.ForeignKey | cat.Check
INSIDE = cat.Column | cat.Trigger | NAMED


def rename(cursor: Cursor, draft: Draft, given: Mapping[str, Token]) -> None:
    """Renames a table, a column, an index or a constraint. Errors: SourceError for anything else."""
    found = {
        name: unquoted(given[key].text)
        for place, name in enumerate(("@objname", "@newname", "@objtype"))
        for key in (name, str(place))
        if key in given
    }
    parts, new = _parts(found.get("@objname", "")), found.get("@newname", "")
    kind = found.get("@objtype", "").upper()
    old = _found(draft, parts, kind) if parts and new else None
    if old is None:
        raise cursor.missing(f"there is no {kind.lower() or 'object'} {'.'.join(parts)} to rename")
    if not isinstance(old, cat.Table | cat.Column | NAMED):
        raise cursor.wrong(f"`sp_rename` of a {old.kind} leaves its text as it was; make it anew")
    draft.put(_renamed(item, old, new) for item in list(draft.objects.values()))


def _parts(name: str) -> list[str]:
    """Gives the parts of a name in a text: `[dbo].[Order].[Id]`, `Order.Id`."""
    tokens = [token for batch in batches("", name) for token in batch]
    return [unquoted(token.text) for token in tokens if token.text != "."]


def _found(draft: Draft, parts: list[str], kind: str) -> cat.Object | None:
    """Finds what is renamed."""
    *before, name = parts
    if kind in ("COLUMN", "INDEX"):
        table = draft.table(*_owner(before)) if before else None
        if table is None:
            return None
        return draft.column(table, name) if kind == "COLUMN" else draft.part(table, name)
    schema = _owner([*before[-1:], name])[0]
    for of in ("table", "view", "function", "sequence"):
        if item := draft.find(of, schema, name):
            return item
    inside = (item for item in draft.objects.values() if item.id.table and item.kind != "column")
    return next((item for item in inside if item.id.schema == schema and _is(item, name)), None)


def _owner(parts: list[str]) -> tuple[str, str]:
    schema = parts[-2] if len(parts) > 1 else ""
    return "" if schema.lower() == "dbo" else schema, parts[-1]


def _is(item: cat.Object, name: str) -> bool:
    return str(getattr(item, "name", "")).lower() == name.lower()


def _renamed(item: cat.Object, old: cat.Object, new: str) -> cat.Object:
    """Gives an object after a rename of another, or of itself."""
    if isinstance(old, cat.Table):
        return _moved(item, old, new)
    if isinstance(old, cat.Column):
        return _spelled(item, old, new)
    if item.id == old.id and isinstance(item, NAMED):
        return replace(item, name=new)
    return item


def _moved(item: cat.Object, old: cat.Table, new: str) -> cat.Object:
    """Gives an object of a database in which a table is called otherwise."""
    if item.id == old.id:
        return replace(old, name=new)
    if isinstance(item, cat.Grant):
        same = item.id.schema == old.schema and item.on == old.name
        return replace(item, on=new) if same else item
    if isinstance(item, cat.ForeignKey) and _target(item) == (old.schema, old.name):
        item = replace(item, ref_table=new)
    inside = item.id[1:3] == (old.schema, old.name)
    return replace(item, table=new) if inside and isinstance(item, INSIDE) else item


def _target(item: cat.ForeignKey) -> tuple[str, str]:
    return item.ref_schema, item.ref_table


def _spelled(item: cat.Object, old: cat.Column, new: str) -> cat.Object:
    """Gives an object of a database in which a column is called otherwise."""

    def names(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if column == old.name else column for column in columns)

    if isinstance(item, cat.ForeignKey) and _target(item) == (old.schema, old.table):
        item = replace(item, ref_columns=names(item.ref_columns))
    if item.id[1:3] != old.id[1:3]:
        return item
    match item:
        case cat.Column():
            return replace(item, name=new) if item.id == old.id else item
        case cat.PrimaryKey() | cat.Unique() | cat.ForeignKey():
            return replace(item, columns=names(item.columns))
        case cat.Index():
            keys = tuple(replace(key, column=names((key.column,))[0]) for key in item.keys)
            return replace(item, keys=keys, include=names(item.include))
        case _:
            return item
