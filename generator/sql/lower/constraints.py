"""Constraints: keys, uniques, foreign keys, checks and exclusions.

Takes an entity, gives the catalog's constraints, and a unique index where a constraint cannot say it."""

from __future__ import annotations

from collections.abc import Iterator

from generator import catalog as cat
from generator.model import Check, Entity, Exclusion, Expr, Field, ForeignKey, PrimaryKey, Unique
from generator.sql.lower import nodes, reading
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.keys import entry, index, parted, parts, plain, shortened

__all__ = ["constraints", "foreign_keys", "identity_beside_key"]

ACTIONS = {
    "no_action": "NO ACTION",
    "restrict": "RESTRICT",
    "cascade": "CASCADE",
    "set_null": "SET NULL",
    "set_default": "SET DEFAULT",
}


def constraints(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives everything but foreign keys: the key, then uniques, checks and exclusions as written."""
    if entity.key is not None:
        yield _primary_key(low, entity, entity.key)
        yield from _folded_key(low, entity, entity.key)
    yield from _identity_key(low, entity)
    for unique in entity.uniques:
        yield from _unique(low, entity, unique)
    for check in entity.checks:
        yield from _check(low, entity, check)
    for exclusion in entity.exclusions:
        yield from _exclusion(low, entity, exclusion)


def identity_beside_key(entity: Entity) -> Field | None:
    """Gives the identity field that is not the whole key, or None."""
    key = entity.key.fields if entity.key else ()
    for field in entity.fields:
        if field.identity is not None and key != (field.name,):
            return field
    return None


def _primary_key(low: Lowering, entity: Entity, key: PrimaryKey) -> cat.Object:
    origin = nodes.of_item(entity, "key", "key", "", key.at)
    path = f"{entity.name}.key"
    beside = identity_beside_key(entity)
    names = nodes.columns(entity, key.fields)
    keys = _key_parts(low, entity, key, nodes.Origin(path, "", key.at))
    deferrable = _deferrable(low, "deferrable_unique", key.deferrable, path, entity, key)
    if beside is not None and low.answer("identity_beside_key") == "identity-key":
        return cat.Unique(
            schema=entity.schema,
            table=entity.table,
            name=low.name("uq", entity.table, *names),
            columns=names,
            node=path,
            was=f"{entity.was}.key" if entity.was else "",
            at=key.at,
        )
    return cat.PrimaryKey(
        schema=entity.schema,
        table=entity.table,
        name=key.name if low.engine not in ("mysql", "mariadb") else "",
        columns=names,
        include=() if low.engine == "mssql" else _include(low, entity, key.include, path, origin),
        deferrable=deferrable,
        on_conflict=nodes.said(entity, "on_conflict", "key"),
        keys=() if plain(keys) or not all(part.column for part in keys) else keys,
        comment=key.description,
        node=path,
        was=f"{entity.was}.key" if entity.was else "",
        at=key.at,
    )


def _key_parts(
    low: Lowering, entity: Entity, key: PrimaryKey, origin: nodes.Origin
) -> tuple[cat.Key, ...]:
    """Gives what the key has of each column; a text without a length is no key on some engines."""
    entries = parted(low, entity, key, origin)
    if low.engine != "mssql":
        entries = shortened(low, entries, origin, entity.spec, unique=True)
    return tuple(item.key for item in entries)


def _folded_key(low: Lowering, entity: Entity, key: PrimaryKey) -> Iterator[cat.Object]:
    """Gives the unique index that holds a key to one row whatever its case, where an index folds it."""
    entries = [entry(low, entity.field(name)) for name in key.fields]
    if plain([item.key for item in entries]):
        return
    columns = nodes.columns(entity, key.fields)
    yield cat.Index(
        schema=entity.schema,
        table=entity.table,
        name=low.name("uq", entity.table, *columns),
        keys=tuple(item.key for item in entries),
        unique=True,
        emulates=low.emulate(low.answer("case_insensitive"), "case_insensitive", entity.name),
        node=f"{entity.name}.key.folded",
        was=f"{entity.was}.key.folded" if entity.was else "",
        at=key.at,
    )


def _identity_key(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives what an identity column beside the key needs: to be the key itself, or to be unique."""
    field = identity_beside_key(entity)
    if field is None or (low.engine in ("mysql", "mariadb") and _leads(entity, field.name)):
        return
    origin = nodes.of_field(entity, field)
    made = low.verdict("identity_beside_key", origin.path, field.at, entity.spec)
    if made == "identity-key":
        yield cat.PrimaryKey(
            schema=entity.schema,
            table=entity.table,
            name=low.name("pk", entity.table),
            columns=(field.column,),
            node=origin.path,
            was=origin.was,
            at=field.at,
        )
    elif made == "identity-index":
        yield cat.Index(
            schema=entity.schema,
            table=entity.table,
            name=low.name("ix", entity.table, field.column, "identity"),
            keys=(cat.Key(column=field.column),),
            emulates=made,
            node=f"{origin.path}.identity",
            at=field.at,
        )


def _leads(entity: Entity, name: str) -> bool:
    """Whether a field is the first of an index that somebody wrote, as MySQL wants of a counter."""
    firsts = [unique.fields[0] for unique in entity.uniques if unique.where is None]
    firsts += [index.keys[0].field for index in entity.indexes if not index.method]
    return name in firsts


def _unique(low: Lowering, entity: Entity, unique: Unique) -> Iterator[cat.Object]:
    origin = nodes.of_item(
        entity, "unique", unique.name, unique.was, unique.at, inline=unique.inline
    )
    fields = parted(low, entity, unique, origin)
    entries = shortened(low, fields, origin, entity.spec, unique=True)
    made = parts(low, entity, entries, origin, nulls=unique.nulls, where=unique.where)
    deferrable = _deferrable(
        low, "deferrable_unique", unique.deferrable, origin.path, entity, unique
    )
    include = _include(low, entity, unique.include, origin.path, origin)
    if _is_constraint(low, made.keys) and not (made.where or (include and low.engine == "mssql")):
        yield cat.Unique(
            schema=entity.schema,
            table=entity.table,
            name=unique.physical,
            columns=tuple(key.column for key in made.keys),
            include=include,
            nulls_not_distinct=made.nulls_not_distinct,
            deferrable=deferrable,
            on_conflict=nodes.said(entity, "on_conflict", unique.name),
            keys=() if plain(made.keys) else made.keys,
            comment=unique.description,
            node=origin.path,
            was=origin.was,
            at=unique.at,
        )
        return
    if deferrable and not low.waived("deferrable_unique", origin.path, entity.spec):
        note = "a unique that is an index (some rows, any case, NULLs) is checked row by row"
        low.refuse("deferrable_unique", origin.path, unique.at, note)
    yield from index(
        low,
        entity,
        cat.Index(
            schema=entity.schema,
            table=entity.table,
            name=unique.physical,
            keys=(),
            unique=True,
            nulls_not_distinct=made.nulls_not_distinct,
            where=made.where,
            include=include,
            comment=unique.description,
            emulates=made.emulates,
            node=origin.path,
            was=origin.was,
            at=unique.at,
        ),
        made.entries,
    )


def _is_constraint(low: Lowering, keys: tuple[cat.Key, ...]) -> bool:
    """Whether a constraint can say it: SQLite's may order and compare its columns in their own way."""
    return plain(keys) or (low.engine == "sqlite" and all(key.column for key in keys))


def _deferrable(
    low: Lowering,
    feature: str,
    wanted: str,
    path: str,
    entity: Entity,
    item: Unique | ForeignKey | PrimaryKey,
) -> str:
    if wanted and low.verdict(feature, path, item.at, entity.spec) == NATIVE:
        return wanted
    return ""


def _include(
    low: Lowering, entity: Entity, fields: tuple[str, ...], path: str, origin: nodes.Origin
) -> tuple[str, ...]:
    """Gives the included columns of a unique; where they would become keys they are left out."""
    if fields and low.verdict("include", path, origin.at, entity.spec) == NATIVE:
        return nodes.columns(entity, fields)
    return ()


def foreign_keys(low: Lowering, entity: Entity) -> Iterator[cat.Object]:
    """Gives the foreign keys, and the checks that stand in for MATCH FULL."""
    for key in entity.foreign_keys:
        origin = nodes.of_item(entity, "foreign_keys", key.name, key.was, key.at, inline=key.inline)
        target = low.model.entity(key.entity)
        yield cat.ForeignKey(
            schema=entity.schema,
            table=entity.table,
            name=key.physical,
            columns=nodes.columns(entity, key.fields),
            ref_schema=target.schema,
            ref_table=target.table,
            ref_columns=nodes.columns(target, key.to),
            on_delete=_action(low, entity, key, key.on_delete, origin),
            on_update=_action(low, entity, key, key.on_update, origin),
            match_full=key.match_full and low.engine == "postgresql",
            deferrable=_deferrable(
                low, "deferrable_foreign_key", key.deferrable, origin.path, entity, key
            ),
            comment=key.description,
            node=origin.path if not key.inline else f"{origin.path}.ref",
            was=origin.was if not (key.inline and origin.was) else f"{origin.was}.ref",
            at=key.at,
        )
        if key.match_full:
            yield from _all_or_none(low, entity, key, origin)


def _action(
    low: Lowering, entity: Entity, key: ForeignKey, action: str, origin: nodes.Origin
) -> str:
    if action == "set_default" and not low.verdict("set_default", origin.path, key.at, entity.spec):
        return "NO ACTION"
    if action == "restrict" and low.engine == "mssql":
        return "NO ACTION"
    return ACTIONS[action]


def _all_or_none(
    low: Lowering, entity: Entity, key: ForeignKey, origin: nodes.Origin
) -> Iterator[cat.Object]:
    nullable = [name for name in key.fields if entity.field(name).nullable]
    if low.verdict("match_full", origin.path, key.at, entity.spec) != "all-or-none-check":
        return
    names = [low.quote(entity.field(name).column) for name in nullable]
    none = " AND ".join(f"{name} IS NULL" for name in names)
    every = " AND ".join(f"{name} IS NOT NULL" for name in names)
    if names:
        yield cat.Check(
            schema=entity.schema,
            table=entity.table,
            name=low.name("ck", key.physical.removeprefix("fk_"), "full"),
            expression=f"({none}) OR ({every})" if len(nullable) == len(key.fields) else every,
            emulates="match_full",
            node=f"{origin.path}.match",
            at=key.at,
        )


def _check(low: Lowering, entity: Entity, check: Check) -> Iterator[cat.Object]:
    origin = nodes.of_item(entity, "checks", check.name, check.was, check.at, inline=check.inline)
    for feature, fields in (
        ("check_identity", _numbered(entity)),
        ("check_cascading", _moved(entity)),
    ):
        touched = fields & reading.fields(check.expr, entity)
        if touched and not low.verdict(feature, origin.path, check.at, entity.spec):
            return
    valid = not check.not_valid
    if not valid and not low.verdict("not_valid", origin.path, check.at, entity.spec):
        valid = True
    yield cat.Check(
        schema=entity.schema,
        table=entity.table,
        name=check.physical,
        expression=low.spell(check.expr, entity, check=True),
        valid=valid,
        no_inherit=check.no_inherit and low.engine == "postgresql",
        comment=check.description,
        node=origin.path,
        was=origin.was,
        at=check.at,
    )


def _numbered(entity: Entity) -> frozenset[str]:
    return frozenset(field.name for field in entity.fields if field.identity is not None)


def _moved(entity: Entity) -> frozenset[str]:
    """Gives the fields that a foreign key's action may change; a cascading delete changes none."""
    changing = {"set_null", "set_default"}
    return frozenset(
        name
        for key in entity.foreign_keys
        if key.on_delete in changing or key.on_update in changing | {"cascade"}
        for name in key.fields
    )


def _exclusion(low: Lowering, entity: Entity, exclusion: Exclusion) -> Iterator[cat.Object]:
    origin = nodes.of_item(entity, "exclude", exclusion.name, exclusion.was, exclusion.at)
    if not low.verdict("exclude", origin.path, exclusion.at, entity.spec):
        return
    yield cat.Exclusion(
        schema=entity.schema,
        table=entity.table,
        name=exclusion.physical,
        keys=tuple(
            cat.Key(
                column=entity.field(element.field).column if element.field else "",
                expression=low.spell(element.expr, entity) if element.expr else "",
                opclass=element.opclass,
                operator=element.operator,
            )
            for element in exclusion.elements
        ),
        method=exclusion.method,
        where=_where(low, entity, exclusion.where),
        deferrable=exclusion.deferrable,
        comment=exclusion.description,
        node=origin.path,
        was=origin.was,
        at=exclusion.at,
    )


def _where(low: Lowering, entity: Entity, where: Expr | None) -> str:
    return low.spell(where, entity) if where else ""
