"""What an entity guarantees, in words: one sentence a constraint.

Takes entities of the model, gives Rules in Markdown; pages list them, scenarios are made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.model import Check, Entity, Exclusion, Field, ForeignKey, Index, IndexKey, Unique
from generator.render.pages.words import a, all_of, article, code, codes, expr_text, prose

__all__ = ["ACTIONS", "Rule", "index_keys", "rules"]

Kind = Literal["primary key", "unique", "foreign key", "check", "exclusion", "not null"]

ACTIONS = {
    "no_action": "is refused",
    "restrict": "is refused at once",
    "cascade": "deletes these rows too",
    "set_null": "empties the reference",
    "set_default": "sets the reference to its default",
}
_UPDATES = {
    "no_action": "is refused",
    "restrict": "is refused at once",
    "cascade": "is carried over",
    "set_null": "empties the reference",
    "set_default": "sets the reference to its default",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A guarantee. path: its logical path, `user.unique.email`; physical: its name in the database,
    "" for none. text: what holds, a sentence of Markdown without its full stop. breach: what a row
    does that breaks it, as a heading of plain words; broken: the same as the rest of a sentence of
    Markdown that begins with the entity. notes: what is special about it. only: the engines that
    have it, () is all. why: the person's words."""

    kind: Kind
    path: str
    physical: str
    fields: tuple[str, ...]
    text: str
    breach: str
    broken: str
    notes: tuple[str, ...] = ()
    why: str = ""
    only: tuple[str, ...] = ()


def rules(entity: Entity) -> tuple[Rule, ...]:
    """Lists what an entity guarantees: its key, uniques, references, checks, exclusions."""
    return tuple(_rules(entity))


def _rules(entity: Entity) -> Iterator[Rule]:
    if entity.key is not None:
        yield Rule(
            "primary key",
            f"{entity.name}.key",
            entity.key.name,
            entity.key.fields,
            f"{all_of(map(code, entity.key.fields))} {_verb(entity.key.fields, 'tells', 'tell')} rows apart",
            *_twice(entity, entity.key.fields),
            (*_deferrable(entity.key.deferrable), *_including(entity.key.include)),
        )
    yield from (_unique(entity, item) for item in entity.uniques)
    yield from (_reference(entity, item) for item in entity.foreign_keys)
    yield from (_check(entity, item) for item in entity.checks)
    yield from (_exclusion(entity, item) for item in entity.exclusions)


def _unique(entity: Entity, item: Unique) -> Rule:
    folded = [f for f in item.fields if _field(entity, f).case == "insensitive"]
    notes = [*_deferrable(item.deferrable), *_including(item.include)]
    if item.nulls == "not_distinct":
        notes.append("NULLs count as equal")
    if folded:
        notes.append(f"{codes(folded)} compared without case")
    among = f" among rows where {code(expr_text(item.where))}" if item.where else ""
    return Rule(
        "unique",
        entity.path(item),
        item.physical,
        item.fields,
        f"no two rows have the same {all_of(map(code, item.fields))}{among}",
        *_twice(entity, item.fields),
        tuple(notes),
        item.description,
        item.only,
    )


def _twice(entity: Entity, fields: tuple[str, ...]) -> tuple[str, str]:
    """Says how rows come to have the same values."""
    return (
        f"a second {entity.name} with the same {all_of(fields)}",
        f"is added whose {all_of(map(code, fields))} another row has already",
    )


def _against(entity: Entity, name: str) -> str:
    return f"{article(entity.name)} {entity.name} against {name}"


def _reference(entity: Entity, item: ForeignKey) -> Rule:
    notes = [
        f"deleting the {code(item.entity)} {ACTIONS[item.on_delete]}",
        *_deferrable(item.deferrable),
    ]
    if item.on_update != "no_action":
        notes.insert(1, f"changing its key {_UPDATES[item.on_update]}")
    if item.match_full:
        notes.append("all of its fields are NULL, or none")
    to = f" ({codes(item.to)})" if len(item.fields) > 1 or item.to != ("id",) else ""
    names = _verb(item.fields, "names", "name")
    return Rule(
        "foreign key",
        entity.path(item),
        item.physical,
        item.fields,
        f"{all_of(map(code, item.fields))} {names} {a(item.entity)} that exists{to}",
        f"{article(entity.name)} {entity.name} whose {all_of(item.fields)} {names} nothing",
        f"is added whose {all_of(map(code, item.fields))} no {code(item.entity)} has",
        tuple(notes),
        item.description,
        item.only,
    )


def _check(entity: Entity, item: Check) -> Rule:
    notes = ["rows from before it was added may break it"] if item.not_valid else []
    if item.no_inherit:
        notes.append("not in partitions")
    return Rule(
        "check",
        f"{entity.name}.checks.{item.name}",
        item.physical,
        (item.inline,) if item.inline else (),
        f"{code(expr_text(item.expr))} is not false",
        _against(entity, item.name),
        f"is added for which {code(expr_text(item.expr))} is false",
        tuple(notes),
        item.description,
        item.only,
    )


def _exclusion(entity: Entity, item: Exclusion) -> Rule:
    parts = [
        f"{code(e.field or (expr_text(e.expr) if e.expr else ''))} {code(e.operator)}"
        for e in item.elements
    ]
    among = f" among rows where {code(expr_text(item.where))}" if item.where else ""
    return Rule(
        "exclusion",
        f"{entity.name}.exclude.{item.name}",
        item.physical,
        tuple(e.field for e in item.elements if e.field),
        f"no two rows exist with {all_of(parts)}{among}",
        _against(entity, item.name),
        f"is added beside another row with {all_of(parts)}{among}",
        _deferrable(item.deferrable),
        item.description,
        item.only,
    )


def _verb(items: tuple[str, ...], one: str, many: str) -> str:
    return one if len(items) == 1 else many


def _deferrable(word: str) -> tuple[str, ...]:
    match word:
        case "deferred":
            return ("checked at the end of the transaction",)
        case "immediate":
            return ("may be put off to the end of the transaction",)
        case _:
            return ()


def _including(fields: tuple[str, ...]) -> tuple[str, ...]:
    return (f"its index carries {codes(fields)}",) if fields else ()


def _field(entity: Entity, name: str) -> Field:
    return entity.field(name)


def index_keys(index: Index) -> str:
    """Spells the keys of an index: `org_id`, `created_at` falling, ..."""
    return ", ".join(_key(key) for key in index.keys)


def _key(key: IndexKey) -> str:
    text = code(key.field or (expr_text(key.expr) if key.expr else ""))
    marks = []
    if key.desc:
        marks.append("falling")
    if key.nulls:
        marks.append(f"NULLs {key.nulls}")
    if key.collate:
        marks.append(f"collated {prose(key.collate)}")
    if key.length:
        marks.append(f"first {key.length} characters")
    if key.opclass:
        marks.append(code(key.opclass))
    return " ".join([text, *([f"({', '.join(marks)})"] if marks else [])])
