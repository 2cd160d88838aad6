"""Constraints and indexes in generated models, under the very names that the DDL gives them.

Takes the variants of a table's objects, gives source for `__table_args__`: one construct where the
engines agree, one for each group of engines where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator import catalog as cat
from generator.catalog.collations import quoted
from generator.render.python.code import Code, Group, call, listed, mapping, sql, text, tupled
from generator.render.python.physical import Physical, Variant, variants

__all__ = [
    "counts",
    "emulated_checks",
    "extras",
    "is_apart",
    "is_for_counting",
    "key",
    "options",
    "spoken",
    "table_arguments",
]

# Options of PostgreSQL's tables that are no storage parameters: statements of their own say them.
APART = ("access_method", "collate", "replica_identity", "unlogged")
KINDS = (cat.Unique, cat.ForeignKey, cat.Check, cat.Exclusion, cat.Index)


def table_arguments(
    physical: Physical, place: str, schemas: Mapping[str, str], late: frozenset[str]
) -> tuple[Code, ...]:
    """Gives the constraints and indexes of a table, the key first, emulations left out.

    schemas: the schema of each table in the models, by its place. late: foreign keys that close a loop."""
    found: list[Code] = list(key(physical, place))
    for kind in KINDS:
        for by_engine in physical.named(place, kind).values():
            for variant in variants(by_engine, physical.engines):
                first = variant.first
                if isinstance(first, cat.Check) and first.emulates:
                    continue
                if said := spoken(physical, variant):
                    found.append(_limited(_construct(physical, said, schemas, late), said))
    return tuple(found)


def emulated_checks(physical: Physical, place: str) -> Iterator[tuple[str, Code]]:
    """Gives the checks that stand in for what some engine lacks: name, and SQL by engine."""
    for name, by_engine in physical.named(place, cat.Check).items():
        words = [
            (engine, text(item.expression)) for engine, item in by_engine.items() if item.emulates
        ]
        if words:
            yield name, mapping(words)


def spoken(physical: Physical, variant: Variant) -> Variant | None:
    """Leaves out the engines where an object is made by a statement of its own, since SQLAlchemy has
    no word for what it is: an index over columns that only this engine has, a check that is not valid
    yet. None when that is all of them."""
    kept = tuple(
        (engine, item)
        for engine, item in variant.objects
        if not _is_a_statement(physical, engine, item)
    )
    whole = variant.everywhere and len(kept) == len(variant.objects)
    return Variant(kept, whole) if kept else None


def _is_a_statement(physical: Physical, engine: str, item: cat.Object) -> bool:
    match item:
        case cat.Index():
            return is_apart(physical, engine, item) or is_for_counting(item)
        case cat.Check():
            no_inherit = item.no_inherit and engine == "postgresql"
            return no_inherit or (not item.valid and engine in ("postgresql", "mssql"))
        case cat.Unique():
            return engine in ("mysql", "mariadb") and bool(item.comment)
        case _:
            return False


def is_apart(physical: Physical, engine: str, item: cat.Index) -> bool:
    """Whether SQLAlchemy cannot make an index: it is a table of its own, stands on columns that only
    this engine has, or says what SQLAlchemy has no word for."""
    told = engine in ("mysql", "mariadb") and (item.comment or item.options)
    told = told or (engine == "mssql" and (item.method or item.options or item.tablespace))
    beside = extras(physical, physical.place(item), engine)
    return bool(told or item.method == "fts5" or any(key.column in beside for key in item.keys))


def is_for_counting(item: cat.Index) -> bool:
    """Whether an index is there because MySQL counts only what is a key: the column declares it."""
    return item.node.endswith(".identity")


def extras(physical: Physical, place: str, engine: str) -> frozenset[str]:
    """Gives the columns that an engine has beside the model's, to hold an index's expressions."""
    columns = physical.on(place, cat.Column).get(engine, ())
    entities = {table.node for table in physical.on(place, cat.Table).get(engine, ())}
    return frozenset(
        column.name for column in columns if column.node.rpartition(".")[0] not in entities
    )


def key(physical: Physical, place: str) -> tuple[Code, ...]:
    """Gives the primary key. Where engines differ, as SQLite does for an identity beside the key,
    each has its own; the mapper is told which is the model's."""
    by_engine = {
        engine: items[0] for engine, items in physical.on(place, cat.PrimaryKey).items() if items
    }
    if not by_engine:
        return ()
    main = next(iter(by_engine.values()))
    if counts(physical, place):
        by_engine.pop("sqlite")  # it is said where the column is
    name = next((item.name for item in by_engine.values() if item.name), "")
    same = tuple(engine for engine, item in by_engine.items() if item.columns == main.columns)
    named = ({"name": text(name)} if name else {}) | _deferrable(main.deferrable)
    named |= _conflict(by_engine)
    if parts := _parts(by_engine):
        named["info"] = mapping(parts)
    if main.include and "postgresql" in by_engine:
        named["postgresql_include"] = listed(map(text, main.include))
    (made,) = physical.on(place, cat.Table).get("mssql", ()) or (None,)
    if isinstance(made, cat.Table) and "nonclustered_key" in made.options:
        named["mssql_clustered"] = "False"
    construct = call("PrimaryKeyConstraint", *map(text, main.columns), **named)
    if len(same) < len(physical.engines):
        construct = _only(construct, same)
    return (construct,)


def _conflict(by_engine: Mapping[str, cat.PrimaryKey | cat.Unique]) -> dict[str, Code]:
    """Says what SQLite does with a second row instead of refusing it."""
    conflict = by_engine["sqlite"].on_conflict if "sqlite" in by_engine else ""
    return {"sqlite_on_conflict": text(conflict)} if conflict else {}


def _parts(by_engine: Mapping[str, cat.PrimaryKey | cat.Unique]) -> list[tuple[str, Code]]:
    """Says what is in a key of the columns that are not in it as they are, by engine; [] for nothing."""
    found = [
        (engine, mapping((key.column, text(_beside(key))) for key in item.keys if _beside(key)))
        for engine, item in by_engine.items()
        if item.keys
    ]
    return [("parts", mapping(found))] if found else []


def _beside(key: cat.Key) -> str:
    """Gives what stands behind a column in a key."""
    length = f"({key.length})" if key.length else ""
    collate = f" COLLATE {key.collate}" if key.collate else ""
    return length + collate + (" DESC" if key.desc else "")


def options(
    physical: Physical, place: str, schema: str, comment: str
) -> tuple[tuple[str, Code], ...]:
    """Gives the last argument: schema, comment and each engine's options."""
    items: list[tuple[str, Code]] = []
    if schema:
        items.append(("schema", text(schema)))
    if comment:
        items.append(("comment", text(comment)))
    only = _only_for(physical, place)
    told = [("only", tupled(map(text, only)))] if only else []
    if physical.on(place, cat.Trigger).get("mssql"):
        told.append(("triggers", tupled([text("mssql")])))
    if told:
        items.append(("info", mapping(told)))
    for engine, found in physical.on(place, cat.Table).items():
        for item in found[:1]:
            items.extend(_table_options(engine, item))
    return tuple(items)


def _only_for(physical: Physical, place: str) -> tuple[str, ...]:
    """Gives the engines that have a table, or nothing when all have it."""
    found = tuple(engine for engine, items in physical.on(place, cat.Table).items() if items)
    return () if found == physical.engines else found


def _table_options(engine: str, item: cat.Table) -> Iterator[tuple[str, Code]]:
    match engine:
        case "sqlite":
            if "strict" in item.options:
                yield "sqlite_strict", "True"
            if "without_rowid" in item.options:
                yield "sqlite_with_rowid", "False"
        case "postgresql":
            if item.partition_by:
                yield "postgresql_partition_by", text(item.partition_by)
            if item.tablespace:
                yield "postgresql_tablespace", text(item.tablespace)
            if "access_method" in item.options:
                yield "postgresql_using", text(item.options["access_method"])
            settings = [(n, text(v)) for n, v in sorted(item.options.items()) if n not in APART]
            if settings:
                yield "postgresql_with", mapping(settings)
        case "mysql" | "mariadb":
            for name, value in item.options.items():
                if value:
                    yield f"{engine}_{name}", text(value)
            if item.partition_by:
                parts = ", ".join(f"PARTITION {name} {bound}" for name, bound in item.partitions)
                whole = f"{item.partition_by} ({parts})" if parts else item.partition_by
                yield f"{engine}_partition_by", text(whole)
        case _:
            return


def counts(physical: Physical, place: str) -> tuple[str, ...]:
    """Gives the column that SQLite counts up and its key's name, or nothing when it counts none."""
    columns = physical.on(place, cat.Column).get("sqlite", ())
    numbered = {column.name for column in columns if column.identity}
    for key in physical.on(place, cat.PrimaryKey).get("sqlite", ()):
        if len(key.columns) == 1 and key.columns[0] in numbered:
            return key.columns[0], key.name
    return ()


def _construct(
    physical: Physical, variant: Variant, schemas: Mapping[str, str], late: frozenset[str]
) -> Group:
    match variant.first:
        case cat.Unique() as item:
            return _unique(variant, item)
        case cat.ForeignKey() as item:
            return _foreign_key(item, schemas.get(_referred(physical, variant), ""), late)
        case cat.Check() as item:
            return _check(variant, item)
        case cat.Exclusion() as item:
            return _exclusion(physical, item)
        case cat.Index() as item:
            return _index(physical, variant, item)
        case other:
            raise TypeError(other)


def _limited(construct: Group, variant: Variant) -> Code:
    comment = str(getattr(variant.first, "comment", ""))
    commented = bool(comment) and not isinstance(variant.first, cat.Index)
    told: list[tuple[str, Code]] = []
    info = _parts({engine: u for engine, u in variant.objects if isinstance(u, cat.Unique)})
    if commented and "postgresql" in variant.engines:
        told.append(("comment=", text(comment)))
    elif commented:  # it would be commented on PostgreSQL all the same
        info.append(("comment", text(comment)))
    if info:
        told.append(("info=", mapping(info)))
    if told:
        construct = Group(construct.open, (*construct.items, *told), construct.close)
    return construct if variant.everywhere else _only(construct, variant.engines)


def _only(construct: Group, engines: Iterable[str]) -> Group:
    """Limits a construct to some engines."""
    return call("only", construct, *map(text, engines))


def _unique(variant: Variant, item: cat.Unique) -> Group:
    named = _called(item.name)
    named |= _deferrable(item.deferrable)
    by_engine = {engine: u for engine, u in variant.objects if isinstance(u, cat.Unique)}
    named |= _conflict(by_engine)
    if "postgresql" in variant.engines:
        if item.nulls_not_distinct:
            named["postgresql_nulls_not_distinct"] = "True"
        if item.include:
            named["postgresql_include"] = listed(map(text, item.include))
    return call("UniqueConstraint", *map(text, item.columns), **named)


def _referred(physical: Physical, variant: Variant) -> str:
    """Gives the place of the table that a foreign key refers to, as engines with schemas know it."""
    keys = [item for _, item in variant.objects if isinstance(item, cat.ForeignKey)]
    schema = next((item.ref_schema for item in keys if item.ref_schema), "")
    return physical.placed(schema, keys[0].ref_table)


def _foreign_key(item: cat.ForeignKey, schema: str, late: frozenset[str]) -> Group:
    target = f"{schema}.{item.ref_table}" if schema else item.ref_table
    named = _called(item.name)
    if item.on_delete != "NO ACTION":
        named["ondelete"] = text(item.on_delete)
    if item.on_update != "NO ACTION":
        named["onupdate"] = text(item.on_update)
    if item.match_full:
        named["match"] = text("FULL")
    named |= _deferrable(item.deferrable)
    if item.name in late:
        named["use_alter"] = "True"
    columns = listed(map(text, item.columns))
    targets = listed(text(f"{target}.{column}") for column in item.ref_columns)
    return call("ForeignKeyConstraint", columns, targets, **named)


def _called(name: str) -> dict[str, Code]:
    """Names a constraint, unless it only has its columns for a name, as some of SQLite's."""
    return {} if name.startswith("(") else {"name": text(name)}


def _deferrable(deferrable: str) -> dict[str, Code]:
    if not deferrable:
        return {}
    return {"deferrable": "True", "initially": text(deferrable.upper())}


def _check(variant: Variant, item: cat.Check) -> Group:
    named = _called(item.name)
    return call("CheckConstraint", sql(variant.words("expression")), **named)


def _exclusion(physical: Physical, item: cat.Exclusion) -> Group:
    words = [(_key(physical, "postgresql", key), key.operator) for key in item.keys]
    elements = [tupled([call("Sql", text(key)), text(operator)]) for key, operator in words]
    named = _called(item.name) | {"using": text(item.method)}
    if item.where:
        named["where"] = call("Sql", text(item.where))
    named |= _deferrable(item.deferrable)
    return call("ExcludeConstraint", *elements, **named)


def _index(physical: Physical, variant: Variant, item: cat.Index) -> Group:
    keys = [_index_key(physical, variant, place) for place in range(len(item.keys))]
    named: dict[str, Code] = {"unique": "True"} if item.unique else {}
    for engine, found in variant.objects:
        if isinstance(found, cat.Index):
            named |= _index_options(engine, found)
    return call("Index", text(item.name), *keys, **named)


def _index_options(engine: str, item: cat.Index) -> dict[str, Code]:
    """Gives an engine's keyword arguments for an index."""
    named: dict[str, Code] = {}
    if item.where and engine in ("postgresql", "sqlite", "mssql"):
        named[f"{engine}_where"] = call("Sql", text(item.where))
    if item.include and engine in ("postgresql", "mssql"):
        named[f"{engine}_include"] = listed(map(text, item.include))
    if engine == "postgresql":
        named |= _postgresql_options(item)
    if engine in ("mysql", "mariadb") and item.method in ("fulltext", "spatial"):
        named[f"{engine}_prefix"] = text(item.method.upper())
    return named


def _postgresql_options(item: cat.Index) -> dict[str, Code]:
    named: dict[str, Code] = {}
    if item.method:
        named["postgresql_using"] = text(item.method)
    if item.nulls_not_distinct:
        named["postgresql_nulls_not_distinct"] = "True"
    if item.tablespace:
        named["postgresql_tablespace"] = text(item.tablespace)
    if item.options:
        pairs = [(name, text(value)) for name, value in item.options.items()]
        named["postgresql_with"] = mapping(pairs)
    return named


def _index_key(physical: Physical, variant: Variant, place: int) -> Code:
    """Gives one key: a column's name where it is no more than that, else its SQL."""
    items = [(engine, item) for engine, item in variant.objects if isinstance(item, cat.Index)]
    keys = [(engine, item.keys[place]) for engine, item in items]
    if all(key == cat.Key(column=key.column) for _, key in keys):
        return text(keys[0][1].column)
    return sql([(engine, _key(physical, engine, key)) for engine, key in keys])


def _key(physical: Physical, engine: str, key: cat.Key) -> str:
    """Spells a key as CREATE INDEX has it. An expression comes in the brackets it needs."""
    words = [physical.quote(engine, key.column) if key.column else f"({key.expression})"]
    if key.length is not None:
        words[0] += f"({key.length})"
    if key.collate:
        name = quoted(key.collate) if engine == "postgresql" else key.collate
        words.append(f"COLLATE {name}")
    if key.opclass:
        words.append(key.opclass)
    if key.desc:
        words.append("DESC")
    if key.nulls:
        words.append(f"NULLS {key.nulls.upper()}")
    return " ".join(words)
