"""Random small specs, as plain data: what the law of import is tried on.

Names are what people write and engines mind: reserved words, irregular plurals, names that must be cut.
A spec says only what its engine has; lookup enums are left out, whose rows an import takes when it is
asked for them."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["TYPES", "specs"]

Map = dict[str, object]

ENTITIES = (
    "order",
    "user",
    "group",
    "person",
    "entry_of_the_warehouse_that_nobody_has_counted_yet",
)
FIELDS = ("select", "value", "from", "total", "name", "a_field_whose_name_is_long_enough_to_be_cut")
KEYS: tuple[Map, ...] = (
    {"type": "int64"},
    {"type": "int64", "identity": "by_default"},
    {"type": "string(80)"},
)
TYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("decimal", "decimal(10,2)", "float32", "float64", "char(2)", "string", "string(80)", "text"),
    *("bytes", "bytes(32)", "uuid", "date", "time", "time(0)", "timestamp", "timestamp(3)"),
    *("datetime", "duration", "json", "xml", "inet", "password"),
    *("array(text)", "array(int32?)", "range(timestamp)"),
)
SHORT = ("bool", "int16", "int32", "int64", "decimal(10,2)", "string(80)", "date", "timestamp")
"""What every engine has keys of indexes for."""
DEFAULTS: dict[str, tuple[object, ...]] = {
    "bool": (True, False),
    "int16": (0, -5),
    "int32": (7, -(2**31)),
    "int64": (0, 2**53),
    "decimal(10,2)": ("0.10", "-3"),
    "float64": ("0.5",),
    "string(80)": ("", "it's", "10", "a \\ b", {"literal": "now()"}),
    "date": ("2024-02-29",),
    "timestamp": ("now()", "2024-12-31T23:30:00Z"),
    "datetime": ("2024-12-31T23:30:00",),
    "uuid": ("uuid()",),
}
CHECKS = {
    "int": ("{0} > 0", "{0} BETWEEN -1 AND 9", "{0} IN (1, 2, 3)", "{0} IS NULL OR {0} % 2 = 0"),
    "string": (
        "{0} <> ''",
        "length({0}) < 9",
        "{0} LIKE 'a%'",
        "lower({0}) = {0}",
        "{0} = 'it''s'",
    ),
    "decimal": ("{0} >= 0.10", "NOT ({0} < 0 OR {0} > 100)"),
    "bool": ("{0}", "{0} IS NOT FALSE"),
    "date": ("{0} >= DATE '2000-01-01'",),
}
ACTIONS = st.sampled_from(["no_action", "restrict", "cascade", "set_null"])
PARTIAL = ("postgresql", "sqlite")
PARTED = ("mysql", "mariadb", "sqlite")


@st.composite
def specs(draw: st.DrawFn, engine: str) -> Map:
    """Gives a spec of one to four entities, with one enum in half of the cases."""
    names = draw(st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=4, unique=True))
    spec: Map = {"title": "Sample"}
    types = list(TYPES)
    if draw(st.booleans()):
        kinds = ["check"] if engine == "sqlite" else ["native", "check"]
        values = draw(st.sampled_from([["new", "it's"], ["on", "off", "1"]]))
        spec["enums"] = {"state": {"values": values, "as": draw(st.sampled_from(kinds))}}
        types.append("state")
    keys = {name: draw(st.sampled_from(KEYS)) for name in names}
    wide = {name for name in names if draw(st.integers(0, 3)) == 0}
    spec["entities"] = {
        name: draw(_entities(name, engine, tuple(types), keys, wide)) for name in names
    }
    return spec


@st.composite
def _entities(
    draw: st.DrawFn,
    name: str,
    engine: str,
    types: tuple[str, ...],
    keys: dict[str, Map],
    wide: set[str],
) -> Map:
    """Gives an entity. wide: entities whose key has a second field, `line`."""
    if name in wide:
        plain = {"type": keys[name]["type"]}
        node: Map = {"fields": {"id": plain, "line": "int16"}, "key": ["id", "line"]}
        if engine in PARTED and draw(st.booleans()):
            falling = {"parts": {"line": {"desc": True}}}
            node["key"] = {"fields": ["id", "line"], "engines": {engine: falling}}
    else:
        node = {"fields": {"id": {**keys[name], "key": True}}}
    fields: Map = {}
    for column in draw(st.lists(st.sampled_from(FIELDS), max_size=4, unique=True)):
        fields[column] = draw(_fields(draw(st.sampled_from(SHORT) | st.sampled_from(types))))
    node["fields"] |= fields  # type: ignore[operator]
    kinds = {column: str(field["type"]).rstrip("?") for column, field in fields.items()}  # type: ignore[index]
    short = [column for column, kind in kinds.items() if kind in SHORT]
    if checks := draw(_checks(kinds)):
        node["checks"] = checks
    if short:
        dated = {column for column in short if kinds[column] in ("date", "timestamp")}
        node |= draw(_keyed(short, engine, dated if engine == "sqlite" else set()))
    if draw(st.booleans()):
        node["description"] = 'What it is; it\'s "said".'
    for number, target in enumerate(draw(st.lists(st.sampled_from(list(keys)), max_size=2))):
        draw(_reference(node, number, target, keys[target], is_wide=target in wide))
    return node


@st.composite
def _fields(draw: st.DrawFn, kind: str) -> Map:
    made: Map = {"type": kind + draw(st.sampled_from(["", "?"]))}
    if kind in DEFAULTS and draw(st.booleans()):
        made["default"] = draw(st.sampled_from(DEFAULTS[kind]))
    if draw(st.integers(0, 3)) == 0:
        made["description"] = "What it's for."
    return made


@st.composite
def _checks(draw: st.DrawFn, kinds: dict[str, str]) -> Map:
    made: Map = {}
    for column, kind in kinds.items():
        family = kind.rstrip("0123456789(,)")
        if family in CHECKS and draw(st.booleans()):
            made[f"{column}_fits"] = draw(st.sampled_from(CHECKS[family])).format(column)
    return made


@st.composite
def _keyed(draw: st.DrawFn, short: list[str], engine: str, texts: set[str]) -> Map:
    """Gives uniques and indexes over fields that are short enough. texts: those that come back as texts,
    whose NULLs stand for another value in a unique then."""
    several = st.lists(st.sampled_from(short), min_size=1, max_size=3, unique=True)
    made: Map = {}
    if draw(st.booleans()):
        once: Map = {"fields": draw(several)}
        once |= {"where": f"{short[0]} IS NOT NULL"} if draw(st.booleans()) else {}
        clash = draw(st.booleans()) and not texts.intersection(once["fields"])  # type: ignore[call-overload]
        once |= {"nulls": "not_distinct"} if clash else {}
        made["unique"] = {"once": once}
    if draw(st.booleans()):
        keys = [{"field": column, "desc": draw(st.booleans())} for column in draw(several)]
        index: Map = {"fields": keys, "unique": draw(st.booleans())}
        if engine in PARTIAL and draw(st.booleans()):
            index["where"] = f"{short[0]} IS NOT NULL"
        made["indexes"] = {"sought": index}
    return made


@st.composite
def _reference(
    draw: st.DrawFn, node: Map, number: int, target: str, key: Map, *, is_wide: bool
) -> None:
    """Adds a reference to an entity, by one field or by the two of its key."""
    action, fields = draw(ACTIONS), node["fields"]
    assert isinstance(fields, dict)
    end = "?" if action == "set_null" or draw(st.booleans()) else ""
    name = f"its_{number}"
    if not is_wide:
        fields[f"{name}_id"] = {"ref": f"{target}{end}", "on_delete": action}
        return
    fields |= {f"{name}_id": f"{key['type']}{end}", f"{name}_line": f"int16{end}"}
    item = {"fields": [f"{name}_id", f"{name}_line"], "ref": target, "on_delete": action}
    node["foreign_keys"] = {**node.get("foreign_keys", {}), name: item}  # type: ignore[dict-item]
