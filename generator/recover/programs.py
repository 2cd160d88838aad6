"""What stands beside tables: types, sequences, views, functions and triggers.

Takes an object and what is Known, gives its node as plain data and the SQL file beside it."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.catalog import Id
from generator.recover.access import access, default_access, schema_access
from generator.recover.indexes import index
from generator.recover.known import Known
from generator.recover.names import snake, unique
from generator.recover.parts import Map, portable, said
from generator.recover.security import above
from generator.recover.spelling import Terms, setting
from generator.recover.uses import uses
from generator.source import Data

__all__ = [
    "composite",
    "domain",
    "enum",
    "function",
    "role",
    "schema",
    "sequence",
    "trigger",
    "view",
]

Node = tuple[Map, str]
"""A node, and the text of the file that it names ("" for none)."""


def _pinned(name: str, physical: str) -> Map:
    return {} if name == physical else {"name": physical}


def enum(known: Known, item: cat.EnumType) -> Map:
    """Gives a native enum."""
    values: list[Data] = list(item.values)
    own = _pinned(known.types[item.id], item.name) | _used(known, item)
    return {**said(item.comment), "values": values, "as": "native", **own}


def _used(known: Known, item: cat.EnumType | cat.CompositeType) -> Map:
    """Says who may use a type."""
    found = access(known, item)
    return {"engines": {known.engine: found}} if found else {}


def composite(known: Known, item: cat.CompositeType) -> Map | None:
    """Gives a composite type; None when a part has no logical type or no plain name."""
    fields: Map = {name: known.kind(text) for name, text in item.attributes}
    if not all(fields.values()) or any(snake(name) != name for name in fields):
        return None
    pinned = _pinned(known.types[item.id], item.name)
    return {**said(item.comment), "fields": fields, **pinned, **_used(known, item)}


def role(known: Known, item: cat.Role) -> Map:
    """Gives a role, without its password."""
    made = said(item.comment)
    made |= {"login": True} if item.login else {}
    if item.member_of:
        made["member_of"] = [known.roles.get(name, name) for name in item.member_of]
    bypass = item.bypass_row_security or item.name in above(known.catalog, known.ways.verbatim)
    made |= {"bypass_row_security": True} if bypass else {}
    own: Map = {name: _attribute(text) for name, text in item.attributes.items()}
    if item.settings:
        own["settings"] = {name: _setting(text) for name, text in item.settings.items()}
    if item.memberships:
        own["memberships"] = {
            known.roles.get(name, name): _membership(text)
            for name, text in item.memberships.items()
        }
    made |= _pinned(known.roles[item.name], item.name)
    return made | ({"engines": {known.engine: own}} if own else {})


def _attribute(text: str) -> Data:
    """Gives the value of an attribute, by PostgreSQL's words for it.

    >>> _attribute("CREATEDB"), _attribute("NOINHERIT"), _attribute("CONNECTION LIMIT 5")
    (True, False, 5)"""
    _, said, value = text.rpartition(" LIMIT ") if " LIMIT " in text else text.partition(" UNTIL ")
    return setting(_setting(value)) if said else not text.startswith("NO")


def _setting(text: str) -> str:
    """Gives the text of a literal, another value as it is."""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def _membership(text: str) -> Map:
    words: dict[str, tuple[str, Data]] = {
        "ADMIN OPTION": ("admin", True),
        "INHERIT TRUE": ("inherit", True),
        "INHERIT FALSE": ("inherit", False),
        "SET FALSE": ("set", False),
    }
    return dict(words[word] for word in text.split(", "))


def schema(known: Known, name: str, comment: str = "") -> Map:
    """Gives what there is to say of a schema beside that it is there."""
    own = {**schema_access(known, name), **default_access(known, name)}
    return said(comment) | ({"engines": {known.engine: own}} if own else {})


def domain(known: Known, item: cat.DomainType) -> Map:
    """Gives a domain."""
    kind = known.kind(item.type)
    made: Map = {**said(item.comment), "type": kind or "text"}
    name = known.types[item.id]
    native = item.id in known.ways.native
    rules = _rules_of_domain(known, item, name, native=native)
    if not native:
        made |= rules
    if item.default:
        value = known.spelling.default(item.default, kind)
        made["default"] = {"sql": item.default} if value is None else value
    if item.collate:
        made["collate"] = item.collate
    made |= _pinned(name, item.name)
    own: Map = {} if kind else {"type": item.type}
    own |= {} if item.nullable else {"not_null": True}
    own |= access(known, item)
    if native and rules:
        own |= rules
        needs: list[Data] = list(known.needs(item))
        own |= {"needs": needs} if needs else {}
    if own:
        made["engines"] = {known.engine: own}
    return made


def _rules_of_domain(known: Known, item: cat.DomainType, name: str, *, native: bool) -> Map:
    """Gives `check:` or `checks:` of a domain, {} for neither. native: in the engine's own text."""
    texts = {
        physical: text if native else _of_value(known, item, text) for physical, text in item.checks
    }
    if len(texts) == 1:
        ((physical, text),) = texts.items()
        return {"check": text if physical == f"ck_{name}" else {"expr": text, "name": physical}}
    checks: Map = {}
    for physical, text in texts.items():
        stem = snake(physical).removeprefix(f"ck_{name}_").removeprefix(f"{name}_")
        logical = unique(stem, checks)
        usual = physical == f"ck_{name}_{logical}"
        checks[logical] = text if usual else {"expr": text, "name": physical}
    return {"checks": checks} if checks else {}


def _of_value(known: Known, item: cat.DomainType, text: str) -> str:
    """Writes the condition of a domain as the language does, over `value`; texts in quotes stay."""
    plain = known.spelling.portable(text, Terms(known.engine, {"VALUE": item.type}, {}))
    parts = re.split(r"('(?:[^']|'')*')", plain)
    return "".join(
        part if part.startswith("'") else re.sub(r"\bVALUE\b", "value", part) for part in parts
    )


def sequence(known: Known, item: cat.Sequence) -> Map:
    """Gives a sequence, without what it has anyway."""
    made = said(item.comment)
    kind = known.kind(item.type)
    bits = {"int16": 15, "int32": 31}.get(kind, 63)
    if kind != "int64":
        made["type"] = kind
    rising = item.increment > 0
    low, high = (1, 2**bits - 1) if rising else (-(2**bits), -1)
    usual: Map = {"min": low, "max": high, "increment": 1, "cache": 1, "cycle": False}
    usual["start"] = item.minimum if rising else item.maximum
    found: Map = {"start": item.start, "increment": item.increment, "min": item.minimum}
    found |= {"max": item.maximum, "cache": item.cache, "cycle": item.cycle}
    made |= {key: value for key, value in found.items() if value != usual[key]}
    if item.owned_by:
        table, column = item.owned_by
        entity = known.entities.get(Id("table", item.schema, "", table), table)
        field = known.fields.get(Id("column", item.schema, table, column), column)
        made["owned_by"] = f"{entity}.{field}"
    made |= access(known, item)
    return made | _pinned(known.sequences[item.id], item.name)


def view(known: Known, item: cat.View) -> Node:
    """Gives a view with its query in a file of the engine's own SQL."""
    name = known.views[item.id]
    made = said(item.comment)
    if item.materialized:
        made["materialized"] = True
        if not item.with_data:
            made["with_data"] = False
    own: Map = {"file": f"views/{name}.sql"}
    own |= known.spelling.view(item)
    own |= {"columns": list(item.columns)} if "columns" in item.options else {}
    if item.options.get("security_invoker") == "true":
        made["security"] = "invoker"
    if "check_option" in item.options:
        made["check_option"] = item.options["check_option"].lower()
    found: Map = {}
    names: dict[str, str] = {}
    inside = known.catalog.by_table.get((item.schema, item.name), ())
    ours = [each for each in inside if each.id not in known.ways.verbatim]
    for each in ours:
        if isinstance(each, cat.Index):
            label, whole = index(known, each, item.name, found)
            found[label] = whole
            names[each.name] = label
    own |= uses(ours, names)
    if found:
        made["indexes"] = found
    made |= access(known, item)
    needs: list[Data] = list(known.needs(item))
    made |= {"needs": needs} if needs else {}
    made |= _pinned(name, item.name)
    return {**made, "engines": {known.engine: own}}, f"{item.sql}\n"


def function(known: Known, item: cat.Function, file: str) -> Node:
    """Gives a function with its statement in a file."""
    made = said(item.comment)
    if item.routine != "function":
        made["kind"] = item.routine
    made |= access(known, item)
    needs: list[Data] = list(known.needs(item))
    made |= {"needs": needs} if needs else {}
    made |= _pinned(known.functions[item.id].partition("(")[0], item.name)
    text, own = known.spelling.program(item, known.profile)
    if item.id in known.typed:
        own["arguments"] = list(known.typed[item.id])
    return {**made, "engines": {known.engine: {"file": file, **own}}}, f"{text}\n"


def trigger(known: Known, item: cat.Trigger, file: str) -> Node | None:
    """Gives a trigger: what it calls, or its whole statement; None for what is no plain trigger."""
    fires = known.spelling.fires(item.definition)
    if fires is None:
        return None
    owner = Id("table", item.schema, "", item.table)
    entity = known.entities.get(owner) or known.views.get(owner._replace(kind="view"), item.table)
    made: Map = {**said(item.comment), "entity": entity}
    made |= {"when": fires.when, "events": list(fires.events)}
    if fires.each != "row":
        made["each"] = fires.each
    needs: list[Data] = list(known.needs(item))
    if item.id in known.ways.native or not fires.call:
        made |= {"needs": needs} if needs else {}
        text, own = known.spelling.program(item, known.profile)
        return {**made, "engines": {known.engine: {"file": file, **own}}}, f"{text}\n"
    table = cat.Table(schema=item.schema, name=item.table)
    if fires.of:
        made["of"] = list(known.fields_of(item, fires.of))
    if fires.where:
        made["where"] = portable(known, table, fires.where)
    apart: list[Data] = [name for name in needs if name in known.kept.values()]
    # a function of the specs is found by the call
    made |= {"needs": apart} if apart else {}
    return {**made, "engines": {known.engine: {"call": fires.call}}}, ""
