"""What the pages of a migration need beside the plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from generator.render import migrations
from generator.render.jobs import Scene
from generator.sql.script import words

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.memo import Memo
    from generator.sql.profile import Profile

SELECTORS = {"step": migrations.steps}


def shared(scene: Scene) -> Mapping[str, object]:
    """Says whether there is anything to do at all."""
    return {"pending": migrations.is_pending(scene), "version": scene.version}


def writing(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives a step its engine's way with names."""
    engine = cast(migrations.EngineStep, item).engine
    profile = cast("Profile", scene.profiles[engine])
    said = scene.memo.once(words, profile, scene.memo, scene.catalogs[engine])
    return {**said, "words": said, "profile": profile}



def overview(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives plan.md its changes and dangers."""
    del item
    return {
        "changes": migrations.changes(scene),
        "dangers": migrations.dangers(scene),
        "plans": migrations.plans(scene),
    }


def operations(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives ops.json its lines."""
    del item
    return {"operations": list(migrations.operations(scene))}


def record(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives model.json its lines."""
    del item
    return {"lines": migrations.record(scene)}
