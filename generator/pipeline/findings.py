"""What the plans of all engines show to be wrong, as findings at the lines of the specs.

Takes what was learnt on each engine, gives Diagnostics (G7xx): one for a pattern or an index, whichever
engines agree on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator import catalog as cat
from generator.database.explain.judge import SMALL, scans, sorts
from generator.database.explain.wishes import Wish
from generator.diagnostics import Diagnostic
from generator.model import Entity, Model
from generator.pipeline.queries import Planned, Studied
from generator.pipeline.result import Result
from generator.source import Place

__all__ = ["findings", "verdict", "written"]

RULES = {"G701": "table-scan", "G702": "large-sort", "G703": "unused-index"}
"""What `allow:` calls them."""

NO_HELP = "no index that was tried helps; where it wants most rows, say `slow:` with the reason"


def verdict(planned: Planned, rows: Mapping[str, int]) -> str:
    """Says in a word or two what a plan is like; rows: of each table."""
    if planned.plan is None:
        return "no plan"
    if planned.pattern.query.slow:
        return "said to be slow"
    if scans(planned.plan, rows):
        return "SCAN"
    if sorts(planned.plan) and planned.wish:
        return "SORT"
    return "small table" if any(access.is_scan for access in planned.plan.accesses) else "ok"


def findings(result: Result, studied: Sequence[Studied]) -> tuple[Diagnostic, ...]:
    """Gives what is wrong, in the order of the specs; what somebody allowed is left out."""
    model = result.models[studied[0].engine] if studied else None
    found = [*_patterns(result, studied), *_unused(result, studied)]
    allowed = _allowed(model) if model else frozenset()
    return tuple(item for item, node in found if not _is_allowed(item.code, node, allowed))


def _allowed(model: Model) -> frozenset[tuple[str, str]]:
    return frozenset((item.node, item.subject) for item in model.waivers if item.kind == "allow")


def _is_allowed(code: str, node: str, allowed: frozenset[tuple[str, str]]) -> bool:
    """Whether a node, or one that it lies in, allows the rule."""
    rule, parts = RULES.get(code, ""), node.split(".")
    return any((".".join(parts[:count]), rule) in allowed for count in range(len(parts) + 1))


def _patterns(result: Result, studied: Sequence[Studied]) -> Iterator[tuple[Diagnostic, str]]:
    problems: dict[tuple[str, str, Place], list[tuple[str, str, str]]] = {}
    for each in studied:
        label = result.profiles[each.engine].label
        for planned in each.planned:
            for code, words in _problem(planned, each.rows):
                key = (planned.pattern.name, code, planned.pattern.query.at)
                hint = _hint(result, each.engine, planned)
                problems.setdefault(key, []).append((words, label, hint))
    for (name, code, at), said in problems.items():
        engines = ", ".join(dict.fromkeys(label for _, label, _ in said))
        node = name.replace(".", ".queries.")
        hint = next((hint for _, _, hint in said if hint), NO_HELP if code == "G701" else "")
        message = f"`{name}` {said[0][0]} on {engines}"
        yield Diagnostic(code, message, at, hint, on_key=True), node


def _hint(result: Result, engine: str, planned: Planned) -> str:
    """Says which index helps, as it is written in a spec, and what the planner thinks of it."""
    if planned.lacks:
        return f"the specs have index `{planned.lacks}` for it, and the database does not"
    if planned.wish is None or planned.better is None or planned.before is None:
        return ""
    entities = result.models[engine].entities
    owner = next(item for item in entities if item.table == planned.wish.table.name)
    where = "" if owner.name == planned.pattern.entity.name else f" in `{owner.name}`"
    line = written(owner, planned.pattern.query.name, planned.wish, engine)
    gain = ""
    if planned.before.cost is not None and planned.better.cost is not None:
        gain = f"; the cost falls from {planned.before.cost:,.0f} to {planned.better.cost:,.0f}"
    return f"write `indexes: {{{line}}}`{where}{gain}"


def written(entity: Entity, name: str, wish: Wish, engine: str) -> str:
    """Writes an index as an item of `indexes:`."""
    fields = {field.column: field.name for field in entity.fields}
    keys: list[str] = []
    for key in wish.keys:
        if key.expression:
            text = key.expression.replace(key.column, fields[key.column])
            more = ", desc: true" if key.desc else ""
            keys.append(f'{{expr: "{text}"{more}}}')
        else:
            plain = fields[key.column]
            keys.append(f"{{field: {plain}, desc: true}}" if key.desc else plain)
    listed = f"[{', '.join(keys)}]"
    if engine == "postgresql" and any(key.like for key in wish.keys):
        return (
            f"{name}: {{fields: {listed}, engines: {{postgresql: {{opclass: text_pattern_ops}}}}}}"
        )
    return f"{name}: {listed}"


def _problem(planned: Planned, rows: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Gives the code and the words of what is wrong with one plan."""
    word, part = verdict(planned, rows), planned.pattern.part
    loaded = f"{part} " if part.startswith("with ") else ""
    if planned.plan is None:
        yield "G704", f"{loaded}cannot be planned: {planned.error},"
    elif word == "SCAN":
        read = scans(planned.plan, rows)
        largest = max(read, key=lambda access: access.read or rows.get(access.table, 0))
        number = largest.read or rows.get(largest.table, 0)
        every = rows.get(largest.table, number)
        if number < every:
            yield (
                "G701",
                (
                    f"{loaded}reads whole partitions of `{largest.table}`, {number:,} of {every:,} rows"
                ),
            )
        else:
            yield "G701", f"{loaded}reads all {number:,} rows of `{largest.table}`"
    elif word == "SORT":
        yield "G702", f"{loaded}sorts {sorts(planned.plan):,} rows"


def _unused(result: Result, studied: Sequence[Studied]) -> Iterator[tuple[Diagnostic, str]]:
    """Finds indexes of large tables that no engine's plan uses and no foreign key needs."""
    used = {
        access.index
        for each in studied
        for planned in each.planned
        if planned.plan is not None
        for access in planned.plan.accesses
    }
    seen: dict[str, cat.Index] = {}
    on = " on " + ", ".join(result.profiles[each.engine].label for each in studied)
    for each in studied:
        catalog = result.catalogs[each.engine]
        for index in catalog.of(cat.Index):
            assert isinstance(index, cat.Index)
            if index.name in each.absent:
                continue
            if each.rows.get(index.table, 0) >= SMALL and not _is_needed(catalog, index):
                seen.setdefault(index.name, index)
    for name, index in seen.items():
        if name not in used:
            message = f"no access pattern's plan uses index `{name}` of `{index.table}`{on}"
            yield Diagnostic("G703", message, index.at, on_key=True), index.node


def _is_needed(catalog: cat.Catalog, index: cat.Index) -> bool:
    """Whether an index does more than find rows: it keeps values apart, stands in for something that
    the engine lacks, or finds the rows that refer."""
    columns = tuple(key.column for key in index.keys)
    keys: Iterable[cat.Object] = catalog.of(cat.ForeignKey, (index.schema, index.table))
    return (
        index.unique
        or bool(index.emulates)
        or any(
            isinstance(key, cat.ForeignKey) and set(columns[: len(key.columns)]) == set(key.columns)
            for key in keys
        )
    )
