"""Access patterns as constants: the statement of each query, its condition and its order.

Takes an entity of the model and a way to spell expressions, gives the constants of its module under
`queries/`, laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.model import Entity, Expr, Model, Query, Relation, Type
from generator.render.python import types
from generator.render.python.code import Code, Group, call, mapping, text, tupled
from generator.render.python.inputs import included, parts, result, row_name
from generator.render.python.layout import assignment, signature, statement
from generator.render.python.models import Models
from generator.render.python.names import attribute, column, is_mapped, model_class, source_of
from generator.sql.visible import TENANT

__all__ = ["Spell", "escaped", "readings"]

Spell = Callable[[str, Expr, str, bool], str]
"""(engine, expression, entity or "" for a whole statement, whether it sees the rows of one tenant) to
the engine's SQL."""


def readings(model: Model, made: Models, entity: Entity, spell: Spell) -> Iterator[str]:
    """Gives a constant for each query, and one for the condition of each unique that has one."""
    for query in entity.queries:
        if query.include and query.fields:
            yield _maker(model, entity, query)
        name = query.name.upper()
        kind = f"Reading[{result(model, entity, query)}]"
        code = _reading(model, made, entity, query, spell)
        yield assignment(name, kind, code, indent=0)
    for unique in entity.uniques:
        if unique.fields and unique.where is not None:
            words = _spelled(made, entity, unique.where, spell)
            yield statement(f"{unique.name.upper()}_ONLY = ", _words(words, ()))


def _maker(model: Model, entity: Entity, query: Query) -> str:
    """Gives the function that makes a row of an entity that came with what it includes."""
    names = [name for name, _ in parts(model, entity, query)]
    made = Group(f"{row_name(query)}(", tuple(("", f"row.{name}") for name in names), ")")
    owner = model_class(model, entity.name)
    parameter = [f"row: {owner}"]
    head = signature(f"_{query.name}", parameter, row_name(query), asynchronous=False, indent=0)
    return f"{head}\n{statement('return ', made, indent=4)}"


def _reading(model: Model, made: Models, entity: Entity, query: Query, spell: Spell) -> Code:
    named: dict[str, Code] = {}
    if query.sql is not None:
        owned = bool(entity.tenant)
        words = [(e, spell(e, query.sql, "", owned)) for e in made.physical.engines]
        tenant = (TENANT, entity.field(entity.tenant).type) if owned else None
        named["words"] = _words(words, _typed(made, (*query.params, *([tenant] if tenant else []))))
        known = {name: _constant(made, kind) for name, kind, _ in query.columns}
        named["columns"] = mapping((name, found or "None") for name, found in known.items())
        return call("Reading", text(query.name), row_name(query), **named)
    if query.where is not None:
        where = _spelled(made, entity, query.where, spell)
        named["words"] = _words(where, _typed(made, query.params))
    named["statement"] = _select(model, entity, query)
    if query.order:
        named["order"] = tupled(_key(model, entity, name, down) for name, down in query.order)
    return call("Reading", text(_stamp(entity, query)), _make(model, entity, query), **named)


def _stamp(entity: Entity, query: Query) -> str:
    return f"{entity.name}.{query.name}"


def _make(model: Model, entity: Entity, query: Query) -> str:
    if not query.fields:
        return "entity" if is_mapped(entity) else model_class(model, entity.name)
    return f"_{query.name}" if query.include else row_name(query)


def _spelled(made: Models, entity: Entity, where: Expr, spell: Spell) -> list[tuple[str, str]]:
    return [(engine, spell(engine, where, entity.name, False)) for engine in made.physical.engines]


def _select(model: Model, entity: Entity, query: Query) -> Code:
    owner = source_of(model, entity)
    if query.fields and not query.include:
        return call("select", *(column(model, entity, name) for name in query.fields))
    if not query.include:
        return f"select({owner})"
    options: list[Code] = []
    if query.fields:
        keys = [name for item in included(model, entity, query) for name in _local(model, item)]
        names = dict.fromkeys((*query.fields, *keys))
        options.append(call("load_only", *(column(model, entity, name) for name in names)))
    options.extend(
        call("selectinload", f"{owner}.{attribute(relation.name)}")
        for relation in included(model, entity, query)
    )
    return call(f"select({owner}).options", *options)


def _local(model: Model, relation: Relation) -> tuple[str, ...]:
    """Gives the fields of this side that a relation is followed by."""
    holder = model.entity(relation.key_entity)
    key = next(item for item in holder.foreign_keys if item.name == relation.key)
    return key.to if relation.many or relation.entity != holder.name else key.fields


def _key(model: Model, entity: Entity, name: str, descending: bool) -> Code:
    named: dict[str, Code] = {}
    if descending:
        named["descending"] = "True"
    if entity.field(name).nullable:
        named["nullable"] = "True"
    return call("Key", column(model, entity, name), **named)


def _words(words: Iterable[tuple[str, str]], typed: Iterable[tuple[str, str]]) -> Code:
    """Gives `Words(…)`: what most engines say, then the others by name."""
    pairs = [(engine, escaped(sql)) for engine, sql in words]
    texts = [sql for _, sql in pairs]
    shared = max(dict.fromkeys(texts), key=texts.count)
    named: dict[str, Code] = {}
    kinds = list(typed)
    if kinds:
        named["types"] = mapping(kinds)
    others = [(engine, text(sql)) for engine, sql in pairs if sql != shared]
    if others:
        named["engines"] = mapping(others)
    return call("Words", text(shared), **named)


def escaped(sql: str) -> str:
    """Keeps colons inside literals from being read as parameters."""
    parts = sql.split("'")
    return "'".join(p.replace(":", "\\:") if n % 2 else p for n, p in enumerate(parts))


def _typed(made: Models, params: Iterable[tuple[str, Type]]) -> list[tuple[str, str]]:
    found = [(name, _constant(made, kind)) for name, kind in params]
    return [(name, constant) for name, constant in found if constant]


def _constant(made: Models, kind: Type) -> str:
    """Gives the column type that values of a logical type are bound as, "" when there is none."""
    wanted = kind.of if kind.name == "array" and kind.of else kind
    name = types.constant_name(wanted)
    known = {constant.name for constant in made.constants.values()}
    return name if name in known else ""
