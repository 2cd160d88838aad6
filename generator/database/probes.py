"""Probes: throw-away objects by which an engine shows how it spells a text.

Takes objects of a catalog, gives statements that make for each text (a type, a default, a condition, a
query) an object of a name of our own; what the reader then finds under that name is the engine's
spelling. The statements are the barest there are and owe nothing to any template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.catalog import (
    Check,
    Column,
    CompositeType,
    DomainType,
    Exclusion,
    Id,
    Index,
    Key,
    Object,
    Policy,
    Table,
    View,
)
from generator.catalog.collations import quoted

__all__ = ["Probe", "probes"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question about one object. statement: makes the probe; made: its id; texts: the attributes
    of the object whose spelling is to be taken from it. instead: the same in small steps, "" when
    there are none, for an engine that refuses the statement."""

    item: Object
    statement: str
    made: Id
    texts: tuple[str, ...]
    instead: str = ""


def probes(engine: str, objects: Iterator[Object]) -> Iterator[Probe]:
    """Gives a probe for each object that has texts; the tables must stand already."""
    items = tuple(objects)
    divided = {item.id: item.partition_by for item in items if isinstance(item, Table)}
    for number, item in enumerate(items):
        name = f"gen_probe_{number}"
        if isinstance(item, Table):
            probe = _table_probe(engine, item, name, divided)
        else:
            probe = _probe(engine, item, name)
        if probe is not None:
            yield probe


def _table_probe(engine: str, item: Table, name: str, divided: Mapping[Id, str]) -> Probe | None:
    """Asks how a table is divided, or what a partition holds: of a copy, since bounds may not overlap.

    divided: how each table of the catalog is."""
    whole = _place(engine, item.schema) + _quoted(engine, item.name)
    made = item.id._replace(name=name)
    copy = _place(engine, item.schema) + _quoted(engine, name)
    if engine != "postgresql":
        listed = ", ".join(
            f"PARTITION {_quoted(engine, part)} {bound}" for part, bound in item.partitions
        )
        division = f"{item.partition_by} ({listed})" if listed else item.partition_by
        statement = f"CREATE TABLE {copy} LIKE {whole}; ALTER TABLE {copy} PARTITION BY {division}"
        texts = ("partition_by", "partitions")
        return Probe(item, statement, made, texts) if item.partition_by else None
    if item.partition_by and not item.parent:
        statement = f"CREATE TABLE {copy} (LIKE {whole}) PARTITION BY {item.partition_by}"
        return Probe(item, statement, made, ("partition_by",))
    schema, _, parent = item.parent.rpartition(".")
    by = divided.get(item.id._replace(schema=schema or item.schema, name=parent), "")
    if not by:
        return None
    above = _place(engine, item.schema) + _quoted(engine, f"{name}_of")
    below = f" PARTITION BY {item.partition_by}" if item.partition_by else ""
    statement = (
        f"CREATE TABLE {above} (LIKE {whole}) PARTITION BY {by};"
        f" CREATE TABLE {copy} PARTITION OF {above} {item.bound}{below}"
    )
    return Probe(item, statement, made, ("bound", "partition_by"))


def _probe(engine: str, item: Object, name: str) -> Probe | None:
    inside = item.id._replace(name=name)
    match item:
        case Column():
            texts: tuple[str, ...] = ("type", "default", "generated", "on_update")
            if engine != "postgresql" and not item.collate:
                texts += ("collate",)  # a type may bring its own, as NATIONAL VARCHAR does
            steps = _steps(engine, item, name)
            return Probe(item, _column(engine, item, name), inside, texts, steps)
        case Check():
            condition = f"ADD CONSTRAINT {name} CHECK ({item.expression})"
            return Probe(item, _alter(engine, item, condition), inside, ("expression",))
        case Index() if any(key.expression for key in item.keys) or item.where:
            return Probe(item, _index(engine, item, name), inside, ("keys", "where"))
        case Exclusion():
            keys = ", ".join(f"{_key(engine, key)} WITH {key.operator}" for key in item.keys)
            where = f" WHERE ({item.where})" if item.where else ""
            condition = f"ADD CONSTRAINT {name} EXCLUDE USING {item.method} ({keys}){where}"
            return Probe(item, _alter(engine, item, condition), inside, ("keys", "where"))
        case View():
            statement = f"CREATE VIEW {_place(engine, item.schema)}{name} AS {item.sql}"
            return Probe(item, statement, Id("view", item.schema, "", name), ("sql",))
        case Policy():
            return Probe(item, _policy(engine, item, name), inside, ("using", "check"))
        case DomainType():
            texts = ("type", "default", "checks")
            return Probe(item, _domain(engine, item, name), inside, texts)
        case CompositeType():
            parts = ", ".join(f"{_quoted(engine, part)} {type_}" for part, type_ in item.attributes)
            statement = f"CREATE TYPE {_place(engine, item.schema)}{name} AS ({parts})"
            return Probe(item, statement, inside, ("attributes",))
        case _:
            return None


def _quoted(engine: str, name: str) -> str:
    mark = '"' if engine == "postgresql" else "`"
    return mark + name.replace(mark, mark * 2) + mark


def _collation(engine: str, name: str) -> str:
    return quoted(name) if engine == "postgresql" else _quoted(engine, name)


def _place(engine: str, schema: str) -> str:
    return f"{_quoted(engine, schema)}." if schema else ""


def _table(engine: str, item: Column | Check | Index | Exclusion | Policy) -> str:
    return _place(engine, item.schema) + _quoted(engine, item.table)


def _alter(engine: str, item: Column | Check | Exclusion, change: str) -> str:
    return f"ALTER TABLE {_table(engine, item)} {change}"


def _steps(engine: str, item: Column, name: str) -> str:
    """MySQL adds no column whose default is another at each call; it takes the default later."""
    if engine == "postgresql" or item.generated or not item.default.startswith("("):
        return ""
    bare = _column(engine, replace(item, default=""), name)
    return f"{bare}; {_alter(engine, item, f'ALTER COLUMN {name} SET DEFAULT {item.default}')}"


def _column(engine: str, item: Column, name: str) -> str:
    """A nullable copy of the column: neither NOT NULL nor a key has a text."""
    parts = [f"ADD COLUMN {name} {item.type}"]
    if "charset" in item.options:
        parts.append(f"CHARACTER SET {item.options['charset']}")
    if item.collate:
        parts.append(f"COLLATE {_collation(engine, item.collate)}")
    if item.generated:
        parts.append(
            f"GENERATED ALWAYS AS ({item.generated}) {'STORED' if item.stored else 'VIRTUAL'}"
        )
    elif item.default:
        parts.append(f"DEFAULT {item.default}")
    if item.on_update:
        parts.append(f"ON UPDATE {item.on_update}")
    return _alter(engine, item, " ".join(parts))


def _index(engine: str, item: Index, name: str) -> str:
    keys = ", ".join(_key(engine, key) + (" DESC" if key.desc else "") for key in item.keys)
    method = f" USING {item.method}" if item.method and engine == "postgresql" else ""
    where = f" WHERE {item.where}" if item.where else ""
    return f"CREATE INDEX {name} ON {_table(engine, item)}{method} ({keys}){where}"


def _key(engine: str, key: Key) -> str:
    text = _quoted(engine, key.column) if key.column else f"({key.expression})"
    length = f"({key.length})" if key.length else ""
    collate = f" COLLATE {_collation(engine, key.collate)}" if key.collate else ""
    return f"{text}{length}{collate} {key.opclass}".rstrip()


def _policy(engine: str, item: Policy, name: str) -> str:
    using = f" USING ({item.using})" if item.using else ""
    check = f" WITH CHECK ({item.check})" if item.check else ""
    return f"CREATE POLICY {name} ON {_table(engine, item)} FOR {item.command}{using}{check}"


def _domain(engine: str, item: DomainType, name: str) -> str:
    collate = f" COLLATE {_collation(engine, item.collate)}" if item.collate else ""
    default = f" DEFAULT {item.default}" if item.default else ""
    checks = "".join(
        f" CONSTRAINT {_quoted(engine, check)} CHECK ({expression})"
        for check, expression in item.checks
    )
    return f"CREATE DOMAIN {_place(engine, item.schema)}{name} AS {item.type}{collate}{default}{checks}"
