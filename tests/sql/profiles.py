"""The engines at their oldest supported versions."""

from __future__ import annotations

from pathlib import Path

from generator.config import OLDEST
from generator.sql.profile import Profile, load

TEMPLATES = Path(__file__).parents[2] / "templates"
PROFILES: dict[str, Profile] = {
    name: load(TEMPLATES / name, version) for name, version in OLDEST.items()
}
