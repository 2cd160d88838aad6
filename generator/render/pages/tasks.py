"""The work that a spec leaves open, as tasks.

Takes a Model and the plans of pending migrations, gives Tasks per spec: what people declared, the
design and the implementation, each phase of the migration in order, requirements that nothing
enforces, decisions to live without something. Ids are made of what a task is about, so they stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from generator.model import Model, Requirement, Spec, Task, Waiver
from generator.render.pages.words import all_of, code, codes, prose
from generator.source import Place

__all__ = ["LONGEST_TITLE", "Item", "PlanLike", "cut", "items", "stable_id"]

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 6
MOST_CHANGES = 40
LONGEST_TITLE = 500
"""Bytes, whatever Beads calls them in its message."""

DONE = ("Every task of this epic is closed.", "`gen check` finds nothing.")


class ObjectLike(Protocol):
    """An object of a catalog, as far as tasks look at it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> tuple[str, ...]: ...
    @property
    def node(self) -> str: ...
    @property
    def at(self) -> Place: ...


class HazardLike(Protocol):
    """A danger of a step."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def at(self) -> Place: ...


class PartLike(Protocol):
    """An operation in a step: it has an `item`, or an `old` and a `new`."""

    @property
    def op(self) -> object: ...


class StepLike(Protocol):
    """A step of a plan."""

    @property
    def phase(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parts(self) -> Sequence[PartLike]: ...
    @property
    def hazards(self) -> Sequence[HazardLike]: ...


class PlanLike(Protocol):
    """The pending migration of an engine; no steps when nothing changes."""

    @property
    def steps(self) -> Sequence[StepLike]: ...


@dataclass(frozen=True, slots=True)
class Item:
    """A task before it is written. key: what it is about, unique in its spec (`design`).

    after: ids of tasks that come first. kind, status: of Beads. acceptance: one line a condition."""

    id: str
    key: str
    title: str
    kind: str
    priority: int
    description: str
    acceptance: tuple[str, ...]
    status: str = "open"
    assignee: str = ""
    labels: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def items(
    model: Model, spec: Spec, plans: Mapping[str, PlanLike], *, prefix: str = "bd"
) -> tuple[Item, ...]:
    """Lists the open work of a spec, its epic first; () when there is none.

    plans: by engine; empty when nothing is known of migrations, and then all work counts as open.
    A declared task with the title of a derived one takes its place, and its id."""
    declared = [task for task in model.tasks if task.spec == spec.id]
    derived = [replace(i, title=cut(i.title)) for i in _derived(model, spec, plans, prefix)]
    work = _joined(derived, declared)
    if not work:
        return ()
    epic = _epic(spec, prefix)
    return (replace(epic, title=cut(epic.title)), *work)


def cut(title: str) -> str:
    """Shortens a title to what Beads takes, counted in bytes and never inside a letter.

    >>> len(cut("é" * 400).encode())
    499"""
    if len(title.encode()) <= LONGEST_TITLE:
        return title
    return title.encode()[: LONGEST_TITLE - 3].decode(errors="ignore") + "…"


def stable_id(prefix: str, key: str) -> str:
    """Makes an id of a key: the same on every machine, with the digit that Beads wants.

    >>> stable_id("bd", "database/shop#design")
    'bd-8tq8n9'"""
    for attempt in range(100):
        number = int.from_bytes(sha256(f"{key}#{attempt}".encode()).digest(), "big")
        letters = ""
        for _ in range(ID_LENGTH):
            number, digit = divmod(number, 36)
            letters += DIGITS[digit]
        if any(letter.isdigit() for letter in letters):
            return f"{prefix}-{letters}"
    raise AssertionError(key)


def _name(spec: Spec) -> str:
    """Gives the title as it stands inside a sentence: `user authentication`, but `API keys`."""
    title = " ".join((spec.title or spec.name).split())
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _epic(spec: Spec, prefix: str) -> Item:
    about = prose(spec.purpose)
    return Item(
        stable_id(prefix, spec.id),
        "epic",
        f"Database: {_name(spec)}",
        "epic",
        2,
        f"{about}\n\nThe source of truth is {code(spec.file)}.".strip(),
        DONE,
    )


def _derived(
    model: Model, spec: Spec, plans: Mapping[str, PlanLike], prefix: str
) -> Iterator[Item]:
    phases = _phases(model, spec, plans)
    after: tuple[str, ...] = ()
    if phases or not plans:
        design = _design(model, spec, prefix)
        build = _implementation(model, spec, prefix, design.id)
        yield design
        yield build
        after = (build.id,)
    for name, phase in phases.items():
        step = _phase(spec, name, phase, prefix, after)
        yield step
        after = (step.id,)
    for requirement in model.requirements:
        if requirement.spec == spec.id and not requirement.enforced_by:
            yield _unenforced(spec, requirement, prefix)
    yield from _waived(model, spec, prefix)


def _design(model: Model, spec: Spec, prefix: str) -> Item:
    entities = [entity.name for entity in model.entities if entity.spec == spec.id]
    held = f" It has {codes(entities)}." if entities else ""
    follow = tuple(f"It follows {code(rule)}." for rule in spec.rules)
    return Item(
        stable_id(prefix, f"{spec.id}#design"),
        "design",
        f"Design {_name(spec)} schema",
        "task",
        1,
        f"Agree on what {code(spec.file)} says.{held}",
        (
            "Every requirement names what enforces it, or has a task.",
            "`gen check` finds nothing.",
            *follow,
        ),
    )


def _implementation(model: Model, spec: Spec, prefix: str, design: str) -> Item:
    scenarios = sum(len(r.scenarios) for r in model.requirements if r.spec == spec.id)
    run = (f"The {scenarios} scenarios of its requirements pass.",) if scenarios else ()
    return Item(
        stable_id(prefix, f"{spec.id}#implementation"),
        "implementation",
        f"Implement {_name(spec)} schema",
        "task",
        2,
        f"Bring what {code(spec.file)} says into the services that use it.",
        (
            "The generated code is committed and `gen check` finds nothing.",
            *run,
            "Services reach these tables through the generated repositories only.",
        ),
        after=(design,),
    )


@dataclass(slots=True)
class _Phase:
    """A phase of a pending migration, for one spec. changes: what happens to which engines; runs:
    the steps of each engine; dangers: each once; last: how late its last step is."""

    changes: dict[str, list[str]] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    dangers: dict[str, None] = field(default_factory=dict)
    last: int = 0


def _phases(model: Model, spec: Spec, plans: Mapping[str, PlanLike]) -> dict[str, _Phase]:
    """Collects what each phase does to a spec's objects, the phases in their order."""
    phases: dict[str, _Phase] = {}
    owners = {entity.name: entity.spec for entity in model.entities}
    for engine, plan in plans.items():
        for at, step in enumerate(plan.steps):
            ops = [part.op for part in step.parts if _is_of(_object(part.op), spec, owners)]
            if not ops:
                continue
            phase = phases.setdefault(step.phase, _Phase())
            phase.last = max(phase.last, at)
            phase.runs.setdefault(engine, []).append(step.name)
            for op in ops:
                phase.changes.setdefault(_change(op), []).append(engine)
            for hazard in step.hazards:
                if hazard.at.file == spec.file:
                    phase.dangers[f"{hazard.message} ({hazard.code})"] = None
    return dict(sorted(phases.items(), key=lambda item: item[1].last))


def _object(op: object) -> ObjectLike:
    """Gives the object that an operation is about, as it is afterwards."""
    found: ObjectLike = getattr(op, "item", None) or op.new  # type: ignore[attr-defined]
    return found


def _is_of(item: ObjectLike, spec: Spec, owners: Mapping[str, str]) -> bool:
    """Whether an object is a spec's: by its entity, since a mixin's file may be another spec's."""
    owner = owners.get(item.node.partition(".")[0])
    return owner == spec.id if owner else item.at.file == spec.file


def _change(op: object) -> str:
    item = _object(op)
    kind = item.kind.replace("_", " ")
    name = item.node.removeprefix(f"{kind} ") or ".".join(part for part in item.id[1:] if part)
    return f"{type(op).__name__.lower()} {kind} {code(name)}"


def _phase(spec: Spec, name: str, phase: _Phase, prefix: str, after: tuple[str, ...]) -> Item:
    return Item(
        stable_id(prefix, f"{spec.id}#migration/{name}"),
        f"migration/{name}",
        f"Migrate {_name(spec)}: {name}",
        "task",
        2,
        "\n".join(_told(phase)),
        (
            "The steps ran up and down on a copy with the rows of production.",
            "The code before and the code after work while it runs.",
            "A backup was taken before.",
        ),
        labels=("migration",),
        after=after,
    )


def _told(phase: _Phase) -> Iterator[str]:
    """Tells a phase in lines: the changes, each with its engines unless all have it, and the steps."""
    every = list(phase.runs)
    for at, (change, engines) in enumerate(phase.changes.items()):
        if at == MOST_CHANGES:
            yield f"- and {len(phase.changes) - at} more"
            break
        only = list(dict.fromkeys(engines))
        yield f"- {change}" + ("" if only == every else f" (on {all_of(only)})")
    yield ""
    yield from (f"Careful: {danger}" for danger in phase.dangers)
    yield from (f"Steps on {engine}: {codes(steps)}" for engine, steps in phase.runs.items())


def _unenforced(spec: Spec, requirement: Requirement, prefix: str) -> Item:
    return Item(
        stable_id(prefix, f"{spec.id}#requirement/{requirement.name}"),
        f"requirement/{requirement.name}",
        f"Enforce {requirement.name.replace('-', ' ')}",
        "task",
        2,
        f"{prose(requirement.text)}\n\nNothing in the database enforces this yet.",
        (
            f"{code('enforced_by')} of {code(requirement.name)} names what enforces it, or the "
            "requirement says who does instead.",
            "A scenario shows it.",
        ),
        labels=("requirement",),
    )


def _waived(model: Model, spec: Spec, prefix: str) -> Iterator[Item]:
    """Makes a task of each node whose waivers should be looked at again."""
    groups: dict[tuple[str, str], list[Waiver]] = {}
    for waiver in model.waivers:
        if waiver.at.file == spec.file:
            groups.setdefault((waiver.kind, waiver.node), []).append(waiver)
    for (kind, node), waivers in groups.items():
        subjects = list(dict.fromkeys(waiver.subject for waiver in waivers))
        where = node or _name(spec)
        yield Item(
            stable_id(prefix, f"{spec.id}#{kind}/{node}/{'/'.join(sorted(subjects))}"),
            f"{kind}/{node or 'spec'}",
            f"Look again at {where}: {all_of(subject.replace('_', ' ') for subject in subjects)}",
            "chore",
            4,
            "\n".join(map(_decision, waivers)),
            ("The decision still holds, or it is gone from the spec.",),
            labels=("waiver",),
        )


def _decision(waiver: Waiver) -> str:
    subject = waiver.subject.replace("_", " ")
    on = f" on {waiver.engine}" if waiver.engine else ""
    return f"- {subject}{on}: {prose(waiver.reason)}"


def _joined(derived: Iterable[Item], declared: Iterable[Task]) -> tuple[Item, ...]:
    """Puts declared tasks where derived ones have their title, the others behind; ids follow."""
    derived = list(derived)
    wanted = {_same(task.title): task for task in declared}
    renamed = {
        item.id: wanted[_same(item.title)].id for item in derived if _same(item.title) in wanted
    }
    out: list[Item] = []
    for item in derived:
        after = tuple(renamed.get(other, other) for other in item.after)
        task = wanted.pop(_same(item.title), None)
        out.append(replace(item, after=after) if task is None else _over(item, task, after))
    return (*out, *(_declared(task) for task in wanted.values()))


def _same(title: str) -> str:
    return " ".join(title.split()).casefold()


def _over(item: Item, task: Task, after: tuple[str, ...]) -> Item:
    """Gives a derived task as a person declared it, its own words where they said nothing."""
    said = _declared(task)
    return replace(
        said,
        key=item.key,
        description=said.description or item.description,
        acceptance=said.acceptance or item.acceptance,
        labels=tuple(dict.fromkeys((*item.labels, *said.labels))),
        after=tuple(dict.fromkeys((*after, *said.after))),
    )


def _declared(task: Task) -> Item:
    lines = (line.strip().removeprefix("- ") for line in task.acceptance.splitlines())
    return Item(
        task.id,
        f"task/{task.id}",
        " ".join(task.title.split()),
        task.kind,
        task.priority,
        task.description.strip(),
        tuple(line for line in lines if line),
        task.status,
        task.assignee,
        task.labels,
        task.blocked_by,
        task.rules,
    )
