"""What lowering carries along: the model, the engine's words, and what was found on the way.

Takes nothing by itself; the modules beside it ask it for verdicts and spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from generator import naming
from generator.diagnostics import Diagnostic
from generator.model import Expr, Function, Model, Type, Value, Waiver
from generator.source import Place
from generator.sql import expressions
from generator.sql.capabilities import Capability
from generator.sql.expressions import Owner
from generator.sql.literals import literal
from generator.sql.profile import Profile, quote
from generator.sql.types import SqlType, sql_type

__all__ = ["NATIVE", "Emulation", "Lowering"]

LENGTHS = re.compile(r"\(\d+(?:, ?\d+)?\)")
NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Emulation:
    """A stand-in that was used: name, for which feature of which node."""

    name: str
    feature: str
    node: str


@dataclass(slots=True)
class Lowering:
    """One model on its way into one engine.

    findings, emulations and used grow while the modules of this package work; `used` are the
    waivers that something needed. types: how those that came up are declared."""

    model: Model
    profile: Profile
    findings: list[Diagnostic] = field(default_factory=list)
    emulations: dict[Emulation, None] = field(default_factory=dict)
    used: set[Waiver] = field(default_factory=set)
    types: dict[Type, SqlType] = field(default_factory=dict)

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """The engine's answers, by feature."""
        return self.profile.capabilities

    @property
    def engine(self) -> str:
        """The engine's folder name."""
        return self.profile.name

    def verdict(self, feature: str, node: str, at: Place, spec: str = "") -> str:
        """Says how the engine does what a node asks for: "native", or the name of an emulation.

        Gives "" when the engine refuses: noted as G250 unless a waiver of the node, of one above it
        or of its spec covers it."""
        capability = self.capabilities[feature]
        if capability.support == "native":
            return NATIVE
        if capability.support == "emulated":
            return self.emulate(capability.by, feature, node)
        if not self.waived(feature, node, spec):
            self.refuse(feature, node, at, capability.note)
        return ""

    def emulate(self, by: str, feature: str, node: str) -> str:
        """Notes that an emulation is used, gives its name."""
        self.emulations[Emulation(by, feature, node)] = None
        return by

    def answer(self, feature: str) -> str:
        """Says how the engine does a feature, asking for nothing: "native", a name, or ""."""
        capability = self.capabilities[feature]
        return NATIVE if capability.support == "native" else capability.by

    def refuse(self, feature: str, node: str, at: Place, note: str) -> None:
        """Notes that the engine refuses a feature (G250), with the words of the waiver as hint."""
        reason = note.partition(";")[0].rstrip(".")  # the rest is for the page of capabilities
        self.findings.append(
            Diagnostic(
                "G250",
                f"`{node}` asks for `{feature}`: {reason}",
                at,
                hint=f'write `waive: {{{self.engine}: {{{feature}: "why"}}}}` to live without it',
                on_key=True,
            )
        )

    def waived(self, feature: str, node: str, spec: str = "", *, look: bool = False) -> bool:
        """Whether a waiver covers the feature at the node; remembers that it was needed.

        look: only asks, so that the waiver is not used by it."""
        covering = [
            waiver
            for waiver in self.model.waivers
            if waiver.kind == "waive"
            and waiver.engine == self.engine
            and waiver.subject == feature
            and (_covers(waiver.node, node) or (spec and waiver.node == spec))
        ]
        if not look:
            self.used.update(covering)
        return bool(covering)

    def error(self, code: str, message: str, at: Place, hint: str = "") -> None:
        """Notes a finding."""
        self.findings.append(
            Diagnostic(code, message, at, hint=hint, on_key=code in ("G254", "G257", "G258"))
        )

    def idle_waivers(self) -> Iterable[Diagnostic]:
        """Gives an error for each waiver of this engine that waived nothing (G251, G252)."""
        for waiver in self.model.waivers:
            if waiver.kind != "waive" or waiver.engine != self.engine or waiver in self.used:
                continue
            known = self.capabilities
            if waiver.subject not in known:
                close = get_close_matches(waiver.subject, known, 1)
                hint = f"did you mean `{close[0]}`?" if close else ""
                message = f"no feature is called `{waiver.subject}`"
                yield Diagnostic("G252", message, waiver.at, hint=hint, on_key=True)
            else:
                message = (
                    f"nothing here needs the waiver of `{waiver.subject}` on {self.profile.label}"
                )
                yield Diagnostic("G251", message, waiver.at, hint="remove it", on_key=True)

    def quote(self, name: str) -> str:
        """Writes a name, quoted where the engine needs it."""
        return quote(name, self.profile)

    def qualified(self, schema: str, name: str) -> str:
        """Writes a name with its schema in front, unless that is the engine's default one."""
        return self.profile.table(schema, name)

    def name(self, prefix: str, *parts: str) -> str:
        """Names what the engine needs and nobody wrote, by the naming scheme."""
        limit = self.profile.limit
        return naming.physical(prefix, parts, (limit,) if limit else ())

    def spell(self, expr: Expr, owner: Owner = None, *, check: bool = False) -> str:
        """Writes an expression or a statement in the engine's SQL. owner: whose fields it speaks of;
        check: it is a CHECK's."""
        return expressions.spell(expr, owner, self.model, self.profile, check=check)

    def calls(self, function: str, of: Type) -> str:
        """Writes the call of a logical function as the value of a type, "" where there is none."""
        return expressions.default_function(function, of, self.profile, self.model)

    def type(self, kind: Type) -> SqlType:
        """Says how the engine declares a type."""
        found = self.types.get(kind)
        if found is None:
            found = self.types[kind] = sql_type(kind, self.profile, self.model)
        return found

    def arguments(self, function: Function) -> str:
        """Gives the types by which the engine knows a function: PostgreSQL leaves lengths out."""
        own = function.options.get("arguments")
        if isinstance(own, tuple):
            return ", ".join(map(str, own))
        types = (self.type(kind).text for _, _, kind in function.arguments)
        if self.engine == "postgresql":
            types = (LENGTHS.sub("", text) for text in types)
        return ", ".join(types)

    def literal(self, value: Value, kind: Type) -> str:
        """Writes a value of a type as an SQL literal."""
        return literal(value, kind, self.profile, self.model)


def _covers(upper: str, node: str) -> bool:
    return node == upper or node.startswith((upper + ".", upper + "("))
