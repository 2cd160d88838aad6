"""How the rows of a table are divided, in the engine's words.

Takes an entity with a partition, gives what its table says of it, and the partitions where those are
tables of their own, with what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Entity, IndexKey, Partition, PartitionChild, Scalar
from generator.sql.literals import text_literal
from generator.sql.lower import nodes
from generator.sql.lower.collations import collation
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.storage import options, place, storage

__all__ = ["divided", "division", "inside", "partitions", "parts"]

DIVIDED = ("int", "uint", "decimal", "date", "timestamp")
"""Types that SQL Server divides by here; texts compare by a collation that a function cannot say."""
_HIGHEST = (2, 0, "")
INSIDE = ("mysql", "mariadb", "mssql")
"""Engines that list partitions inside the table."""


def parts(low: Lowering, entity: Entity) -> Iterator[Entity]:
    """Gives the partitions that are tables of their own, as entities of what is theirs alone."""
    if low.answer("partition_parts") == NATIVE:
        yield from entity.parts()


def divided(low: Lowering, entity: Entity, origin: nodes.Origin) -> Partition | None:
    """Gives how the engine divides the rows, None for one table."""
    if entity.partition is None:
        return None
    own = next((child for child in entity.partition.children if child.own), None)
    if own is not None:
        low.verdict("partition_parts", f"{origin.path}.partition.{own.name}", own.at, entity.spec)
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


def division(low: Lowering, entity: Entity, partition: Partition) -> str:
    """Says by what the rows are divided."""
    keys = ", ".join(_key(low, entity, key) for key in partition.keys)
    if low.engine in ("postgresql", "mssql"):
        return f"{partition.by.upper()} ({keys})"
    if partition.by == "hash":
        return f"KEY ({keys}) PARTITIONS {len(partition.children)}"
    return f"{partition.by.upper()} COLUMNS ({keys})"


def _key(low: Lowering, entity: Entity, key: IndexKey) -> str:
    origin = nodes.of_entity(entity).part("partition")
    if key.expr is not None:
        text = f"({low.spell(key.expr, entity)})"
    else:
        text = low.quote(entity.field(key.field).column)
    if key.collate and low.verdict("index_collation", origin.path, origin.at, entity.spec):
        name = collation(low, key.collate, origin, entity.spec)
        text += f" COLLATE {low.profile.collation(name)}"
    return f"{text} {key.opclass}" if key.opclass else text


def partitions(low: Lowering, entity: Entity, partition: Partition) -> Iterator[cat.Object]:
    """Gives the partitions, of any depth, where each is a table of its own."""
    if low.engine in INSIDE:
        return
    for child in partition.children:
        path = f"{entity.name}.partition.{child.name}"
        origin = nodes.Origin(path, entity.was and f"{entity.was}.partition.{child.name}", child.at)
        kept = storage(low, child.storage, origin, entity.spec)
        below = child.partition
        yield cat.Table(
            schema=entity.schema,
            name=child.physical,
            partition_by=division(low, entity, below) if below else "",
            parent=entity.table,
            bound=_bound(low, entity, partition, child),
            tablespace=place(kept.tablespace),
            options=options(kept.options),
            comment=child.description,
            node=path,
            at=child.at,
        )
        if below:
            part = next(part for part in entity.parts() if part.name == path)
            yield from partitions(low, part, below)


def _bound(low: Lowering, entity: Entity, partition: Partition, child: PartitionChild) -> str:
    """Writes what PostgreSQL says of one partition."""
    if child.default:
        return "DEFAULT"
    if child.modulus is not None:
        return f"FOR VALUES WITH (MODULUS {child.modulus}, REMAINDER {child.remainder or 0})"
    if child.values:
        return f"FOR VALUES IN ({_literals(low, entity, partition, child.values, spread=True)})"
    start = _literals(low, entity, partition, child.start) or _open(partition, "MINVALUE")
    end = _literals(low, entity, partition, child.end) or _open(partition, "MAXVALUE")
    return f"FOR VALUES FROM ({start}) TO ({end})"


def _open(partition: Partition, word: str) -> str:
    """Writes that a side has no bound, for each key."""
    return ", ".join(word for _ in partition.keys)


def inside(low: Lowering, entity: Entity, partition: Partition) -> Iterator[tuple[str, str]]:
    """Gives what MySQL and SQL Server list inside the table: rising upper bounds, or lists of values."""
    if low.engine == "mssql":
        yield from _boundaries(low, entity, partition)
    if low.engine not in ("mysql", "mariadb") or partition.by == "hash":
        return
    children = [child for child in partition.children if not child.default]
    if partition.by == "range":
        children.sort(key=lambda child: tuple(map(_rising, child.end)) or (_HIGHEST,))
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
        made.append(low.literal(value, kind) if kind else _plain(low, value))
    return ", ".join(made)


def _rising(value: Scalar) -> tuple[int, int, str]:
    """Sorts numbers by what they are, other bounds by how they are written."""
    return (0, value, "") if isinstance(value, int) else (1, 0, str(value))


def _plain(low: Lowering, value: Scalar) -> str:
    """Writes the bound of an expression, whose type only the engine knows."""
    if value is None:
        return "NULL"
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else text_literal(str(value), low.profile)
