"""Security policies of a T-SQL script.

Takes a Cursor behind `CREATE SECURITY POLICY` or `ALTER`, changes the Draft: a policy over functions that
are made for one table is an object of that table; any other is kept word for word, with its functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import dedent

from generator import catalog as cat
from generator.catalog import Predicate
from generator.database.mssql.predicates import Ask, Policy, ask, settled
from generator.database.mssql.tokens import Cursor
from generator.database.scripts.draft import Draft

__all__ = ["change", "drop", "policy"]

INLINE = re.compile(
    r"CREATE OR ALTER FUNCTION\s+\S+\s*\((?P<parameters>[^@]*@.*?)\)\s*RETURNS\s+TABLE\s+WITH\s+SCHEMABINDING"
    r"\s+AS\s+RETURN\s+SELECT 1 AS passes\s+WHERE\n(?P<condition>.*)\Z",
    re.DOTALL,
)


def policy(cursor: Cursor, draft: Draft) -> None:
    """Reads `CREATE SECURITY POLICY` behind these words."""
    first = cursor.token
    schema, name = cursor.qualified()
    written = cursor.script[first.start : cursor.tokens[cursor.at - 1].end]
    cursor.need("ADD")
    asks = [ask(cursor)]
    while cursor.take(","):
        cursor.need("ADD")
        asks.append(ask(cursor))
    _settle(draft, schema, name, settled(cursor, Policy(written, tuple(asks))))


def change(cursor: Cursor, draft: Draft) -> None:
    """Reads `ALTER SECURITY POLICY` behind these words."""
    place = cursor.token
    schema, name = cursor.qualified()
    found = draft.policies.get((schema.lower(), name.lower()))
    if found is None:
        raise cursor.missing(f"there is no security policy {place.text} here")
    asks = list(found.asks)
    while (word := cursor.token.key) in ("ADD", "ALTER", "DROP"):
        cursor.at += 1
        one = ask(cursor, bare=word == "DROP")
        there = [each for each in asks if (each.guard, each.table) == (one.guard, one.table)]
        if word != "ADD" and not there:
            raise cursor.missing("the security policy has no such predicate")
        asks = [one if word == "ALTER" and each in there else each for each in asks]
        asks = [each for each in asks if not (word == "DROP" and each in there)]
        asks += [one] if word == "ADD" else []
        cursor.take(",")
    drop(draft, schema, name)
    for each in found.functions:
        draft.drop("verbatim", "", _called("function", each.schema, each.name))
        draft.add(each)
    changed = settled(cursor, replace(found, asks=tuple(asks), functions=()))
    if asks:
        _settle(draft, schema, name, changed)
    else:
        draft.passed["security policy without predicates"] += 1
        draft.policies[schema.lower(), name.lower()] = changed


def _settle(draft: Draft, schema: str, name: str, found: Policy) -> None:
    """Makes the object of a policy, or keeps it, with its functions, word for word."""
    asked = [draft.find("function", *each) for each in dict.fromkeys(_functions(found))]
    functions = tuple(each for each in asked if isinstance(each, cat.Function))
    draft.policies[schema.lower(), name.lower()] = replace(found, functions=functions)
    made = _made(draft, schema, name, found.asks) if found.is_usual else None
    for each in functions:
        draft.drop("function", each.schema, each.name)
        if made is None:  # it cannot be made again while the policy is there
            text = each.definition.replace("CREATE OR ALTER", "CREATE", 1)
            draft.add(cat.Verbatim(name=_called("function", each.schema, each.name), sql=text))
    label = _called("security policy", schema, name)
    draft.add(made or cat.Verbatim(name=label, sql=found.statement().replace("\r\n", "\n")))


def _functions(found: Policy) -> Iterator[tuple[str, str]]:
    return (each.function for each in found.asks)


def drop(draft: Draft, schema: str, name: str) -> None:
    """Takes a policy out, whichever way it is kept."""
    draft.policies.pop((schema.lower(), name.lower()), None)
    kept = draft.find("verbatim", "", _called("security policy", schema, name))
    mine = [
        item
        for item in draft.objects.values()
        if isinstance(item, cat.SecurityPolicy)
        and (item.schema.lower(), item.name.lower()) == (schema.lower(), name.lower())
    ]
    for item in (*mine, *([kept] if kept else [])):
        draft.remove(item.id)


def _made(draft: Draft, schema: str, name: str, asks: Sequence[Ask]) -> cat.SecurityPolicy | None:
    """Makes the object of one table, None where the functions are not its own."""
    table = draft.table(*asks[0].table)
    places = {(each.table, each.function[0]) for each in asks}
    if table is None or places != {(asks[0].table, schema)} or table.schema != schema:
        return None
    by_function: dict[str, list[Ask]] = {}
    for each in asks:
        by_function.setdefault(each.function[1], []).append(each)
    found = [_predicate(draft, table, function, group) for function, group in by_function.items()]
    predicates = tuple(each for each in found if each is not None)
    if len(predicates) < len(found):
        return None
    return cat.SecurityPolicy(schema=schema, table=table.name, name=name, predicates=predicates)


def _predicate(
    draft: Draft, table: cat.Table, function: str, asks: Sequence[Ask]
) -> Predicate | None:
    item = draft.find("function", table.schema, function)
    found = INLINE.match(item.definition) if isinstance(item, cat.Function) else None
    arguments = asks[0].arguments
    if found is None or not isinstance(item, cat.Function) or "" in (each.guard for each in asks):
        return None
    names = re.findall(r"@(\w+)", found["parameters"])
    types = re.split(r", (?![^(]*\))", item.arguments)
    if len({each.arguments for each in asks}) > 1 or len(arguments) != len(names):
        return None
    columns = draft.columns(table, arguments)
    return Predicate(
        name=item.name,
        parameters=tuple(zip(columns, names, types, strict=True)),
        condition=dedent(found["condition"]).strip(),
        guards=tuple(each.guard for each in asks),
    )


def _called(kind: str, schema: str, name: str) -> str:
    return f"{kind} {schema or 'dbo'}.{name}"
