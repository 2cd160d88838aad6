"""Mixins: fields that several entities repeat, word for word.

Takes nodes, gives them with the mixins that they share. What is repeated is worth a mixin when it keeps
the books of a row (when and by whom it was made and changed), or when three fields or more begin
with one word, as those of an address do; `name` and `description` side by side are a coincidence."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from generator.recover.names import unique
from generator.recover.shape.said import Map, Said, node
from generator.source import Data

__all__ = ["mixed"]

TABLES = 3
"""Fewer entities than this repeat a thing by chance; a single field needs ALONE of them."""
ALONE = 5
FIELDS = 3
"""So many fields that begin with one word are a thing, if they keep no books."""
SHAPES = 400
"""More different sets of fields than this are not compared with each other, pair by pair."""

BOOKS = re.compile(
    r"(^|_)(creat|updat|modif|chang|delet|insert|remov|archiv|rev|edit|touch)\w*(_|$)|^last_\w+"
)
BESIDE = re.compile(r"(^|_)(reason|cause|comment|note|message|type|kind|state|status|count)s?(_|$)")
"""What is said of a change and is neither when nor by whom."""
PEOPLE = re.compile(r"(_|ed)by(_|$)|_by_id$|_user|editor|author")
UNSHARED = ("key", "unique", "identity", "generated", "column", "constraint")
"""What is an entity's own."""
Shape = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """Fields that are repeated, as JSON of name and data, and the entities that repeat them."""

    fields: Shape
    users: tuple[str, ...]


def mixed(
    said: Sequence[Said], fixed: Collection[str], allowed: Collection[str]
) -> tuple[Said, ...]:
    """Gives the nodes with the mixins before them. fixed: entities whose columns must keep their
    order; allowed: those that may use a mixin."""
    users = {
        item.name: item
        for item in said
        if item.section in ("entities", "links") and item.name in allowed
    }
    shapes = {name: _shape(item) for name, item in users.items()}
    taken: list[str] = []
    chosen: dict[str, list[str]] = defaultdict(list)
    mixins: list[Said] = []
    while (best := _best(shapes, users, fixed)) is not None:
        fields = _ordered(best, users)
        name = unique(_called(list(fields)), taken)
        taken.append(name)
        schemas = {users[user].schema for user in best.users}
        schema = schemas.pop() if len(schemas) == 1 else ""
        mixins.append(Said(None, schema, "mixins", name, {"fields": fields}))
        for user in best.users:
            chosen[user].append(name)
            shapes[user] = frozenset()
    parts = {item.name: node(item)["fields"] for item in mixins}
    return (*mixins, *(_using(item, chosen, parts) for item in said))


def _shape(item: Said) -> Shape:
    """Gives the fields of an entity that others may have, too."""
    fields = _map(node(item).get("fields"))
    return frozenset(
        json.dumps([name, data])
        for name, data in fields.items()
        if not any(key in _map(data) for key in UNSHARED)
    )


def _best(
    shapes: dict[str, Shape], users: dict[str, Said], fixed: Collection[str]
) -> _Found | None:
    """Gives what saves the most lines."""
    counts = Counter(field for shape in shapes.values() for field in shape)
    often = {field for field, count in counts.items() if count >= TABLES}
    made = []
    for wanted in _candidates({name: shape & often for name, shape in shapes.items()}):
        having = [name for name, shape in shapes.items() if wanted <= shape]
        kept = _in_order(wanted, [users[name] for name in having], fixed)
        if len(kept) >= (ALONE if len(wanted) == 1 else TABLES):
            made.append(_Found(wanted, kept))
    return max(
        made,
        key=lambda one: (
            len(one.fields) * (len(one.users) - 1),
            len(one.fields),
            sorted(one.fields),
        ),
        default=None,
    )


def _candidates(shapes: dict[str, Shape]) -> Iterator[Shape]:
    """Gives the sets of fields that are worth a mixin if enough entities have them."""
    books = {frozenset(filter(_keeps_books, shape)) for shape in shapes.values()}
    ordered = sorted(books, key=lambda shape: (len(shape), sorted(shape)))[:SHAPES]
    common = {one & other for one, other in combinations(ordered, 2)}
    families = {family for shape in set(shapes.values()) for family in _families(shape)}
    yield from sorted((books | common | families) - {frozenset()}, key=sorted)


def _families(shape: Shape) -> Iterator[Shape]:
    words: dict[str, set[str]] = defaultdict(set)
    for field in shape:
        words[_name(field).partition("_")[0]].add(field)
    yield from (frozenset(found) for found in words.values() if len(found) >= FIELDS)


def _in_order(wanted: Shape, having: list[Said], fixed: Collection[str]) -> tuple[str, ...]:
    """Gives the entities that can have the fields as their last ones: those whose columns may move,
    and those where they are the last ones already, in the order that most have."""
    names = {_name(field) for field in wanted}
    orders = {item.name: tuple(n for n in _fields(item) if n in names) for item in having}
    usual = (
        max(Counter(orders.values()).items(), key=lambda one: (one[1], one[0]))[0] if orders else ()
    )
    return tuple(
        item.name
        for item in having
        if (len(_fields(item)) > len(usual) or item.section == "links")
        and (item.name not in fixed or tuple(_fields(item))[-len(usual) :] == usual)
    )


def _ordered(best: _Found, users: dict[str, Said]) -> Map:
    names = {_name(field) for field in best.fields}
    orders = Counter(tuple(n for n in _fields(users[user]) if n in names) for user in best.users)
    usual = max(orders.items(), key=lambda one: (one[1], one[0]))[0]
    return {name: _fields(users[best.users[0]])[name] for name in usual}


def _using(item: Said, chosen: dict[str, list[str]], parts: dict[str, Data]) -> Said:
    """Gives a node that takes its fields from its mixins."""
    if item.name not in chosen or item.section not in ("entities", "links"):
        return item
    data, names = node(item), chosen[item.name]
    gone = {field for name in names for field in _map(parts[name])}
    own: Map = {name: found for name, found in _fields(item).items() if name not in gone}
    head: Map = {key: data[key] for key in ("description", "table") if key in data}
    used: list[Data] = list(names)
    rest = {key: own if key == "fields" else found for key, found in data.items()}
    rest = {
        key: found for key, found in rest.items() if key not in head and (own or key != "fields")
    }
    return replace(item, data={**head, "use": used, **rest})


def _called(names: list[str]) -> str:
    """Names a mixin by what its fields are for.

    >>> _called(["created_at", "updated_at"]), _called(["created_at", "created_by"])
    ('timestamps', 'history')
    >>> _called(["createdby", "creationdate"])
    'history'
    >>> _called(["last_update"]), _called(["address_city", "address_street", "address_zip"])
    ('last_update', 'address')"""
    if len(names) == 1:
        return names[0]
    if all(BOOKS.search(name) for name in names):
        by = [bool(PEOPLE.search(name)) for name in names]
        return "authors" if all(by) else "history" if any(by) else "timestamps"
    return names[0].partition("_")[0]


def _keeps_books(field: str) -> bool:
    name = _name(field)
    return BOOKS.search(name) is not None and BESIDE.search(name) is None


def _name(field: str) -> str:
    return str(json.loads(field)[0])


def _fields(item: Said) -> Map:
    return _map(node(item).get("fields"))


def _map(data: Data) -> Map:
    return data if isinstance(data, dict) else {}
