"""Portable and native expressions: checked against the model, spelled for an engine.

Takes an Expr with its owner and the model; gives diagnostics, the engine's SQL with physical names,
or what other stages ask of it: which fields it uses, its parts joined by AND. Expressions are read
once each, by text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from generator.diagnostics import Diagnostic
from generator.model import Expr, Model, NamedType, Sequence, Type, View
from generator.sql.analysis import Analysis, Purpose, analyse
from generator.sql.functions import functions, spelling
from generator.sql.printer import printed
from generator.sql.profile import Profile, quote
from generator.sql.reader import read_expression
from generator.sql.scope import Changing, Owner, Passed, Value, base_type
from generator.sql.statements import read_statement
from generator.sql.tokens import Fault
from generator.sql.tree import Name, Node, Query, Statement, children, conjuncts
from generator.sql.types import sql_type
from generator.sql.visible import NAMED, TENANT, beyond, visible

__all__ = [
    "ANY",
    "CHECK",
    "DEFAULT",
    "FILTER",
    "GENERATED",
    "INDEX",
    "POLICY",
    "STATEMENT",
    "WHERE",
    "Changing",
    "Fault",
    "Owner",
    "Passed",
    "Purpose",
    "Value",
    "check",
    "columns_of",
    "conjuncts",
    "default_function",
    "examine",
    "read",
    "spell",
    "unowned",
]

CHECK = Purpose("a check", fixed=True, condition=True)
GENERATED = Purpose("a generated column", fixed=True)
INDEX = Purpose("an index", fixed=True)
FILTER = Purpose("the condition of an index", fixed=True, condition=True)
POLICY = Purpose("a policy", policy=True, condition=True)
DEFAULT = Purpose("a default")
WHERE = Purpose("a condition", condition=True)
STATEMENT = Purpose("statement")
ANY = Purpose("an expression", policy=True)

REFERENCE = re.compile(r"\{\{(?:(?P<brackets>\{\{)|\s*([^\s{}.]+)(?:\.([^\s{}.]+))?\s*\}\})")
"""What native text names of the specs; `{{{{` is `{{` itself."""


def read(expr: Expr, owner: Owner = None) -> Statement:
    """Reads a portable expression, or a whole statement where it has no owner; raises Fault."""
    text = expr.text
    whole = owner is None and text.lstrip("( \n\t").lower().startswith(("select", "with"))
    return read_statement(text) if whole else read_expression(text)


def spell(
    expr: Expr,
    owner: Owner,
    model: Model,
    profile: Profile,
    *,
    value: bool = False,
    check: bool = False,
    owned: bool = False,
) -> str:
    """Spells an expression for an engine, without closing semicolon.

    owner: whose fields it speaks of: an Entity, a View, a Value (a domain's check), a Changing row (a
    trigger's condition), a Passed row (a predicate function's), or None for a statement. Parameters
    stay `:name`; a parameter that holds a list stands without parentheses, `id IN :ids`. value: it is
    stored, so SQL Server needs a bit where it is true or false (a generated column, a key of an
    index); without an owner it always is. check: it is a CHECK's, which MySQL wants as a condition.
    owned: a statement sees, of rows that belong to tenants, those of `:tenant` alone.
    Raises Fault for what `check` would have told."""
    if expr.native:
        return _native(expr.text, model, profile)
    tree = read(expr, owner)
    found = _understood(tree, owner, model)
    if isinstance(tree, Query):
        tree = visible(tree, found, model, owned=owned)
        found = _understood(tree, owner, model)
    value = value or owner is None
    return printed(tree, found, model, profile, value=value, check=check)


def _understood(tree: Statement, owner: Owner, model: Model) -> Analysis:
    found = analyse(tree, owner, model, STATEMENT if isinstance(tree, Query) else ANY)
    if found.faults:
        raise found.faults[0]
    return found


def unowned(expr: Expr, model: Model) -> tuple[Diagnostic, ...]:
    """Finds what of a statement cannot be kept to the rows of one tenant (G239)."""
    if expr.native:
        if re.search(rf"(?<![:\w]):{TENANT}\b", expr.text):
            return ()
        message = "SQL of an engine is not kept to the rows of one tenant by itself"
        return (Diagnostic("G239", message, expr.at, NAMED),)
    try:
        tree = read(expr)
    except Fault:
        return ()
    if not isinstance(tree, Query):
        return ()
    found = analyse(tree, None, model, STATEMENT)
    return tuple(_diagnostic(fault, expr) for fault in beyond(tree, found, model))


def check(
    expr: Expr, owner: Owner, model: Model, purpose: Purpose, profile: Profile | None = None
) -> tuple[Diagnostic, ...]:
    """Finds what is wrong with an expression; with a profile, also what its engine cannot say.

    Codes: G230 to G238. Native text is only looked through for references that lead nowhere."""
    if expr.native:
        return tuple(_diagnostic(fault, expr) for fault in _dangling(expr.text, model))
    return examine(expr, owner, model, purpose, profile)[1]


def examine(
    expr: Expr, owner: Owner, model: Model, purpose: Purpose, profile: Profile | None = None
) -> tuple[Analysis, tuple[Diagnostic, ...]]:
    """Checks a portable expression and gives what was found out about it, empty if it is unreadable."""
    try:
        tree = read(expr, owner)
    except Fault as fault:
        return Analysis(), (_diagnostic(fault, expr),)
    found = analyse(tree, owner, model, purpose)
    faults = list(found.faults)
    if profile is not None and not faults:
        try:
            printed(tree, found, model, profile, value=not purpose.condition)
        except Fault as fault:
            faults.append(fault)
    return found, tuple(_diagnostic(fault, expr) for fault in faults)


def _diagnostic(fault: Fault, expr: Expr) -> Diagnostic:
    length = max(fault.end - fault.start, 1)
    return Diagnostic(
        fault.code, fault.message, expr.at, fault.hint, offset=fault.start, length=length
    )


def columns_of(expr: Expr) -> tuple[str, ...]:
    """Gives the fields that a portable expression of one row uses, in order of first use.

    A text that cannot be read, or is native, has none."""
    try:
        return tuple(dict.fromkeys(_names(read_expression(expr.text)))) if not expr.native else ()
    except Fault:
        return ()


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from _names(child)


def default_function(name: str, of: Type, profile: Profile, model: Model) -> str:
    """Spells a logical function as the default of a field of a type: `now`, `uuid`, `uuid7`.

    Gives "" where the engine has no spelling of it."""
    wanted = (base_type(of, model) or of).name
    overloads = functions()[name].overloads
    chosen = next((each for each in overloads if each.gives == wanted), overloads[0])
    return spelling(chosen, profile).replace("{T}", sql_type(of, profile, model).text)


def _native(text: str, model: Model, profile: Profile) -> str:
    return REFERENCE.sub(lambda found: _physical(found, model, profile), text)


def _physical(found: re.Match[str], model: Model, profile: Profile) -> str:
    name, field = found[2], found[3]
    if found["brackets"]:
        return found["brackets"]
    for entity in model.entities:
        if entity.name == name:
            if not field:
                return profile.table(entity.schema, entity.table)
            return quote(entity.field(field).column, profile)
    for item in _named(model):
        if item.name == name and not field:
            return profile.table(item.schema, item.physical)
    return found[0]


def _named(model: Model) -> Iterator[View | Sequence | NamedType]:
    """Goes over what native text may name besides entities."""
    yield from model.views
    yield from model.sequences
    yield from model.enums
    yield from model.domains
    yield from model.composites


def _dangling(text: str, model: Model) -> Iterator[Fault]:
    """Finds references to what is not in the model."""
    others = {item.name for item in _named(model)}
    entities = {entity.name: entity for entity in model.entities}
    for found in REFERENCE.finditer(text):
        name, field = found[2], found[3]
        if found["brackets"]:
            continue
        entity = entities.get(name)
        if entity is None and (field or name not in others):
            known = [*entities, *others]
            yield _missing(f"unknown entity `{name}`", name, known, found.start(2), found.end(2))
        elif entity is not None and field and field not in [each.name for each in entity.fields]:
            known = [each.name for each in entity.fields]
            message = f"`{name}` has no field `{field}`"
            yield _missing(message, field, known, found.start(3), found.end(3))


def _missing(message: str, name: str, known: list[str], start: int, end: int) -> Fault:
    close = get_close_matches(name, known, n=1)
    return Fault(message, start, end, f"did you mean `{close[0]}`?" if close else "", "G231")
