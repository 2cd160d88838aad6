"""What the templates of the models are filled with; see generator.render.python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from generator.render.jobs import Scene
from generator.render.python import package, programs
from generator.render.python.fitting import check
from generator.render.python.package import entity, shared, types
from generator.sql.arrange import arrange
from generator.sql.profile import Profile
from generator.sql.script import words
from generator.sql.split import split

__all__ = ["SELECTORS", "check", "entity", "program", "shared", "types"]

SELECTORS = {**package.SELECTORS, **programs.SELECTORS}


def program(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives an engine's statements beside its tables, and its way with names."""
    engine = cast(str, item)
    profile = cast(Profile, scene.profiles[engine])

    def parts(script: str) -> tuple[str, ...]:
        escapes = engine in ("mysql", "mariadb")
        return split(script, escapes=escapes, batches=engine == "mssql")

    units = scene.memo.once(arrange, scene.catalogs[engine])
    made = programs.program(scene, engine, units, parts)
    return {**words(profile, scene.memo), **made, "label": profile.label}
