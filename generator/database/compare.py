"""Compares two catalogs object by object.

Takes what should stand in a database and what does, gives the differences, each with the object, the
attribute and the place in the specs. Both catalogs must speak the engine's own spelling: two readings
do, and what was made from specs does after `normalise`. SQLite has no spelling: it gets one here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from types import MappingProxyType

from generator.catalog import (
    Catalog,
    Function,
    Grant,
    Id,
    Object,
    Role,
    Row,
    Trigger,
    Verbatim,
    View,
    catalog,
)
from generator.catalog.heads import without_unsaid

__all__ = ["Difference", "asked", "compare"]

ADMINISTERED = ("setting ",)
"""What administrators set on a server, too: it is looked at where the specs speak of it."""
Unknown = Collection[tuple[Id, str]]
Programs = Function | Trigger | View | Verbatim


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. attribute: "" when the whole object is missing (found "") or was not expected
    (expected ""). unknown: the texts differ, and the engine could not say whether they mean the same.
    node: the logical path in the specs, "" for what nobody wrote."""

    id: Id
    attribute: str
    expected: str
    found: str
    node: str = ""
    unknown: bool = False

    def __str__(self) -> str:
        """One sentence for people, the object first."""
        thing = f"{self.id.kind.replace('_', ' ')} `{_name(self.id)}`"
        place = f" ({self.node})" if self.node else ""
        if not self.attribute and self.unknown:
            return f"{thing}{place} leaves nothing that could be read"
        if not self.attribute:
            return f"{thing}{place} " + ("is missing" if self.expected else "was not expected")
        attribute = self.attribute.replace("_", " ")
        doubt = ", unknown whether they mean the same" if self.unknown else ""
        return f"{thing}{place}: {attribute} is `{self.found}`, expected `{self.expected}`{doubt}"


def compare(
    expected: Catalog, found: Catalog, *, unmanaged: Collection[str] = (), unknown: Unknown = ()
) -> tuple[Difference, ...]:
    """Gives what differs, sorted by object; () when the databases are the same.

    unmanaged: patterns (`legacy_*`) of tables that are not ours: what is found of them is passed
    over. unknown: (object, attribute) whose expected text the engine has not confirmed. Rows are
    compared for the columns that the expected row gives."""
    if expected.engine == "sqlite":
        from generator.database.sqlite.spelling import spelled

        expected, found = spelled(expected), spelled(found)
    ours = {
        item.id: item
        for item in (_asked(expected.objects.get(item.id), item) for item in found)
        if not isinstance(item, Row) and not _matches(item, unmanaged)
    }
    wanted = {item.id: item for item in expected if not isinstance(item, Row)}
    differences = [*_objects(wanted, ours, unknown), *_rows(expected, found)]
    return tuple(sorted(differences, key=lambda difference: (difference.id, difference.attribute)))


def asked(expected: Catalog, found: Catalog) -> Catalog:
    """Leaves out what nobody asked for: who made a program and in which SQL mode, where no spec says it,
    what administrators set; and comments of SQLite, which are remarks in the text of CREATE TABLE, seen
    by nobody."""
    kept = (
        _asked(expected.objects.get(item.id), item)
        for item in found
        if item.id in expected.objects or not _is_administered(item)
    )
    if found.engine == "sqlite":
        kept = (_remarked(expected.objects.get(item.id), item) for item in kept)
    return replace(catalog(found.engine, found.version, kept), depends=found.depends)


def _is_administered(item: Object) -> bool:
    return item.id.kind == "verbatim" and item.id.name.startswith(ADMINISTERED)


def _asked(item: Object | None, other: Object) -> Object:
    if isinstance(item, Role) and isinstance(other, Role):
        return replace(
            other,
            attributes=_spoken(item.attributes, other.attributes),
            settings=_spoken(item.settings, other.settings),
            memberships=_spoken(item.memberships, other.memberships),
        )
    if not isinstance(item, Programs) or not isinstance(other, Programs):
        return other
    return replace(other, options=without_unsaid(other.options, item.options))


def _spoken(wanted: Mapping[str, str], found: Mapping[str, str]) -> Mapping[str, str]:
    """Gives what was found of that which the specs speak of."""
    return MappingProxyType({name: text for name, text in found.items() if name in wanted})


def _remarked(item: Object | None, other: Object) -> Object:
    comment = getattr(item, "comment", None)
    return other if comment is None else replace(other, comment=comment)


def _objects(
    wanted: Mapping[Id, Object], found: Mapping[Id, Object], unknown: Unknown
) -> Iterator[Difference]:
    for key, item in wanted.items():
        other = found.get(key)
        if other is None:
            yield Difference(key, "", "there", "", item.node, (key, "") in unknown)
        elif item != other:
            yield from _attributes(item, other, unknown)
    for key in found.keys() - wanted.keys():
        yield Difference(key, "", "", "there")


def _attributes(item: Object, other: Object, unknown: Unknown) -> Iterator[Difference]:
    for attribute in fields(item):
        one, two = getattr(item, attribute.name), getattr(other, attribute.name)
        if attribute.compare and one != two:
            doubt = (item.id, attribute.name) in unknown
            yield Difference(item.id, attribute.name, _text(one), _text(two), item.node, doubt)


def _rows(expected: Catalog, found: Catalog) -> Iterator[Difference]:
    """Rows are known by what the expected one is known by, whatever key the reader took."""
    rest = {
        (row.schema, row.table, *sorted(_cells(row).items())): row
        for row in found
        if isinstance(row, Row)
    }
    for row in expected:
        if not isinstance(row, Row):
            continue
        key = next((key for key, other in rest.items() if _is(row, other)), None)
        if key is None:
            yield Difference(row.id, "", "there", "", row.node)
            continue
        cells = _cells(rest.pop(key))
        for column, value in row.values:
            if cells.get(column) != value:
                yield Difference(row.id, column, value, cells.get(column, ""), row.node)
    for other in rest.values():
        yield Difference(other.id, "", "", "there")


def _is(row: Row, other: Row) -> bool:
    cells = _cells(other)
    same_table = (row.schema, row.table) == (other.schema, other.table)
    return same_table and all(cells.get(column) == value for column, value in row.key)


def _cells(row: Row) -> dict[str, str]:
    return dict((*row.key, *row.values))


def _matches(item: Object, patterns: Collection[str]) -> bool:
    table = item.id.table or (item.id.name if item.kind in ("table", "view", "sequence") else "")
    table = item.on if isinstance(item, Grant) else table
    return any(fnmatchcase(table, pattern) for pattern in patterns)


def _name(key: Id) -> str:
    return ".".join(part for part in (key.schema, key.table, key.name) if part) or key.kind


def _text(value: object) -> str:
    """Shows an attribute as a person would write it: nothing of how Python prints it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {text}" if text else name for name, text in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    if hasattr(value, "__dataclass_fields__"):
        parts = ((item.name, getattr(value, item.name)) for item in fields(value))  # type: ignore[arg-type]
        return " ".join(
            f"{name} {_text(part)}" for name, part in parts if part not in ("", None, False)
        )
    return str(value)
