"""The keys of the language from which nothing is made yet.

Takes the data of a document, gives a diagnostic at each such key. The table of the language reference
is made from REFUSED."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.source import Data, Keys, Place

__all__ = ["REFUSED", "Refused", "refused"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A key that is not supported yet.

    path: the keys to it from the top of the document; `*` is any name or index, `a|b` is either.
    reason: what is missing. value: only this value is refused; empty for every one."""

    kind: str
    path: str
    reason: str
    value: str = ""


_NODE = "entities|links|mixins.*"

REFUSED: tuple[Refused, ...] = (
    Refused("database", f"{_NODE}.audit", "no history of changes is kept"),
    Refused(
        "database",
        f"{_NODE}.tenant.enforce",
        "no policy of the database keeps tenants apart, the repository does",
        "database",
    ),
    Refused(
        "database", f"{_NODE}.fields.*.encrypted.search", "no blind index is made beside the field"
    ),
    Refused("database", f"{_NODE}.fields.*.encrypted.rotate", "keys are not rotated"),
    Refused("database", "entities.*.retention", "no job archives or deletes rows"),
    Refused("database", "entities.*.shard", "rows are kept on one server"),
    Refused("database", "entities.*.cache", "the generated code caches nothing"),
    Refused(
        "database", "entities|links.*.partition.ahead", "partitions are not made ahead of time"
    ),
    Refused("database", "entities|links.*.partition.keep", "partitions are not removed by age"),
    Refused("intent", "*.convert", "values are not converted by a migration"),
    Refused("intent", "*.backfill", "rows that are there are not filled in by a migration"),
)


def refused(kind: str, file: str, data: Data) -> Iterator[Diagnostic]:
    """Gives a diagnostic for each key of a document that is not supported yet."""
    for row in REFUSED:
        if row.kind != kind:
            continue
        for keys, value in _found(data, tuple(row.path.split("."))):
            if row.value in ("", value):
                yield _diagnostic(row, Place(file, keys))


def _diagnostic(row: Refused, at: Place) -> Diagnostic:
    name = f"{at.keys[-1]}: {row.value}" if row.value else str(at.keys[-1])
    return Diagnostic(
        "G130",
        f"`{name}` is not supported yet: {row.reason}",
        at,
        "" if row.value else "leave it out",
        on_key=not row.value,
    )


def _found(data: Data, path: tuple[str, ...], keys: Keys = ()) -> Iterator[tuple[Keys, Data]]:
    """Gives the keys and the value of everything that a path leads to, also through `engines:`."""
    if not path:
        yield keys, data
    elif isinstance(data, dict):
        yield from _found_in_map(data, path, keys)
    elif isinstance(data, list) and path[0] == "*":
        for index, item in enumerate(data):
            yield from _found(item, path[1:], (*keys, index))


def _found_in_map(
    data: dict[str, Data], path: tuple[str, ...], keys: Keys
) -> Iterator[tuple[Keys, Data]]:
    for key in data if path[0] == "*" else path[0].split("|"):
        if key in data:
            yield from _found(data[key], path[1:], (*keys, key))
    engines = data.get("engines")
    if path[0] != "*" and isinstance(engines, dict):
        for engine, node in engines.items():
            yield from _found(node, path, (*keys, "engines", engine))
