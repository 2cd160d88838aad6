"""Operations in words: what a reviewer reads in plan.md and on the terminal.

Takes an operation, gives one line; names are physical, as the statements will have them."""

from __future__ import annotations

from typing import assert_never

from generator.catalog import Column, EnumType, Grant, Object, PrimaryKey, Row
from generator.migrate.ops import Add, Alter, Drop, Move, Op, Rebuild, Rename

__all__ = ["called", "sentence"]

KINDS = {
    "primary_key": "primary key",
    "foreign_key": "foreign key",
    "unique": "unique constraint",
    "check": "check",
    "exclusion": "exclusion constraint",
    "index_use": "use of an index",
    "domain": "domain",
    "composite": "composite type",
    "policy": "row-level policy",
    "security_policy": "security policy",
}


def sentence(op: Op) -> str:
    """Says what an operation does.

    >>> from generator.catalog import Table
    >>> sentence(Add(Table(name="users")))
    'add table `users`'"""
    match op:
        case Add(item):
            return f"add {called(item)}{_detail(item)}"
        case Drop(item):
            return f"drop {called(item)}"
        case Rename(old, new):
            name = new.name if isinstance(new, PrimaryKey) else new.id.name
            return f"rename {called(old)} to `{name}`"
        case Alter(old, new, changed):
            return f"change {called(new)}: {'; '.join(_change(old, new, name) for name in changed)}"
        case Rebuild(_, new, _, _, _):
            return f"rebuild {called(new)}, keeping its rows"
        case Move(item, values):
            moved = ", ".join(f"{old} to {new}" for old, new in values)
            return f"move rows of {called(item)}: {moved}"
        case _:
            assert_never(op)


def called(item: Object) -> str:
    """Names an object with its kind and table: column `users.email`."""
    kind = KINDS.get(item.kind, item.kind.replace("_", " "))
    match item:
        case Grant(on=on, role=role, privileges=privileges):
            if not privileges:
                return f"loss of what everybody may do with `{on}`"
            what = f"what is made later ({item.on_kind})" if item.later else f"`{on}`"
            return f"grant of {', '.join(privileges)} on {what} to `{role}`"
        case Row(table=table):
            return f"row {item.id.name} of `{table}`"
        case PrimaryKey(table=table):
            return f"{kind} of `{table}`"
        case _:
            table = item.id.table
            return f"{kind} `{table}.{item.id.name}`" if table else f"{kind} `{item.id.name}`"


def _detail(item: Object) -> str:
    if not isinstance(item, Column):
        return ""
    null = ", may be null" if item.nullable else ""
    return f": {item.type}{null}"


def _change(old: Object, new: Object, name: str) -> str:
    before, after = getattr(old, name), getattr(new, name)
    if name == "nullable":
        return "may be null now" if after else "required now"
    if isinstance(old, EnumType) and isinstance(new, EnumType) and name == "values":
        return _values(old.values, new.values)
    if isinstance(before, str) and isinstance(after, str) and name in ("type", "default"):
        return f"{name} from {before or 'none'} to {after or 'none'}"
    return name.replace("_", " ")


def _values(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    added = [value for value in new if value not in old]
    gone = [value for value in old if value not in new]
    parts = [f"takes {', '.join(added)}"] if added else []
    parts += [f"loses {', '.join(gone)}"] if gone else []
    return " and ".join(parts) or "another order of values"
