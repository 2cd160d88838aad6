"""References: foreign keys, inside a field where that says all.

Takes the objects of a table, adds to the entity and its fields."""

from __future__ import annotations

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.known import Known
from generator.recover.parts import Map, inside, is_usual, named, said

__all__ = ["references"]


def references(
    known: Known, table: cat.Table, ours: list[cat.Object], made: Map, fields: Map
) -> None:
    """Says the foreign keys: on their field, or under `foreign_keys:`."""
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
        called = is_usual(known, "fk", table.name, names[0], item)
        field = inside(fields, names[0]) if names[0] in fields else None
        if (
            len(names) == 1
            and (called or item.name)
            and not item.match_full
            and not item.comment
            and item.valid
            and field is not None
            and ("ref" not in field and _only_type(known, field) and _same_type(known, item))
            and names[0] not in found
        ):
            nullable = "?" if str(field["type"]).endswith("?") else ""
            fields[names[0]] = {
                "ref": f"{_to(known, target, there)}{nullable}",
                **{key: value for key, value in field.items() if key not in ("type", "engines")},
                **({} if called else {"constraint": item.name}),
                **extra,
            }
            continue
        stem = "_".join(names).removesuffix("_id")
        name, pinned = named(
            known, "fk", table, item.name, stem, found | _told(fields), item.columns, item.ref_table
        )
        whole: Map = {"fields": list(names), "ref": known.entities.get(target, item.ref_table)}
        if there != _key_of(known, target):
            whole["to"] = list(there)
        whole |= {**extra, **({"match": "full"} if item.match_full else {})}
        known.note(table.id, "foreign_keys", name, item.id)
        found[name] = {**whole, **said(item.comment), **pinned}
    if found:
        made["foreign_keys"] = found


def _told(fields: Map) -> Map:
    """Gives the fields that say a reference, which is called like its field."""
    return {
        name: field for name, field in fields.items() if isinstance(field, dict) and "ref" in field
    }


def _to(known: Known, target: Id, there: list[str]) -> str:
    name = known.entities.get(target, target.name)
    return name if there == _key_of(known, target) else f"{name}.{there[0]}"


def _only_type(known: Known, field: Map) -> bool:
    """Whether a field says no more for the engine than its type, which comes with the reference."""
    engines = field.get("engines")
    if not isinstance(engines, dict):
        return True
    own = engines.get(known.engine)
    return isinstance(own, dict) and set(own) == {"type"}


def _same_type(known: Known, item: cat.ForeignKey) -> bool:
    objects = known.catalog.objects
    if not item.ref_columns:  # of a table without a key, or of none
        return False
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
