"""What engines would refuse although all names are known: numbers for texts, indexes with a column
twice, reference rows without what their table demands.

Takes a Model, notes each such node at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.model import Entity, Field, ForeignKey, Model, Value
from generator.resolve.partitions import check_partition, check_uniques
from generator.resolve.scope import Scope
from generator.source import Place

__all__ = ["check_buildable"]

_WHOLE = frozenset(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
_COUNTED = _WHOLE | {"decimal", "native", "domain"}
"""Types whose values a database hands out; of decimals and types of one's own it knows more."""

_TIMELESS = frozenset({"bool", "bytes", "float32", "float64", "decimal", "inet", "json", "uuid"})
_FUNCTIONS = {
    "now": _TIMELESS | _WHOLE,
    "uuid": frozenset({*_TIMELESS - {"uuid", "bytes"}, *_WHOLE, "date", "time", "timestamp"}),
}
"""The types that never hold what a function of defaults gives."""

_COLUMNS_ONCE = frozenset({"mysql", "mariadb", "mssql"})
"""Engines that take no column twice in one index."""


def check_buildable(scope: Scope, model: Model) -> None:
    """Notes what cannot be built (G222, G225, G227 to G229)."""
    entities = {entity.name: entity for entity in model.entities}
    served = {scope.engine} if scope.engine else set(scope.config.engines)
    for entity in model.entities:
        for field in entity.fields:
            _identity(scope, field)
            if served != {"sqlite"}:  # a column of SQLite may hold anything
                _default(scope, field)
        if served & _COLUMNS_ONCE:
            _indexes(scope, entity)
        if entity.partition is not None:
            check_partition(scope, entity, entity.partition, model)
            if "postgresql" in served:
                check_uniques(scope, entity)
        _rows(scope, entity, entities)


def _identity(scope: Scope, field: Field) -> None:
    if field.identity is not None and field.type.name not in _COUNTED:
        scope.error(
            "G228",
            f"`{field.name}` is `{field.type.name}`, and a database counts in whole numbers",
            field.at.child("identity"),
            hint="write `type: int64`, or leave `identity` out",
        )


def _default(scope: Scope, field: Field) -> None:
    default = field.default
    if default is None or default.kind != "function":
        return
    name = str(default.value).rstrip("7")
    if field.type.name in _FUNCTIONS.get(name, ()):
        message = f"`{default.value}()` gives no value of type `{field.type.name}`"
        scope.error("G225", message, field.at.child("default"))


def _indexes(scope: Scope, entity: Entity) -> None:
    for index in entity.indexes:
        seen: set[str] = set()
        for key in index.keys:
            if key.field and key.field in seen:
                message = f"`{key.field}` stands in `{entity.name}.{index.name}` twice"
                scope.error("G227", message, index.at, hint="once is enough", on_key=True)
            seen.add(key.field)


def _rows(scope: Scope, entity: Entity, entities: Mapping[str, Entity]) -> None:
    """Notes reference rows that lack a value, or refer to a row that nobody writes."""
    demanded = [field for field in entity.fields if _is_demanded(field)]
    known = {found.at.keys[: len(entity.at.keys) + 2] for found in scope.findings}
    for index, row in enumerate(entity.rows):
        at = entity.at.child("rows", index)
        if at.keys in known:
            continue  # a misspelt field is no missing one
        for field in demanded:
            if row.get(field.name) is None:
                message = f"a row of `{entity.name}` needs `{field.name}`"
                scope.error("G222", message, at.child(field.name) if field.name in row else at)
        for key in entity.foreign_keys:
            if key.entity in entities:
                _reference(scope, entities[key.entity], key, row, at)


def _is_demanded(field: Field) -> bool:
    given = field.default is not None and field.default.kind != "application"
    return not (field.nullable or given or field.identity or field.generated or field.updated)


def _reference(
    scope: Scope, target: Entity, key: ForeignKey, row: Mapping[str, Value], at: Place
) -> None:
    wanted = [row.get(name) for name in key.fields]
    if None in wanted:
        return
    if any(_same(wanted, [other.get(name) for name in key.to]) for other in target.rows):
        return
    values = ", ".join(f"`{value}`" for value in wanted)
    scope.error(
        "G222",
        f"{values} of `{key.fields[0]}` is no row of `{target.name}`",
        at.child(key.fields[0]),
        hint=f"write it into the `rows` of `{target.name}`",
    )


def _same(values: Sequence[Value], others: Sequence[Value]) -> bool:
    """Compares as texts without letter case: how values are compared is for the engine to say."""
    return [str(value).casefold() for value in values] == [
        str(other).casefold() for other in others
    ]
