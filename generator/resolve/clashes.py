"""Physical names that would meet in one database: tables, constraints, indexes, columns."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Note
from generator.model import Check, Entity, Exclusion, ForeignKey, Index, Model, Unique
from generator.resolve.scope import Scope
from generator.source import Place

__all__ = ["check_clashes"]

Named = tuple[str, str, Place]
_PINS = {"table": "table", "column": "column"}
"""The keys that pin a name, where they are not `name`."""
INDEX_IN_TABLE = frozenset({"mariadb", "mssql", "mysql"})
UNIQUE_IN_TABLE = INDEX_IN_TABLE | {"sqlite"}
"""Engines for which a name is one of its table's, not of the schema's."""


def check_clashes(scope: Scope, model: Model) -> None:
    """Notes names that clash; letter case does not tell names apart, since engines fold it."""
    tables = [one for entity in model.entities for one in _tables(scope, entity)]
    _check(scope, "table", [(_in(e.schema, e.table), e.name, e.at) for e in tables])
    relations = [(_in(view.schema, view.physical), view.name, view.at) for view in model.views]
    _check(scope, "view", relations)
    shared = [found for table in tables for found in _indexes(scope, table)]
    _check(scope, "index", shared)
    for entity in tables:
        _check(scope, "index", list(_indexes(scope, entity, inside=True)))
        _check(scope, "constraint", list(_constraints(entity)))
    for entity in model.entities:
        columns = [(field.column, field.name, field.at) for field in entity.fields]
        _check(scope, "column", columns)


def _tables(scope: Scope, entity: Entity) -> Iterator[Entity]:
    """Gives an entity, and its partitions where an engine makes tables of them."""
    yield entity
    if "postgresql" in ({scope.engine} if scope.engine else scope.config.engines):
        yield from entity.parts()


def _in(schema: str, name: str) -> str:
    return f"{schema}.{name}" if schema else name


def _indexes(scope: Scope, entity: Entity, *, inside: bool = False) -> Iterator[Named]:
    """Gives what is named among all indexes of the schema; inside: among those of its table."""
    engines = {scope.engine} if scope.engine else set(scope.config.engines)
    items: tuple[Unique | Index | Exclusion, ...] = ()
    if (engines <= INDEX_IN_TABLE) is inside:
        items = (*entity.indexes, *entity.exclusions)
    if (engines <= UNIQUE_IN_TABLE) is inside:
        items = (*entity.uniques, *items)
    for item in items:
        if item.physical:
            yield _in(entity.schema, item.physical), f"{entity.name}.{item.name}", item.at


def _constraints(entity: Entity) -> Iterator[Named]:
    items: tuple[Check | ForeignKey, ...] = (*entity.checks, *entity.foreign_keys)
    for item in items:
        yield item.physical, f"{entity.name}.{item.name}", item.at


def _check(scope: Scope, what: str, names: list[Named]) -> None:
    seen: dict[str, Named] = {}
    for found in (found for found in names if found[0]):
        folded = found[0].casefold()
        first = seen.setdefault(folded, found)
        if first is found:
            continue
        message = f"{what} name `{found[0]}` of `{found[1]}` is taken by `{first[1]}`"
        note = Note(f"`{first[1]}` is here", first[2])
        scope.error(
            "G207",
            message,
            found[2],
            notes=(note,),
            hint="write `{table}` in it, which is each partition's table"
            if found[2] == first[2]
            else f"pin another one with `{_PINS.get(what, 'name')}:`",
            on_key=True,
        )
