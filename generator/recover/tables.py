"""Entities: a table with its columns, keys, constraints and indexes.

Takes a Table and what is Known, gives the entity as plain data, and where each expression stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import catalog as cat
from generator.catalog import Id
from generator.naming import Limit, physical
from generator.naming import table as table_name
from generator.recover.known import Known
from generator.recover.names import item_name, snake, unique
from generator.source import Data

__all__ = ["entity"]

Map = dict[str, Data]
PLAIN = re.compile(r"-?\d+(\.\d+)?|true|false")
TYPED = re.compile(r"'((?:[^']|'')*)'::([\w \"().\[\]]+)")
BOUND = re.compile(r"FOR VALUES FROM \('?(.*?)'?\) TO \('?(.*?)'?\)")


def entity(known: Known, table: cat.Table) -> Map:
    """Gives an entity in the short forms that say all of it."""
    mine = known.catalog.by_table.get((table.schema, table.name), ())
    ours = [item for item in mine if item.id not in known.ways.verbatim]
    made: Map = {}
    name = known.entities[table.id]
    if table.comment:
        made["description"] = table.comment
    if table_name(name, known.rule) != table.name:
        made["table"] = table.name
    if table.row_security:
        made["row_security"] = table.row_security
    fields: Map = {}
    for column in ours:
        if isinstance(column, cat.Column):
            fields[known.fields[column.id]] = _field(known, column)
    made["fields"] = fields
    _key(known, table, ours, made, fields)
    _uniques(known, table, ours, made, fields)
    _references(known, table, ours, made, fields)
    _checks(known, table, ours, made)
    _indexes(known, table, ours, made)
    _policies(known, table, ours, made)
    if table.partition_by:
        made["partition"] = _partition(known, table)
    own: Map = {key: text or True for key, text in table.options.items()}
    if own:
        made["engines"] = {known.engine: own}
    made["fields"] = {key: _short(item) for key, item in fields.items()}
    return made


def _short(item: Data) -> Data:
    return item["type"] if isinstance(item, dict) and set(item) == {"type"} else item


def _field(known: Known, column: cat.Column) -> Map:
    made: Map = {}
    kind = known.kind(column.type)
    own: Map = {} if kind else {"type": known.own_type(column.type)}
    if column.comment:
        made["description"] = column.comment
    made["type"] = (kind or "text") + ("?" if column.nullable else "")
    if known.fields[column.id] != column.name:
        made["column"] = column.name
    if column.identity is not None:
        made["identity"] = _identity(column.identity)
    if column.default:
        _default(known, column, made, own)
    if column.generated:
        own["generated"] = {"as": column.generated, "stored": column.stored}
        if column.id not in known.ways.native:
            made["generated"] = own.pop("generated")
    if column.collate:
        made["collate"] = column.collate
    own |= {key: text or True for key, text in column.options.items()}
    if own:
        made["engines"] = {known.engine: own}
    return made


def _identity(found: cat.Identity) -> Data:
    made: Map = {"mode": found.mode, "start": found.start, "increment": found.increment}
    made |= {"min": found.minimum, "max": found.maximum, "cache": found.cache, "cycle": found.cycle}
    usual = {"start": 1, "increment": 1, "min": None, "max": None, "cache": 1, "cycle": False}
    kept = {key: value for key, value in made.items() if value != usual.get(key)}
    return found.mode if set(kept) == {"mode"} else kept


def _default(known: Known, column: cat.Column, made: Map, own: Map) -> None:
    """Says a default as a literal or a known function; else as SQL of the engine."""
    text = column.default
    typed = TYPED.fullmatch(text)
    numbers = re.compile(r"'(-?\d+(?:\.\d+)?)'::\w[\w ]*").fullmatch(text)
    sequence = re.fullmatch(r"nextval\('([a-z_0-9.]+)'::regclass\)", text)
    if column.id in known.ways.native:
        own["default"] = {"sql": text}
    elif PLAIN.fullmatch(text) or numbers:
        word = numbers[1] if numbers else text
        made["default"] = {"true": True, "false": False}.get(
            word, int(word) if word.lstrip("-").isdigit() else word
        )
    elif text == "now()":
        made["default"] = text
    elif sequence:
        made["default"] = {"sql": f"nextval('{sequence[1]}')"}
    elif typed:
        value = typed[1].replace("''", "'")
        made["default"] = {"literal": value} if value.endswith("()") else value
    else:
        own["default"] = {"sql": text}


def _key(known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map) -> None:
    for item in ours:
        if not isinstance(item, cat.PrimaryKey):
            continue
        names = known.fields_of(item, item.columns)
        usual = item.name in ("", physical("pk", (table.name,), _limits(known)))
        plain = usual and not item.include and not item.deferrable
        if plain and len(names) == 1:
            _of(fields, names[0])["key"] = True
            continue
        whole: Map = {"fields": list(names)}
        if item.include:
            whole["include"] = list(known.fields_of(item, item.include))
        if item.deferrable:
            whole["deferrable"] = item.deferrable
        if not usual:
            whole["name"] = item.name
        made["key"] = list(names) if plain else whole


def _of(fields: Map, name: str) -> Map:
    found = fields[name]
    assert isinstance(found, dict)
    return found


def _limits(known: Known) -> tuple[Limit, ...]:
    return (known.profile.limit,) if known.profile.limit else ()


def _uniques(
    known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map
) -> None:
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Unique):
            continue
        names = known.fields_of(item, item.columns)
        extra: Map = {"nulls": "not_distinct"} if item.nulls_not_distinct else {}
        extra |= {"deferrable": item.deferrable} if item.deferrable else {}
        if (
            len(names) == 1
            and not item.include
            and not item.comment
            and "unique" not in _of(fields, names[0])
        ):
            usual = physical("uq", (table.name, names[0]), _limits(known)) == item.name
            inline = extra if usual else {**extra, "name": item.name}
            _of(fields, names[0])["unique"] = inline or True
            continue
        name, pinned = _named(known, "uq", table, item.name, "_".join(names), found)
        whole: Map = {"fields": list(names), **extra, **_said(item.comment), **pinned}
        if item.include:
            whole["include"] = list(known.fields_of(item, item.include))
        known.items[known.entities[table.id], "unique", name] = item.id
        found[name] = list(names) if set(whole) == {"fields"} else whole
    if found:
        made["unique"] = found


def _said(comment: str) -> Map:
    return {"description": comment} if comment else {}


def _named(
    known: Known, prefix: str, table: cat.Table, name: str, otherwise: str, taken: Map
) -> tuple[str, Map]:
    """Gives an item's logical name, and `name:` where the scheme gives another."""
    logical = unique(item_name(prefix, table.name, name, snake(otherwise)), taken)
    usual = physical(prefix, (table.name, logical), _limits(known))
    return logical, {} if usual == name else {"name": name}


def _references(
    known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map
) -> None:
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.ForeignKey):
            continue
        target = Id("table", item.ref_schema, "", item.ref_table)
        names = known.fields_of(item, item.columns)
        there = [
            known.fields.get(Id("column", item.ref_schema, item.ref_table, column), column)
            for column in item.ref_columns
        ]
        extra = _actions(item)
        usual = physical("fk", (table.name, names[0]), _limits(known)) == item.name
        field = _of(fields, names[0])
        if (
            len(names) == 1
            and usual
            and not item.match_full
            and not item.comment
            and item.valid
            and ("ref" not in field and "engines" not in field and _same_type(known, item))
        ):
            nullable = "?" if str(field["type"]).endswith("?") else ""
            fields[names[0]] = {
                "ref": f"{_to(known, target, there)}{nullable}",
                **{key: value for key, value in field.items() if key != "type"},
                **extra,
            }
            continue
        name, pinned = _named(
            known, "fk", table, item.name, "_".join(names).removesuffix("_id"), found
        )
        whole: Map = {"fields": list(names), "ref": known.entities.get(target, item.ref_table)}
        if there != _key_of(known, target):
            whole["to"] = list(there)
        whole |= {**extra, **({"match": "full"} if item.match_full else {})}
        known.items[known.entities[table.id], "foreign_keys", name] = item.id
        found[name] = {**whole, **_said(item.comment), **pinned}
    if found:
        made["foreign_keys"] = found


def _to(known: Known, target: Id, there: list[str]) -> str:
    name = known.entities.get(target, target.name)
    return name if there == _key_of(known, target) else f"{name}.{there[0]}"


def _same_type(known: Known, item: cat.ForeignKey) -> bool:
    objects = known.catalog.objects
    here = objects.get(Id("column", item.schema, item.table, item.columns[0]))
    there = objects.get(Id("column", item.ref_schema, item.ref_table, item.ref_columns[0]))
    return (
        isinstance(here, cat.Column) and isinstance(there, cat.Column) and here.type == there.type
    )


def _key_of(known: Known, target: Id) -> list[str]:
    key = known.catalog.objects.get(Id("primary_key", target.schema, target.name, ""))
    return known.fields_of(key, key.columns) if isinstance(key, cat.PrimaryKey) else []


def _actions(item: cat.ForeignKey) -> Map:
    made: Map = {}
    for key, action in (("on_update", item.on_update), ("on_delete", item.on_delete)):
        if action != "NO ACTION":
            made[key] = action.lower().replace(" ", "_")
    if item.deferrable:
        made["deferrable"] = item.deferrable
    return made


def _checks(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Check):
            continue
        name, pinned = _named(known, "ck", table, item.name, _stem(table, item.name), found)
        extra: Map = {} if item.valid else {"valid": False}
        own: Map = {"no_inherit": True} if item.no_inherit else {}
        if item.id in known.ways.native:
            own["expr"] = item.expression
        else:
            extra["expr"] = item.expression
        whole: Map = {**_said(item.comment), **extra, **pinned}
        if own:
            whole["engines"] = {known.engine: own}
        known.items[known.entities[table.id], "checks", name] = item.id
        found[name] = item.expression if set(whole) == {"expr"} else whole
    if found:
        made["checks"] = found


def _stem(table: cat.Table, name: str) -> str:
    """Names an item by its physical name, without the table in front."""
    return snake(name).removeprefix(f"{snake(table.name)}_") or "it"


def _indexes(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    found: Map = {}
    for item in ours:
        if isinstance(item, cat.Index):
            name, whole = index(known, item, table.name, found)
            known.items[known.entities[table.id], "indexes", name] = item.id
            found[name] = whole
    if found:
        made["indexes"] = found


def index(known: Known, item: cat.Index, table: str, taken: Map) -> tuple[str, Data]:
    """Gives an index, as the list of its fields where that says all."""
    stem = cat.Table(name=table)
    columns = [known.field_of(item, key.column) for key in item.keys if key.column]
    name, pinned = _named(known, "ix", stem, item.name, "_".join(columns) or item.name, taken)
    keys: list[Data] = [_index_key(known, item, key) for key in item.keys]
    whole: Map = {"fields": keys, **_said(item.comment)}
    own: Map = {}
    if item.unique:
        whole["unique"] = True
    if item.nulls_not_distinct:
        whole["nulls"] = "not_distinct"
    if item.method:
        whole["method"] = item.method
    if item.where:
        (own if item.id in known.ways.native else whole)["where"] = item.where
    if item.include:
        whole["include"] = list(known.fields_of(item, item.include))
    classes = {key.opclass for key in item.keys}
    if len(classes) == 1 and (only := classes.pop()):
        own["opclass"] = only
    if item.options:
        own["with"] = dict(item.options)
    whole |= pinned
    if own:
        whole["engines"] = {known.engine: own}
    return name, keys if set(whole) == {"fields"} else whole


def _index_key(known: Known, item: cat.Index, key: cat.Key) -> Data:
    name = known.field_of(item, key.column) if key.column else ""
    made: Map = {"field": name} if name else {"expr": key.expression}
    made |= {"desc": True} if key.desc else {}
    made |= {"nulls": key.nulls} if key.nulls else {}
    made |= {"collate": key.collate} if key.collate else {}
    made |= {"length": key.length} if key.length else {}
    return name if set(made) == {"field"} else made


def _policies(known: Known, table: cat.Table, ours: list[cat.Object], made: Map) -> None:
    found: Map = {}
    for item in ours:
        if not isinstance(item, cat.Policy):
            continue
        name = unique(snake(item.name), found)
        whole: Map = _said(item.comment)
        if item.command != "ALL":
            whole["for"] = [item.command.lower()]
        if item.roles:
            whole["to"] = [known.roles.get(role, role) for role in item.roles]
        if not item.permissive:
            whole["restrictive"] = True
        texts: Map = {
            key: text for key, text in (("using", item.using), ("check", item.check)) if text
        }
        native = item.id in known.ways.native
        pinned: Map = {} if name == item.name else {"name": item.name}
        whole |= {**pinned, "engines": {known.engine: texts}} if native else {**texts, **pinned}
        known.items[known.entities[table.id], "policies", name] = item.id
        found[name] = whole
    if found:
        made["policies"] = found


def _partition(known: Known, table: cat.Table) -> Map:
    """Says how rows are divided; what is not by ranges of one column is left to the proof to find."""
    by, _, rest = table.partition_by.partition(" ")
    columns = [part.strip(' "') for part in rest.strip("()").split(",")]
    made: Map = {"by": by.lower()}
    if len(columns) == 1:
        made["field"] = known.fields.get(
            Id("column", table.schema, table.name, columns[0]), columns[0]
        )
    else:
        made["fields"] = [
            known.fields.get(Id("column", table.schema, table.name, name), name) for name in columns
        ]
    children: Map = {}
    for child in _children(known, table):
        if child.bound == "DEFAULT":
            made["default"] = True
            continue
        children[unique(snake(child.name), children)] = {**_bound(child.bound), "table": child.name}
    made["children"] = children
    return made


def _children(known: Known, table: cat.Table) -> Iterator[cat.Table]:
    for item in known.catalog:
        if isinstance(item, cat.Table) and (item.schema, item.parent) == (table.schema, table.name):
            yield item


def _bound(text: str) -> Map:
    if found := BOUND.fullmatch(text):
        ends = {"from": _moment(found[1]), "to": _moment(found[2])}
        return {key: value for key, value in ends.items() if value not in ("MINVALUE", "MAXVALUE")}
    if found := re.fullmatch(r"FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)", text, re.I):
        return {"modulus": int(found[1]), "remainder": int(found[2])}
    found = re.fullmatch(r"FOR VALUES IN \((.*)\)", text)
    return {"values": [part.strip().strip("'") for part in found[1].split(",")]} if found else {}


def _moment(text: str) -> Data:
    """Gives an instant in UTC as specs write it; other bounds as they are."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00", text)
    if found:
        return f"{found[1]}T{found[2]}Z"
    return int(text) if re.fullmatch(r"-?\d+", text) else text
