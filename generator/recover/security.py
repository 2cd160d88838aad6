"""Policies out of a SQL Server security policy: what its predicate functions are made of, by name.

Takes a SecurityPolicy, gives the policies of which lowering makes the same; a policy that stands in
several functions is one for several commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.sql.gates import gate
from generator.sql.security import Gate, Rule

__all__ = ["Told", "above", "called", "forced", "portable", "told"]

COMMANDS = ("select", "insert", "update", "delete")
TENANT = re.compile(r"CAST\(session_context\(N'app\.tenant'\) AS \w+(?:\([\d, ]+\))?\)")
GIVEN = re.compile(r"('(?:[^']|'')*'|\[[^\]]*\]|@@\w+)|@(\w+)")
TODAY = "CAST(sysutcdatetime() AS date)"
PARAMETER = re.compile(r"('(?:[^']|'')*')|@(\w+)(?: COLLATE \w+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """A policy as specs say it. commands: () is all; using and check: "" for none."""

    name: str
    commands: tuple[str, ...]
    roles: tuple[str, ...]
    permissive: bool
    using: str
    check: str
    comment: str = ""


def called(item: cat.SecurityPolicy, names: Mapping[str, str]) -> cat.SecurityPolicy:
    """Gives the policy with other parameters. names: of the parameter, by column."""
    return replace(item, predicates=tuple(_called(each, names) for each in item.predicates))


def _called(item: cat.Predicate, names: Mapping[str, str]) -> cat.Predicate:
    new = {name.lower(): names.get(column, name) for column, name, _ in item.parameters}
    swapped = GIVEN.sub(lambda m: m[1] or f"@{new.get(m[2].lower(), m[2])}", item.condition)
    parameters = tuple((column, new[name.lower()], kind) for column, name, kind in item.parameters)
    return replace(item, parameters=parameters, condition=swapped)


def told(item: cat.SecurityPolicy) -> tuple[Told, ...] | None:
    """Gives the policies by name; None for conditions of another hand."""
    gates = _gates(item)
    if gates is None:
        return None
    drafts: dict[str, _Draft] = {}
    for command, side, rule, permissive in _met(gates):
        draft = drafts.setdefault(rule.name, _Draft(rule, permissive))
        draft.sides.setdefault((command, side), rule.expression)
    return tuple(draft.told() for _, draft in sorted(drafts.items()))


def forced(item: cat.SecurityPolicy) -> bool:
    """Whether the owner is bound too."""
    gates = _gates(item)
    return gates is not None and not gates["select"].owner


def above(catalog: Catalog, verbatim: frozenset[Id]) -> frozenset[str]:
    """Gives the roles that every security policy lets pass."""
    found: list[frozenset[str]] = []
    for item in catalog:
        if isinstance(item, cat.SecurityPolicy) and item.id not in verbatim:
            gates = _gates(item) or {}
            found += [frozenset(each.name for each in one.above) for one in gates.values()]
    return frozenset.intersection(*found) if found else frozenset()


def portable(text: str) -> str:
    """Gives an expression over parameters as one over fields.

    >>> portable("@org_id = CAST(session_context(N'app.tenant') AS bigint) AND @a COLLATE X = '@b'")
    "org_id = current_tenant() AND a = '@b'"
    >>> portable("1 = 1")
    'true'"""
    if text == "1 = 1":
        return "true"
    spelled = TENANT.sub("current_tenant()", text).replace(TODAY, "current_date")
    return PARAMETER.sub(lambda m: m[1] or m[2], spelled)


@dataclass(slots=True)
class _Draft:
    """A policy so far. sides: expressions by command and side, `using` or `check`."""

    rule: Rule
    permissive: bool
    sides: dict[tuple[str, str], str] = field(default_factory=dict)

    def told(self) -> Told:
        commands = tuple(each for each in COMMANDS if any(each == key for key, _ in self.sides))
        using = next((text for (_, side), text in self.sides.items() if side == "using"), "")
        check = next((text for (_, side), text in self.sides.items() if side == "check"), "")
        return Told(
            self.rule.name,
            commands if len(commands) < len(COMMANDS) else (),
            tuple(each.name for each in self.rule.principals),
            self.permissive,
            using,
            check if check != using else "",
        )


def _gates(item: cat.SecurityPolicy) -> Mapping[str, Gate] | None:
    """Gives what each command asks; the filter stands in where one asks nothing beside it."""
    found: dict[str, Gate] = {}
    for each in item.predicates:
        read = gate(each.condition)
        if read is None:
            return None
        found.update(dict.fromkeys(each.guards, read))
    if not {"FILTER", "AFTER INSERT", "AFTER UPDATE"} <= found.keys():
        return None
    return {
        "select": found["FILTER"],
        "insert": found["AFTER INSERT"],
        "update": found.get("BEFORE UPDATE", found["FILTER"]),
        "updated": found["AFTER UPDATE"],
        "delete": found.get("BEFORE DELETE", found["FILTER"]),
    }


def _met(gates: Mapping[str, Gate]) -> Iterator[tuple[str, str, Rule, bool]]:
    """Gives every rule with its command, its side and whether it allows. The check of changed rows has
    the rules of select behind its own."""
    for name, side in (("select", "using"), ("update", "using"), ("delete", "using")):
        for rule, permissive in _rules(gates[name]):
            yield name, side, rule, permissive
    for rule, permissive in _rules(gates["insert"]):
        yield "insert", "check", rule, permissive
    seen = {rule for rule, _ in _rules(gates["select"])}
    own = {rule.name for rule, _ in _rules(gates["update"])}
    for group in gates["updated"].allowed[:1]:
        yield from (("update", "check", rule, True) for rule in group)
    narrowed = sorted(gates["updated"].narrowed, key=lambda rule: rule in seen)
    for rule in narrowed:
        if rule not in seen or rule.name in own:
            yield "update", "check", rule, False


def _rules(gate: Gate) -> Iterator[tuple[Rule, bool]]:
    yield from ((rule, True) for group in gate.allowed[:1] for rule in group)
    yield from ((rule, False) for rule in gate.narrowed)
