"""What an engine keeps in one way, however it was said: bounds, names, actions, comments.

Takes a catalog made from specs, gives its objects in the words in which the reader reports them. This
is about facts; how texts are spelled is `normalise`'s business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from generator.catalog import (
    Catalog,
    Check,
    Column,
    Extension,
    ForeignKey,
    Identity,
    Index,
    Key,
    Object,
    PrimaryKey,
    Role,
    Sequence,
    Table,
    Trigger,
    Unique,
    View,
    catalog,
)

__all__ = ["kept"]

_EVERYWHERE = frozenset({Extension(name="plpgsql").id})
_TOPS = MappingProxyType({"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1})


def kept(expected: Catalog) -> Catalog:
    """Gives a catalog as its engine keeps it; nothing is left out."""
    return catalog(expected.engine, expected.version, _objects(expected))


def _objects(expected: Catalog) -> Iterator[Object]:
    collations = {
        item.name: item.options.get("collate", "") for item in expected if isinstance(item, Table)
    }
    for item in expected:
        match expected.engine:
            case "postgresql":
                if item.id not in _EVERYWHERE:
                    yield _bounded(item)
            case "sqlite":
                yield _counted(item)
            case "mssql":
                yield item
            case _:
                yield _mysql(expected.engine, _counted(item), collations)


def _bounded(item: Object) -> Object:
    """PostgreSQL keeps the bounds that it uses for sequences and identities."""
    if isinstance(item, Sequence):
        top = _TOPS.get(item.type or "bigint", _TOPS["bigint"])
        low, high = _bounds(item.increment, item.minimum, item.maximum, top)
        return replace(item, type=item.type or "bigint", minimum=low, maximum=high)
    if isinstance(item, Column) and item.identity is not None:
        top = _TOPS.get(item.type, _TOPS["bigint"])
        identity = item.identity
        low, high = _bounds(identity.increment, identity.minimum, identity.maximum, top)
        return replace(item, identity=replace(identity, minimum=low, maximum=high))
    return item


def _bounds(step: int, minimum: int | None, maximum: int | None, top: int) -> tuple[int, int]:
    rising = step > 0
    low = minimum if minimum is not None else (1 if rising else -top - 1)
    high = maximum if maximum is not None else (top if rising else -1)
    return low, high


def _counted(item: Object) -> Object:
    """MySQL and SQLite know only that a column counts; where it stands depends on the rows."""
    if isinstance(item, Column) and item.identity is not None:
        return replace(item, identity=Identity(mode="by_default"))
    return item


def _column(item: Column, of_table: str) -> Column:
    """A collation says its character set; the table's own collation need not be said. Types are in
    small letters, but for the values of an enum."""
    charset, usual = item.collate.partition("_")[0], of_table.partition("_")[0]
    other = {"charset": charset} if charset and charset != usual else {}
    collate = "" if item.collate == of_table else item.collate
    kind = item.type if "'" in item.type else item.type.lower()
    return replace(item, type=kind, collate=collate, options={**other, **item.options})


def _mysql(engine: str, item: Object, collations: Mapping[str, str]) -> Object:
    if isinstance(item, View | Trigger | Check | Role | ForeignKey):
        item = replace(item, comment="")  # there is no place for one
    match item:
        case PrimaryKey():
            return replace(item, name="")
        case Sequence():
            return replace(item, type="bigint")  # MariaDB counts in nothing else
        case Column():
            return _column(item, collations.get(item.table, ""))
        case ForeignKey() if engine == "mariadb":
            actions = (item.on_delete, item.on_update)
            delete, update = ("NO ACTION" if text == "RESTRICT" else text for text in actions)
            return replace(item, on_delete=delete, on_update=update)
        case Index() if item.unique and not item.method and not item.options:
            columns = tuple(key.column for key in item.keys)
            if all(key == Key(column=key.column) and key.column for key in item.keys):
                return Unique(
                    table=item.table, name=item.name, columns=columns, comment=item.comment,
                    node=item.node, was=item.was, at=item.at,
                )  # fmt: skip
            return item
        case _:
            return item
