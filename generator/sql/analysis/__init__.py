"""What the names, types and parameters of an expression are, and what is wrong with it.

Takes a tree, its owner and the model, gives an Analysis: faults at their characters, and beside each
node what `printer` must know to spell it. Nodes are looked up by identity, since two equal nodes can
mean different things in two scopes."""

from __future__ import annotations

from generator.model import Model
from generator.sql.analysis.found import Analysis, Purpose, Typed
from generator.sql.analysis.queries import Queries
from generator.sql.analysis.values import Values
from generator.sql.scope import Owner, owner_scope
from generator.sql.tree import Query, Statement

__all__ = ["Analysis", "Purpose", "Typed", "analyse"]


def analyse(tree: Statement, owner: Owner, model: Model, purpose: Purpose) -> Analysis:
    """Finds out all about a tree."""
    values = Values(model, purpose)
    queries = Queries(values)
    values.query = queries.inner
    scope = owner_scope(owner, model)
    if isinstance(tree, Query):
        values.found.outputs = queries.query(tree, scope)
    elif purpose.condition:
        values.condition(tree, scope)
    else:
        values.typed(tree, scope)
    if not values.found.faults:  # what a parameter meets may be what is wrong
        _untold(values)
    return values.found


def _untold(values: Values) -> None:
    """Tells which parameters nothing gives a type to."""
    for name, of in values.found.parameters.items():
        if of is None:
            message, hint = f"nothing tells the type of `:{name}`", f"write `CAST(:{name} AS …)`"
            values.fault(values.found.places[name], "G236", message, hint)
