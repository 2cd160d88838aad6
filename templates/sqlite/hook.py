"""What the templates of this engine see beside the model: its statements in order."""

from __future__ import annotations

from generator.render.statements import SELECTORS, shared

__all__ = ["SELECTORS", "shared"]
