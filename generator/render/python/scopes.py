"""What keeps rows out of sight: the `scope` of an entity's repositories.

Takes an entity of the model, gives the function of its module under `queries/`, laid out."""

from __future__ import annotations

from generator.model import Entity, Model
from generator.render.python import types
from generator.render.python.code import Code, Equal, Group, call, tupled
from generator.render.python.inputs import included
from generator.render.python.layout import docstring, statement
from generator.render.python.names import attribute, model_class

__all__ = ["scope"]


def scope(model: Model, entity: Entity) -> str:
    """Gives the function that keeps deleted rows and other tenants' out of sight."""
    seen = _visible(model, entity)
    hidden = [
        _criterion(model, item, call(f"{_column(model, item, item.soft_delete)}.is_", "None"))
        for item in seen
        if item.soft_delete
    ]
    parameters, owned = [], []
    if entity.tenant:
        kind = types.annotation(entity.field(entity.tenant).type, model)
        parameters = [f"tenant: {kind}"]
        owned = [
            _criterion(model, item, Equal(_column(model, item, item.tenant), "tenant"))
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


def _criterion(model: Model, entity: Entity, condition: Code) -> Code:
    return call("with_loader_criteria", model_class(model, entity.name), condition)


def _column(model: Model, entity: Entity, name: str) -> str:
    return f"{model_class(model, entity.name)}.{attribute(name)}"


def _visible(model: Model, entity: Entity) -> tuple[Entity, ...]:
    """Gives the entity and those that its queries load with it."""
    names = dict.fromkeys(
        [entity.name]
        + [r.target for query in entity.queries for r in included(model, entity, query)]
    )
    return tuple(model.entity(name) for name in names)
