"""What the repositories of an entity ask for: inputs, rows, readings and the targets of upserts.

Takes an entity of the model, gives the source of its module under `queries/`, which the blocking and
the asynchronous repository share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator import catalog as cat
from generator.model import Entity, Expr, Field, Model, Query, Relation, Type, Unique
from generator.render.filters import notice
from generator.render.python import types
from generator.render.python.code import (
    Code,
    Group,
    call,
    docstring,
    exported,
    heading,
    imports,
    mapping,
    signature,
    statement,
    text,
    tupled,
)
from generator.render.python.models import Models
from generator.render.python.names import attribute, class_name, model_class, module_name

__all__ = ["Queries", "Spell", "finders", "included", "is_given", "module", "result", "row_name"]

Spell = Callable[[str, Expr, str], str]
"""(engine, expression, entity or "" for a whole statement) to the engine's SQL."""

SQLALCHEMY = {
    "ExecutableOption": "sqlalchemy.sql.base",
    "Range": "sqlalchemy.dialects.postgresql",
    "load_only": "sqlalchemy.orm",
    "select": "sqlalchemy",
    "selectinload": "sqlalchemy.orm",
    "with_loader_criteria": "sqlalchemy.orm",
}
LIBRARY = {"NotRequired": "typing", "TypedDict": "typing", "dataclass": "dataclasses"}


@dataclass(frozen=True, slots=True)
class Queries:
    """The module of one entity. all: its `__all__`. parts: its definitions, laid out, blank lines in
    front where they belong."""

    entity: Entity
    module: str
    notice: str
    head: tuple[str, ...]
    all: str
    parts: tuple[str, ...]


def module(model: Model, made: Models, entity: Entity, package: str, spell: Spell) -> Queries:
    """Makes the module of an entity."""
    parts = [
        _input(model, entity),
        _changes(model, entity),
        *_rows(model, entity),
        *_readings(model, made, entity, spell),
        *_targets(made, entity),
        _scope(model, entity),
    ]
    source = "\n".join(parts)
    return Queries(
        entity=entity,
        module=module_name(entity.name),
        notice=docstring(
            f"What is asked of `{entity.name}`, and what comes back", 0, [f"{notice(entity)}."]
        ),
        head=_head(model, made, source, package),
        all=_all(source),
        parts=tuple(_spaced(parts)),
    )


def _spaced(parts: Iterable[str]) -> Iterator[str]:
    """Puts two blank lines around classes and functions, none between constants."""
    before = ""
    for part in parts:
        block = part.startswith(("class ", "def ", "@"))
        around = before.startswith(("class ", "def ", "@"))
        yield f"\n{part}" if before and not (block or around) else f"\n\n{part}" if before else part
        before = part


def _all(source: str) -> str:
    names = [
        line.split()[1].split("(")[0].rstrip(":")
        for line in source.splitlines()
        if line.startswith(("class ", "def ")) and not line.split()[1].startswith("_")
    ]
    names += [
        line.split(":")[0].split(" = ")[0]
        for line in source.splitlines()
        if line[:1].isupper() and (" = " in line)
    ]
    return exported(names)


def _head(model: Model, made: Models, source: str, package: str) -> tuple[str, ...]:
    library = sorted(
        [*types.modules(source), *(imports(m, n) for m, n in types.needed(source, LIBRARY))],
        key=lambda line: (line.startswith("from"), line),
    )
    third = [imports(m, n) for m, n in types.needed(source, SQLALCHEMY)]
    own: list[str] = []
    own += [imports(m, n) for m, n in types.needed(source, made.modules)]
    for place, items in (("enums", model.enums), ("composites", model.composites)):
        known = {class_name(item.name): f"{made.package}.{place}" for item in items}
        own += [imports(m, n) for m, n in types.needed(source, known)]
    own += [imports(m, n) for m, n in types.needed(source, made.types)]
    reading = dict.fromkeys(("Reading", "Target", "Words", "entity"), f"{package}.reading")
    own += [imports(m, n) for m, n in types.needed(source, reading)]
    own += [imports(m, n) for m, n in types.needed(source, {"Key": f"{package}.paging"})]
    groups = [_joined(library), _joined(third), _joined(own)]
    lines = [line for group in groups if group for line in (*group, "")]
    return tuple(lines[:-1])


def _joined(lines: Iterable[str]) -> list[str]:
    """Sorts import lines by module and joins those of one module."""
    names: dict[str, list[str]] = {}
    plain: list[str] = []
    for line in lines:
        if not line.startswith("from "):
            plain.append(line)
            continue
        source, _, found = line.removeprefix("from ").partition(" import ")
        parts = found.strip("()\n").replace("\n", " ").split(",")
        names.setdefault(source, []).extend(part.strip() for part in parts if part.strip())
    return [*plain, *(imports(source, names[source]) for source in sorted(names))]


def is_given(field: Field) -> bool:
    """Whether a person may give the field's value when a row is made."""
    return field.generated is None and not (field.identity and field.identity.mode == "always")


def _optional(field: Field) -> bool:
    return field.nullable or field.default is not None or field.identity is not None


def _kind(model: Model, field: Field) -> str:
    return types.annotation(field.type, model, field.enum) + (" | None" if field.nullable else "")


def _input(model: Model, entity: Entity) -> str:
    name = model_class(model, entity.name)
    lines = [
        f"    {attribute(field.name)}: "
        + (f"NotRequired[{_kind(model, field)}]" if _optional(field) else _kind(model, field))
        for field in entity.fields
        if is_given(field) and field.name not in (entity.version, entity.soft_delete)
    ]
    words = docstring("What a new row is made of")
    head = heading(f"New{name}", "TypedDict")
    return "\n".join([head, words, "", *(lines or ["    pass"])])


def _changes(model: Model, entity: Entity) -> str:
    name = model_class(model, entity.name)
    key = entity.key.fields if entity.key else ()
    own = {entity.version, entity.soft_delete, entity.tenant, *key}
    lines = [
        f"    {attribute(field.name)}: {_kind(model, field)}"
        for field in entity.fields
        if field.generated is None
        and field.identity is None
        and not field.immutable
        and field.name not in own
    ]
    words = docstring("What may be changed of a row")
    head = heading(f"{name}Changes", "TypedDict", "total=False")
    return "\n".join([head, words, *(["", *lines] if lines else [])])


def row_name(query: Query) -> str:
    """Gives the class of a query's rows: `newest_in_org` has NewestInOrg."""
    return class_name(query.name)


def included(model: Model, entity: Entity, query: Query) -> tuple[Relation, ...]:
    """Gives the relations that a query loads with its rows."""
    own = {item.name: item for item in model.relations if item.entity == entity.name}
    return tuple(own[name] for name in query.include)


def result(model: Model, entity: Entity, query: Query) -> str:
    """Gives the type of what a query finds: a row's class, or the entity's."""
    if query.sql is not None or query.fields:
        return row_name(query)
    return model_class(model, entity.name)


def _rows(model: Model, entity: Entity) -> Iterator[str]:
    for query in entity.queries:
        if query.sql is None and not query.fields:
            continue
        lines = [f"    {name}: {kind}" for name, kind in _parts(model, entity, query)]
        words = docstring(query.description or f"A row of `{query.name}`")
        yield "\n".join(
            ["@dataclass(frozen=True, slots=True)", f"class {row_name(query)}:", words, "", *lines]
        )


def _parts(model: Model, entity: Entity, query: Query) -> Iterator[tuple[str, str]]:
    if query.sql is not None:
        for name, kind, nullable in query.columns:
            yield attribute(name), types.annotation(kind, model) + (" | None" if nullable else "")
        return
    for name in query.fields:
        yield attribute(name), _kind(model, entity.field(name))
    for relation in included(model, entity, query):
        target = model_class(model, relation.target)
        if relation.many:
            yield attribute(relation.name), f"list[{target}]"
        else:
            yield attribute(relation.name), f"{target}{' | None' if relation.nullable else ''}"


def _readings(model: Model, made: Models, entity: Entity, spell: Spell) -> Iterator[str]:
    for query in entity.queries:
        if query.include and query.fields:
            yield _maker(model, entity, query)
        name = query.name.upper()
        kind = f"Reading[{result(model, entity, query)}]"
        code = _reading(model, made, entity, query, spell)
        yield statement(f"{name}: {kind} = ", code)
    for unique in finders(entity):
        if unique.where is not None:
            words = spell_where(made, entity, unique.where, spell)
            yield statement(f"{unique.name.upper()}_ONLY = ", _words(words, ()))


def _maker(model: Model, entity: Entity, query: Query) -> str:
    """Gives the function that makes a row of an entity that came with what it includes."""
    parts = [name for name, _ in _parts(model, entity, query)]
    made = Group(f"{row_name(query)}(", tuple(("", f"row.{name}") for name in parts), ")")
    owner = model_class(model, entity.name)
    parameter = [f"row: {owner}"]
    head = signature(f"_{query.name}", parameter, row_name(query), asynchronous=False, indent=0)
    return f"{head}\n{statement('return ', made, indent=4)}"


def _reading(model: Model, made: Models, entity: Entity, query: Query, spell: Spell) -> Code:
    named: dict[str, Code] = {}
    if query.sql is not None:
        words = [(e, spell(e, query.sql, "")) for e in made.physical.engines]
        named["words"] = _words(words, _typed(made, query))
        known = {name: _constant(made, kind) for name, kind, _ in query.columns}
        named["columns"] = mapping((name, found or "None") for name, found in known.items())
        return call("Reading", text(query.name), row_name(query), **named)
    if query.where is not None:
        where = spell_where(made, entity, query.where, spell)
        named["words"] = _words(where, _typed(made, query))
    named["statement"] = _select(model, entity, query)
    if query.order:
        named["order"] = tupled(_key(model, entity, name, down) for name, down in query.order)
    return call("Reading", text(_stamp(entity, query)), _make(query), **named)


def _stamp(entity: Entity, query: Query) -> str:
    return f"{entity.name}.{query.name}"


def _make(query: Query) -> str:
    if not query.fields:
        return "entity"
    return f"_{query.name}" if query.include else row_name(query)


def spell_where(made: Models, entity: Entity, where: Expr, spell: Spell) -> list[tuple[str, str]]:
    """Gives a condition in the words of each engine."""
    return [(engine, spell(engine, where, entity.name)) for engine in made.physical.engines]


def _select(model: Model, entity: Entity, query: Query) -> Code:
    owner = model_class(model, entity.name)
    if query.fields and not query.include:
        return call("select", *(f"{owner}.{attribute(name)}" for name in query.fields))
    if not query.include:
        return f"select({owner})"
    options: list[Code] = []
    if query.fields:
        keys = [name for item in included(model, entity, query) for name in _local(model, item)]
        names = dict.fromkeys((*query.fields, *keys))
        options.append(call("load_only", *(f"{owner}.{attribute(name)}" for name in names)))
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
    return call("Key", f"{model_class(model, entity.name)}.{attribute(name)}", **named)


def _words(words: Iterable[tuple[str, str]], typed: Iterable[tuple[str, str]]) -> Code:
    """Gives `Words(…)`: what most engines say, then the others by name."""
    pairs = [(engine, _escaped(sql)) for engine, sql in words]
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


def _escaped(sql: str) -> str:
    """Keeps colons inside literals from being read as parameters."""
    parts = sql.split("'")
    return "'".join(p.replace(":", "\\:") if n % 2 else p for n, p in enumerate(parts))


def _typed(made: Models, query: Query) -> list[tuple[str, str]]:
    found = [(name, _constant(made, kind)) for name, kind in query.params]
    return [(name, constant) for name, constant in found if constant]


def _constant(made: Models, kind: Type) -> str:
    """Gives the column type that values of a logical type are bound as, "" when there is none."""
    wanted = kind.of if kind.name == "array" and kind.of else kind
    name = types.constant_name(wanted)
    known = {constant.name for constant in made.constants.values()}
    return name if name in known else ""


def finders(entity: Entity) -> tuple[Unique, ...]:
    """Gives the uniques that a row is found by; those over more than columns are left out."""
    return tuple(unique for unique in entity.uniques if unique.fields)


def _targets(made: Models, entity: Entity) -> Iterator[str]:
    """Gives what each upsert conflicts with."""
    indexes = made.physical.named(entity.table, cat.Index)
    for unique in finders(entity):
        found = indexes.get(unique.physical, {})
        yield statement(
            f"{unique.name.upper()}_TARGET = ", _target(made, entity, unique.fields, found)
        )
    if entity.key is not None and all(is_given(entity.field(f)) for f in entity.key.fields):
        yield statement("KEY_TARGET = ", _target(made, entity, entity.key.fields, {}))


def _target(
    made: Models, entity: Entity, names: tuple[str, ...], indexes: dict[str, cat.Index]
) -> Code:
    quote = made.physical.quote
    elements: list[tuple[str, Code]] = []
    where: list[tuple[str, Code]] = []
    for engine in made.physical.engines:
        if engine not in ("postgresql", "sqlite"):
            continue
        index = indexes.get(engine)
        columns = [quote(engine, entity.field(name).column) for name in names]
        keys = [_element(made, engine, key) for key in index.keys] if index else columns
        elements.append((engine, tupled(text(key) for key in keys)))
        if index is not None and index.where:
            where.append((engine, text(_escaped(index.where))))
    named: dict[str, Code] = {"where": mapping(where)} if where else {}
    fields = tupled(text(attribute(name)) for name in names)
    return call("Target", fields, mapping(elements), **named)


def _element(made: Models, engine: str, key: cat.Key) -> str:
    if key.column:
        return made.physical.quote(engine, key.column)
    return f"({_escaped(key.expression)})"


def _scope(model: Model, entity: Entity) -> str:
    """Gives the function that keeps deleted rows and other tenants' out of sight."""
    seen = _visible(model, entity)
    hidden = [
        _criterion(model, item, f"{attribute(item.soft_delete)}.is_(None)")
        for item in seen
        if item.soft_delete
    ]
    parameters, owned = [], []
    if entity.tenant:
        kind = types.annotation(entity.field(entity.tenant).type, model)
        parameters = [f"tenant: {kind}"]
        owned = [
            _criterion(model, item, f"{attribute(item.tenant)} == tenant")
            for item in seen
            if item.tenant
        ]
    if entity.soft_delete:
        parameters += ["*", "deleted: bool = False"]
    head = Group("scope(", tuple(("", one) for one in parameters), ")")
    lines = [
        statement("def ", head, " -> tuple[ExecutableOption, ...]:"),
        docstring(_scope_words(entity, bool(hidden))),
        statement("hidden: tuple[ExecutableOption, ...] = ", tupled(hidden), indent=4),
        statement("owned: tuple[ExecutableOption, ...] = ", tupled(owned), indent=4),
        f"    return {'owned if deleted else ' if entity.soft_delete else ''}(*hidden, *owned)",
    ]
    if not (hidden or owned):
        lines[2:] = ["    return ()"]
    return "\n".join(lines)


def _scope_words(entity: Entity, hides: bool) -> str:
    words = [
        word
        for word, on in (("what is deleted", hides), ("other tenants' rows", entity.tenant))
        if on
    ]
    return f"Keeps {' and '.join(words)} out of sight" if words else "All rows may be seen"


def _criterion(model: Model, entity: Entity, condition: str) -> Code:
    owner = model_class(model, entity.name)
    return call("with_loader_criteria", owner, f"{owner}.{condition}")


def _visible(model: Model, entity: Entity) -> tuple[Entity, ...]:
    """Gives the entity and those that its queries load with it."""
    names = dict.fromkeys(
        [entity.name]
        + [r.target for query in entity.queries for r in included(model, entity, query)]
    )
    return tuple(model.entity(name) for name in names)
