"""What one run of resolving knows: the names that exist and the findings so far.

A Scope is made by `resolve`, filled by its parts and dropped with it; nothing else sees it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.config import Config
from generator.diagnostics import Diagnostic, Note
from generator.model import Spec, Type, Waiver
from generator.naming import Limit
from generator.resolve.node import Node, node, only
from generator.resolve.types import BUILT_IN, MEANT, PARAMETRIC, TypeTextError, parse
from generator.source import Data, Place

__all__ = ["Raw", "Scope", "suggest"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A thing that was written but not typed yet. kind: entity, link, lookup, enum, domain, …"""

    kind: str
    name: str
    node: Node
    spec: Spec
    schema: str

    @property
    def data(self) -> Mapping[str, Data]:
        """What was written."""
        return self.node.data


@dataclass(slots=True)
class Scope:
    """One run: its settings, the names in reach, and what was found wrong.

    ends: (kind, name) of what is known with its schema in front, since another schema has it too."""

    engine: str
    config: Config
    limits: Sequence[Limit] = ()
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: list[Diagnostic] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    raws: dict[str, dict[str, Raw]] = field(default_factory=dict)
    ends: set[tuple[str, str]] = field(default_factory=set)
    mixins: dict[str, Node] = field(default_factory=dict)

    def error(
        self,
        code: str,
        message: str,
        at: Place,
        *,
        hint: str = "",
        notes: Sequence[Note] = (),
        on_key: bool = False,
        offset: int = 0,
        length: int = 0,
    ) -> None:
        """Notes a finding."""
        self.findings.append(
            Diagnostic(code, message, at, hint, tuple(notes), on_key, offset, length)
        )

    def node(self, data: Data, at: Place) -> Node:
        """Makes a Node for this run's engine; a scalar becomes the empty one."""
        return node(data if isinstance(data, dict) else {}, at, self.engine)

    def only(self, data: Data | Mapping[str, Data]) -> tuple[str, ...]:
        """Gives the engines that a node is for: () for all of them, and in a run for one engine."""
        return () if self.engine else only(data, tuple(self.config.engines))

    def all(self, kind: str) -> Iterable[Raw]:
        """Gives what was declared of a kind, in order of declaration."""
        return self.raws.get(kind, {}).values()

    def declare(self, raw: Raw) -> None:
        """Adds a name; the same one twice in one schema is an error at the second."""
        known = self.raws.setdefault(raw.kind, {})
        first = known.get(raw.name)
        if first is not None and first.schema == raw.schema:
            note = Note("first declared here", first.node.at)
            message = f"{raw.kind} `{raw.name}` is declared twice"
            self.error("G201", message, raw.node.at, notes=(note,), on_key=True)
            return
        if first is not None:
            self._keep(_renamed(known.pop(raw.name)))
        ambiguous = (raw.kind, raw.name) in self.ends
        self._keep(_renamed(raw) if ambiguous else raw)

    def _keep(self, raw: Raw) -> None:
        self.raws[raw.kind][raw.name] = raw
        parts = raw.name.split(".")
        self.ends.update((raw.kind, ".".join(parts[n:])) for n in range(1, len(parts)))

    def find(self, kinds: Sequence[str], name: str, schema: str) -> Raw | None:
        """Looks a name up as written in a spec of `schema`: plain, or `schema.name`."""
        for kind in kinds:
            known = self.raws.get(kind, {})
            for key in (name, f"{schema}.{name}"):
                if key in known:
                    return known[key]
            namespace, _, rest = name.rpartition(".")
            if namespace and rest in known and known[rest].schema == namespace:
                return known[rest]
        return None

    def entity(self, name: str, schema: str, at: Place, *, on_key: bool = False) -> Raw | None:
        """Finds an entity, or notes that there is none."""
        found = self.find(("entity",), name, schema)
        if found is None:
            known = self.raws.get("entity", {})
            hint = suggest(name, known)
            self.error("G203", f"unknown entity `{name}`", at, hint=hint, on_key=on_key)
        return found

    def type(self, text: str, at: Place, *, native: bool) -> tuple[Type, bool]:
        """Reads a type; what is no logical type is the engine's own under `engines:`, else an error."""
        named = self._named_types()
        try:
            return parse(text, named)
        except TypeTextError as bad:
            if native:
                nullable = text.endswith("?")
                return Type("native", ref=text[:-1] if nullable else text), nullable
            word = text[bad.offset : bad.offset + bad.length]
            meant = MEANT.get(word.lower(), "")
            known = [*BUILT_IN, *PARAMETRIC, *named] if bad.message.startswith("unknown") else ()
            hint = suggest(meant or word, known)
            self.error("G202", bad.message, at, hint=hint, offset=bad.offset, length=bad.length)
            return Type("text"), text.endswith("?")

    def _named_types(self) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for kind in ("enum", "domain", "composite"):
            for name, raw in self.raws.get(kind, {}).items():
                names[name] = kind
                names.setdefault(f"{raw.schema}.{name}" if raw.schema else name, kind)
        return names

    def note_waivers(self, data: Data | Mapping[str, Data], at: Place, path: str) -> None:
        """Remembers `waive:` and `allow:` of a node."""
        if not isinstance(data, Mapping):
            return
        waive, allow = data.get("waive"), data.get("allow")
        for engine, features in waive.items() if isinstance(waive, dict) else ():
            for feature, reason in features.items() if isinstance(features, dict) else ():
                place = at.child("waive", engine, feature)
                self.waivers.append(Waiver("waive", path, engine, feature, str(reason), place))
        for rule, reason in allow.items() if isinstance(allow, dict) else ():
            self.waivers.append(
                Waiver("allow", path, "", rule, str(reason), at.child("allow", rule))
            )


def _renamed(raw: Raw) -> Raw:
    return Raw(raw.kind, f"{raw.schema}.{raw.name}", raw.node, raw.spec, raw.schema)


def suggest(word: str, known: Iterable[str]) -> str:
    """Gives «did you mean …» when one of the known words is close, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"did you mean `{close[0]}`?" if close else ""
