"""What OpenSpec should know of a spec: its purpose and requirements with their scenarios.

Takes a Model and one of its specs, gives a Page whose template makes a spec.md that
`openspec validate --strict` takes: a purpose of fifty characters and more, SHALL or MUST in every
requirement's body, a scenario for each, no name twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.model import (
    Action,
    Entity,
    Enum,
    Expectation,
    Model,
    Requirement,
    Scenario,
    Spec,
    View,
)
from generator.render.pages.rules import Rule, rules
from generator.render.pages.words import (
    a,
    all_of,
    article,
    code,
    codes,
    prose,
    type_text,
    value_text,
)

__all__ = ["Block", "Example", "Page", "page"]

SHORTEST_PURPOSE = 50


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario; steps: (`GIVEN`, `WHEN`, `THEN` or `AND`, the sentence), at least one."""

    name: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A requirement: its heading, a sentence with SHALL or MUST, more lines, its scenarios."""

    name: str
    text: str
    more: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A spec.md. All text is Markdown on single lines."""

    title: str
    purpose: str
    blocks: tuple[Block, ...]


def page(model: Model, spec: Spec) -> Page:
    """Gives the page of a spec: what was declared first, then what each table guarantees."""
    entities = [entity for entity in model.entities if entity.spec == spec.id]
    blocks = [
        *(_declared(item) for item in model.requirements if item.spec == spec.id),
        *(_entity(item) for item in entities if not item.abstract),
        *(_enum(item) for item in model.enums if item.spec == spec.id),
        *(_view(item) for item in model.views if item.spec == spec.id),
    ]
    return Page(
        prose(spec.title or spec.name),
        _purpose(spec, entities),
        _distinct(blocks or [_nothing()]),
    )


def _purpose(spec: Spec, entities: list[Entity]) -> str:
    """Gives the purpose, made long enough by saying what it covers; OpenSpec takes no placeholder."""
    text = prose(spec.purpose)
    if not text or re.match("(?i)tbd|todo", text):
        text = f"What the database keeps for {prose(spec.title or spec.name)}. {text}".strip()
    if len(text) < SHORTEST_PURPOSE and entities:
        text += f" It holds {all_of(code(entity.name) for entity in entities)}."
    if len(text) < SHORTEST_PURPOSE:
        text += f" The source of truth is {code(spec.file)}."
    return text


def _declared(item: Requirement) -> Block:
    examples = tuple(_scenario(scenario) for scenario in item.scenarios)
    if item.enforced_by:
        more = f"Enforced by {codes(item.enforced_by)}."
        step = ("THEN", f"the database refuses it, by {all_of(map(code, item.enforced_by))}")
    else:
        more = "Nothing in the database enforces this yet; the task list has it."
        step = ("THEN", "nothing in the database refuses it yet")
    implied = Example("a change that would break it", (("WHEN", "a change would break this"), step))
    return Block(item.name, _sentence(item.text), (more,), examples or (implied,))


def _sentence(text: str) -> str:
    """Makes sure that the body says SHALL or MUST, which the language asks for too."""
    line = prose(text)
    return (
        line if re.search(r"\b(SHALL|MUST)\b", line) else f"The database SHALL hold to this: {line}"
    )


def _scenario(item: Scenario) -> Example:
    steps = [_given(action) for action in item.given]
    words = ["GIVEN", *["AND"] * (len(steps) - 1)] if steps else []
    then = _outcomes(item.then)
    return Example(
        prose(item.name),
        (
            *zip(words, steps, strict=True),
            ("WHEN", _when(item.when)),
            *(("AND" if at else "THEN", text) for at, text in enumerate(then)),
        ),
    )


def _given(action: Action) -> str:
    match action.verb:
        case "insert":
            return f"{a(action.target)}{_with(action)}"
        case "update":
            return f"every {code(action.target)}{_where(action)} was changed to{_values(action)}"
        case "delete":
            return f"every {code(action.target)}{_where(action)} was deleted"
        case "query":
            return f"{code(action.target)} was asked{_args(action)}"


def _when(action: Action) -> str:
    by = f", as {code(action.role)}" if action.role else ""
    tenant = (
        f", for the tenant {code(value_text(action.tenant))}" if action.tenant is not None else ""
    )
    match action.verb:
        case "insert":
            return f"{a(action.target)}{_with(action)} is added{by}{tenant}"
        case "update":
            return f"every {code(action.target)}{_where(action)} is changed to{_values(action)}{by}{tenant}"
        case "delete":
            return f"every {code(action.target)}{_where(action)} is deleted{by}{tenant}"
        case "query":
            return f"{code(action.target)} is asked{_args(action)}{by}{tenant}"


def _pairs(items: Iterable[tuple[str, object]]) -> str:
    return all_of(code(f"{name}: {value}") for name, value in items)


def _with(action: Action) -> str:
    return f" with{_values(action)}" if action.values else ""


def _values(action: Action) -> str:
    return " " + _pairs((name, value_text(value)) for name, value in action.values.items())


def _where(action: Action) -> str:
    if not action.where:
        return ""
    return " with " + _pairs((name, value_text(value)) for name, value in action.where.items())


def _args(action: Action) -> str:
    if not action.args:
        return ""
    return " with " + _pairs((name, value_text(value)) for name, value in action.args.items())


def _outcomes(then: Expectation) -> list[str]:
    out: list[str] = []
    if then.rejected:
        by = f", by {code(then.by)}" if then.by else ""
        out.append(f"the database refuses it ({then.rejected.replace('_', ' ')}){by}")
    if then.accepted:
        out.append("it is accepted")
    if then.affected is not None:
        out.append(f"{_count(then.affected, 'row')} changed")
    asked = f"{code(then.query.target)}{_args(then.query)} gives" if then.query else "it gives"
    if then.count is not None:
        out.append(f"{asked} {_count(then.count, 'row')}")
    out += [
        f"{asked} a row with {_pairs((k, value_text(v)) for k, v in row.items())}"
        for row in then.rows or ()
    ]
    if then.rows == () and then.count is None:
        out.append(f"{asked} no rows")
    return out or ["it is accepted"]


def _count(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def _entity(entity: Entity) -> Block:
    about = f" {prose(entity.description)}" if entity.description else ""
    fields = codes(field.name for field in entity.fields)
    kept = f"{code(entity.name)} in the table {code(entity.table)}, with {fields}"
    whole = Example(
        f"a whole {entity.name} is kept",
        (
            ("WHEN", f"{a(entity.name)} that breaks no rule is added"),
            ("THEN", "the database keeps it"),
        ),
    )
    return Block(
        f"Table {entity.name}",
        f"The database SHALL keep {kept}.{about}",
        (),
        (whole, *_lacking(entity), *(_refusal(entity, rule) for rule in rules(entity))),
    )


def _lacking(entity: Entity) -> Iterator[Example]:
    """Makes a scenario of the fields that must be given."""
    required = [
        field.name
        for field in entity.fields
        if not (field.nullable or field.default or field.identity or field.generated)
    ]
    if required:
        either = all_of(map(code, required), "or")
        yield Example(
            f"{article(entity.name)} {entity.name} lacks what it must have",
            (
                ("WHEN", f"{a(entity.name)} without {either} is added"),
                ("THEN", "the database refuses it (not null)"),
            ),
        )


def _refusal(entity: Entity, rule: Rule) -> Example:
    """Makes a scenario of a rule: how it is broken, and what happens then."""
    only = f" on {all_of(rule.only)}" if rule.only else ""
    return Example(
        prose(rule.breach),
        (
            ("WHEN", f"{a(entity.name)} {rule.broken}"),
            ("THEN", f"the database refuses it{only}, by {code(rule.path)}"),
        ),
    )


def _enum(enum: Enum) -> Block:
    values = [value.name for value in enum.values]
    return Block(
        f"Values of {enum.name}",
        f"Whatever is {code(enum.name)} SHALL be one of {all_of(map(code, values), 'or')}.",
        (prose(enum.description),) if enum.description else (),
        (
            Example(
                "another value",
                (
                    ("WHEN", f"a value that is not in the list is given for {a(enum.name)}"),
                    ("THEN", "the database refuses it"),
                ),
            ),
        ),
    )


def _view(view: View) -> Block:
    kind = "materialized view" if view.materialized else "view"
    columns = [
        code(f"{name}: {type_text(type_)}" if type_ else name) for name, type_, _ in view.columns
    ]
    gives = f", which gives {all_of(columns)}" if columns else ""
    return Block(
        f"View {view.name}",
        f"The database SHALL offer the {kind} {code(view.name)}{gives}.",
        (prose(view.description),) if view.description else (),
        (
            Example(
                "reading it",
                (
                    ("WHEN", f"{code(view.name)} is read"),
                    (
                        "THEN",
                        "it gives the rows of today"
                        if not view.materialized
                        else "it gives the rows of its last refresh",
                    ),
                ),
            ),
        ),
    )


def _nothing() -> Block:
    return Block(
        "Nothing of its own",
        "The database SHALL keep no table of its own for this.",
        (),
        (
            Example(
                "looking for one",
                (("WHEN", "the tables are listed"), ("THEN", "none is of this spec")),
            ),
        ),
    )


def _distinct(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Gives headings that differ, in what OpenSpec compares, and scenarios that do too."""
    seen: set[str] = set()
    return tuple(
        replace(
            block,
            name=_unused(block.name, seen),
            examples=_distinct_examples(block.examples),
        )
        for block in blocks
    )


def _distinct_examples(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    seen: set[str] = set()
    return tuple(replace(example, name=_unused(example.name, seen)) for example in examples)


def _unused(name: str, seen: set[str]) -> str:
    candidate, number = name, 2
    while candidate.casefold() in seen:
        candidate, number = f"{name} ({number})", number + 1
    seen.add(candidate.casefold())
    return candidate
