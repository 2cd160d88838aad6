"""What the parts of an entity share: names, and where the scheme gives another.

Takes what is Known, gives bits of plain data."""

from __future__ import annotations

from collections.abc import Sequence

from generator import catalog as cat
from generator.recover.known import Known
from generator.recover.names import item_name, snake, unique
from generator.recover.spelling import Terms
from generator.source import Data

__all__ = [
    "Map",
    "below",
    "inside",
    "is_usual",
    "named",
    "portable",
    "said",
    "stem",
    "usual",
    "value",
]

Map = dict[str, Data]


def said(comment: str) -> Map:
    """Gives the description that a comment is."""
    return {"description": comment} if comment else {}


def inside(fields: Map, name: str) -> Map:
    """Gives the map of a field, to add to it."""
    found = fields[name]
    assert isinstance(found, dict)
    return found


def below(node: Map, key: str) -> Map:
    """Gives the map that stands below a key, a new one where there is none."""
    found = node.setdefault(key, {})
    assert isinstance(found, dict)
    return found


def usual(
    known: Known, prefix: str, table: str, name: str, columns: Sequence[str] = (), ref: str = ""
) -> str:
    """Gives the name that the scheme has for an item, "" where an item goes without; an index has one."""
    if table in known.nameless and prefix != "ix":
        return ""
    bounds = (known.profile.limit,) if known.profile.limit else ()
    return known.scheme.name(prefix, table, name, columns=columns, ref=ref, limits=bounds)


def named(
    known: Known,
    prefix: str,
    table: cat.Table,
    name: str,
    otherwise: str,
    taken: Map,
    columns: Sequence[str] = (),
    ref: str = "",
) -> tuple[str, Map]:
    """Gives an item's logical name, and `name:` where the scheme gives another."""
    pattern = known.scheme.pattern(prefix)
    logical = unique(item_name(pattern, table.name, ref, name, snake(otherwise)), taken)
    bare = table.name in known.nameless and name.startswith("(")
    same = bare or usual(known, prefix, table.name, logical, columns, ref) == name
    return logical, {} if same else {"name": name}


def is_usual(
    known: Known, prefix: str, table: str, name: str, item: cat.Unique | cat.ForeignKey
) -> bool:
    """Whether an item is called as it is without `name:`."""
    if table in known.nameless and item.name.startswith("("):
        return True
    ref = item.ref_table if isinstance(item, cat.ForeignKey) else ""
    return usual(known, prefix, table, name, item.columns, ref) == item.name


def portable(known: Known, table: cat.Table, text: str) -> str:
    """Gives a condition over a table's columns without what the engine adds to it by itself."""
    return known.spelling.portable(text, _terms(known, table))


def value(known: Known, table: cat.Table, text: str) -> str:
    """Gives a value made of a table's columns without what the engine adds to it by itself."""
    return known.spelling.value(text, _terms(known, table))


def _terms(known: Known, table: cat.Table) -> Terms:
    whole = known.whole(table.id)
    found = known.catalog.by_table.get((whole.schema, whole.name), ())
    columns = [column for column in found if isinstance(column, cat.Column)]
    return Terms(
        known.engine,
        {column.name: column.type for column in columns},
        {column.name: known.fields.get(column.id, column.name) for column in columns},
    )


def stem(table: cat.Table, name: str) -> str:
    """Names an item by its physical name, without what it is and the table in front."""
    words = [word for word in snake(name).split("_") if word]
    if len(words) > 1 and words[0] in ("ck", "chk", "check"):
        del words[0]
    owner = snake(table.name).replace("_", "")
    heads = (place for place in range(1, len(words)) if "".join(words[:place]) == owner)
    return "_".join(words[next(heads, 0) :]) or "it"
