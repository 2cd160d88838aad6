"""Predicates of security policies, as a T-SQL script says them.

Takes a Cursor, gives what was said; whether that is an object of ours is decided in `security`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor

__all__ = ["Ask", "Policy", "ask", "settled"]

GUARDS = ("AFTER INSERT", "AFTER UPDATE", "BEFORE UPDATE", "BEFORE DELETE")


@dataclass(frozen=True, slots=True)
class Ask:
    """A predicate as a policy has it. guard: FILTER, or when it blocks, "" for always; function and
    table: schema and name; arguments: columns, () where one is an expression; text: as it was written."""

    guard: str
    function: tuple[str, str]
    arguments: tuple[str, ...]
    table: tuple[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What the script has said of a policy so far. name: as it was written; settings: of WITH; replicates:
    whether replication asks it, too; functions: its own, while the draft has them no more."""

    name: str
    asks: tuple[Ask, ...]
    settings: tuple[tuple[str, str], ...] = ()
    replicates: bool = True
    functions: tuple[cat.Function, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether it is on, binds its functions, and is asked by all."""
        return self.replicates and all(value != "OFF" for _, value in self.settings)

    def statement(self) -> str:
        """Gives the statement that makes it as it is now."""
        text = f"CREATE SECURITY POLICY {self.name}\n" + ",\n".join(
            f"ADD {each.text}" for each in self.asks
        )
        if self.settings:
            text += f"\nWITH ({', '.join(f'{name} = {value}' for name, value in self.settings)})"
        return text if self.replicates else f"{text} NOT FOR REPLICATION"


def ask(cursor: Cursor, *, bare: bool = False) -> Ask:
    """Reads a predicate. bare: of DROP, which does not say the function."""
    first = cursor.token
    blocks = cursor.take("BLOCK") or not cursor.take("FILTER")
    cursor.need("PREDICATE")
    function = ("", "") if bare else cursor.qualified()
    arguments = () if bare else _arguments(cursor)
    cursor.need("ON")
    table = cursor.qualified()
    guard = next((each for each in GUARDS if cursor.take(*each.split())), "")
    text = cursor.script[first.start : cursor.tokens[cursor.at - 1].end]
    return Ask(guard if blocks else "FILTER", function, arguments, table, text)


def settled(cursor: Cursor, found: Policy) -> Policy:
    """Reads what stands behind the predicates."""
    settings = dict(found.settings)
    if cursor.take("WITH"):
        pairs = (part.partition("=") for part in cursor.group().upper().split(","))
        settings |= {name.strip(): value.strip() for name, _, value in pairs}
    replicates = found.replicates and not cursor.take("NOT", "FOR", "REPLICATION")
    return replace(found, settings=tuple(settings.items()), replicates=replicates)


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    at = cursor.at
    plain = re.fullmatch(
        r"(?:[\w$#]+|\[[^\]]+\])(?:\s*,\s*(?:[\w$#]+|\[[^\]]+\]))*", cursor.group()
    )
    if plain is None:
        return ()
    cursor.at = at
    return cursor.names()
