"""What the templates of the repositories are filled with; see generator.render.python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from generator.sql.expressions import spell

from generator.model import Expr
from generator.render.jobs import Scene
from generator.render.python import repositories
from generator.render.python.repositories import asked, io, repository
from generator.sql.profile import Profile

__all__ = ["SELECTORS", "asked", "io", "repository", "shared"]

SELECTORS = repositories.selectors()


def shared(scene: Scene) -> Mapping[str, object]:
    """Gives what every template of the target sees."""

    def spelled(engine: str, expr: Expr, entity: str, owned: bool) -> str:
        model = scene.models[engine]
        owner = model.entity(entity) if entity else None
        return spell(expr, owner, model, cast(Profile, scene.profiles[engine]), owned=owned)

    return repositories.shared(scene, spelled)
