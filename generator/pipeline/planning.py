"""Planning: from the last frozen version to the specs of today.

Takes a Result with catalogs, gives it with a plan for each engine and what people must know (G4xx)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import cast

from generator.catalog import Catalog, Column, Grant, Object, catalog
from generator.diagnostics import Diagnostic
from generator.disk.history import FOLDER, History, Version, read_history
from generator.disk.intent import Intent, read_intent
from generator.disk.targets import built_in
from generator.migrate.declared import check_was, decide
from generator.migrate.join import join
from generator.migrate.lookalikes import lookalikes
from generator.migrate.ops import Move
from generator.migrate.plan import Plan, plan
from generator.migrate.record import read
from generator.migrate.rules import Rules, rules
from generator.pipeline.result import Result
from generator.source import Place
from generator.source import read as yaml
from generator.sql.literals import text_literal

__all__ = ["between", "plans", "towards"]


def plans(result: Result) -> Result:
    """Plans the pending migration of every engine; no version and no difference give no steps."""
    root = result.workspace.root
    history, problems = read_history(root)
    intent, findings = read_intent(root)
    result = replace(result, history=history, intent=intent).found((*problems, *findings))
    if result.failed:
        return result
    frozen, problems = _frozen(history)
    result = result.found(problems)
    made: dict[str, Plan] = {}
    for engine, found in result.catalogs.items():
        old = frozen.get(engine, catalog(engine, found.version, ()))
        moves = _moves(result, engine)
        intent = _with_moves(intent, moves)
        made[engine] = plan(old, decide(found, intent.was), _rules(engine), moves)
        result = result.found(tuple(_findings(made[engine], intent)))
    return replace(result, plans=made, intent=intent)


def between(today: Result, proposed: Result) -> Result:
    """Plans from the specs of today to those of a proposal, whatever is frozen.

    Gives the Result of the proposal with these plans, and the findings of both."""
    silent = tuple(item for item in proposed.diagnostics if not item.code.startswith("G4"))
    result = replace(proposed, diagnostics=silent)
    made = {
        engine: plan(today.catalogs[engine], found, _rules(engine))
        for engine, found in proposed.catalogs.items()
    }
    for found in made.values():
        result = result.found(tuple(_findings(found, proposed.intent)))
    return replace(result, plans=made)


def towards(result: Result, found: Catalog, expected: Catalog) -> Result:
    """Plans from what stands in a live database to what is expected of it.

    Tables that are not ours stay as they are, with all that belongs to them."""
    engine, patterns = found.engine, result.config.unmanaged
    ours = (item for item in found if not _is_unmanaged(item, patterns))
    there = catalog(engine, found.version, ours)
    return replace(result, plans={engine: plan(there, expected, _rules(engine))})


def _is_unmanaged(item: Object, patterns: Sequence[str]) -> bool:
    table = item.on if isinstance(item, Grant) else item.id.table or item.id.name
    return any(fnmatchcase(table, pattern) for pattern in patterns)


def _moves(result: Result, engine: str) -> tuple[Move, ...]:
    """Gives what rows get instead of the enum values that somebody decided to remove."""
    profile = result.profiles[engine]
    columns = {item.node: item for item in result.catalogs[engine] if isinstance(item, Column)}
    moves: list[Move] = []
    for entity in result.models[engine].entities:
        for field in entity.fields:
            removed = result.intent.removed.get(field.enum, {})
            column = columns.get(f"{entity.name}.{field.name}")
            if removed and column:
                pairs = (
                    (
                        text_literal(old, profile),
                        "NULL" if new is None else text_literal(new, profile),
                    )
                    for old, new in removed.items()
                )
                moves.append(Move(column, tuple(pairs)))
    return tuple(moves)


def _with_moves(intent: Intent, moves: Sequence[Move]) -> Intent:
    """Accepts what the moves make harmless: no row has the value any more."""
    settled = {("G406", name): "rows are moved" for name in intent.removed}
    settled |= {("G404", f"{move.item.node}.enum"): "rows are moved" for move in moves}
    return replace(intent, accepted={**settled, **intent.accepted})


def _rules(engine: str) -> Rules:
    path = built_in() / engine / "migrations.yaml"
    document, _ = yaml(path.name, path.read_bytes())
    return rules(cast(Mapping[str, object], document.data) if document else {})


def _findings(found: Plan, intent: Intent) -> Iterator[Diagnostic]:
    accepted = {node for code, node in intent.accepted if code == "G402"}
    yield from check_was(found.old, found.new)
    yield from lookalikes(found, accepted)
    for hazard in found.hazards:
        if (hazard.code, hazard.node) not in intent.accepted:
            hint = f"accept {hazard.code} of `{hazard.node}` in {FOLDER}/intent.yaml"
            yield Diagnostic(hazard.code, hazard.message, hazard.at, hint)


def _frozen(history: History) -> tuple[Mapping[str, Catalog], tuple[Diagnostic, ...]]:
    """Gives the catalogs that the heads of the history make together."""
    heads = history.heads
    if not heads:
        return {}, ()
    found = dict(read(heads[0].model))
    problems: list[Diagnostic] = []
    for other in heads[1:]:
        base = _common(history, heads[0], other)
        there = read(other.model)
        start = read(base.model) if base else {}
        problems.extend(_merged(found, there, start, heads[0].name, other.name))
    return found, tuple(problems)


def _common(history: History, one: Version, two: Version) -> Version | None:
    here = set(history.before(one))
    shared = [name for name in history.before(two) if name in here]
    return history.version(max(shared)) if shared else None


def _merged(
    found: dict[str, Catalog],
    there: Mapping[str, Catalog],
    start: Mapping[str, Catalog],
    one: str,
    two: str,
) -> Iterator[Diagnostic]:
    at = Place(f"{FOLDER}/{two}/version.json")
    for engine, theirs in there.items():
        empty = catalog(engine, theirs.version, ())
        ours = found.get(engine, empty)
        found[engine], clashes = join(start.get(engine, empty), ours, theirs)
        for key in clashes:
            where = ".".join(part for part in (key.schema, key.table, key.name) if part)
            text = f"`{one}` and `{two}` both change {key.kind} `{where}`"
            yield Diagnostic(
                "G412", text, at, "take one of them out and freeze it again on the other"
            )
    text = f"`{one}` and `{two}` follow the same version; the next freeze joins them"
    yield Diagnostic("G410", text, at)
