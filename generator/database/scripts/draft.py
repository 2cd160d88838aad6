"""What a script has made so far: objects by their names, whatever the case they are written in.

Takes objects, gives them back changed or taken out; nothing here reads SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator import catalog as cat
from generator.catalog import Id

if TYPE_CHECKING:
    from generator.database.mssql.predicates import Policy

__all__ = ["Draft"]

Named = tuple[str, str]


MUTE = (cat.Grant, cat.Row, cat.Verbatim, cat.Extension, cat.IndexUse, cat.SecurityPolicy)
"""What has no description."""


@dataclass(slots=True)
class Draft:
    """objects: by id, in the order in which they were made. passed: counts of what a catalog has no
    place for, by the words of the report. types: what names of a person's own types stand for.
    disabled: constraints that are not enforced. texts: what variables were set to, as literals.
    policies: what was said of security policies, by schema and name in small letters. left: of what is
    passed over, the objects that lack it; subject: the object that is read."""

    objects: dict[Id, cat.Object] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    types: dict[Named, tuple[str, bool]] = field(default_factory=dict)
    disabled: set[Id] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    policies: dict[Named, Policy] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    subject: str = ""
    named: dict[tuple[str, str, str], Id] = field(default_factory=dict)
    owned: dict[Named, dict[Id, None]] = field(default_factory=dict)

    def add(self, item: cat.Object) -> None:
        """Adds an object, or puts it in the place of one with its name."""
        key = item.id
        self.objects[key] = item
        if key.table:
            self.owned.setdefault((key.schema, key.table), {})[key] = None
        else:
            self.named[_folded(key)] = key

    def leave(self, what: str, *names: str) -> None:
        """Notes what an object has and a catalog has no place for; the object is the one that is read,
        or the one of these names."""
        self.passed[what] += 1
        called = ".".join(filter(None, names)) or self.subject
        if called not in self.left.setdefault(what, []):
            self.left[what].append(called)

    def put(self, items: Iterable[cat.Object]) -> None:
        """Takes these objects for all that there are, in this order."""
        found = tuple(items)
        self.objects.clear()
        self.named.clear()
        self.owned.clear()
        for item in found:
            self.add(item)

    def remove(self, key: Id) -> None:
        """Takes out one object."""
        del self.objects[key]
        if key.table:
            del self.owned[key.schema, key.table][key]
        else:
            del self.named[_folded(key)]

    def drop(self, kind: str, schema: str, name: str) -> None:
        """Takes out an object with all that belongs to it, if it is there."""
        found = self.find(kind, schema, name)
        if found is None:
            return
        for key in list(self.owned.get((found.id.schema, found.id.name), ())):
            self.remove(key)
        self.remove(found.id)

    def find(self, kind: str, schema: str, name: str) -> cat.Object | None:
        """Finds an object that is not a part of a table, by its name without arguments."""
        key = self.named.get((kind, schema.lower(), name.lower()))
        return self.objects[key] if key else None

    def table(self, schema: str, name: str) -> cat.Table | None:
        """Finds a table."""
        found = self.find("table", schema, name)
        return found if isinstance(found, cat.Table) else None

    def parts(self, table: cat.Table) -> Iterator[cat.Object]:
        """Gives what belongs to a table, in order."""
        for key in list(self.owned.get((table.schema, table.name), ())):
            yield self.objects[key]

    def column(self, table: cat.Table, name: str) -> cat.Column | None:
        """Finds a column of a table."""
        for item in self.parts(table):
            if isinstance(item, cat.Column) and item.name.lower() == name.lower():
                return item
        return None

    def columns(self, table: cat.Table, names: tuple[str, ...]) -> tuple[str, ...]:
        """Gives names of columns as the table spells them."""
        found = ((name, self.column(table, name)) for name in names)
        return tuple(column.name if column else name for name, column in found)

    def part(self, table: cat.Table, name: str) -> cat.Object | None:
        """Finds a constraint or an index of a table."""
        for item in self.parts(table):
            if (
                not isinstance(item, cat.Column)
                and getattr(item, "name", "").lower() == name.lower()
            ):
                return item
        return None

    def defaulted(self, table: cat.Table, name: str) -> cat.Column | None:
        """Finds the column whose default has a name."""
        for item in self.parts(table):
            if (
                isinstance(item, cat.Column)
                and item.options.get("default_name", "").lower() == name.lower()
            ):
                return item
        return None

    def key_of(self, table: cat.Table) -> tuple[str, ...]:
        """Gives the columns of a table's primary key."""
        found = self.objects.get(Id("primary_key", table.schema, table.name, ""))
        return found.columns if isinstance(found, cat.PrimaryKey) else ()

    def describe(self, key: Id, comment: str) -> bool:
        """Sets an object's description; tells whether it is there and has a place for one."""
        item = self.objects.get(key)
        if item is None or isinstance(item, MUTE):
            return False
        self.objects[key] = replace(item, comment=comment)
        return True


def _folded(key: Id) -> tuple[str, str, str]:
    plain = key.name.partition("(")[0] if key.kind == "function" else key.name
    return key.kind, "" if key.kind == "schema" else key.schema.lower(), plain.lower()
