"""The columns of generated models: `name: Mapped[…] = mapped_column(…)`.

Takes an entity with its column types and catalogs, gives the assignments, laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator import catalog as cat
from generator.model import Entity, Field, Value
from generator.render.filters import python
from generator.render.python import constraints
from generator.render.python.code import Code, call, mapping, sql, text, tupled
from generator.render.python.layout import assignment
from generator.render.python.names import attribute, known_by
from generator.render.python.physical import Physical
from generator.render.python.types import Constant

__all__ = ["columns", "plain_columns"]

NUMBERS = ("int", "uint", "decimal", "float")
SIGNED = re.compile(r"-\d+|-?\d+\.\d+")
"""A number with a sign or a point."""


def columns(
    entity: Entity, constants: Mapping[str, Constant], physical: Physical
) -> tuple[str, ...]:
    """Gives the columns of a class. constants: the column types by field, `user.email`."""
    made: list[str] = []
    for field in entity.fields:
        constant = constants[f"{entity.name}.{field.name}"]
        positional, named = _arguments(physical, entity, field, constant)
        name = attribute(field.name)
        own = [text(field.column)] if name != field.column else []
        kind = f"{constant.annotation}{' | None' if field.nullable else ''}"
        code = call("mapped_column", *own, *positional, **named)
        made.append(assignment(name, f"Mapped[{kind}]", code))
    return tuple(made)


def plain_columns(
    entity: Entity, constants: Mapping[str, Constant], physical: Physical
) -> Iterator[Code]:
    """Gives the columns of a table that has no class."""
    for field in entity.fields:
        constant = constants[f"{entity.name}.{field.name}"]
        positional, named = _arguments(physical, entity, field, constant)
        if not field.nullable:
            named = {"nullable": "False", **named}
        yield call("Column", text(field.column), *positional, **named)


def _arguments(
    physical: Physical, entity: Entity, field: Field, constant: Constant
) -> tuple[tuple[Code, ...], dict[str, Code]]:
    """Gives what a column is, its name and whether it takes NULL left out."""
    by_engine = physical.named(physical.place(entity), cat.Column).get(field.column, {})
    positional = (constant.name, *_numbering(field, by_engine), *_computed(by_engine))
    named = (
        _made_here(entity, field)
        | _counting(entity, field, by_engine)
        | _settings(field, by_engine)
    )
    info = [*_declared(physical, entity, field)]
    if info:
        named["info"] = mapping(info)
    return positional, named


def _declared(physical: Physical, entity: Entity, field: Field) -> Iterator[tuple[str, Code]]:
    """Gives what an engine's declaration of a counted column is or has beside it."""
    columns = physical.named(physical.place(entity), cat.Column).get(field.column, {})
    fleeting = [engine for engine, c in columns.items() if c.generated and not c.stored]
    if fleeting and len(fleeting) < len(columns):
        yield "virtual", tupled(map(text, fleeting))
    made = columns.get("mssql")
    name = made.options.get("default_name", "") if made else ""
    if name not in ("", f"df_{entity.table}_{field.column}"):
        yield "default_name", text(name)
    counted = _counted(physical, entity).get(field.column, "")
    if counted:
        yield "sqlite", text(counted)
    for engine in ("mysql", "mariadb"):
        for item in physical.on(physical.place(entity), cat.Index).get(engine, ()):
            if constraints.is_for_counting(item) and item.keys[0].column == field.column:
                name = physical.quote(engine, item.name)
                yield engine, text(f"KEY {name} ({physical.quote(engine, field.column)})")


def _counted(physical: Physical, entity: Entity) -> Mapping[str, str]:
    """Gives the column that SQLite counts up, and how it is declared there.

    SQLAlchemy would leave the key's name out, and cannot count where the key has more columns."""
    found = constraints.counts(physical, physical.place(entity))
    if not found:
        return {}
    column, key = found
    named = f" CONSTRAINT {physical.quote('sqlite', key)}" if key else ""
    words = f"INTEGER{named} PRIMARY KEY AUTOINCREMENT NOT NULL"
    return {column: f"{physical.quote('sqlite', column)} {words}"}


def _numbering(field: Field, by_engine: Mapping[str, cat.Column]) -> tuple[Code, ...]:
    """Gives the identity; a serial column has a default on PostgreSQL, which cannot stand beside it."""
    if field.identity is not None and field.identity.mode == "serial":
        return ()
    identity = next((column.identity for column in by_engine.values() if column.identity), None)
    if identity is None:
        return ()
    named: dict[str, Code] = {"always": "True"} if identity.mode == "always" else {}
    named["start"] = str(identity.start)
    if identity.increment != 1:
        named["increment"] = str(identity.increment)
    if identity.minimum is not None:
        named["minvalue"] = str(identity.minimum)
    if identity.maximum is not None:
        named["maxvalue"] = str(identity.maximum)
    if identity.cache != 1:
        named["cache"] = str(identity.cache)
    if identity.cycle:
        named["cycle"] = "True"
    return (call("Identity", **named),)


def _computed(by_engine: Mapping[str, cat.Column]) -> tuple[Code, ...]:
    """Gives the expression of a generated column, stored where any engine stores it."""
    made = [(engine, column) for engine, column in by_engine.items() if column.generated]
    if not made:
        return ()
    words = sql([(engine, column.generated) for engine, column in made])
    stored = [column.stored for _, column in made]
    return (call("Computed", words, persisted=python(any(stored))),)


def _made_here(entity: Entity, field: Field) -> dict[str, Code]:
    """Gives the maker of a key that is a UUID: made before it is written, since not every engine
    tells what it made."""
    wanted = field.default
    if field.name not in known_by(entity) or wanted is None or wanted.kind != "function":
        return {}
    makers: dict[Value, str] = {"uuid": "uuid4", "uuid7": "uuid7"}
    return {"default": makers[wanted.value]} if wanted.value in makers else {}


def _counting(entity: Entity, field: Field, by_engine: Mapping[str, cat.Column]) -> dict[str, Code]:
    """Says whether the database counts a key, which SQLAlchemy believes of every number that is alone
    in one. A sequence of one's own counts by the default, and SERIAL would make another."""
    if field.identity is not None:
        by_default = all(column.default for column in by_engine.values())
        return {"autoincrement": python(not (by_engine and by_default))}
    alone = entity.key is not None and entity.key.fields == (field.name,)
    number = field.type.name.startswith(NUMBERS)
    return {"autoincrement": "False"} if alone and number and not field.default else {}


def _settings(field: Field, by_engine: Mapping[str, cat.Column]) -> dict[str, Code]:
    named: dict[str, Code] = {}
    defaults = [(engine, _default(engine, column)) for engine, column in by_engine.items()]
    if all(words for _, words in defaults) and defaults:
        named["server_default"] = sql(defaults)
    elif any(words for _, words in defaults):
        named["server_default"] = "FetchedValue()"
    if field.updated and not any(column.on_update for column in by_engine.values()):
        named["onupdate"] = "now"
    if field.description:
        named["comment"] = text(field.description)
    if conflict := by_engine["sqlite"].options.get("on_null") if "sqlite" in by_engine else "":
        named["sqlite_on_conflict_not_null"] = text(conflict)
    return named


def _default(engine: str, column: cat.Column) -> str:
    """Gives the words behind DEFAULT, where MySQL's own clock is said, too. What is not of letters and
    digits alone, SQLAlchemy would take for an expression of MySQL's: a number goes in quotes then."""
    if not column.on_update:
        is_taken = engine in ("mysql", "mariadb") and SIGNED.fullmatch(column.default)
        return f"'{column.default}'" if is_taken else column.default
    return f"{column.default or 'NULL'} ON UPDATE {column.on_update}"
