"""Row-level security of SQL Server: the policies of an entity as one security policy.

Takes an entity and its columns, gives a SecurityPolicy with a predicate function for each different
condition. What a row must meet to be seen is the filter, which is asked by UPDATE and DELETE too; what
these ask beside it, and what new rows must meet, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from generator import catalog as cat
from generator.model import Entity, Expr, Policy, Role
from generator.sql.expressions import Passed
from generator.sql.lower.context import Lowering
from generator.sql.lower.needs import of_expression
from generator.sql.security import Gate, Principal, Rule, condition

__all__ = ["security"]

GUARDS = {
    "select": "FILTER",
    "insert": "AFTER INSERT",
    "update": "BEFORE UPDATE",
    "updated": "AFTER UPDATE",
    "delete": "BEFORE DELETE",
}
"""The predicate that each gate is, by the name of its function; those BEFORE see what the filter lets
through, so they are left out where they ask the same."""
PUBLIC = "public"
PARAMETER = re.compile(r"N?'(?:[^']|'')*'|\[[^\]]*\]|--[^\n]*|@@\w+|@(?P<name>\w+)")


def security(
    low: Lowering, entity: Entity, columns: Sequence[cat.Column], by: str
) -> Iterator[cat.Object]:
    """Gives the security policy of an entity. by: the emulation's name."""
    made = _Making(low, entity, {column.node: column for column in columns})
    gates = made.gates()
    node = f"{entity.name}.policies"
    low.emulate(by, "policies", node)
    yield cat.SecurityPolicy(
        schema=entity.schema,
        table=entity.table,
        name=low.name("rls", entity.table),
        predicates=tuple(made.predicates(gates)),
        needs=tuple(dict.fromkeys(made.needs())),
        node=node,
        was=f"{entity.was}.policies" if entity.was else "",
        at=entity.policies[0].at if entity.policies else entity.at,
    )


@dataclass(frozen=True, slots=True)
class _Making:
    """One entity. columns: by the path of their field."""

    low: Lowering
    entity: Entity
    columns: Mapping[str, cat.Column]

    def gates(self) -> Mapping[str, Gate]:
        """Gives what must be met, by the name of the gate. A row that is changed must be seen
        afterwards, as PostgreSQL asks of a statement that reads."""
        select = self._gate("select", "using")
        return {
            "select": select,
            "insert": self._gate("insert", "check"),
            "update": self._gate("update", "using"),
            "updated": _joined(self._gate("update", "check"), select),
            "delete": self._gate("delete", "using"),
        }

    def _gate(self, command: str, side: str) -> Gate:
        rules = [
            (item, rule)
            for item in sorted(self.entity.policies, key=lambda item: item.physical)
            if not item.commands or command in item.commands
            for rule in self._rule(item, side)
        ]
        allowed = tuple(rule for item, rule in rules if not item.restrictive)
        narrowed = tuple(rule for item, rule in rules if item.restrictive)
        closed = Gate(self.entity.row_security != "forced", self._above())
        return replace(closed, allowed=(allowed,), narrowed=narrowed) if allowed else closed

    def _rule(self, item: Policy, side: str) -> Iterator[Rule]:
        """Gives a policy as a rule; one without the expression that is asked for allows nothing and
        narrows nothing."""
        expr = item.using if side == "using" else item.check or item.using
        if expr is not None:
            yield Rule(item.physical, tuple(self._principals(item)), self._spelled(expr))

    def _spelled(self, expr: Expr) -> str:
        collations = {
            field.name: column.collate
            for field in self.entity.fields
            if (column := self._column(field.name)) is not None
        }
        text = self.low.spell(expr, Passed(self.entity, collations)).strip("\n")
        fields = [field.name for field in self.entity.fields]
        for name in sorted(_given(text) - {*fields}):
            message = f"`@{name}` is no field of `{self.entity.name}`"
            close = get_close_matches(name, fields, 1)
            self.low.error(
                "G231", message, expr.at, f"did you mean `@{close[0]}`?" if close else ""
            )
        return text

    def _column(self, field: str) -> cat.Column | None:
        return self.columns.get(f"{self.entity.name}.{field}")

    def _principals(self, item: Policy) -> Iterator[Principal]:
        """Gives whom a policy is for. A role that the engine does not have is nobody there, not
        everybody."""
        known = {role.name: _principal(role) for role in self.low.model.roles}
        if PUBLIC not in item.to:
            yield from (known.get(name, Principal(name)) for name in sorted(item.to))

    def _above(self) -> tuple[Principal, ...]:
        return tuple(_principal(role) for role in self.low.model.roles if role.bypass_row_security)

    def predicates(self, gates: Mapping[str, Gate]) -> Iterator[cat.Predicate]:
        """Gives a function for each different condition, named after the first gate that asks it."""
        texts = {name: condition(gate) for name, gate in gates.items()}
        asked = {
            name: text
            for name, text in texts.items()
            if name not in ("update", "delete") or text != texts["select"]
        }
        for text in dict.fromkeys(asked.values()):
            names = [name for name, asks in asked.items() if asks == text]
            yield cat.Predicate(
                name=self.low.name("rls", self.entity.table, names[0]),
                parameters=tuple(self._parameters(text)),
                condition=text,
                guards=tuple(GUARDS[name] for name in names),
            )

    def _parameters(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Gives the fields that a condition speaks of; a policy must name a column, so the key stands in
        where it speaks of none."""
        key = self.entity.key.fields[0] if self.entity.key else self.entity.fields[0].name
        used = _given(text) or {key}
        for field in self.entity.fields:
            column = self._column(field.name)
            if field.name in used and column is not None:
                yield column.name, field.name, column.type

    def needs(self) -> Iterator[cat.Id]:
        """Gives what conditions look up, which a schema-bound function holds in its place."""
        for item in self.entity.policies:
            for expr in filter(None, (item.using, item.check)):
                yield from of_expression(self.low, expr)


def _given(text: str) -> set[str]:
    """Gives the parameters that a condition speaks of, in small letters: T-SQL knows no others."""
    return {found["name"].lower() for found in PARAMETER.finditer(text) if found["name"]}


def _principal(role: Role) -> Principal:
    return Principal(role.physical, role.login)


def _joined(gate: Gate, other: Gate) -> Gate:
    """Gives the gate that both ask for."""
    if not gate.allowed or not other.allowed:
        return Gate(gate.owner, gate.above)
    allowed = tuple(dict.fromkeys((*gate.allowed, *other.allowed)))
    narrowed = sorted(
        {*gate.narrowed, *other.narrowed}, key=lambda rule: (rule.name, rule.expression)
    )
    return Gate(gate.owner, gate.above, allowed, tuple(narrowed))
