"""The indexes that access patterns demand.

Takes an entity with its queries, gives an index for each query that no key, unique or index serves
yet: the fields that are compared with one value, then those it is ordered by, or the one it ranges
over. What the query fixes for good (a constant, a mark of deletion) becomes the index's condition.

A unique that an engine holds by expressions, such as a partial one on MySQL, finds no rows there: no
query has these expressions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from generator.model import Entity, Expr, Index, IndexKey, PrimaryKey, Query, Unique
from generator.naming import FIXED, Limit, Scheme
from generator.sql.expressions import conjuncts
from generator.sql.reader import read_expression
from generator.sql.tokens import Fault
from generator.sql.tree import Binary, In, IsNull, Like, Literal, Name, Node, Not

__all__ = ["demanded", "is_settled", "serving"]

RANGES = ("<", "<=", ">", ">=")
Keys = tuple[tuple[str, bool], ...]  # field, descending


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a query wants of an index. equal: fields compared with one value; a list of values counts
    where no order is asked for, which such an index would not give. ranged: fields compared with a
    bound; fixed: conditions without parameters, by their texts; like: what is matched with LIKE."""

    equal: tuple[str, ...]
    order: Keys
    ranged: tuple[str, ...]
    fixed: tuple[str, ...]
    like: tuple[Node, ...] = ()

    @property
    def keys(self) -> Keys:
        """The keys of the index made for it."""
        order = tuple(key for key in self.order if key[0] not in self.equal)
        rest = order or tuple((name, False) for name in self.ranged[:1])
        return (*((name, False) for name in self.equal), *rest)


def demanded(
    entity: Entity,
    limits: Sequence[Limit] = (),
    scheme: Scheme = FIXED,
    lacking: Collection[str] = (),
) -> tuple[Index, ...]:
    """Gives the indexes to add, in the order of the queries; none serves what another one does.

    lacking: the features that the engine only has stand-ins for."""
    entity = _searched(entity, lacking)
    wishes = [(query, _wish(entity, query)) for query in entity.queries]
    made: dict[str, Index] = {}
    for query, wish in sorted(wishes, key=lambda pair: -len(pair[1].keys) if pair[1] else 0):
        if wish is None or not wish.keys or query.slow:
            continue
        richer = replace(entity, indexes=(*entity.indexes, *made.values()))
        if not _served(richer, wish):
            made[query.name] = _index(entity, query, wish, limits, scheme)
    return tuple(made[query.name] for query in entity.queries if query.name in made)


def serving(entity: Entity, query: Query) -> str:
    """Names what finds the rows of a query: `key`, `unique.email`, `indexes.newest`; "" for nothing."""
    wish = _wish(entity, query)
    return _served(entity, wish) if wish is not None else ""


def is_settled(entity: Entity, query: Query) -> bool:
    """Whether no two rows of a query are equal in its order; True where that cannot be read."""
    wish = _wish(entity, query)
    if wish is None:
        return True
    told = {*wish.equal, *(name for name, _ in query.order)}
    found = [entity.key.fields] if entity.key is not None else []
    found += [each.fields for each in entity.uniques if _implied(each.where, wish)]
    return any(
        told.issuperset(names) and not any(entity.field(name).nullable for name in names)
        for names in found
        if names
    )


def _searched(entity: Entity, lacking: Collection[str]) -> Entity:
    """Gives an entity without what is held by expressions."""
    return replace(
        entity,
        uniques=tuple(each for each in entity.uniques if not _is_spelt(entity, each, lacking)),
        indexes=tuple(
            each
            for each in entity.indexes
            if not (each.unique and _is_spelt(entity, each, lacking))
        ),
    )


def _is_spelt(entity: Entity, item: Unique | Index, lacking: Collection[str]) -> bool:
    """Whether an engine that lacks features holds a unique by expressions instead of its columns."""
    if item.where is not None and "partial_unique" in lacking:
        return True
    if isinstance(item, Unique):
        names: tuple[str, ...] = item.fields
    else:
        names = tuple(key.field for key in item.keys if key.field)
    nullable = any(entity.field(name).nullable for name in names)
    return nullable and item.nulls == "not_distinct" and "nulls_not_distinct" in lacking


def _wish(entity: Entity, query: Query) -> _Wish | None:
    """Reads what a query asks for; None for a whole statement, native text or one that is wrong."""
    if query.sql is not None or (query.where is not None and query.where.native):
        return None
    try:
        parts = conjuncts(read_expression(query.where.text)) if query.where is not None else ()
    except Fault:
        return None
    text = query.where.text if query.where is not None else ""
    names = {field.name for field in entity.fields}
    equal = [name for part in parts if (name := _equal(part, lists=not query.order)) in names]
    if entity.tenant and entity.tenant not in equal:
        equal.insert(0, entity.tenant)
    ranged = [name for part in parts if (name := _ranged(part)) in names]
    fixed = [spelled for part in parts if (spelled := _fixed(part, text))]
    if entity.soft_delete and not query.deleted:
        fixed.append(f"{entity.soft_delete} IS NULL")
    return _Wish(
        equal=tuple(dict.fromkeys(equal)),
        order=query.order,
        ranged=tuple(ranged),
        fixed=tuple(dict.fromkeys(fixed)),
        like=tuple(part.operand for part in parts if isinstance(part, Like) and not part.negated),
    )


def _equal(part: Node, *, lists: bool) -> str:
    """Gives the field that is compared with a parameter; "" for another kind of condition."""
    if isinstance(part, In) and not part.negated and isinstance(part.operand, Name):
        return part.operand.name if lists and part.query is None else ""
    if isinstance(part, Binary) and part.op == "=":
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(one, Name) and not isinstance(other, (Name, Literal)):
                return one.name
    return ""


def _ranged(part: Node) -> str:
    if isinstance(part, Binary) and part.op in RANGES:
        return next((side.name for side in (part.left, part.right) if isinstance(side, Name)), "")
    return ""


def _fixed(part: Node, text: str) -> str:
    """Spells a condition of one field that has no parameter; "" for any other."""
    match part:
        case Name():
            return part.name
        case Not(operand=Name(name=name)):
            return f"NOT {name}"
        case IsNull(operand=Name(name=name)):
            return f"{name} IS {'NOT ' if part.negated else ''}NULL"
        case Binary(op="=" | "<>", left=Name(name=name), right=Literal() as constant):
            return f"{name} {part.op} {text[constant.start : constant.end]}"
    return ""


def _served(entity: Entity, wish: _Wish) -> str:
    """Names what serves a wish, "" for nothing. A unique whose fields are all given finds the row."""
    given = set(wish.equal)
    if entity.key is not None and set(entity.key.fields) <= given:
        return "key"
    for unique in entity.uniques:
        if set(unique.fields) <= given and _implied(unique.where, wish):
            return f"unique.{unique.name}"
    for index in entity.indexes:
        if index.method in ("", "btree") and _implied(index.where, wish) and _matches(index, wish):
            return f"indexes.{index.name}"
    if entity.key is not None and _fits(_ordered(entity.key), wish):
        return "key"
    for unique in entity.uniques:
        if _fits(_ordered(unique), wish) and _implied(unique.where, wish):
            return f"unique.{unique.name}"
    for index in entity.indexes:
        if index.method == "hash" and index.keys[0].field in given and not wish.order:
            return f"indexes.{index.name}"
        if index.method in ("", "btree") and _implied(index.where, wish):
            keys = tuple((key.field, key.desc) for key in index.keys)
            if _fits(keys, wish):
                return f"indexes.{index.name}"
    return ""


def _ordered(item: PrimaryKey | Unique) -> Keys:
    """Gives the fields in whose order a key has its rows: up to one of which it has the beginning."""
    said = {part.field: part for part in item.parts}
    cut = [name for name in item.fields if name in said and said[name].length]
    kept = item.fields[: item.fields.index(cut[0])] if cut else item.fields
    return tuple((name, name in said and said[name].desc) for name in kept)


def _fits(keys: Keys, wish: _Wish) -> bool:
    """Whether an index finds the equal fields first and then gives the order, or its reverse."""
    count = len(wish.equal)
    if {name for name, _ in keys[:count]} != set(wish.equal):
        return False
    wanted = wish.keys[count:]
    found = keys[count : count + len(wanted)]
    if not wish.order:
        return [name for name, _ in found] == [name for name, _ in wanted]
    return found in (wanted, tuple((name, not desc) for name, desc in wanted))


def _matches(index: Index, wish: _Wish) -> bool:
    """Whether an index begins with what the query matches with LIKE, a field or an expression."""
    first = index.keys[0]
    if first.expr is None:
        return Name(first.field) in wish.like
    try:
        return not first.expr.native and read_expression(first.expr.text) in wish.like
    except Fault:
        return False


def _implied(where: Expr | None, wish: _Wish) -> bool:
    """Whether every row that the query wants is in an index of this condition."""
    if where is None:
        return True
    if where.native:
        return False
    try:
        parts = conjuncts(read_expression(where.text))
    except Fault:
        return False
    return all(_fixed(part, where.text) in wish.fixed for part in parts)


def _index(
    entity: Entity, query: Query, wish: _Wish, limits: Sequence[Limit], scheme: Scheme
) -> Index:
    taken = {index.name for index in entity.indexes}
    name = f"{query.name}_query" if query.name in taken else query.name
    columns = [entity.field(key).column for key, _ in wish.keys]
    return Index(
        name=name,
        physical=scheme.name("ix", entity.table, name, columns=columns, limits=limits),
        keys=tuple(IndexKey(field=name, desc=desc) for name, desc in wish.keys),
        where=Expr(" AND ".join(wish.fixed), at=query.at) if wish.fixed else None,
        query=query.name,
        only=query.only,
        at=query.at,
    )
