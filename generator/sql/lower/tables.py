"""Tables: what an entity is kept in.

Takes an entity, gives its table and those of its partitions; columns and constraints come from the
siblings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import catalog as cat
from generator.model import Entity
from generator.sql.lower import nodes
from generator.sql.lower.collations import BINARY, collation
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.needs import ids
from generator.sql.lower.partitions import divided, division, inside, partitions
from generator.sql.lower.storage import flags, options, place, storage

__all__ = ["tables"]

ELSEWHERE = (
    *("auto_increment", "cluster", "filegroup", "on_conflict", "on_null"),
    *("partition_by", "partitions", "unnamed"),
)


def tables(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the table of an entity, then its partitions where those are tables of their own."""
    origin = nodes.of_entity(entity)
    partition = divided(low, entity, origin)
    kept = storage(low, entity.storage, origin, entity.spec)
    own = entity.options.get("partitions")
    written = (
        tuple((name, str(bound)) for name, bound in own.items()) if isinstance(own, Mapping) else ()
    )
    yield cat.Table(
        schema=entity.schema,
        name=entity.table,
        partition_by=division(low, entity, partition)
        if partition
        else str(entity.options.get("partition_by", "")),
        partitions=tuple(inside(low, entity, partition)) if partition else written,
        tablespace=place(kept.tablespace or str(entity.options.get("filegroup", ""))),
        options={**_fixed(low, entity), **options(kept.options), **_own(low, entity)},
        row_security=_row_security(low, entity),
        comment=entity.description,
        needs=ids(low, entity.needs),
        node=origin.path,
        was=origin.was,
        at=entity.at,
    )
    if partition:
        yield from partitions(low, entity, partition)


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
