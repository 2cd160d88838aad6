"""The repository of unit: made once, yours from now on."""

from shop.repositories.sync.generated.unit import UnitRowBase

__all__ = ["UnitRowRepository"]


class UnitRowRepository(UnitRowBase):
    """Reads and writes rows of `units`."""
