"""The repository of goes_with: made once, yours from now on."""

from shop.repositories.aio.generated.goes_with import GoesWithBase

__all__ = ["GoesWithRepository"]


class GoesWithRepository(GoesWithBase):
    """Reads and writes rows of `goes_withs`."""
