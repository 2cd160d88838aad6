"""What the templates of the models are filled with; see generator.render.python."""

from generator.render.python.package import SELECTORS, entity, shared, types

__all__ = ["SELECTORS", "entity", "shared", "types"]
