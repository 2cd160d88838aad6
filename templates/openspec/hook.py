"""Computes the pages of OpenSpec; the work is in generator.render.pages.openspec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from generator.model import Spec
from generator.render import jobs
from generator.render.pages import openspec


def page(scene: jobs.Scene, item: object) -> Mapping[str, object]:
    """Gives the page of a spec."""
    return {"page": openspec.page(scene.model, cast(Spec, item))}
