"""What the page of programs says: views, functions, triggers, sequences and roles.

Takes a Model, gives values of Markdown texts for the templates of docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.model import Expr, Model
from generator.render.pages.words import (
    all_of,
    code,
    codes,
    expr_text,
    link,
    prose,
    sentence,
    type_text,
)

__all__ = ["programs"]


@dataclass(frozen=True, slots=True)
class Program:
    """What runs or is offered in the database beside tables. body: its SQL, "" for none."""

    name: str
    about: str
    facts: tuple[tuple[str, str], ...]
    body: str


def programs(model: Model) -> tuple[tuple[str, tuple[Program, ...]], ...]:
    """Lists views, functions, triggers, sequences and roles, by kind; kinds without any are left out."""
    kinds = (
        ("Views", _views(model)),
        ("Functions", _functions(model)),
        ("Triggers", _triggers(model)),
        ("Sequences", _sequences(model)),
        ("Roles", _roles(model)),
    )
    found = ((word, tuple(items)) for word, items in kinds)
    return tuple((word, items) for word, items in found if items)


def _views(model: Model) -> Iterator[Program]:
    for view in model.views:
        columns = codes(
            f"{name}: {type_text(type_)}" if type_ else name for name, type_, _ in view.columns
        )
        refresh = f", refreshed {prose(view.refresh)}" if view.refresh else ""
        kept = f"its rows are kept{refresh}" if view.materialized else ""
        facts = (("Gives", columns), ("Materialized", kept), ("Only on", all_of(view.only)))
        yield _program(view.name, view.description, facts, view.body)


def _functions(model: Model) -> Iterator[Program]:
    for function in model.functions:
        returns = type_text(function.returns) if function.returns else ""
        facts = (
            ("Kind", function.kind),
            (
                "Gives",
                code(f"setof {returns}" if function.returns_set else returns) if returns else "",
            ),
            ("Only on", all_of(function.only)),
        )
        yield _program(function.signature, function.description, facts, function.body)


def _triggers(model: Model) -> Iterator[Program]:
    for trigger in model.triggers:
        of = f" of {codes(trigger.of)}" if trigger.of else ""
        when = trigger.when.replace("_", " ")
        facts = (
            ("On", link(trigger.entity, "entities/")),
            ("When", f"{when} {all_of(trigger.events, 'or')}{of}, for each {trigger.each}"),
            ("If", code(expr_text(trigger.condition)) if trigger.condition else ""),
            ("Calls", code(trigger.call) if trigger.call else ""),
            ("Only on", all_of(trigger.only)),
        )
        yield _program(trigger.name, trigger.description, facts, trigger.body)


def _sequences(model: Model) -> Iterator[Program]:
    for item in model.sequences:
        numbers = (("from", item.start), ("by", item.increment), ("up to", item.maximum))
        said = ", ".join(f"{word} {number}" for word, number in numbers if number is not None)
        facts = (("Counts", said), ("For", code(item.owned_by) if item.owned_by else ""))
        yield _program(item.name, item.description, facts, None)


def _roles(model: Model) -> Iterator[Program]:
    for role in model.roles:
        facts = (
            ("Signs in", "yes" if role.login else "no"),
            ("Has the rights of", codes(role.member_of)),
            ("Row security", "does not hold for it" if role.bypass_row_security else ""),
        )
        yield _program(role.name, role.description, facts, None)


def _program(name: str, about: str, facts: Iterable[tuple[str, str]], body: Expr | None) -> Program:
    return Program(
        code(name),
        sentence(prose(about)) if about else "",
        tuple((word, text) for word, text in facts if text),
        body.text.strip() if body else "",
    )
