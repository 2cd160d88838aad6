"""What the templates of a migration see: steps with their files, the plan in words, the record.

Takes a Scene with plans, gives view-models; used by the hooks of `migrations` and `alembic`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator.migrate.hazards import Hazard
from generator.migrate.ops import Add, Drop, Move, Op
from generator.migrate.plan import Plan, Step
from generator.migrate.record import write
from generator.migrate.words import sentence
from generator.render.jobs import Scene
from generator.render.works import Work, works

__all__ = [
    "Change",
    "EngineStep",
    "changes",
    "dangers",
    "is_pending",
    "operations",
    "plans",
    "record",
    "steps",
]

PHASES = {
    "prepare": "Take away what stands in the way",
    "change": "Change names, types, tables and columns",
    "finish": "Put constraints, indexes and programs in place",
    "contract": "Drop what is no longer used",
}


@dataclass(frozen=True, slots=True)
class EngineStep:
    """A step of one engine, as the template of its files sees it."""

    engine: str
    step: Step
    plan: Plan

    @property
    def name(self) -> str:
        """The stem of its files."""
        return self.step.name

    @property
    def up(self) -> tuple[Work, ...]:
        """What its way up does, in order."""
        return works(self.step, self.plan, up=True)

    @property
    def down(self) -> tuple[Work, ...]:
        """What its way down does: the same undone, last first."""
        return works(self.step, self.plan, up=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of plan.md: what happens, in which phase, on which engines (() is all of them)."""

    phase: str
    text: str
    engines: tuple[str, ...]
    node: str


def plans(scene: Scene) -> Mapping[str, Plan]:
    """Gives the plans of a scene, by engine."""
    return cast(Mapping[str, Plan], scene.plans)


def is_pending(scene: Scene) -> bool:
    """Whether any engine has a step to take."""
    return any(plan.steps for plan in plans(scene).values())


def steps(scene: Scene) -> Sequence[EngineStep]:
    """Gives every step of every engine."""
    return [
        EngineStep(name, step, plan) for name, plan in plans(scene).items() for step in plan.steps
    ]


def changes(scene: Scene) -> Mapping[str, Sequence[Change]]:
    """Gives the changes by phase title, in the order of the phases; the same change on several
    engines is one line."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for engine, plan in plans(scene).items():
        for step in plan.steps:
            for part in step.parts:
                key = (step.phase, sentence(part.op), _node(part.op))
                found.setdefault(key, []).append(engine)
    count = len(scene.plans)
    lines = [
        Change(phase, text, () if len(engines) == count else tuple(engines), node)
        for (phase, text, node), engines in found.items()
    ]
    grouped = {PHASES[phase]: [line for line in lines if line.phase == phase] for phase in PHASES}
    return {title: kept for title, kept in grouped.items() if kept}


@dataclass(frozen=True, slots=True)
class Danger:
    """A line of plan.md: a hazard with the engines that have it, and why it was accepted, or ""."""

    hazard: Hazard
    engines: tuple[str, ...]
    accepted: str


def dangers(scene: Scene) -> Sequence[Danger]:
    """Gives each hazard once."""
    found: dict[tuple[str, str, str], tuple[Hazard, list[str]]] = {}
    for engine, plan in plans(scene).items():
        for hazard in plan.hazards:
            key = (hazard.code, hazard.node, hazard.message)
            found.setdefault(key, (hazard, []))[1].append(engine)
    return [
        Danger(
            hazard,
            tuple(dict.fromkeys(engines)),
            scene.accepted.get((hazard.code, hazard.node), ""),
        )
        for hazard, engines in found.values()
    ]


def operations(scene: Scene) -> Iterator[Mapping[str, object]]:
    """Gives the operations as data, for ops.json: one a line, in order."""
    for engine, plan in plans(scene).items():
        for step in plan.steps:
            for part in step.parts:
                yield {
                    "engine": engine,
                    "step": step.name,
                    "op": type(part.op).__name__.lower(),
                    **_identity(part.op),
                    "node": _node(part.op),
                }


def _identity(op: Op) -> Mapping[str, object]:
    item = op.item if isinstance(op, Add | Drop | Move) else op.new
    found = {key: value for key, value in item.id._asdict().items() if value}
    if not isinstance(op, Add | Drop | Move) and op.old.id != op.new.id:
        found["was"] = op.old.id.name
    return found


def _node(op: Op) -> str:
    return op.item.node if isinstance(op, Add | Drop | Move) else op.new.node or op.old.node


def record(scene: Scene) -> tuple[str, ...]:
    """Gives the lines of model.json: what the database is after the migration."""
    return write(scene.catalogs)
