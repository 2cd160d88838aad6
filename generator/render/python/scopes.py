"""What keeps rows out of sight: the `scope` of an entity's repositories.

Takes an entity of the model, gives the function of its module under `queries/`, laid out."""

from __future__ import annotations

from generator.model import Entity, Model
from generator.render.python import types
from generator.render.python.code import Code, Equal, Group, call, tupled
from generator.render.python.inputs import included
from generator.render.python.layout import docstring, statement
from generator.render.python.names import column, is_mapped, model_class

__all__ = ["scope"]


def scope(model: Model, entity: Entity) -> str:
    """Gives the function that keeps deleted rows and other tenants' out of sight."""
    seen = _visible(model, entity)
    hidden = [
        _criterion(model, item, call(f"{column(model, item, item.soft_delete)}.is_", "None"))
        for item in seen
        if item.soft_delete
    ]
    parameters, owned = [], []
    if entity.tenant:
        parameters = [f"tenant: {types.annotation(entity.field(entity.tenant).type, model)}"]
        owned = [
            _criterion(model, item, Equal(column(model, item, item.tenant), "tenant"))
            for item in seen
            if item.tenant
        ]
    if entity.soft_delete:
        parameters += ["*", "deleted: bool = False"]
    head = Group("scope(", tuple(("", one) for one in parameters), ")")
    kind = "ExecutableOption" if is_mapped(entity) else "ColumnElement[bool]"
    lines = [
        statement("def ", head, f" -> tuple[{kind}, ...]:"),
        docstring(_scope_words(entity, bool(hidden))),
        statement(f"hidden: tuple[{kind}, ...] = ", tupled(hidden), indent=4),
        statement(f"owned: tuple[{kind}, ...] = ", tupled(owned), indent=4),
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


def _criterion(model: Model, entity: Entity, condition: Code) -> Code:
    if not is_mapped(entity):
        return condition
    return call("with_loader_criteria", model_class(model, entity.name), condition)


def _visible(model: Model, entity: Entity) -> tuple[Entity, ...]:
    """Gives the entity and those that its queries load with it."""
    names = dict.fromkeys(
        [entity.name]
        + [r.target for query in entity.queries for r in included(model, entity, query)]
    )
    return tuple(model.entity(name) for name in names)
