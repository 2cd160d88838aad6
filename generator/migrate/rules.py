"""What an engine can do to an object that is there, as data of its folder.

Takes the content of `templates/<engine>/migrations.yaml`, gives Rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

__all__ = ["Rules", "rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an engine can do to an object that is there.

    renames: kinds it can rename; the others are dropped and added. follows: whether a renamed column
    is renamed in checks, generated columns and index expressions too (MySQL refuses instead).
    rebuilds: whether a table is made anew where it cannot be altered (SQLite). indexes_keys: whether
    a foreign key needs an index of its own side, and gets one when there is none (MySQL).
    indexes_inside: whether indexes are made with their table, since a numbered column needs one.
    under_views: what of a column cannot change under a view that reads it; `gone`: the column itself."""

    renames: frozenset[str] = frozenset(
        {"table", "column", "index", "unique", "check", "foreign_key"}
    )
    follows: bool = True
    rebuilds: bool = False
    indexes_keys: bool = False
    indexes_inside: bool = False
    under_views: frozenset[str] = frozenset({"type", "collate", "gone"})


def rules(data: Mapping[str, object]) -> Rules:
    """Makes the Rules of an engine; what its file does not say is as in PostgreSQL."""
    usual = Rules()
    return Rules(
        renames=frozenset(cast(list[str], data.get("renames", sorted(usual.renames)))),
        follows=data.get("follows", True) is True,
        rebuilds=data.get("rebuilds", False) is True,
        indexes_keys=data.get("indexes_keys", False) is True,
        indexes_inside=data.get("indexes_inside", False) is True,
        under_views=frozenset(cast(list[str], data.get("under_views", sorted(usual.under_views)))),
    )
