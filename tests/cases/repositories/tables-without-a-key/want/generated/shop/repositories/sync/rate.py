"""The repository of rate: made once, yours from now on."""

from shop.repositories.sync.generated.rate import RateBase

__all__ = ["RateRepository"]


class RateRepository(RateBase):
    """Reads and writes rows of `rates`."""
