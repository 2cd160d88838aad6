"""New rows beside what was inferred before: a type is only widened, a key stays while it holds.

Takes the spec of the last import and what the rows of today say, gives the spec that takes both."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import cast

from generator.infer.keys import Entity, differs
from generator.infer.spec import Inferred
from generator.infer.table import Cell
from generator.source import Data

__all__ = ["evidence", "widened"]

Map = dict[str, Data]
INTEGERS = ("int8", "int16", "int32", "int64")
SIZED = re.compile(r"(string|char|decimal)\((\d+)(?:,(\d+))?\)")
SAID = r"# (?:certain|likely|guess): .*"
FIELD = re.compile(rf"      (\w+): .*?(?:  ({SAID}))?")
KEY = re.compile(rf"    (key): .*?(?:  ({SAID}))?")


def evidence(text: str) -> Mapping[tuple[str, str], str]:
    """Gives the comments of a spec that was inferred, by entity and field; that of the whole entity by
    "", that of the key of several fields by "key", that of numbered rows by "fields"."""
    found: dict[tuple[str, str], str] = {}
    entity, above = "", ""
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#"):
            above = bare
            continue
        if head := re.fullmatch(r"  (\w+):", line):
            entity, slot, said = head[1], "", above
        elif line == "    fields:":
            slot, said = "fields", above
        elif part := FIELD.fullmatch(line) or KEY.fullmatch(line):
            slot, said = part[1], part[2] or above
        else:
            above = ""
            continue
        above = ""
        if said:
            found[entity, slot] = said
    return found


def widened(before: Mapping[str, Data], found: Inferred, data: Mapping[str, Data]) -> Map:
    """Gives what rows of today say so that what was seen before fits as well.

    before, data: specs as they were inferred; found: of today, as `data` says it."""
    made = copy.deepcopy(dict(data))
    entities, known = _maps(made, "entities"), _maps(before, "entities")
    for entity in found.entities:
        if entity.name in known:
            _entity(entity, known[entity.name], entities[entity.name], (before, made))
    used = {str(_long(node).get("type", "")).rstrip("?") for one in entities.values()
            for node in _maps(one, "fields").values()}  # fmt: skip
    enums: Map = {name: node for name, node in _maps(made, "enums").items() if name in used}
    made.pop("enums", None)
    return {"title": made["title"], **({"enums": enums} if enums else {}), **made}


def _maps(node: Mapping[str, Data], key: str) -> dict[str, Map]:
    found = node.get(key)
    return cast("dict[str, Map]", found) if isinstance(found, dict) else {}


def _long(node: Data) -> Map:
    return dict(node) if isinstance(node, dict) else {"type": node}


def _entity(entity: Entity, old: Map, new: Map, specs: tuple[Mapping[str, Data], Map]) -> None:
    """Brings an entity to what takes the rows of before and of today."""
    before = {name: _long(node) for name, node in _maps(old, "fields").items()}
    fields = {name: _long(node) for name, node in _maps(new, "fields").items()}
    for name in entity.fields:
        if name in before:
            fields[name] = _field(entity, name, before[name], fields[name], specs)
    _keep_key(entity, old, new, before, fields)
    new["fields"] = {
        name: node["type"] if set(node) == {"type"} else node for name, node in fields.items()
    }


def _field(
    entity: Entity, name: str, old: Map, new: Map, specs: tuple[Mapping[str, Data], Map]
) -> Map:
    kept, shown = ("ref" if "ref" in old else "type"), str(old.get("ref") or old.get("type"))
    bare, now = shown.rstrip("?"), str(new.get("ref") or new.get("type"))
    mark = "?" if shown.endswith("?") or now.endswith("?") else ""
    made = {key: value for key, value in new.items() if key not in ("ref", "type")}
    if old.get("unique") and _all_differ(entity, name):
        made["unique"] = True
    elif not (old.get("unique") or old.get("key")):
        made.pop("unique", None)
    if _stays(entity, name, (kept, bare), new, specs):
        return {kept: f"{bare}{mark}", **made}
    key = "ref" if "ref" in new else "type"
    return {key: f"{now.rstrip('?')}{mark}", **made}


def _all_differ(entity: Entity, name: str) -> bool:
    """Whether no value is there twice, as a database compares them; an empty one is none."""
    values = [str(value).casefold().rstrip() for value in entity.values(name) if value is not None]
    return len(set(values)) == len(values)


def _stays(
    entity: Entity,
    name: str,
    old: tuple[str, str],
    new: Map,
    specs: tuple[Mapping[str, Data], Map],
) -> bool:
    """Whether the type or reference of before takes the values of today. An enum grows with them."""
    kept, bare = old
    before, made = specs
    if kept == "ref":  # what is not among the files cannot speak against it
        return "ref" not in new and bare not in _maps(made, "entities")
    if "ref" in new:
        return False
    values = [value for value in entity.values(name) if value is not None]
    now = str(new["type"]).rstrip("?")
    enum = _maps(before, "enums").get(bare)
    if enum is None:
        return _covers(bare, now, values)
    if now not in _maps(made, "enums") and not {str(value) for value in values} <= set(
        map(str, cast("list[Data]", enum["values"]))
    ):
        return False
    listed = [str(value) for value in cast("list[Data]", enum["values"])]
    more = _maps(made, "enums").get(now, {}).get("values", [])
    listed += [str(one) for one in cast("list[Data]", more) if str(one) not in listed]
    cast(Map, made.setdefault("enums", {}))[bare] = {"values": cast("list[Data]", listed)}
    return True


def _covers(old: str, new: str, values: Iterable[Cell]) -> bool:
    """Whether a type takes what is of another one.

    >>> _covers("int64", "int32", [1]), _covers("string(10)", "string(20)", ["a" * 12])
    (True, False)"""
    if old in (new, "text", "json"):
        return True
    if old in INTEGERS and new in INTEGERS:
        return INTEGERS.index(old) >= INTEGERS.index(new)
    sized = SIZED.fullmatch(old)
    if old == "float64":
        return new in INTEGERS or new.startswith("decimal(")
    if old == "datetime":
        return new == "date"
    if sized is None:
        return False
    if sized[1] == "decimal":
        places = int(sized[3] or 0)
        return all(_fits(value, int(sized[2]) - places, places) for value in values)
    return all(isinstance(value, str) and len(value) <= int(sized[2]) for value in values)


def _fits(value: Cell, whole: int, places: int) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    if not number.is_finite():
        return False
    exponent = number.normalize().as_tuple().exponent
    return number.adjusted() < whole and -int(exponent) <= places


def _keep_key(
    entity: Entity, old: Map, new: Map, before: Mapping[str, Map], fields: dict[str, Map]
) -> None:
    """Leaves the key as it was while it tells the rows of today apart; rows that were numbered, since
    nothing told those of before apart, stay so."""
    several = old.get("key")
    names = [str(name) for name in several] if isinstance(several, list) else []
    names = names or [name for name, node in before.items() if node.get("key")]
    numbered = (
        bool(names) and names[0] not in entity.fields and bool(before[names[0]].get("identity"))
    )
    is_held = set(names) <= set(entity.fields) and differs(entity, tuple(names))
    if not numbered and not (names and is_held):
        return
    for node in fields.values():
        node.pop("key", None)
    new.pop("key", None)
    if numbered:
        rest = dict(fields)
        fields.clear()
        fields.update({names[0]: before[names[0]]} | rest)
    elif len(names) == 1:
        fields[names[0]].pop("unique", None)
        fields[names[0]]["key"] = True
    else:
        new["key"] = cast(Data, names)
