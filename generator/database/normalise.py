"""Brings a catalog made from specs into the spelling of a real engine.

Takes what is expected, the script that builds it and a server, gives the same objects with every type,
expression and query as that engine gives them back, ready for `compare`. Only texts are taken from the
engine: whether an attribute is there at all stays what the specs say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from generator.catalog import (
    Catalog,
    Exclusion,
    Function,
    Grant,
    Id,
    Index,
    Key,
    Object,
    Role,
    Row,
    Trigger,
    Verbatim,
    catalog,
)
from generator.database.facts import kept
from generator.database.identities import identified
from generator.database.literals import literals
from generator.database.probes import Probe, probes
from generator.database.read import read
from generator.database.remake import remake
from generator.database.scratch import scratch
from generator.database.servers import Server
from generator.database.session import Session, connect
from generator.database.sqlite.spelling import spelled
from generator.database.url import DatabaseError
from generator.database.verbatim import Made, explained, run

__all__ = ["Normal", "normalise"]


LENIENT = "SET sql_mode = REPLACE(REPLACE(@@sql_mode, 'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', '')"
"""Lets the tables be altered that have dates of zeros for defaults."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A catalog in the engine's spelling. unknown: (object, attribute) that the engine would not
    spell, because it refuses the text on its own; they are compared as they were written."""

    catalog: Catalog
    unknown: frozenset[tuple[Id, str]] = frozenset()


def normalise(expected: Catalog, script: str, server: Server) -> Normal:
    """Builds the database in a scratch one and asks the engine how it spells each expected text.

    script: builds what is expected. Errors: DatabaseError when the engine refuses the script."""
    statements = [item for item in expected if isinstance(item, Verbatim)]
    if expected.engine == "sqlite" and not statements:
        return Normal(spelled(kept(expected)))
    with scratch(server) as url, connect(url) as session:
        made = run(session, script, statements)
        silent = frozenset((key, "") for key, objects in made.items() if not objects)
        if expected.engine == "sqlite":
            whole = catalog(expected.engine, expected.version, explained(tuple(expected), made))
            return Normal(spelled(kept(whole)), silent)
        normal, refused = _asked(identified(expected, session), session, made)
        return Normal(normal, silent | refused)


def _asked(
    expected: Catalog, session: Session, made: Made
) -> tuple[Catalog, frozenset[tuple[Id, str]]]:
    """Gives what is expected in the engine's words, and the texts that it would not spell."""
    remake(session, tuple(expected))
    built = read(session, roles=[item.name for item in expected if isinstance(item, Role)])
    asked = list(probes(expected.engine, iter(expected)))
    refused = _make(session, asked)
    texts = _texts(asked, read(session))
    told = [_with(_spelled(item, built), texts.get(item.id, {})) for item in expected]
    rows = literals(session, [item for item in expected if isinstance(item, Row)], built)
    every = [*explained([item for item in told if not isinstance(item, Row)], made), *rows]
    # what a person's grants imply: that a default of everybody is taken away
    every += [
        item
        for item in built
        if isinstance(item, Grant) and item.id not in expected.objects and not item.privileges
    ]
    normal = kept(catalog(expected.engine, expected.version, every))
    return normal, frozenset(refused)


def _make(session: Session, asked: Sequence[Probe]) -> list[tuple[Id, str]]:
    """Makes all probes, those of one table at once where the engine rebuilds it each time; gives
    what was refused."""
    refused = list[tuple[Id, str]]()
    if session.engine in ("mysql", "mariadb"):
        session.run(LENIENT)
    for _, group in groupby(asked, key=_altered):
        together = list(group)
        if len(together) > 1 and _run(session, _joined(together)):
            continue
        for probe in together:
            if not any(_run(session, text) for text in (probe.statement, probe.instead) if text):
                refused += [(probe.item.id, text) for text in probe.texts]
    return refused


def _altered(probe: Probe) -> str:
    """The table that a probe alters, or the probe's own name."""
    head, found, _ = probe.statement.partition(" ADD ")
    return head if found and head.startswith("ALTER TABLE") else str(probe.made)


def _joined(together: Sequence[Probe]) -> str:
    head = _altered(together[0])
    return head + ",".join(probe.statement.removeprefix(head) for probe in together)


def _run(session: Session, statement: str) -> bool:
    try:
        session.run(statement)
    except DatabaseError:
        return False
    return True


def _texts(asked: Sequence[Probe], spelling: Catalog) -> Mapping[Id, dict[str, object]]:
    """Gives the engine's spelling of each text, by object and attribute.

    Of keys only the expressions are taken: direction, collation and the like are facts, not texts."""
    found: dict[Id, dict[str, object]] = {}
    for probe in asked:
        made = spelling.objects.get(probe.made)
        if made is None:
            continue
        texts: dict[str, object] = {name: getattr(made, name) for name in probe.texts}
        if "keys" in texts:
            texts["keys"] = tuple(
                replace(key, expression=other.expression, column=other.column)
                for key, other in zip(_keys(probe.item), _keys(made), strict=True)
            )
        found[probe.item.id] = texts
    return found


def _keys(item: Object) -> tuple[Key, ...]:
    return item.keys if isinstance(item, Index | Exclusion) else ()


def _with(item: Object, texts: Mapping[str, object]) -> Object:
    # mypy has no type for `replace` by names that are known at run time only
    return replace(item, **texts) if texts else item  # type: ignore[arg-type]


def _spelled(item: Object, built: Catalog) -> Object:
    """Takes statements as the engine keeps them from what was built; only when both have one."""
    other = built.objects.get(item.id)
    match item, other:
        case Function(), Function():
            return replace(item, definition=other.definition, options=_kept(item, other))
        case Trigger(), Trigger():
            return replace(item, definition=other.definition, options=_kept(item, other))
        case Verbatim(), Verbatim():
            return replace(item, sql=other.sql)
        case Grant(), Grant():
            return replace(item, privileges=_privileges(item, other))
        case _:
            return item


def _kept(item: Function | Trigger, other: Function | Trigger) -> dict[str, str]:
    """An SQL mode is the same in whatever order its words are; a definer and what is followed stay."""
    mode = {name: other.options.get(name, "") for name in item.options if name == "sql_mode"}
    return {**item.options, **mode}


def _privileges(item: Grant, other: Grant) -> tuple[str, ...]:
    """ALL is whatever the engine's version means by it."""
    return other.privileges if "ALL" in item.privileges else item.privileges
