"""Foreign keys seen together: the paths that cascades take, and what may be referred to.

Takes the lowered objects, gives them with the actions that the engine refuses taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator import catalog as cat
from generator.sql.lower.context import Lowering

__all__ = ["checked", "single_paths"]

Table = tuple[str, str]


def single_paths(low: Lowering, objects: Sequence[cat.Object]) -> Iterator[cat.Object]:
    """Gives the objects with at most one cascading path between two tables, for SQL Server.

    Paths that no waiver covers come first, in the order that they were written; one too many is
    refused, or NO ACTION where waived."""
    if low.capabilities["cascade_paths"].support != "refused":
        yield from objects
        return
    keys = [item for item in objects if isinstance(item, cat.ForeignKey) and not _is_still(item)]
    keys.sort(key=lambda key: low.waived("cascade_paths", _node(key), _spec(low, key), look=True))
    paths = _Paths()
    still: set[cat.Id] = set()
    for key in keys:
        child, parent = (key.schema, key.table), (key.ref_schema, key.ref_table)
        if paths.take(parent, child):
            continue
        still.add(key.id)
        if _is_lookup(low, parent):
            low.emulate("no-action", "cascade_paths", _node(key))
        else:
            low.verdict("cascade_paths", _node(key), key.at, _spec(low, key))
    for item in objects:
        if isinstance(item, cat.ForeignKey) and item.id in still:
            yield replace(item, on_delete="NO ACTION", on_update="NO ACTION")
        else:
            yield item


def _node(key: cat.ForeignKey) -> str:
    return key.node.removesuffix(".ref")


def _is_lookup(low: Lowering, table: Table) -> bool:
    """Whether a table holds an enum's values, whose cascade nobody asked for."""
    return any(
        entity.lookup and (entity.schema, entity.table) == table for entity in low.model.entities
    )


def _is_still(key: cat.ForeignKey) -> bool:
    return key.on_delete == key.on_update == "NO ACTION"


@dataclass(slots=True)
class _Paths:
    """Which tables a change cascades to, and from; kept whole as references are added."""

    below: dict[Table, set[Table]] = field(default_factory=lambda: defaultdict(set))
    above: dict[Table, set[Table]] = field(default_factory=lambda: defaultdict(set))

    def take(self, parent: Table, child: Table) -> bool:
        """Adds parent → child unless a table could then be reached by two paths, or by a loop."""
        reached, sources = {child} | self.below[child], {parent} | self.above[parent]
        if parent in reached or any(self.below[source] & reached for source in sources):
            return False
        for source in sources:
            self.below[source] |= reached
        for table in reached:
            self.above[table] |= sources
        return True


def _spec(low: Lowering, key: cat.ForeignKey) -> str:
    for entity in low.model.entities:
        if (entity.schema, entity.table) == (key.schema, key.table):
            return entity.spec
    return ""


def checked(low: Lowering, objects: Sequence[cat.Object]) -> None:
    """Notes each foreign key that refers to columns without a key or a plain unique (G256)."""
    unique: set[tuple[Table, frozenset[str]]] = set()
    for item in objects:
        if isinstance(item, (cat.PrimaryKey, cat.Unique)):
            unique.add(((item.schema, item.table), frozenset(item.columns)))
        elif isinstance(item, cat.Index) and item.unique and not item.where:
            unique.add(((item.schema, item.table), frozenset(key.column for key in item.keys)))
    for item in objects:
        if not isinstance(item, cat.ForeignKey):
            continue
        if ((item.ref_schema, item.ref_table), frozenset(item.ref_columns)) not in unique:
            columns = ", ".join(item.ref_columns)
            low.error(
                "G256",
                f"`{item.node.removesuffix('.ref')}` refers to `{item.ref_table} ({columns})`, "
                f"which is no key on {low.profile.label}",
                item.at,
                hint="refer to the key, or to a unique of required fields without `where`",
            )
