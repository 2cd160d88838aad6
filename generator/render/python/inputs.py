"""What people give to a repository and what its queries give back: typed inputs and rows.

Takes an entity of the model, gives the classes of its module under `queries/`, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Entity, Field, Model, Query, Relation
from generator.render.python import types
from generator.render.python.layout import declaration, described, docstring, heading
from generator.render.python.names import attribute, class_name, is_mapped, model_class

__all__ = [
    "changed_fields",
    "changes",
    "given_fields",
    "included",
    "is_optional",
    "new",
    "parts",
    "result",
    "row_name",
    "rows",
]


def given_fields(entity: Entity) -> tuple[Field, ...]:
    """Gives the fields that a person may give when a row is made."""
    own = (entity.version, entity.soft_delete)
    return tuple(field for field in entity.fields if _is_given(field) and field.name not in own)


def _is_given(field: Field) -> bool:
    return field.generated is None and not (field.identity and field.identity.mode == "always")


def changed_fields(entity: Entity) -> tuple[Field, ...]:
    """Gives the fields that a person may change in a row."""
    key = entity.key.fields if entity.key else ()
    own = {entity.version, entity.soft_delete, entity.tenant, *key}
    return tuple(
        field
        for field in entity.fields
        if field.generated is None
        and field.identity is None
        and not field.immutable
        and field.name not in own
    )


def is_optional(field: Field) -> bool:
    """Whether a new row need not say what the field is."""
    return field.nullable or field.default is not None or field.identity is not None


def new(model: Model, entity: Entity) -> str:
    """Gives the class of what a new row is made of."""
    lines = [
        declaration(
            attribute(field.name),
            f"NotRequired[{_kind(model, field)}]" if is_optional(field) else _kind(model, field),
        )
        for field in given_fields(entity)
    ]
    words = docstring("What a new row is made of")
    head = heading(f"New{model_class(model, entity.name)}", "TypedDict")
    return "\n".join([head, words, "", *(lines or ["    pass"])])


def changes(model: Model, entity: Entity) -> str:
    """Gives the class of what may be changed of a row."""
    lines = [
        declaration(attribute(field.name), _kind(model, field)) for field in changed_fields(entity)
    ]
    words = docstring("What may be changed of a row")
    head = heading(f"{model_class(model, entity.name)}Changes", "TypedDict", "total=False")
    return "\n".join([head, words, *(["", *lines] if lines else [])])


def _kind(model: Model, field: Field) -> str:
    return types.annotation(field.type, model, field.enum) + (" | None" if field.nullable else "")


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


def rows(model: Model, entity: Entity) -> Iterator[str]:
    """Gives the classes of the rows that no model stands for."""
    if not is_mapped(entity):
        lines = [declaration(attribute(f.name), _kind(model, f)) for f in entity.fields]
        words = described(entity.description, f"A row of `{entity.table}`")
        yield _row(model_class(model, entity.name), words, lines)
    for query in entity.queries:
        if query.sql is None and not query.fields:
            continue
        lines = [declaration(name, kind) for name, kind in parts(model, entity, query)]
        yield _row(row_name(query), described(query.description, f"A row of `{query.name}`"), lines)


def _row(name: str, words: str, lines: list[str]) -> str:
    head = ["@dataclass(frozen=True, slots=True)", f"class {name}:", docstring(words), ""]
    return "\n".join([*head, *lines])


def parts(model: Model, entity: Entity, query: Query) -> Iterator[tuple[str, str]]:
    """Gives name and type of each attribute of a query's rows."""
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
