"""The repository of visit: made once, yours from now on."""

from shop.repositories.sync.generated.visit import VisitBase

__all__ = ["VisitRepository"]


class VisitRepository(VisitBase):
    """Reads and writes rows of `visits`."""
