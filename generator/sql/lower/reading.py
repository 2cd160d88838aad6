"""What lowering asks of an expression before it is written: fields, type, shape, tables."""

from __future__ import annotations

import re

from generator.model import Entity, Expr, Model, Type
from generator.sql.analysis import analyse
from generator.sql.expressions import INDEX, STATEMENT, columns_of, conjuncts, read
from generator.sql.scope import base_type
from generator.sql.tree import Binary, In, IsNull, Literal, Name, Node

__all__ = ["fields", "is_filter", "tables", "type_of"]

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


def fields(expr: Expr, entity: Entity) -> frozenset[str]:
    """Gives the fields that an expression uses; of native text, those whose columns it names."""
    if not expr.native:
        return frozenset(columns_of(expr))
    words = set(re.findall(r"\w+", expr.text))
    return frozenset(field.name for field in entity.fields if field.column in words)


def type_of(expr: Expr, entity: Entity, model: Model) -> Type | None:
    """Gives the type that an expression has, None when it is not known.

    A text made of fields with a length is as long as these together."""
    if expr.native:
        return None
    tree = read(expr, entity)
    found = analyse(tree, entity, model, INDEX).types[id(tree)].type
    if found is None or found.name != "text":
        return found
    used = fields(expr, entity)  # more than is known of a view that does not say what it shows
    known = [field for field in entity.fields if field.name in used]
    lengths = [_length(field.type, model) for field in known] if len(known) == len(used) else []
    return Type("string", (sum(lengths),)) if lengths and all(lengths) else found


def _length(kind: Type, model: Model) -> int:
    """Gives the length that a text type says, 0 for none."""
    base = base_type(kind, model) or kind
    return base.args[0] if base.name in ("string", "char") and base.args else 0


def tables(expr: Expr, model: Model) -> tuple[str, ...]:
    """Gives the entities and views that a portable statement reads."""
    if expr.native:
        return ()
    return tuple(analyse(read(expr), None, model, STATEMENT).needs)


def is_filter(where: Expr) -> bool:
    """Whether a condition is comparisons of columns with constants, joined by AND: all that SQL
    Server takes in a filtered index. Native text is the writer's business."""
    if where.native:
        return True
    tree = read(where, Entity(name="", table="", spec=""))
    assert not hasattr(tree, "select"), "a condition is no statement"
    return all(_is_simple(part) for part in conjuncts(tree))  # type: ignore[arg-type]


def _is_simple(node: Node) -> bool:
    match node:
        case Binary(op=op, left=Name(), right=Literal()) if op in COMPARISONS:
            return True
        case Name() | IsNull(operand=Name()):
            return True
        case In(operand=Name(), negated=False, items=items):
            return all(isinstance(item, Literal) for item in items)
        case _:
            return False
