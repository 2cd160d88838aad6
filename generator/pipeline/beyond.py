"""What else is wrong, beyond the stage that stopped a run.

Takes a Result that failed, gives the findings that the later stages make of the specs without the
nodes that are known to be wrong. So a person is told of an unknown key, a wrong type and a misspelt
expression in one run, and of nothing that only follows from what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.diagnostics import Diagnostic
from generator.disk.specs import SETTINGS, Workspace
from generator.pipeline.result import Result
from generator.pipeline.stages import lower, resolve
from generator.source import Data, Document, Keys

__all__ = ["beyond"]

ROUNDS = 3
"""After so many stages that stop, the rest is left to the next run."""

MEMBERS = frozenset(
    {"fields", "checks", "unique", "indexes", "foreign_keys", "exclude", "queries", "policies"}
)
"""The keys of an entity under which each item is a node of its own."""

OWNERS = frozenset({"entities", "mixins", "links"})

WHOLE = frozenset({"use"})
"""The keys of an entity without which nobody knows what is in it."""

CONSEQUENCES = frozenset({"G208", "G217", "G222", "G251", "G256"})
"""What may be found only because a node is missing: a key, a row, a foreign key's side, what is waived."""

Missing = tuple[str, str]
"""A name that went with a node: the entity in which it means that node ("" for anywhere), the name."""

_QUOTED = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"\w+")


def beyond(result: Result) -> tuple[Diagnostic, ...]:
    """Finds what resolving and lowering say of the specs that are left without faulty nodes (G2xx).

    Nothing is found where a file could not be read, since anything may be declared in it, nor where
    gen.yaml is wrong, since it says what the specs are for."""
    if any(found.span or found.at.file == SETTINGS for found in result.diagnostics):
        return ()
    known = dict.fromkeys(result.diagnostics)
    specs, stopped = result.workspace.specs, tuple(known)
    missing: frozenset[Missing] = frozenset()
    for _ in range(ROUNDS):
        specs, gone = without(specs, stopped)
        missing |= gone
        stopped = _errors(replace(result.workspace, specs=specs), result)
        _, more = without(specs, (found for found in stopped if not _stands(found, missing)))
        missing |= more  # what lacks a missing node is as good as missing
        known.update((found, None) for found in stopped if _stands(found, missing))
        if not stopped:
            break
    return tuple(known)[len(result.diagnostics) :]


def _errors(workspace: Workspace, result: Result) -> tuple[Diagnostic, ...]:
    """Gives what the first stage that stops says of other specs."""
    from generator.validate import validate

    left = replace(result, workspace=workspace, diagnostics=validate(workspace.specs))
    for stage in (resolve, lower):
        if not left.failed:
            left = stage(left)
    return tuple(found for found in left.diagnostics if found.severity == "error")


def _stands(found: Diagnostic, missing: Iterable[Missing]) -> bool:
    """Tells whether a finding holds whatever the missing nodes may say."""
    if not found.code.startswith("G2") or found.code in CONSEQUENCES:
        return False
    words = {word for text in _QUOTED.findall(found.message) for word in _WORD.findall(text)}
    here = _owner(found.at.keys)
    in_sql = found.code == "G231"  # where an entity may have any name
    return not any(
        name in words and (in_sql or not owner or owner == here or owner in words)
        for owner, name in missing
    )


def without(
    specs: Sequence[Document], found: Iterable[Diagnostic]
) -> tuple[tuple[Document, ...], frozenset[Missing]]:
    """Gives the specs without the nodes that diagnostics are about, and the names that went with them."""
    faulty: dict[str, list[Keys]] = {}
    for diagnostic in found:
        keys = diagnostic.at.keys
        exact = diagnostic.code == "G120"  # an unknown key says nothing about its node
        faulty.setdefault(diagnostic.at.file, []).append(keys if exact else _node(keys))
    missing: set[Missing] = set()
    left = []
    for spec in specs:
        data = spec.data
        for keys in faulty.get(spec.file, ()):
            data, gone = _cut(data, keys)
            missing.update(_names(keys, gone))
        left.append(replace(spec, data=data))
    return tuple(spec for spec in left if spec.data), frozenset(missing)


def _node(keys: Keys) -> Keys:
    """Gives the keys of the node that a place belongs to: a field, a check, a whole entity."""
    if not _owner(keys) or len(keys) < 3 or keys[2] in WHOLE:
        return keys[:2]
    return keys[:4] if keys[2] in MEMBERS else keys[:3]


def _owner(keys: Keys) -> str:
    """Gives the entity, mixin or link that a place is in; "" for none."""
    return str(keys[1]) if len(keys) > 1 and keys[0] in OWNERS else ""


def _cut(data: Data, keys: Keys) -> tuple[Data, Data]:
    """Gives data without what stands at keys, and what stood there; () is all of it.

    A list goes as a whole, so that the places of its other items stay true."""
    if not keys:
        return {}, data
    first = str(keys[0])
    if not isinstance(data, dict) or first not in data:
        return data, None
    if len(keys) > 1 and isinstance(data[first], dict):
        rest, gone = _cut(data[first], keys[1:])
        return {**data, first: rest}, gone
    return {key: value for key, value in data.items() if key != first}, data[first]


def _names(path: Keys, data: Data) -> Iterator[Missing]:
    """Gives what others may call a node by, with the entity in which they do; "" is anywhere.

    path: the keys to it. A mixin's fields are called by in whatever uses it, a relation anywhere."""
    node = data if isinstance(data, dict) else {}
    yield from (("", str(node[key])) for key in ("as", "inverse") if key in node)
    if len(path) in (1, 3):  # a section, perhaps under an unknown key
        for name, item in node.items():
            yield from _names((*path, name), item)
    if len(path) < 2:
        return
    owner = _owner(path) if len(path) > 2 and path[0] != "mixins" else ""
    name = str(path[-1])
    yield from ((owner, name), (owner, name.removesuffix("_id")))
    fields = node.get("fields") if len(path) == 2 else None
    for field, item in fields.items() if isinstance(fields, dict) else ():
        yield from _names((*path, "fields", field), item)
