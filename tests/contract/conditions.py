"""Rows for which conditions of the specs hold or do not: found by trying what stands in the conditions.

Takes portable expressions and a row of a model's values, gives a row that differs only in the fields
that a condition speaks of. Values are compared as every engine compares them: numbers by size, all
else by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice, product

from generator.model import Check, Entity, Expr, Field, Model, Type, Value
from generator.sql.literals import NUMBERS
from generator.sql.reader import read_expression
from generator.sql.tree import (
    Between,
    Binary,
    Call,
    In,
    IsNull,
    Like,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    children,
)

Values = Mapping[str, Value]
Plain = None | bool | Decimal | str
TRIES = 5000
"""Rows that are tried at most for one condition."""


class UnsolvableError(Exception):
    """No row was found; the text says for what."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must not make false. name: the constraint's, as the database calls it."""

    name: str
    node: Node

    def of(self, row: Values) -> bool | None:
        """Tells whether it holds for a row; None is unknown, which no constraint minds."""
        found = _value(self.node, row)
        return found if isinstance(found, bool) else None


def conditions(model: Model, entity: Entity) -> tuple[Condition, ...]:
    """Gives all conditions on an entity's rows, those of its fields' domains with them."""
    own = [Condition(check.physical, read_expression(check.expr.text)) for check in entity.checks]
    for field in entity.fields:
        own += [Condition(check.physical, node) for check, node in of_domain(model, field)]
    return tuple(own)


def of_domain(model: Model, field: Field) -> Iterator[tuple[Check, Node]]:
    """Gives the checks of a field's domain, said of the field."""
    if field.type.name == "domain":
        domain = next(item for item in model.domains if item.name == field.type.ref)
        for check in domain.checks:
            text = re.sub(r"\bvalue\b", field.name, check.expr.text)
            yield check, read_expression(text)


def condition(where: Expr) -> Condition:
    """Reads the condition of a partial unique."""
    return Condition("", read_expression(where.text))


def found(
    model: Model,
    entity: Entity,
    row: Values,
    wanted: Condition | None = None,
    *,
    holds: bool = True,
) -> dict[str, Value]:
    """Gives the row changed as little as needed, so that it breaks nothing and `wanted` holds; or,
    when that must not hold, so that it breaks `wanted` and nothing else."""
    all_of_it = [item for item in conditions(model, entity) if item != wanted]
    spoken = [*all_of_it, wanted] if wanted is not None else all_of_it
    texts = tuple(text for item in spoken for text in _texts(item.node))
    names: tuple[str, ...] = ()
    near = [item for item in spoken if item.of(row) is False or item is wanted]
    while True:
        before, names = names, tuple(dict.fromkeys(n for item in near for n in _names(item.node)))
        for changed in islice(_changes(model, entity, row, names, texts), TRIES):
            fits = all(item.of(changed) is not False for item in all_of_it)
            if fits and (wanted is None or wanted.of(changed) is holds):
                return changed
        if before == names:
            raise UnsolvableError(f"no row was found for {', '.join(names)}")
        near = [item for item in spoken if set(_names(item.node)) & set(names)]


def _changes(
    model: Model, entity: Entity, row: Values, names: Sequence[str], texts: Sequence[str]
) -> Iterator[dict[str, Value]]:
    """Gives rows that differ in the named fields, those with the fewest changes first."""
    fields = [entity.field(name) for name in names]
    pools = [
        tuple(dict.fromkeys(_candidates(model, entity, each, row, names, texts))) for each in fields
    ]
    places = product(*(range(len(pool)) for pool in pools))
    for place in sorted(islice(places, 20 * TRIES), key=lambda place: sum(map(bool, place))):
        values = (pool[number] for pool, number in zip(pools, place, strict=True))
        yield {**row, **dict(zip(names, values, strict=True))}


def _candidates(
    model: Model,
    entity: Entity,
    field: Field,
    row: Values,
    names: Sequence[str],
    texts: Sequence[str],
) -> Iterator[Value]:
    """Gives what a field may be, what it is now first."""
    now, of = row.get(field.name), base(model, field.type)
    yield now
    if field.nullable and field.generated is None:
        yield None
    kinds = {name: base(model, entity.field(name).type) for name in names}
    yield from (row[n] for n in names if row.get(n) is not None and kinds[n] == of)
    for key in entity.foreign_keys:
        if key.fields == (field.name,):
            yield from (each[key.to[0]] for each in model.entity(key.entity).rows)
            return
    match of.name:
        case "enum":
            item = next(item for item in model.enums if item.name == of.ref)
            yield from (value.name for value in item.values)
        case "bool":
            yield from (True, False)
        case "date":
            yield from ("2029-12-31", "2030-01-02")
        case "time":
            yield from ("06:00:00", "12:00:00", "23:00:00")
        case "timestamp" | "datetime":
            zone = "Z" if of.name == "timestamp" else ""
            yield from (f"{year}-01-01T00:00:00{zone}" for year in (2029, 2031))
        case "string" | "char" | "text":
            words = str(now or "ab")
            yield from (words.upper(), words.lower(), f"{words[:2]} {words[2:4]}", "", *texts)
        case name if name in NUMBERS:
            said = (_plain(text) for text in texts)
            numbers = {Decimal(0), Decimal(1), *(n for n in said if isinstance(n, Decimal))}
            yield from (str(n + step) for n in sorted(numbers) for step in (0, 1, -1))


def base(model: Model, of: Type) -> Type:
    """Gives what a domain is made of, else the type itself."""
    while of.name == "domain":
        of = next(item for item in model.domains if item.name == of.ref).type
    return of


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from _names(child)


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Literal) and node.kind in ("integer", "decimal", "text"):
        yield node.value
    for child in children(node):
        yield from _texts(child)


def _value(node: Node, row: Values) -> Plain:
    """Computes an expression; what is not known here cannot be solved."""
    match node:
        case Literal():
            said = {"null": None, "bool": node.value == "true"}
            return _plain(said.get(node.kind, node.value))
        case Name():
            return _plain(row.get(node.name))
        case Not():
            return _not(_value(node.operand, row))
        case Negative():
            return _calculated("-", Decimal(0), _value(node.operand, row))
        case IsNull():
            return (_value(node.operand, row) is None) is not node.negated
        case Between():
            low = _compared(">=", _value(node.operand, row), _value(node.low, row))
            high = _compared("<=", _value(node.operand, row), _value(node.high, row))
            both = _both(low, high)
            return _not(both) if node.negated else both
        case In() if node.query is None:
            value = _value(node.operand, row)
            same = any(_compared("=", value, _value(item, row)) is True for item in node.items)
            return None if value is None else same is not node.negated
        case Like():
            return _like(node, row)
        case Call(name="lower" | "upper" | "length" as name, args=(argument,)):
            text = _value(argument, row)
            return text if text is None else _called(name, str(text))
        case Binary(op="AND"):
            return _both(_value(node.left, row), _value(node.right, row))
        case Binary(op="OR"):
            left, right = _not(_value(node.left, row)), _not(_value(node.right, row))
            return _not(_both(left, right))
        case Binary(op="+" | "-" | "*" | "||"):
            return _calculated(node.op, _value(node.left, row), _value(node.right, row))
        case Binary():
            return _compared(node.op, _value(node.left, row), _value(node.right, row))
    raise UnsolvableError(f"nothing here computes {type(node).__name__}")


def _plain(value: Value) -> Plain:
    """Gives a value in the form in which it is compared."""
    if value is None or isinstance(value, bool):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _not(value: Plain) -> bool | None:
    return None if value is None else not value


def _both(left: Plain, right: Plain) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _called(name: str, text: str) -> Plain:
    if name == "length":
        return Decimal(len(text))
    return text.lower() if name == "lower" else text.upper()


def _calculated(op: str, left: Plain, right: Plain) -> Plain:
    if left is None or right is None:
        return None
    if op == "||":
        return f"{left}{right}"
    one, other = Decimal(left), Decimal(right)
    return one * other if op == "*" else one + other if op == "+" else one - other


def _compared(op: str, left: Plain, right: Plain) -> bool | None:
    if left is None or right is None:
        return None
    if type(left) is not type(right):
        left, right = str(left), str(right)
    less, same = left < right, left == right  # type: ignore[operator]
    return {"=": same, "<>": not same, "<": less, ">=": not less, "<=": less or same}.get(
        op, not less and not same
    )


def _like(node: Like, row: Values) -> bool | None:
    value, pattern = _value(node.operand, row), _value(node.pattern, row)
    if value is None or pattern is None or node.escape:
        return None
    marks = {"%": ".*", "_": "."}
    regular = "".join(marks.get(sign) or re.escape(sign) for sign in str(pattern))
    return (re.fullmatch(regular, str(value), re.DOTALL) is not None) is not node.negated
