"""What the templates of the repositories are filled with; see generator.render.python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from generator.diagnostics import Diagnostic
from generator.model import Expr
from generator.render.jobs import Scene
from generator.render.python import repositories
from generator.render.python.repositories import asked, io, repository
from generator.sql.demand import is_settled
from generator.sql.expressions import spell
from generator.sql.profile import Profile

__all__ = ["SELECTORS", "asked", "check", "io", "repository", "shared"]

SELECTORS = repositories.selectors()


def check(scene: Scene) -> Sequence[Diagnostic]:
    """Finds pages whose order leaves open which of two rows comes first."""
    return [
        Diagnostic(
            "G519",
            f"`{entity.name}.{query.name}` has pages, but rows can be equal in its order",
            query.at,
            "end `order:` with the fields of a key",
        )
        for entity in scene.model.entities
        for query in entity.queries
        if query.page is not None and not is_settled(entity, query)
    ]


def shared(scene: Scene) -> Mapping[str, object]:
    """Gives what every template of the target sees."""

    def spelled(engine: str, expr: Expr, entity: str, owned: bool) -> str:
        model = scene.models[engine]
        owner = model.entity(entity) if entity else None
        return spell(expr, owner, model, cast(Profile, scene.profiles[engine]), owned=owned)

    return repositories.shared(scene, spelled)
