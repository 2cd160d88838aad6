"""What Alembic's files need beside the plans."""

from __future__ import annotations

from collections.abc import Mapping

from generator.render import migrations
from generator.render.jobs import Scene
from generator.render.revision import environment, revision

__all__ = ["environment", "revision", "shared"]


def shared(scene: Scene) -> Mapping[str, object]:
    """Says whether a version is made: a draft has no revision, so that nobody applies it."""
    made = scene.version != "next" and migrations.is_pending(scene)
    return {"frozen": made, "version": scene.version}
