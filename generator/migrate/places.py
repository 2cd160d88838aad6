"""Where in a plan an operation stands: its phase and its step.

Takes an operation and what stands around it, gives (phase, slug) as `plan.ORDER` lists them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from generator import catalog as cat
from generator.catalog import MATERIALS, Catalog, Function, Id, Index, Table, Verbatim
from generator.migrate.ops import Add, Alter, Drop, Move, Op, Rebuild, Rename
from generator.migrate.parts import Part

__all__ = ["needed_by_tables", "place"]

SLUGS = {
    "schema": "schemas",
    "extension": "schemas",
    "role": "roles",
    "enum": "types",
    "domain": "types",
    "composite": "types",
    "sequence": "sequences",
    "table": "tables",
    "column": "columns",
    "primary_key": "constraints",
    "unique": "constraints",
    "check": "constraints",
    "exclusion": "constraints",
    "foreign_key": "foreign_keys",
    "index": "indexes",
    "index_use": "indexes",
    "view": "views",
    "function": "functions",
    "trigger": "triggers",
    "policy": "policies",
    "security_policy": "policies",
    "grant": "grants",
    "row": "rows",
    "verbatim": "verbatim",
}
KEPT_TO_THE_END = frozenset(
    {"table", "column", "sequence", "enum", "domain", "composite", "role", "schema", "extension"}
)
KEPT = {"table": "tables", "foreign table": "tables", "view": "views", "function": "functions"}
"""The step of what is kept word for word, by what its name begins with."""


def needed_by_tables(catalog: Catalog) -> frozenset[Id]:
    """Gives the functions and verbatim statements that must be there before tables, as what columns
    are made of or as what values and conditions call."""
    kinds = (Table, cat.Column, cat.EnumType, cat.DomainType, cat.CompositeType)
    stack = [need for item in catalog if isinstance(item, kinds) for need in _needs(item)]
    stack += [
        need
        for item in catalog.of(Verbatim)
        if isinstance(item, Verbatim) and _kept(item) == "tables"
        for need in item.needs
    ]
    found: set[Id] = set()
    while stack:
        item = catalog.objects.get(stack.pop())
        if isinstance(item, Function | Verbatim) and item.id not in found:
            found.add(item.id)
            stack.extend(item.needs)
    return frozenset(found)


def _needs(item: cat.Object) -> tuple[Id, ...]:
    found: tuple[Id, ...] = getattr(item, "needs", ())
    return found


def _kept(item: Verbatim) -> str:
    """Gives the step of a verbatim statement that makes what others are made of, "" for another."""
    if item.name.startswith(tuple(f"{made} " for made in MATERIALS)):
        return "tables"
    return next((slug for made, slug in KEPT.items() if item.name.startswith(f"{made} ")), "")


def place(
    op: Op, parts: Sequence[Part], views: Collection[tuple[str, ...]], needed: Collection[Id]
) -> tuple[str, str]:
    """Gives the phase and the step of an operation. views: (schema, name) of every view; needed: what
    tables need, which is made before them and dropped after."""
    match op:
        case Add(Function() | Verbatim() as item) if item.id in needed:
            return "change", "tables"
        case Drop(Function() as item) if item.id in needed:
            return "contract", "functions"
        case Add(Verbatim() as item) if rank := _kept(item):
            return ("change" if rank == "tables" else "finish"), rank
        case Drop(Verbatim() as item):
            rank = "tables" if item.id in needed else _kept(item)
            return ("contract" if rank == "tables" else "prepare"), rank or "verbatim"
        case Add(Index() as item) if item.id[1:3] in views:
            return "finish", "views"
        case Add(
            cat.Sequence(owned_by=(_, *_))
        ):  # made before its table, and given to it afterwards
            return "change", "tables"
        case Rename():
            return "change", "names"
        case Rebuild():
            return "change", "rebuild"
        case Move():
            return "change", "values"
        case Drop(cat.Row()):  # after rows that refer to it have moved
            return "finish", "rows"
        case Add(item) | Alter(_, item, _):
            slug = SLUGS[item.kind]
            early = slug in ("schemas", "roles", "types", "sequences", "tables", "columns")
            return ("change" if early else "finish"), slug
        case Drop(item):
            slug = SLUGS[item.kind]
            if slug == "grants":
                return "prepare", "policies"
            comes_back = any(isinstance(p.op, Add) and p.op.item.id == item.id for p in parts)
            late = item.kind in KEPT_TO_THE_END and not comes_back
            return ("contract" if late else "prepare"), slug
    raise AssertionError(op)
