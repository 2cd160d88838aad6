"""Notes: what was recognised, and what could be said by a person who knows that it is meant.

Takes shaped nodes, gives lines for the report. What changes the database or what the generated code does
is offered in words only: a guess must not decide who sees which rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from generator.naming import plural
from generator.recover.shape.deletion import marker
from generator.recover.shape.said import Map, Said, node
from generator.source import Data

__all__ = ["notes"]

SHOWN = 4
TENANTS = re.compile(
    r"(tenant|org|organi[sz]ation|account|company|workspace|team|customer|client|shop|site)(_?id)?"
)
OWNED = 0.5
"""The share of all entities that must have the field of a tenant."""
BY = re.compile(r"(creat|updat|modif|chang|delet|insert)\w*_by(_id)?")
TABLES = ("entities", "links")


def notes(said: Sequence[Said]) -> tuple[str, ...]:
    """Gives what was recognised, then what is offered."""
    return (*_recognised(said), *(f"could be said: {text}" for text in _offered(said)))


def _recognised(said: Sequence[Said]) -> Iterator[str]:
    homes = {item.home for item in said if item.section in TABLES}
    if len(homes) > 1:
        yield f"{len(homes)} domains, by foreign keys and names"
    for item in said:
        if item.section == "mixins":
            users = [one.name for one in _tables(said) if item.name in _list(node(one).get("use"))]
            fields = ", ".join(_map(node(item).get("fields")))
            yield f"mixin `{item.name}` ({fields}) in {_count(users)}"
    links = [item.name for item in said if item.section == "links"]
    if links:
        yield f"{len(links)} {plural('link') if len(links) > 1 else 'link'}: {_some(links)}"
    deleted = [item.name for item in _tables(said) if "soft_delete" in node(item)]
    if deleted:
        yield f"`soft_delete` of {_some(deleted)}"


def _offered(said: Sequence[Said]) -> Iterator[str]:
    marked: dict[str, list[str]] = defaultdict(list)
    for item in _tables(said):
        field = marker(item, said)
        if field and "soft_delete" not in node(item):
            marked[field].append(item.name)
    for field, names in sorted(marked.items()):
        why = "uniques would then count living rows only"
        yield f"`soft_delete: {{field: {field}}}` on {_some(names)}; {why}"
    yield from _tenants(said)
    books = [item.name for item in _tables(said) if any(map(BY.fullmatch, _names(item, said)))]
    if books:
        why = "who made and changed a row is kept; `audit:` is not supported yet"
        yield f"`audit:` on {_some(books)}; {why}"


def _tenants(said: Sequence[Said]) -> Iterator[str]:
    """Gives the field by which most entities belong to a row of one of them."""
    owned: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in _tables(said):
        for name, field in _fields(item, said).items():
            ref = str(_map(field).get("ref", "?"))
            if TENANTS.fullmatch(name) and not ref.endswith("?"):
                owned[name, ref].append(item.name)
    count = sum(1 for _ in _tables(said))
    for (name, ref), names in sorted(owned.items()):
        if len(names) >= max(3, OWNED * (count - 1)):
            why = f"every row of theirs belongs to one {ref}"
            yield f"`tenant: {name}` on {_count(names)}; {why}"


def _tables(said: Sequence[Said]) -> Iterator[Said]:
    yield from (item for item in said if item.section in TABLES)


def _fields(item: Said, said: Sequence[Said]) -> Map:
    """Gives the fields of an entity with those of its mixins."""
    used = _list(node(item).get("use"))
    mixins = [one for one in said if one.section == "mixins" and one.name in used]
    made: Map = {}
    for owner in (item, *mixins):
        made |= _map(node(owner).get("fields"))
    return made


def _names(item: Said, said: Sequence[Said]) -> list[str]:
    return list(_fields(item, said))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(islice(names, SHOWN))
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} entities" if len(names) != 1 else "1 entity"


def _map(data: Data) -> Map:
    return data if isinstance(data, dict) else {}


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []
