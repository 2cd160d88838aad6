"""`updated:` — a column that is set at each update, whoever writes.

Takes an entity, gives the triggers that set it unless the statement did, and what they call."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Entity, Field
from generator.sql.lower import nodes
from generator.sql.lower.context import Lowering

__all__ = ["touches"]

FUNCTION = """\
CREATE OR REPLACE FUNCTION {function}()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.{column} := {value};
    RETURN NEW;
END;
$$"""
POSTGRESQL = """\
CREATE OR REPLACE TRIGGER {name}
BEFORE UPDATE ON {table}
FOR EACH ROW
WHEN (NEW.{column} IS NOT DISTINCT FROM OLD.{column})
EXECUTE FUNCTION {function}()"""
MYSQL = """\
CREATE TRIGGER IF NOT EXISTS {name}
BEFORE UPDATE ON {table}
FOR EACH ROW
SET NEW.{column} = IF(NEW.{column} <=> OLD.{column}, {value}, NEW.{column})"""
# Inside one statement the time stands still, so the update of the trigger itself ends the chain.
SQLITE = """\
CREATE TRIGGER IF NOT EXISTS {name}
AFTER UPDATE ON {table}
FOR EACH ROW
WHEN NEW.{column} IS OLD.{column} AND NEW.{column} IS NOT {value}
BEGIN
    UPDATE {table} SET {column} = {value} WHERE {match};
END"""
MSSQL = """\
CREATE OR ALTER TRIGGER {name}
ON {table}
AFTER UPDATE
AS
BEGIN
    SET NOCOUNT ON;
    IF NOT UPDATE ({column})
        UPDATE t
        SET t.{column} = {value}
        FROM {table} AS t
        INNER JOIN inserted AS i ON {match};
END"""


def touches(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the triggers of an entity's `updated:` fields."""
    for field in entity.fields:
        if field.updated and "on_update_set" not in field.options:  # MySQL's own clock
            origin = nodes.of_field(entity, field)
            low.verdict("updated", origin.path, field.at, entity.spec)
            yield from _touch(low, entity, field, origin)


def _touch(
    low: Lowering, entity: Entity, field: Field, origin: nodes.Origin
) -> Iterator[cat.Object]:
    value = low.calls(field.updated, field.type)
    function = low.name("set", field.column)
    if low.engine == "postgresql":
        yield cat.Function(
            name=function,
            definition=FUNCTION.format(
                function=low.quote(function), column=low.quote(field.column), value=value
            ),
            comment=f"Sets {field.column} at each update that does not set it itself",
            node=f"function {function}",
            at=field.at,
        )
    template = {"postgresql": POSTGRESQL, "sqlite": SQLITE, "mssql": MSSQL}.get(low.engine, MYSQL)
    name = low.name("tr", entity.table, field.column)
    called = (cat.Id("function", "", "", f"{function}()"),) if low.engine == "postgresql" else ()
    part = origin.part("updated")
    yield cat.Trigger(
        schema=entity.schema,
        table=entity.table,
        name=name,
        definition=template.format(
            name=low.qualified(entity.schema, name) if low.engine == "mssql" else low.quote(name),
            table=low.qualified(entity.schema, entity.table),
            column=low.quote(field.column),
            function=low.quote(function),
            value=value,
            match=_match(low, entity),
        ),
        emulates="updated",
        needs=called,
        node=part.path,
        was=part.was,
        at=field.at,
    )


def _match(low: Lowering, entity: Entity) -> str:
    """Writes the condition that finds the row again: by its key, else in SQLite by its rowid."""
    left, right = ("t.", "i.") if low.engine == "mssql" else ("", "NEW.")
    if entity.key is None:
        return "rowid = NEW.rowid"
    columns = (low.quote(name) for name in nodes.columns(entity, entity.key.fields))
    return " AND ".join(f"{left}{column} = {right}{column}" for column in columns)
