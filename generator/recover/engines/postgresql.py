"""PostgreSQL's spelling: casts in defaults, triggers that call functions.

Takes texts as the catalog reader gives them, gives what specs say."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace

from generator import catalog as cat
from generator.recover.engines.postgresql_conditions import portable, same
from generator.recover.engines.postgresql_partitions import (
    bound,
    division,
    plain_bound,
    plain_division,
)
from generator.recover.engines.postgresql_programs import state
from generator.recover.engines.postgresql_rights import alike, every
from generator.recover.engines.postgresql_rights import plain as plain_grant
from generator.recover.engines.postgresql_statements import statement, undo
from generator.recover.engines.postgresql_tables import inside, table
from generator.recover.spelling import Fires, Map, Spelling, Terms, setting
from generator.source import Data
from generator.sql.profile import Profile
from generator.sql.types import normal
from generator.sql.written import renamed

__all__ = ["SPELLING"]

CALLS = {"now()": "now()", "gen_random_uuid()": "uuid()", "uuidv7()": "uuid7()"}
"""The calls in defaults that the language knows, and what they are called there."""

PLAIN = re.compile(r"-?\d+(\.\d+)?|true|false")
TYPED = re.compile(r"'((?:[^']|'')*)'::([\w \"().\[\]]+)")
NUMBERS = ("integer", "bigint", "smallint", "numeric", "real", "double precision")
NUMBER = re.compile(rf"'(-?\d+(?:\.\d+)?)'::({'|'.join(NUMBERS)})")
SAID_OF_VIEWS = ("check_option", "security_invoker")
OWN_WORDS = ("access_method", "replica_identity", "unlogged")
"""Options of a table that have a key of their own."""
HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
FIRES = re.compile(
    r"CREATE TRIGGER .+? (?P<when>BEFORE|AFTER|INSTEAD OF) (?P<events>.+?) ON .+? "
    r"(?:REFERENCING .+? )?FOR EACH (?P<each>ROW|STATEMENT) "
    r"(?:WHEN \((?P<where>.*)\) )?EXECUTE FUNCTION (?P<call>.+)",
    re.DOTALL,
)
OF = re.compile(r" OF ([^()]+?)(?= OR |$)")
ROW = re.compile(r"\b(?:NEW|OLD)\.")
WHEN = re.compile(r"(?<= WHEN \().*(?=\) EXECUTE FUNCTION )")


def _own_type(text: str) -> str:
    return f"pg_catalog.{text}" if text == "json" else text


def _same_type(one: str, other: str, profile: Profile) -> bool:
    return normal(one, profile) == normal(other, profile)


def _default(text: str, kind: str) -> Data | None:
    """Reads a literal with or without its cast, and the functions that the language knows."""
    del kind  # a cast says it
    numbers = NUMBER.fullmatch(text)
    sequence = re.fullmatch(r"nextval\('([a-z_0-9.]+)'::regclass\)", text)
    if PLAIN.fullmatch(text) or numbers:
        word = numbers[1] if numbers else text
        words: dict[str, Data] = {"true": True, "false": False}
        return words.get(word, int(word) if word.lstrip("-").isdigit() else word)
    if text in CALLS:
        return CALLS[text]
    if sequence:
        return {"sql": f"nextval('{sequence[1]}')"}
    if typed := TYPED.fullmatch(text):
        value = typed[1].replace("''", "'")
        if value == "{}" and typed[2].endswith("[]"):
            return {"literal": []}
        return {"literal": value} if value.endswith("()") else value
    return None


def _fires(definition: str) -> Fires | None:
    found = FIRES.fullmatch(definition)
    if found is None or state(definition):
        return None
    columns, words = OF.search(found["events"]), OF.sub("", found["events"])
    return Fires(
        when=found["when"].lower().replace(" ", "_"),
        events=tuple(word.lower() for word in words.split(" OR ")),
        each=found["each"].lower(),
        call=found["call"],
        of=tuple(name.strip('"') for name in columns[1].split(", ")) if columns else (),
        where=found["where"] or "",
    )


def _same_when(text: str) -> str:
    return ROW.sub(lambda found: found[0].lower(), same(text))


def _bounded(found: cat.Identity | None, kind: str) -> cat.Identity | None:
    """Says the bounds that numbers have anyway."""
    if found is None or found.increment < 0 or (found.minimum, found.maximum) != (None, None):
        return found
    return replace(found, minimum=1, maximum=HIGHEST.get(kind))


def _plain(item: cat.Object, profile: Profile) -> cat.Object:
    match item:
        case cat.Column():
            kind = normal(item.type.removeprefix("pg_catalog."), profile)
            default = _same_default(item.default, kind, profile)
            return replace(item, type=kind, default=default, identity=_bounded(item.identity, kind))
        case cat.Check():
            return replace(item, expression=same(item.expression))
        case cat.Index():
            keys = tuple(replace(key, expression=same(key.expression)) for key in item.keys)
            return replace(item, where=same(item.where), keys=keys)
        case cat.Exclusion():
            return replace(item, where=same(item.where))
        case cat.Grant():
            return replace(plain_grant(item), on=_on(item, profile))
        case cat.CompositeType():
            attributes = tuple((name, normal(of, profile)) for name, of in item.attributes)
            return replace(item, attributes=attributes)
        case cat.Function():
            return replace(
                item,
                arguments=_arguments(item.arguments, profile),
                definition=_created(item.definition.strip()),
            )
        case cat.Trigger():
            made = _created(" ".join(item.definition.split()))
            return replace(item, definition=WHEN.sub(lambda found: _same_when(found[0]), made))
        case cat.DomainType():
            checks = tuple(
                (name, re.sub(r"\bVALUE\b", "VALUE", same(text), flags=re.I))
                for name, text in item.checks
            )
            kind = normal(item.type.removeprefix("pg_catalog."), profile)
            default = _same_default(item.default, kind, profile)
            return replace(item, type=kind, default=default, checks=checks)
        case cat.Sequence():
            return replace(item, type=normal(item.type, profile))
        case cat.Table():
            divided = plain_division(item.partition_by)
            return replace(item, bound=plain_bound(item.bound), partition_by=divided)
        case _:
            return item


def _created(text: str) -> str:
    return re.sub(r"^CREATE OR REPLACE ", "CREATE ", text)


def _arguments(text: str, profile: Profile) -> str:
    """Functions are known by the types of their arguments, however those are spelt."""
    return ", ".join(normal(kind, profile) for kind in text.split(", ")) if text else ""


def _on(item: cat.Grant, profile: Profile) -> str:
    name, bracket, arguments = item.on.partition("(")
    if item.on_kind != "function" or not bracket:
        return item.on
    return f"{name}({_arguments(arguments.removesuffix(')'), profile)})"


def _same_default(text: str, kind: str, profile: Profile) -> str:
    """Leaves out a cast to the column's own type, and the brackets that say it."""
    text = re.sub(r"^nextval\('(.+)'::regclass\)$", r"nextval('\1')", text)
    if cast := NUMBER.fullmatch(text):
        return cast[1] if cast[2] == _kind_of(cast[1]) else text
    typed = re.fullmatch(r"('(?:[^']|'')*')::(.+)", text, re.DOTALL)
    if typed and _stem(normal(typed[2], profile)) == _stem(kind):
        text = typed[1]
    if text in ("TRUE", "FALSE"):
        text = text.lower()
    if not kind.startswith(NUMBERS):
        return text
    number = re.fullmatch(r"'(-?\d+(?:\.\d+)?)'", text)
    return number[1] if number else text


def _stem(kind: str) -> str:
    """Gives a type without its lengths, which a cast to it does not say."""
    return re.sub(r"\(.*\)", "", kind)


def _kind_of(number: str) -> str:
    """Gives the type to which a bare number is given back with a cast, whatever the column's own:
    one with a sign, or that is no integer. "" for another, which has quotes only if it was written so."""
    if "." in number:
        return "numeric" if number.startswith("-") else ""
    value = int(number)
    size = value if value >= 0 else ~value  # there is one more number below zero than above
    if size <= HIGHEST["integer"]:
        return "integer" if value < 0 else ""
    return "bigint" if size <= HIGHEST["bigint"] else "numeric"


def _table(table: cat.Table) -> Map:
    own: Map = {name: text or True for name, text in table.options.items() if name in OWN_WORDS}
    own |= {"tablespace": table.tablespace} if table.tablespace else {}
    return own | _with(table.options, OWN_WORDS)


def _index(index: cat.Index) -> Map:
    own: Map = {"tablespace": index.tablespace} if index.tablespace else {}
    return own | _with(index.options)


def _view(view: cat.View) -> Map:
    return _with(view.options, SAID_OF_VIEWS)


def _with(options: Mapping[str, str], said: Container[str] = ()) -> Map:
    """Gives the storage parameters that nothing else says."""
    kept: Map = {name: setting(text) for name, text in options.items() if name not in said}
    return {"with": kept} if kept else {}


def _values(text: str) -> tuple[str, ...]:
    del text  # enums are types of their own
    return ()


def _reads(item: cat.Object) -> str:
    """Of a function all of it in SQL, else its head, which is all that the engine looks at; without
    its own name, which others may have, too."""
    if not isinstance(item, cat.Function):
        return ""
    text = item.definition.partition("(")[2]
    whole = item.routine == "aggregate" or re.search(r"\bLANGUAGE sql\b", text, re.IGNORECASE)
    return text if whole else re.split(r"\bAS \$", text, maxsplit=1)[0]


def _portable(text: str, terms: Terms) -> str:
    return renamed(portable(text, terms.types), terms.fields)


SPELLING = Spelling(
    own_type=_own_type,
    same_type=_same_type,
    default=_default,
    bound=bound,
    division=division,
    fires=_fires,
    statement=statement,
    plain=_plain,
    table=_table,
    index=_index,
    view=_view,
    reads=_reads,
    values=_values,
    undo=undo,
    whole=table,
    inside=inside,
    portable=_portable,
    value=_portable,
    alike=alike,
    every=every,
)
