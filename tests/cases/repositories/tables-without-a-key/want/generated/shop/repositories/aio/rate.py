"""The repository of rate: made once, yours from now on."""

from shop.repositories.aio.generated.rate import RateBase

__all__ = ["RateRepository"]


class RateRepository(RateBase):
    """Reads and writes rows of `rates`."""
