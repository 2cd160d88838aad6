"""`gen queries`: every access pattern before a real planner, and what is wrong with its plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from generator.cli.options import Session, common, trust
from generator.cli.talk import NO_SPECS, Clock, count, say, tell
from generator.pipeline import Result, build

if TYPE_CHECKING:
    from generator.pipeline.queries import Planned, Studied
    from generator.pipeline.statements import Answers

__all__ = ["queries"]

SERVED = ("postgresql", "mysql", "mariadb", "sqlite")


@click.command()
@click.argument("engines", nargs=-1, metavar="[ENGINE]...")
@trust
@common
def queries(session: Session, engines: tuple[str, ...], trust: bool) -> int:
    """Plan every access pattern on real engines, in databases as large as `volume` says. Writes nothing.

    The statements are those that the generated repositories send, first page and next page. Shown is
    what each is read by, how many rows the planner expects and whether they are sorted. A large table
    that is read whole, a large sort and an index that no plan uses are findings; 1 when there are any.

    \b
    Examples:
      gen queries
      gen queries postgresql sqlite
      gen queries --format json > plans.json"""
    from generator.database.explain.statements import UnreadablePackageError
    from generator.pipeline.statements import sent

    clock = Clock()
    result = build(session.root, trusted=trust)
    tell(result.diagnostics, session.root, session.format if result.failed else "text")
    if result.failed:
        return 1
    if not result.workspace.specs:
        say(NO_SPECS)
        return 1
    chosen = _chosen(result, engines)
    try:
        answers, result = sent(result, chosen, trusted=trust)
    except UnreadablePackageError as error:
        say(f"error: the generated repositories cannot be asked: {error}")
        return 1
    if result.failed:
        tell(result.diagnostics, session.root, session.format)
        return 1
    studied = [each for name in chosen for each in _studied(result, answers, name, clock)]
    clock.end()
    missing = len(engines) > len(studied)
    return _told(session, result, studied) or int(missing)


def _chosen(result: Result, engines: Sequence[str]) -> tuple[str, ...]:
    """Gives the engines to ask: those that are named, or all that can be run."""
    for name in engines:
        if name not in result.catalogs:
            served = ", ".join(f"`{engine}`" for engine in result.catalogs)
            raise click.BadParameter(
                f"gen.yaml does not serve `{name}`, only {served}", param_hint="ENGINE"
            )
        if name not in SERVED:
            raise click.BadParameter(f"no plans of `{name}`: it cannot be run", param_hint="ENGINE")
    return tuple(engines) or tuple(name for name in result.catalogs if name in SERVED)


def _studied(result: Result, answers: Answers, engine: str, clock: Clock) -> Iterator[Studied]:
    from generator.database.servers import MissingServerError, serve
    from generator.database.url import DatabaseError
    from generator.pipeline.queries import study

    label = result.profiles[engine].label
    try:
        with serve(engine) as server:
            yield study(result, answers, server, lambda step, part: clock(f"{label}: {step}", part))
    except MissingServerError as error:
        clock.end()
        say(f"{label}: not tried, {error}")
    except DatabaseError as error:
        clock.end()
        say(f"error: {label}: {error}")


def _told(session: Session, result: Result, studied: Sequence[Studied]) -> int:
    from generator.pipeline.findings import findings

    found = findings(result, studied)
    if session.format == "json":
        sys.stdout.write(json.dumps(_data(studied), indent=2) + "\n")
        tell(found, session.root, "text")
    else:
        if session.format == "text":
            sys.stdout.write("\n".join(_table(result, each) for each in studied))
        tell(found, session.root, session.format)
    for each in studied:
        for note in each.notes:
            say(f"{result.profiles[each.engine].label}: {note}")
    return int(bool(found) or not studied)


def _data(studied: Sequence[Studied]) -> list[object]:
    from generator.pipeline.findings import verdict

    return [
        {
            "engine": each.engine,
            "version": each.version,
            "patterns": [
                {
                    "pattern": planned.pattern.name,
                    "part": planned.pattern.part,
                    "sql": planned.pattern.sql,
                    "verdict": verdict(planned, each.rows),
                    "error": planned.error,
                    "plan": asdict(planned.plan) if planned.plan else None,
                    "index": [asdict(key) for key in planned.wish.keys] if planned.wish else None,
                    "better": asdict(planned.better) if planned.better else None,
                }
                for planned in each.planned
            ],
        }
        for each in studied
    ]


def _table(result: Result, studied: Studied) -> str:
    """Shows the plans of an engine, a line a statement."""
    rows = [
        ("pattern", "read by", "rows", "sort", ""),
        *(_row(studied, p) for p in studied.planned),
    ]
    details = ["", *(_better(planned) for planned in studied.planned)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    head = f"{result.profiles[studied.engine].label} {studied.version}: "
    lines = [head + count(len(studied.planned), "statement")]
    for (name, by, number, sort, word), detail in zip(rows, details, strict=True):
        line = (
            f"  {name:<{widths[0]}}  {by:<{widths[1]}}  {number:>{widths[2]}}  {sort:>{widths[3]}}"
        )
        lines.append(f"{line}  {word}".rstrip())
        lines += [detail] if detail else []
    return "".join(f"{line}\n" for line in lines)


def _better(planned: Planned) -> str:
    """Shows the plan with the index that helps most, "" where there is none."""
    if planned.wish is None or planned.better is None or planned.plan is None:
        return ""
    keys = ", ".join(
        (key.expression or key.column) + (" DESC" if key.desc else "") for key in planned.wish.keys
    )
    cost = ""
    if planned.plan.cost is not None and planned.better.cost is not None:
        cost = f", cost {planned.plan.cost:,.0f} -> {planned.better.cost:,.0f}"
    sort = "a sort" if planned.better.sorts else "no sort"
    return f"    with an index on {planned.wish.table.name} ({keys}): {sort}{cost}"


def _row(studied: Studied, planned: Planned) -> tuple[str, str, str, str, str]:
    from generator.pipeline.findings import verdict

    part = f" ({planned.pattern.part})" if planned.pattern.part == "next page" else ""
    name, word = f"{planned.pattern.name}{part}", verdict(planned, studied.rows)
    if planned.plan is None:
        return name, "-", "-", "-", word
    plan = planned.plan
    by = dict.fromkeys(
        access.index or f"all of {access.table}"
        for access in plan.accesses
        if access.index or (access.read is None or access.read > 0)
    )
    last = plan.accesses[-1].rows if plan.accesses else None
    expected = plan.rows if plan.rows is not None else last
    rows = f"{expected:,}" if expected is not None else "?"
    if not plan.sorts:
        return name, ", ".join(by) or "-", rows, "-", word
    most = max((sort.rows or 0 for sort in plan.sorts), default=0)
    return name, ", ".join(by) or "-", rows, f"{most:,}" if most else "yes", word
