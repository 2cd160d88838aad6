"""PostgreSQL's spelling: casts in defaults, bounds of partitions, triggers that call functions.

Takes texts as the catalog reader gives them, gives what specs say."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.recover.engines.postgresql_conditions import portable, same
from generator.recover.engines.postgresql_programs import state
from generator.recover.engines.postgresql_rights import alike, every
from generator.recover.engines.postgresql_rights import plain as plain_grant
from generator.recover.engines.postgresql_statements import statement, undo
from generator.recover.engines.postgresql_tables import inside, table
from generator.recover.spelling import Fires, Map, Spelling, Terms
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
LISTED = re.compile(r"'(?:[^']|'')*'|[^,\s]+")
RANGE = re.compile(r"FOR VALUES FROM \('?(.*?)'?\) TO \('?(.*?)'?\)")
SAID_OF_VIEWS = ("check_option", "security_invoker")
HIGHEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
FIRES = re.compile(
    r"CREATE TRIGGER .+? (?P<when>BEFORE|AFTER|INSTEAD OF) (?P<events>.+?) ON .+? "
    r"(?:REFERENCING .+? )?FOR EACH (?P<each>ROW|STATEMENT) "
    r"(?P<where>WHEN \(.*\) )?EXECUTE FUNCTION (?P<call>.+)",
    re.DOTALL,
)


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
        return {"literal": value} if value.endswith("()") else value
    return None


def _bound(text: str) -> Map:
    if found := RANGE.fullmatch(text):
        ends = {"from": _moment(found[1]), "to": _moment(found[2])}
        return {key: value for key, value in ends.items() if value not in ("MINVALUE", "MAXVALUE")}
    if found := re.fullmatch(r"FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)", text, re.I):
        return {"modulus": int(found[1]), "remainder": int(found[2])}
    found = re.fullmatch(r"FOR VALUES IN \((.*)\)", text, re.DOTALL)
    return {"values": list(map(_listed, LISTED.findall(found[1])))} if found else {}


def _listed(text: str) -> Data:
    """Gives a value of a list: a text, a number, or a word such as true.

    >>> [_listed(one) for one in LISTED.findall("'a, b', 'it''s', 7, true, NULL")]
    ['a, b', "it's", 7, True, None]"""
    words: dict[str, Data] = {"true": True, "false": False, "NULL": None}
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return words.get(text, int(text) if re.fullmatch(r"-?\d+", text) else text)


def _moment(text: str) -> Data:
    """Gives an instant in UTC as specs write it; other bounds as they are."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00", text)
    if found:
        return f"{found[1]}T{found[2]}Z"
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def _fires(definition: str) -> Fires | None:
    found = FIRES.fullmatch(definition)
    if found is None or state(definition):
        return None
    words = re.sub(r" OF [^()]+?(?= OR |$)", "", found["events"])
    return Fires(
        when=found["when"].lower().replace(" ", "_"),
        events=tuple(word.lower() for word in words.split(" OR ")),
        each=found["each"].lower(),
        call=found["call"],
    )


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
            return replace(item, where=same(item.where))
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
            return replace(item, definition=_created(" ".join(item.definition.split())))
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
            return replace(item, bound=_same_bound(item.bound))
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


def _same_bound(text: str) -> str:
    moments = re.sub(r"(?<=\d)T|Z(?=')", " ", text)
    return moments.lower().replace("+00", "").replace(" '", "'")


def _same_default(text: str, kind: str, profile: Profile) -> str:
    """Leaves out a cast to the column's own type, and the brackets that say it."""
    text = re.sub(r"^nextval\('(.+)'::regclass\)$", r"nextval('\1')", text)
    if cast := NUMBER.fullmatch(text):
        return cast[1] if cast[2] == _kind_of(cast[1]) else text
    typed = re.fullmatch(r"('(?:[^']|'')*')::(.+)", text, re.DOTALL)
    if typed and normal(typed[2], profile).partition("(")[0] == kind.partition("(")[0]:
        text = typed[1]
    if text in ("TRUE", "FALSE"):
        text = text.lower()
    if not kind.startswith(NUMBERS):
        return text
    number = re.fullmatch(r"'(-?\d+(?:\.\d+)?)'", text)
    return number[1] if number else text


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
    return {name: text or True for name, text in table.options.items()}


def _index(index: cat.Index) -> Map:
    return {"with": dict(index.options)} if index.options else {}


def _view(view: cat.View) -> Map:
    kept: Map = {name: text for name, text in view.options.items() if name not in SAID_OF_VIEWS}
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
    found = terms.types.items()
    texts = {name for name, kind in found if kind.startswith(("character", "text"))}
    return renamed(portable(text, texts), terms.fields)


def _value(text: str, terms: Terms) -> str:
    return renamed(text, terms.fields)


SPELLING = Spelling(
    own_type=_own_type,
    same_type=_same_type,
    default=_default,
    bound=_bound,
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
    value=_value,
    alike=alike,
    every=every,
)
