"""Expressions and statements in the spelling of an engine.

Takes a tree with its Analysis and a Profile, gives SQL as a database engineer writes it: keywords in
capitals, names bare where they may be, parentheses only where the tree needs them. Short things stay
on one line; a statement has one line a clause."""

from __future__ import annotations

from generator.model import Model
from generator.sql.analysis import Analysis
from generator.sql.printer.queries import Queries
from generator.sql.printer.values import Values
from generator.sql.profile import Profile
from generator.sql.tree import Query, Statement

__all__ = ["printed"]


def printed(
    tree: Statement,
    found: Analysis,
    model: Model,
    profile: Profile,
    *,
    value: bool,
    check: bool = False,
) -> str:
    """Spells a tree without faults. value: it is stored, not tested; it matters where a condition is
    no value (SQL Server). check: it is a CHECK's. Raises Fault (G237) for what the engine cannot say."""
    values = Values(found, model, profile)
    queries = Queries(values)
    values.inline = queries.inline
    if isinstance(tree, Query):
        return queries.statement(tree)
    of = found.types[id(tree)].type
    if value or of is None or of.name != "bool":
        return values.value(tree)
    return values.check(tree) if check else values.condition(tree)
