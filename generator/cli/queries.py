"""`gen queries`: every access pattern before a real planner, and what is wrong with its plan."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import Session, common, parted, served, trust
from generator.cli.statement import aligned, reading, room, shown
from generator.cli.talk import NO_SPECS, Clock, count, say, tell, wants_colour
from generator.pipeline import Result, build

if TYPE_CHECKING:
    from generator.database.url import DatabaseError, Url
    from generator.pipeline.queries import Planned, Studied
    from generator.pipeline.statements import Answers

__all__ = ["queries"]

QUERY = re.compile(r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|WITH|VALUES|TABLE)\b", re.I | re.S)
PLACES = re.compile(r"\?|(?<!:):[A-Za-z_]|\$\d|%s")
"""What may stand for a value in a statement that a program sends."""

SERVED = ("postgresql", "mysql", "mariadb", "sqlite")


@click.command()
@click.argument("engines", nargs=-1, metavar="[ENGINE]...|[URL]")
@click.option("--url", help="The database, by another name than its place.")
@click.option("--sql", metavar="TEXT|FILE", help="Look at this statement instead of the patterns.")
@trust
@common
def queries(
    session: Session, engines: tuple[str, ...], url: str | None, sql: str | None, trust: bool
) -> int:
    """Plan every access pattern on real engines, in databases as large as `volume` says. Writes nothing.

    The statements are those that the generated repositories send, first page and next page. Shown is
    what each is read by, how many rows the planner expects and whether they are sorted. A large table
    that is read whole, a large sort and an index that no plan uses are findings; 1 when there are any.

    With a URL they are planned on a database that is there, with its own statistics, in a transaction
    that only reads and gives up after some seconds; indexes are tried in a scratch one of those sizes.

    With --sql a slow statement, in the words of the engine that is named or of the first one: its
    plan, indexes that would help it and other ways to say it, each measured before and after on a
    sample; 1 when something helps.

    \b
    Examples:
      gen queries
      gen queries postgresql sqlite
      gen queries --format json > plans.json
      gen queries postgresql://reader@db.example.org/shop
      gen queries mysql --sql slow.sql"""
    from generator.database.explain.statements import UnreadablePackageError
    from generator.pipeline.statements import sent

    engines, named = parted(engines)
    if len(named) + (url is not None) > 1:
        raise click.UsageError("name one database at a time")
    url = named[0] if named else url
    clock = Clock()
    result = build(session.root, trusted=trust)
    if (
        result.failed or sql is None
    ):  # a statement by hand is not about what the specs could do better
        tell(result.diagnostics, session.root, session.format if result.failed else "text")
    if result.failed:
        return 1
    if not result.workspace.specs:
        say(NO_SPECS)
        return 1
    address = _address(url, engines) if url is not None else None
    chosen = _chosen(result, (address.engine,) if address else engines)
    if sql is not None:
        return _slow(session, result, chosen[0], sql, clock, address)
    if not any(each.queries for name in chosen for each in result.models[name].entities):
        say("the specs have no `queries:` to plan; `--sql` looks at a statement")
        return 0
    try:
        answers, result = sent(result, chosen, trusted=trust)
    except UnreadablePackageError as error:
        say(f"error: the generated repositories cannot be asked: {error}")
        return 1
    if result.failed:
        tell(result.diagnostics, session.root, session.format)
        return 1
    studied = [each for name in chosen for each in _studied(result, answers, name, clock, address)]
    clock.end()
    missing = len(engines) > len(studied)
    return _told(session, result, studied) or int(missing)


def _chosen(result: Result, engines: Sequence[str]) -> tuple[str, ...]:
    """Gives the engines to ask: those that are named, or all that can be run."""
    served(engines, result.catalogs)
    for name in engines:
        if name not in SERVED:
            label = result.profiles[name].label
            raise click.BadParameter(f"{label} cannot be run here: no plans", param_hint="ENGINE")
    found = tuple(engines) or tuple(name for name in result.catalogs if name in SERVED)
    if not found:
        labels = ", ".join(result.profiles[name].label for name in result.catalogs)
        raise click.BadParameter(f"{labels} cannot be run here: no plans", param_hint="ENGINE")
    return found


def _address(url: str, engines: Sequence[str]) -> Url:
    """Reads an address, which has to be of the engine that is named, if one is."""
    from generator.database.url import DatabaseError, parse

    try:
        found = parse(url)
    except DatabaseError as error:
        raise click.BadParameter(str(error), param_hint="URL") from error
    if engines and tuple(engines) != (found.engine,):
        raise click.BadParameter(f"the database is of {found.engine}", param_hint="ENGINE")
    return found


def _studied(
    result: Result, answers: Answers, engine: str, clock: Clock, url: Url | None
) -> Iterator[Studied]:
    from generator.database.extensions import named
    from generator.database.servers import MissingServerError, serve
    from generator.database.url import DatabaseError
    from generator.pipeline.living import visit
    from generator.pipeline.queries import study

    label = result.profiles[engine].label

    def on(step: str, part: float) -> None:
        clock(f"{label}: {step}", part)

    try:
        if url is not None:
            yield visit(result, answers, url, on)
            return
        with serve(engine, extensions=named(result.catalogs[engine])) as server:
            yield study(result, answers, server, on)
    except MissingServerError as error:
        clock.end()
        say(f"{label}: not tried, {error}")
    except DatabaseError as error:
        clock.end()
        say(f"error: {label}: {_words(error)}")


def _slow(
    session: Session, result: Result, engine: str, sql: str, clock: Clock, url: Url | None
) -> int:
    """Looks at a statement that was given by hand."""
    from generator.database.extensions import named
    from generator.database.servers import serve
    from generator.database.url import DatabaseError
    from generator.pipeline.living import sized
    from generator.pipeline.slow import look

    text = _statement(sql, engine)
    label = result.profiles[engine].label
    try:
        counted = sized(url) if url is not None else ({}, {})
        with serve(engine, extensions=named(result.catalogs[engine])) as server:
            looked = look(
                result, text, server, lambda step, part: clock(f"{label}: {step}", part), counted
            )
    except DatabaseError as error:
        clock.end()
        say(f"error: {label}: {_words(error)}")
        for line in _pointed(text, error):
            say(line)
        return 1
    clock.end()
    sys.stdout.write(shown(looked, label, session.format))
    return int(any(each.better for each in looked.tries))


def _statement(sql: str, engine: str) -> str:
    """Gives the statement that is meant; what is none, or several, is wrong usage."""
    from generator.sql.split import split

    text = _text(sql)
    is_name = re.fullmatch(r"\S+\.sql", text)
    if is_name:
        raise click.BadParameter(f"there is no file `{text}`", param_hint="--sql")
    if not QUERY.match(text):
        raise click.BadParameter("a query begins with SELECT or WITH", param_hint="--sql")
    several = len(split(text, escapes=engine in ("mysql", "mariadb")))
    if several > 1:
        raise click.BadParameter(f"{several} statements; one at a time", param_hint="--sql")
    return text


def _pointed(text: str, error: DatabaseError) -> list[str]:
    """Shows where an engine stopped, and what to do about parameters."""
    from generator.database.refusals import stopped
    from generator.report import pointed

    sent = text.strip().rstrip(";").strip()
    at = stopped(sent, error)
    lines = (
        [] if at is None else pointed(text, text.find(sent) + at, colour=wants_colour(sys.stderr))
    )
    hint = ["  hint: put values in the places of its parameters"] if PLACES.search(text) else []
    return [*lines, *hint]


def _text(sql: str) -> str:
    """Gives the content of a file of that name, or what is a statement itself."""
    try:
        return Path(sql).read_text("utf-8") if Path(sql).is_file() else sql
    except (OSError, ValueError):  # too long for a name, or no name at all
        return sql


def _words(error: DatabaseError) -> str:
    """Gives what an engine said, without the address of a database that is gone again."""
    return re.sub(r"^\w+://\S+: ", "", str(error))


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
                    "sql": planned.pattern.sent,
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
    """Shows the plans of an engine, a line a statement, and what an index would bring."""
    rows = [
        ("pattern", "read by", "rows", "sort", ""),
        *(_row(studied, p) for p in studied.planned),
    ]
    details = ["", *(_better(planned) for planned in studied.planned)]
    head = f"{result.profiles[studied.engine].label} {studied.version}: "
    lines = [head + count(len(studied.planned), "statement")]
    for line, detail in zip(aligned(rows, room()), details, strict=True):
        lines += [line, detail] if detail else [line]
    return "".join(f"{line}\n" for line in lines)


def _better(planned: Planned) -> str:
    """Shows the plan with the index that helps most, "" where there is none."""
    if planned.wish is None or planned.better is None or planned.before is None:
        return ""
    keys = ", ".join(
        (key.expression or key.column) + (" DESC" if key.desc else "") for key in planned.wish.keys
    )
    cost = ""
    if planned.before.cost is not None and planned.better.cost is not None:
        cost = f", cost {planned.before.cost:,.0f} -> {planned.better.cost:,.0f}"
    sort = "a sort" if planned.better.sorts else "no sort"
    return f"    with an index on {planned.wish.table.name} ({keys}): {sort}{cost}"


def _row(studied: Studied, planned: Planned) -> tuple[str, ...]:
    from generator.pipeline.findings import verdict

    part = planned.pattern.part
    part = f" ({part})" if part not in ("", "first page") else ""
    read = reading(planned.plan) if planned.plan else ("-", "-", "-")
    return (f"{planned.pattern.name}{part}", *read, verdict(planned, studied.rows))
