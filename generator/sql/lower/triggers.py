"""Triggers that people wrote: one statement each, or as many as the engine needs for their events."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from generator import catalog as cat
from generator.model import Entity, Function, Trigger, View
from generator.sql.lower.context import Lowering
from generator.sql.lower.needs import ids
from generator.sql.lower.programs import is_statement, kept, replaceable
from generator.sql.scope import Changing

__all__ = ["triggers"]


def triggers(low: Lowering) -> Iterator[cat.Object]:
    """Gives the triggers of the model, with the function that a body becomes on PostgreSQL."""
    for item in low.model.triggers:
        if not low.verdict("trigger", item.name, item.at, item.spec):
            continue
        if item.each == "statement" and not low.verdict(
            "trigger_statement", item.name, item.at, item.spec
        ):
            continue
        if item.body is None and not item.call:
            if not low.waived("trigger", item.name, item.spec):
                message = f"`{item.name}` has no SQL for {low.profile.label}"
                hint = (
                    f"write `engines: {{{low.engine}: {{sql: …}}}}`, or leave it out with `false`"
                )
                low.error("G254", message, item.at, hint)
            continue
        yield from _trigger(low, item, _owner(low, item.entity))


def _owner(low: Lowering, name: str) -> Entity | View:
    for view in low.model.views:
        if view.name == name:
            return view
    return low.model.entity(name)


def _trigger(low: Lowering, item: Trigger, owner: Entity | View) -> Iterator[cat.Object]:
    body = low.spell(item.body).strip().rstrip(";") if item.body else ""
    if is_statement(body):
        yield _made(low, item, owner, item.physical, replaceable(low, body))
        return
    match low.engine:
        case "postgresql":
            yield from _postgresql(low, item, owner, body)
        case "mssql":
            yield _made(low, item, owner, item.physical, _mssql(low, item, owner, body))
        case _:
            for event in item.events:
                name = low.name(item.physical, event) if len(item.events) > 1 else item.physical
                text = _per_event(low, item, owner, name, event, body)
                yield _made(low, item, owner, name, text)


def _made(
    low: Lowering,
    item: Trigger,
    owner: Entity | View,
    name: str,
    definition: str,
    needs: tuple[cat.Id, ...] = (),
) -> cat.Trigger:
    written = item.body.needs if item.body is not None else ()
    functions = (function.signature for function in _called(low, item))
    options = kept(low, item.options, definition)
    if "follows" in options:
        needs = (*needs, cat.Id("trigger", owner.schema, _table(owner), options["follows"]))
    return cat.Trigger(
        schema=owner.schema,
        table=_table(owner),
        name=name,
        definition=definition,
        options=options,
        comment=item.description,
        needs=(*needs, *ids(low, (*item.needs, *written, *functions))),
        node=item.name if name == item.physical else f"{item.name}.{name}",
        was=item.was,
        at=item.at,
    )


def _called(low: Lowering, item: Trigger) -> list[Function]:
    """Gives the functions of the specs that a trigger may call."""
    name = item.call.partition("(")[0].rpartition(".")[2]
    return [each for each in low.model.functions if name in (each.name, each.physical)]


def _call(low: Lowering, item: Trigger) -> str:
    """Gives the call with the schema of the function, where the specs have one of that name."""
    name, bracket, arguments = item.call.partition("(")
    found = _called(low, item)
    if "." in name or len(found) != 1 or not found[0].schema:
        return item.call
    return low.qualified(found[0].schema, found[0].physical) + bracket + arguments


def _table(owner: Entity | View) -> str:
    return owner.table if isinstance(owner, Entity) else owner.physical


def _postgresql(
    low: Lowering, item: Trigger, owner: Entity | View, body: str
) -> Iterator[cat.Object]:
    """A body becomes a function of the trigger's name, since triggers of PostgreSQL call."""
    call = _call(low, item)
    needs: tuple[cat.Id, ...] = ()
    if body:
        call = f"{low.quote(item.physical)}()"
        block = body if body.upper().startswith(("BEGIN", "DECLARE")) else f"BEGIN\n{body};\nEND"
        definition = (
            f"CREATE OR REPLACE FUNCTION {call}\nRETURNS trigger\nLANGUAGE plpgsql\n"
            f"AS $$\n{block.rstrip(';')};\n$$"
        )
        made = cat.Function(
            name=item.physical,
            definition=definition,
            needs=ids(low, item.body.needs if item.body else ()),
            node=f"function {item.name}",
            at=item.at,
        )
        needs = (made.id,)
        yield made
    events = " OR ".join(_event(low, item, owner, event) for event in item.events)
    when = item.when.replace("_", " ").upper()
    lines = [
        f"CREATE OR REPLACE TRIGGER {low.quote(item.physical)}",
        f"{when} {events} ON {low.qualified(owner.schema, _table(owner))}",
        f"FOR EACH {item.each.upper()}",
    ]
    if item.condition is not None:
        lines.append(f"WHEN ({_condition(low, item, owner)})")
    lines.append(f"EXECUTE FUNCTION {call}")
    yield _made(low, item, owner, item.physical, "\n".join(lines), needs)


def _event(low: Lowering, item: Trigger, owner: Entity | View, event: str) -> str:
    if event != "update" or not item.of or not isinstance(owner, Entity):
        return event.upper()
    columns = ", ".join(low.quote(owner.field(name).column) for name in item.of)
    return f"UPDATE OF {columns}"


def _condition(low: Lowering, item: Trigger, owner: Entity | View) -> str:
    if item.condition is None:
        return ""
    return low.spell(item.condition, Changing(owner) if isinstance(owner, Entity) else None)


def _per_event(
    low: Lowering, item: Trigger, owner: Entity | View, name: str, event: str, body: str
) -> str:
    """SQLite, MySQL and MariaDB: one event a trigger; a condition of MySQL stands in the body."""
    when = item.when.replace("_", " ").upper()
    condition = _condition(low, item, owner)
    event = _event(low, item, owner, event) if low.engine == "sqlite" else event.upper()
    block = body or item.call
    is_block = block.upper().startswith("BEGIN")
    lines = [
        f"CREATE TRIGGER IF NOT EXISTS {low.quote(name)}",
        f"{when} {event} ON {low.qualified(owner.schema, _table(owner))}",
        "FOR EACH ROW",
    ]
    if low.engine == "sqlite":
        lines += [f"WHEN {condition}"] if condition else []
        return "\n".join((*lines, block if is_block else f"BEGIN\n    {block};\nEND"))
    if condition:
        block = f"IF {condition} THEN\n{block};\nEND IF"
        return "\n".join((*lines, f"BEGIN\n{block};\nEND"))
    return "\n".join((*lines, block))


def _mssql(low: Lowering, item: Trigger, owner: Entity | View, body: str) -> str:
    when = "INSTEAD OF" if item.when == "instead_of" else "AFTER"
    if item.when == "before":
        low.error("G254", "SQL Server has no triggers before a change", item.at)
    events = ", ".join(event.upper() for event in item.events)
    whole = body.upper().startswith("BEGIN")
    block = body if whole else f"BEGIN\n    SET NOCOUNT ON;\n{_moved(body)};\nEND"
    return (
        f"CREATE OR ALTER TRIGGER {low.qualified(owner.schema, item.physical)}\n"
        f"ON {low.qualified(owner.schema, _table(owner))}\n{when} {events}\nAS\n{block}"
    )


def _moved(body: str) -> str:
    """Moves a body to the right, unless a text of several lines in it would become another."""
    lines = body.splitlines()
    return body if any(line.count("'") % 2 for line in lines) else indent(body, "    ")
