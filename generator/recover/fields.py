"""Fields: a column with its type, default, identity and generated value.

Takes a Column and what is Known, gives the field as plain data."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.naming import cased
from generator.recover.known import Known
from generator.recover.parts import Map, value
from generator.recover.spelling import setting
from generator.source import Data

__all__ = ["field", "short"]

FIRST = ("type", "ref", "column", "key", "identity", "unique")
LAST = ("description", "engines")
NUMBER = r"-?\d+(\.\d+)?"
BITS = {"int16": 15, "int32": 31, "int64": 63}


def field(known: Known, column: cat.Column) -> Map:
    """Gives a field; what only the engine can say stands under `engines:`."""
    made: Map = {}
    kind = known.kind(column.type)
    own: Map = {} if kind else {"type": known.spelling.own_type(column.type)}
    if column.comment:
        made["description"] = column.comment
    made["type"] = (kind or known.near(column.type)) + ("?" if column.nullable else "")
    if cased(known.fields[column.id], known.cases[1]) != column.name:
        made["column"] = column.name
    if column.identity is not None:
        made["identity"] = _identity(column.identity, kind)
    if column.id in known.serials:
        made["identity"] = "serial"
    elif column.default:
        _default(known, column, made, own)
    if column.generated:
        own["generated"] = {"as": column.generated, "stored": column.stored}
        if column.id not in known.ways.native:
            del own["generated"]
            text = value(
                known, cat.Table(schema=column.schema, name=column.table), column.generated
            )
            made["generated"] = {"as": text, "stored": column.stored}
    if column.collate:
        made["collate"] = column.collate
    if column.nullable and known.is_key(column):
        made["type"] = str(made["type"]).rstrip("?")
        own["null"] = True
    if column.on_update:
        own["on_update_set"] = column.on_update
    said = {key: text for key, text in column.options.items() if key != "on_null"}
    own |= {key: setting(text) if text else True for key, text in said.items()}
    if column.collate:
        own.pop("charset", None)  # the collation says it
    if own:
        made["engines"] = {known.engine: own}
    return made


def _identity(found: cat.Identity, kind: str) -> Data:
    made: Map = {"mode": found.mode, "start": found.start, "increment": found.increment}
    made |= {"min": found.minimum, "max": found.maximum, "cache": found.cache, "cycle": found.cycle}
    usual = {"start": 1, "increment": 1, "cache": 1, "cycle": False}
    bounds = (1, 2 ** BITS.get(kind, 63) - 1) if found.increment > 0 else ()
    if (found.minimum, found.maximum) in (bounds, (None, None)):
        del made["min"], made["max"]
    kept: Map = {
        key: value for key, value in made.items() if value is not None and value != usual.get(key)
    }
    return found.mode if set(kept) == {"mode"} else kept


def _default(known: Known, column: cat.Column, made: Map, own: Map) -> None:
    """Says a default as a literal or a known function; else as SQL of the engine, and a number that
    the engine keeps in another form (`'0'::bigint`) as both."""
    native = column.id in known.ways.native
    value = known.spelling.default(column.default, str(made["type"]).rstrip("?"))
    if native or value is None:
        own["default"] = {"sql": column.default}
    if value is not None and (not native or _counts(value, known.kind(column.type))):
        made["default"] = value


def _counts(value: Data, kind: str) -> bool:
    """Whether a value is a number of the kind, for any engine."""
    if kind.startswith("int"):
        return isinstance(value, int)
    return kind.startswith(("decimal", "float")) and re.fullmatch(NUMBER, str(value)) is not None


def short(item: Data) -> Data:
    """Gives a field as its type where that says all of it; else its keys as people order them."""
    if not isinstance(item, dict):
        return item
    if set(item) == {"type"}:
        return item["type"]
    first = [key for key in FIRST if key in item]
    last = [key for key in LAST if key in item]
    middle = [key for key in item if key not in last]
    ordered: Map = {key: item[key] for key in dict.fromkeys((*first, *middle, *last))}
    return ordered
