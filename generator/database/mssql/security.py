"""Security policies of a T-SQL script.

Takes a Cursor behind `CREATE SECURITY POLICY`, changes the Draft: a policy over functions that are made
for one table is an object of that table; any other is kept word for word, with its functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from generator import catalog as cat
from generator.catalog import Predicate
from generator.database.mssql.tokens import Cursor
from generator.database.scripts.draft import Draft

__all__ = ["find", "policy"]

INLINE = re.compile(
    r"CREATE OR ALTER FUNCTION\s+\S+\s*\((?P<parameters>[^@]*@.*?)\)\s*RETURNS\s+TABLE\s+WITH\s+SCHEMABINDING"
    r"\s+AS\s+RETURN\s+SELECT 1 AS passes\s+WHERE\n(?P<condition>.*)\Z",
    re.DOTALL,
)
GUARDS = ("AFTER INSERT", "AFTER UPDATE", "BEFORE UPDATE", "BEFORE DELETE")


@dataclass(frozen=True, slots=True)
class _Ask:
    """A predicate as a policy has it. guard: FILTER, or when it blocks, "" for always; function and
    table: schema and name; arguments: columns, () where one is an expression."""

    guard: str
    function: tuple[str, str]
    arguments: tuple[str, ...]
    table: tuple[str, str]


def policy(cursor: Cursor, draft: Draft) -> None:
    """Reads `CREATE SECURITY POLICY` behind these words."""
    first = cursor.tokens[cursor.at].start
    schema, name = cursor.qualified()
    asks = [_ask(cursor)]
    while cursor.take(","):
        asks.append(_ask(cursor))
    usual = _is_usual(cursor)
    text = cursor.script[first : cursor.tokens[cursor.at - 1].end].replace("\r\n", "\n")
    made = _made(draft, schema, name, asks) if usual else None
    if made is None:
        _keep(draft, schema, name, asks, f"CREATE SECURITY POLICY {text}")
        return
    for each in made.predicates:
        draft.drop("function", schema, each.name)
    draft.add(made)


def find(draft: Draft, schema: str, name: str) -> cat.Object | None:
    """Finds a policy, whichever way it is kept."""
    kept = draft.find("verbatim", "", _called("security policy", schema, name))
    return kept or next(
        (
            item
            for item in draft.objects.values()
            if isinstance(item, cat.SecurityPolicy)
            and (item.schema.lower(), item.name.lower()) == (schema.lower(), name.lower())
        ),
        None,
    )


def _ask(cursor: Cursor) -> _Ask:
    cursor.need("ADD")
    blocks = cursor.take("BLOCK") or not cursor.take("FILTER")
    cursor.need("PREDICATE")
    function = cursor.qualified()
    arguments = _arguments(cursor)
    cursor.need("ON")
    table = cursor.qualified()
    guard = next((each for each in GUARDS if cursor.take(*each.split())), "")
    return _Ask(guard if blocks else "FILTER", function, arguments, table)


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    at = cursor.at
    plain = re.fullmatch(
        r"(?:[\w$#]+|\[[^\]]+\])(?:\s*,\s*(?:[\w$#]+|\[[^\]]+\]))*", cursor.group()
    )
    if plain is None:
        return ()
    cursor.at = at
    return cursor.names()


def _is_usual(cursor: Cursor) -> bool:
    """Reads what stands behind the predicates; tells whether it is what stands there by itself."""
    words = cursor.group().upper() if cursor.take("WITH") else ""
    return not cursor.take("NOT", "FOR", "REPLICATION") and "OFF" not in words


def _made(draft: Draft, schema: str, name: str, asks: Sequence[_Ask]) -> cat.SecurityPolicy | None:
    """Makes the object of one table, None where the functions are not its own."""
    table = draft.table(*asks[0].table)
    places = {(each.table, each.function[0]) for each in asks}
    if table is None or places != {(asks[0].table, schema)} or table.schema != schema:
        return None
    by_function: dict[str, list[_Ask]] = {}
    for each in asks:
        by_function.setdefault(each.function[1], []).append(each)
    found = [_predicate(draft, table, function, group) for function, group in by_function.items()]
    predicates = tuple(each for each in found if each is not None)
    if len(predicates) < len(found):
        return None
    return cat.SecurityPolicy(schema=schema, table=table.name, name=name, predicates=predicates)


def _predicate(
    draft: Draft, table: cat.Table, function: str, asks: Sequence[_Ask]
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


def _keep(draft: Draft, schema: str, name: str, asks: Sequence[_Ask], text: str) -> None:
    """Keeps a policy word for word, and its functions, which cannot be made again while it is there."""
    for each in dict.fromkeys(each.function for each in asks):
        item = draft.find("function", *each)
        if isinstance(item, cat.Function):
            draft.drop("function", *each)
            definition = item.definition.replace("CREATE OR ALTER", "CREATE", 1)
            called = _called("function", item.schema, item.name)
            draft.add(cat.Verbatim(name=called, sql=definition))
    draft.add(cat.Verbatim(name=_called("security policy", schema, name), sql=text))


def _called(kind: str, schema: str, name: str) -> str:
    return f"{kind} {schema or 'dbo'}.{name}"
