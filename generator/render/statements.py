"""What the templates of every engine see beside the model; their hooks hand it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from generator.sql.script import context

if TYPE_CHECKING:
    from generator.render.jobs import Scene
    from generator.sql.profile import Profile

__all__ = ["SELECTORS", "shared"]


def shared(scene: Scene) -> Mapping[str, object]:
    """Gives the sections of schema.sql, the rows of seeds, and the engine's way with names."""
    profile = cast("Profile", scene.profiles[scene.engine])
    return context(scene.catalogs[scene.engine], scene.model, profile, scene.memo)


def _sown(scene: Scene) -> Sequence[object]:
    """Gives the names of seeds; several specs may add to one."""
    return tuple(dict.fromkeys(seed.name for seed in scene.model.seeds))


SELECTORS = {"sown": _sown}
