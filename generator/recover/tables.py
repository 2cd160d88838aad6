"""Entities: a table with its columns, keys, constraints and indexes.

Takes a Table and what is Known, gives the entity as plain data, and where each expression stands."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.naming import table as table_name
from generator.recover.access import access
from generator.recover.fields import field, short
from generator.recover.indexes import indexes
from generator.recover.keys import key, uniques
from generator.recover.known import Known
from generator.recover.partitions import partition
from generator.recover.parts import Map
from generator.recover.references import references
from generator.recover.rules import checks, exclusions, policies
from generator.recover.uses import called, uses
from generator.sql.lower.collations import BINARY

__all__ = ["entity"]


def _needs(known: Known, table: cat.Table, parts: list[cat.Object]) -> list[str]:
    """Gives the functions that values and conditions call, and what is kept that a part stands on."""
    depends = known.catalog.depends
    own = [table, *(part for part in parts if not isinstance(part, cat.ForeignKey | cat.Trigger))]
    found = (need for part in own for need in depends.get(part.id, ()))
    wanted = (need for need in found if need.kind == "function" or need in known.kept)
    return [name for name in dict.fromkeys(map(known.called, wanted)) if name]


def _below(known: Known, table: cat.Table) -> Iterator[cat.Object]:
    """Gives the parts of a table's partitions, of any depth."""
    for part in known.catalog.of(cat.Table) if table.partition_by else ():
        if part.id != table.id and known.whole(part.id) == table.id:
            found = known.catalog.by_table.get((part.id.schema, part.id.name), ())
            yield from (item for item in found if item.id not in known.ways.verbatim)


def _on_null(known: Known, parts: list[cat.Object]) -> Map:
    """Gives what happens, in SQLite, to a row without a value, by field."""
    columns = (part for part in parts if isinstance(part, cat.Column))
    return {
        known.fields[column.id]: column.options["on_null"].lower()
        for column in columns
        if "on_null" in column.options
    }


def _without_usual(own: Map, known: Known, parts: list[cat.Object]) -> Map:
    """Leaves out the collation that gen.yaml says, and says the one that goes without saying elsewhere."""
    usual, binary = known.settings.collate.get(known.engine), BINARY.get(known.engine, "")
    is_by_column = known.engine == "mssql" and "collate" not in own
    if not usual or (is_by_column and all(getattr(one, "collate", "") != binary for one in parts)):
        return own
    mine = own.get("collate", binary)
    kept = {key: value for key, value in own.items() if key != "collate"}
    return kept if mine == usual else {"collate": mine, **kept}


def entity(known: Known, table: cat.Table) -> Map:
    """Gives an entity in the short forms that say all of it."""
    mine = known.catalog.by_table.get((table.schema, table.name), ())
    ours = [item for item in mine if item.id not in known.ways.verbatim]
    made: Map = {}
    name = known.entities[table.id]
    if table.comment:
        made["description"] = table.comment
    if table_name(name, known.rule, known.cases[0]) != table.name:
        made["table"] = table.name
    if table.row_security:
        made["row_security"] = table.row_security
    fields: Map = {}
    for column in ours:
        if isinstance(column, cat.Column) and column.id not in known.hidden:
            fields[known.fields[column.id]] = field(known, column)
    made["fields"] = fields
    conflicts = key(known, table, ours, made, fields)
    conflicts |= uniques(known, table, ours, made, fields)
    references(known, table, ours, made, fields)
    checks(known, table, ours, made)
    exclusions(known, table, ours, made)
    indexes(known, table, ours, made)
    policies(known, table, ours, made)
    made |= access(known, table)
    own = _without_usual(known.spelling.table(table), known, ours)
    if any(isinstance(item, cat.IndexUse) for item in ours):
        own |= uses(ours, called(known, table, ours))
    own |= {"on_conflict": conflicts} if conflicts else {}
    if on_null := _on_null(known, ours):
        own["on_null"] = on_null
    if table.name in known.nameless:
        own["unnamed"] = True
    if table.partition_by and "partition_by" not in own:
        native = table.id in known.ways.native
        (own if native else made)["partition"] = partition(known, table)
    if needs := _needs(known, table, [*ours, *_below(known, table)]):
        own["needs"] = list(needs)
    if own:
        made["engines"] = {known.engine: own}
    made["fields"] = {name: short(item) for name, item in fields.items()}
    return made
