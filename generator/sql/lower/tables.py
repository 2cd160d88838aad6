"""Tables: what an entity is kept in, and how its rows are divided.

Takes an entity, gives its table with partitions; columns and constraints come from the siblings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import catalog as cat
from generator.model import Entity, Partition, PartitionChild, Scalar
from generator.sql.lower import nodes
from generator.sql.lower.collations import BINARY, collation
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import ids
from generator.sql.lower.storage import flags, options, place, storage

__all__ = ["tables"]

NUMBERS = ("int", "uint", "bool")
DIVIDED = ("int", "uint", "decimal", "date", "timestamp")
"""Types that SQL Server divides by here; texts compare by a collation that a function cannot say."""
ELSEWHERE = (
    *("auto_increment", "cluster", "filegroup", "on_conflict", "on_null"),
    *("partition_by", "partitions", "unnamed"),
)


def tables(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the table of an entity, then its partitions where those are tables of their own."""
    origin = nodes.of_entity(entity)
    partition = _partition(low, entity, origin)
    kept = storage(low, entity.storage, origin, entity.spec)
    inside = low.engine in ("mysql", "mariadb", "mssql")
    own = entity.options.get("partitions")
    divided = (
        tuple((name, str(bound)) for name, bound in own.items()) if isinstance(own, Mapping) else ()
    )
    yield cat.Table(
        schema=entity.schema,
        name=entity.table,
        partition_by=_partition_by(low, entity, partition)
        if partition
        else str(entity.options.get("partition_by", "")),
        partitions=tuple(_inside(low, entity, partition)) if partition and inside else divided,
        tablespace=place(kept.tablespace or str(entity.options.get("filegroup", ""))),
        options={**_fixed(low, entity), **options(kept.options), **_own(low, entity)},
        row_security=_row_security(low, entity),
        comment=entity.description,
        needs=ids(low, entity.needs),
        node=origin.path,
        was=origin.was,
        at=entity.at,
    )
    for child in partition.children if partition and not inside else ():
        yield cat.Table(
            schema=entity.schema,
            name=child.physical,
            parent=entity.table,
            bound=_bound(low, entity, partition, child) if partition else "",
            node=f"{entity.name}.partition.{child.name}",
            at=child.at,
        )


def _fixed(low: Lowering, entity: Entity) -> dict[str, str]:
    """Gives the options that every table of an engine has unless it says otherwise."""
    match low.engine:
        case "sqlite":
            return {} if entity.options.get("strict") is False else {"strict": ""}
        case "mysql" | "mariadb":
            return {"engine": "InnoDB", "charset": "utf8mb4", "collate": BINARY[low.engine]}
        case _:
            return {}


def _own(low: Lowering, entity: Entity) -> dict[str, str]:
    """Gives the engine's own keys of a table, without what its columns or its place say already."""
    found = flags(entity.options)
    if "row_format" in found:
        found["row_format"] = found["row_format"].upper()
    if found.get("access_method") == "heap":
        del found["access_method"]
    wanted = found.pop("collate", "")
    if "charset" in found:
        found["collate"] = f"{found['charset']}_bin"
    if wanted and low.engine in ("mysql", "mariadb"):
        wanted = collation(low, wanted, nodes.of_entity(entity), entity.spec)
    if wanted and low.engine in ("mysql", "mariadb"):
        found["collate"] = wanted
        found["charset"] = found["collate"].partition("_")[0]
    if isinstance(entity.options.get("replica_identity"), Mapping):
        del found["replica_identity"]  # the use of an index says it
    return {key: text for key, text in found.items() if key not in ELSEWHERE}


def _row_security(low: Lowering, entity: Entity) -> str:
    if low.answer("policies") != NATIVE:
        return ""
    return entity.row_security or ("enabled" if entity.policies else "")


def _partition(low: Lowering, entity: Entity, origin: nodes.Origin) -> Partition | None:
    """Gives how the engine divides the rows, None for one table."""
    if entity.partition is None:
        return None
    if low.verdict("partition", origin.path, entity.at, entity.spec) != NATIVE:
        return None
    can = {"mysql": _can_divide, "mariadb": _can_divide, "mssql": _has_boundaries}.get(low.engine)
    if can is not None and not can(low, entity, entity.partition):
        low.emulate("one-table", "partition", origin.path)
        return None
    return entity.partition


def _can_divide(low: Lowering, entity: Entity, partition: Partition) -> bool:
    """Whether MySQL can: no foreign key on either side, the columns in every unique key, no default
    among lists, children named."""
    wanted = {key.field for key in partition.keys}
    referred = any(
        key.entity == entity.name for other in low.model.entities for key in other.foreign_keys
    )
    uniques = [set(item.fields) for item in entity.uniques]
    uniques += [set(entity.key.fields)] if entity.key else []
    listed = partition.by == "list" and any(child.default for child in partition.children)
    return (
        not entity.foreign_keys
        and not referred
        and all(wanted <= fields for fields in uniques)
        and all(key.field for key in partition.keys)
        and bool(partition.children)
        and not (listed and low.engine == "mysql")
    )


def _has_boundaries(low: Lowering, entity: Entity, partition: Partition) -> bool:
    """Whether SQL Server can: by the ranges of one number or time, which every unique key holds; a
    place that a person named stays that place."""
    (first, *others) = partition.keys
    uniques = [item.fields for item in entity.uniques]
    uniques += [entity.key.fields] if entity.key else []
    uniques += [tuple(k.field for k in item.keys) for item in entity.indexes if item.unique]
    placed = entity.storage.tablespace or {"filegroup", "text_filegroup"} & entity.options.keys()
    return (
        partition.by == "range"
        and not others
        and entity.key is not None
        and first.field != ""
        and entity.field(first.field).type.name.startswith(DIVIDED)
        and all(first.field in fields for fields in uniques)
        and any(_boundaries(low, entity, partition))
        and not placed
    )


def _boundaries(low: Lowering, entity: Entity, partition: Partition) -> Iterator[tuple[str, str]]:
    """Gives where SQL Server's partitions begin, each once; they have numbers instead of names."""
    ends = (end for child in partition.children for end in (child.start, child.end) if end)
    for end in dict.fromkeys(ends):
        yield "", _literals(low, entity, partition, end)


def _partition_by(low: Lowering, entity: Entity, partition: Partition) -> str:
    keys = ", ".join(
        f"({low.spell(key.expr, entity)})"
        if key.expr
        else low.quote(entity.field(key.field).column)
        for key in partition.keys
    )
    if low.engine in ("postgresql", "mssql"):
        return f"{partition.by.upper()} ({keys})"
    if partition.by == "hash":
        return f"KEY ({keys}) PARTITIONS {len(partition.children)}"
    return f"{partition.by.upper()} COLUMNS ({keys})"


def _bound(low: Lowering, entity: Entity, partition: Partition, child: PartitionChild) -> str:
    """Writes what PostgreSQL says of one partition."""
    if child.default:
        return "DEFAULT"
    if child.modulus is not None:
        return f"FOR VALUES WITH (MODULUS {child.modulus}, REMAINDER {child.remainder or 0})"
    if child.values:
        return f"FOR VALUES IN ({_literals(low, entity, partition, child.values, spread=True)})"
    start = _literals(low, entity, partition, child.start) or "MINVALUE"
    end = _literals(low, entity, partition, child.end) or "MAXVALUE"
    return f"FOR VALUES FROM ({start}) TO ({end})"


def _inside(low: Lowering, entity: Entity, partition: Partition) -> Iterator[tuple[str, str]]:
    """Gives what MySQL lists inside the table: rising upper bounds, or lists of values."""
    if low.engine == "mssql":
        yield from _boundaries(low, entity, partition)
        return
    if partition.by == "hash":
        return
    children = [child for child in partition.children if not child.default]
    if partition.by == "range":
        children.sort(key=lambda child: tuple(map(str, child.end)) or ("\uffff",))
    for child in children:
        if child.values:
            values = _literals(low, entity, partition, child.values, spread=True)
            yield child.physical, f"VALUES IN ({values})"
            continue
        end = _literals(low, entity, partition, child.end) or "MAXVALUE"
        yield child.physical, f"VALUES LESS THAN ({end})"
    for child in partition.children:
        if child.default:
            bound = "VALUES LESS THAN (MAXVALUE)" if partition.by == "range" else "DEFAULT"
            yield child.physical, bound


def _literals(
    low: Lowering,
    entity: Entity,
    partition: Partition,
    values: tuple[Scalar, ...],
    *,
    spread: bool = False,
) -> str:
    """Writes bounds, one a key; spread: all of them belong to the first key."""
    keys = [entity.field(key.field).type if key.field else None for key in partition.keys]
    made = []
    for number, value in enumerate(values):
        kind = keys[0 if spread else number] if keys else None
        made.append(low.literal(value, kind) if kind else f"'{value}'")
    return ", ".join(made)
