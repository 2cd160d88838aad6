"""What a predicate of a SQL Server security policy asks: the policies of a table, and for whom they hold.

Takes the policies that one command must meet, gives the condition of a predicate function. A comment
before each policy has its name, by which `sql.gates` finds it again.

>>> own = Rule("own_rows", (Principal("app", user=True),), "@org_id = 1")
>>> print(condition(Gate(owner=True, allowed=((own,),))))
-- whom policies do not bind
USER_NAME() = 'dbo'
OR IS_ROLEMEMBER('db_owner') = 1
OR (
    -- own_rows
    USER_NAME() = 'app' AND (@org_id = 1)
)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent

__all__ = ["ADMINISTRATOR", "OWNER", "UNBOUND", "Gate", "Principal", "Rule", "condition"]

OWNER = ("USER_NAME() = 'dbo'", "IS_ROLEMEMBER('db_owner') = 1")
"""The owner of the database, and who acts for it: `dbo` itself is a member of no role that is asked for."""
ADMINISTRATOR = "IS_SRVROLEMEMBER('sysadmin') = 1"
"""Who passes where the owner is bound too, as PostgreSQL's superuser does; elsewhere it is `dbo`."""
UNBOUND = "-- whom policies do not bind"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a policy is for. user: one that signs in, who is asked for by name; else a role, whose
    members are meant."""

    name: str
    user: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy as one command meets it. principals: () is everybody; expression: over parameters."""

    name: str
    principals: tuple[Principal, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What a row must meet. owner: whether the owner passes unasked, or the administrator alone;
    above: who passes like it; allowed: of each group at least one must hold, and there is no way
    through without a group; narrowed: all of these must hold."""

    owner: bool = True
    above: tuple[Principal, ...] = ()
    allowed: tuple[tuple[Rule, ...], ...] = ()
    narrowed: tuple[Rule, ...] = ()


def condition(gate: Gate) -> str:
    """Writes what a row must meet, without a line's end."""
    asked = [*(OWNER if gate.owner else (ADMINISTRATOR,)), *(_asked(each) for each in gate.above)]
    unbound = f"{UNBOUND}\n" + "\nOR ".join(asked)
    return f"{unbound}\nOR (\n{indent(_held(gate), '    ')}\n)" if gate.allowed else unbound


def _held(gate: Gate) -> str:
    if len(gate.allowed) == 1 and not gate.narrowed:
        return _any(gate.allowed[0])
    groups = (f"(\n{indent(_any(group), '    ')}\n)" for group in gate.allowed)
    narrowing = (f"-- {rule.name}\nAND {_narrowing(rule)}" for rule in gate.narrowed)
    return "\n".join(("\nAND ".join(groups), *narrowing))


def _any(rules: Sequence[Rule]) -> str:
    found = (
        f"-- {rule.name}\n{'OR ' if n else ''}{_allowing(rule)}" for n, rule in enumerate(rules)
    )
    return "\n".join(found)


def _allowing(rule: Rule) -> str:
    asked = " OR ".join(map(_asked, rule.principals))
    whole = f"({asked})" if len(rule.principals) > 1 else asked
    return f"{whole} AND {_bracketed(rule.expression)}" if asked else _bracketed(rule.expression)


def _narrowing(rule: Rule) -> str:
    others = " AND ".join(map(_missed, rule.principals))
    expression = _bracketed(rule.expression)
    return f"({others} OR {expression})" if others else expression


def _bracketed(text: str) -> str:
    """Puts an expression in parentheses, that no comment in it may swallow."""
    return f"(\n{indent(text, '    ')}\n)" if "\n" in text or "--" in text else f"({text})"


def _asked(principal: Principal) -> str:
    name = _literal(principal.name)
    return f"USER_NAME() = {name}" if principal.user else f"IS_ROLEMEMBER({name}) = 1"


def _missed(principal: Principal) -> str:
    name = _literal(principal.name)
    return f"USER_NAME() <> {name}" if principal.user else f"IS_ROLEMEMBER({name}) = 0"


def _literal(name: str) -> str:
    doubled = name.replace("'", "''")
    return f"{'' if name.isascii() else 'N'}'{doubled}'"
